"""Images that a network makes up: Simonyan, Vedaldi, Zisserman 2014, section 2; Yosinski et al. 2015."""

import keras
import numpy as np
from keras import ops

from course import backend
from course.inspect.network import check_layer, check_model, chosen, forward, one_each, outputs_of


def maximise(model, numbers, layer=None, *, steps=100, rate=0.05, decay=0.0, blur=0.0, jitter=0, bounds=(0, 1), seed=0):
    """Images that make a class's score, or a map of a layer, as large as possible: gradient ascent from grey and noise.

    Each step goes `rate` along the slope, which is scaled to a root mean square of 1 in each image. Without `decay`,
    `blur` and `jitter` the result is mostly fine noise that excites the network all the same.

    Args:
        model: a functional or sequential model of one input of fixed size; without `layer`, one output (N, classes).
        numbers: list of class numbers; with `layer`, of its maps, whose mean is maximised. One image for each.
        layer: name of a layer that returns maps; None for the scores, what enters the softmax.
        steps: number of steps.
        rate: length of a step, in units of the pixels.
        decay: share of the distance to mid-grey that each step takes back: Simonyan's penalty on the squared norm.
        blur: standard deviation in pixels of the Gaussian that smooths the image after each step.
        jitter: shift the image by up to so many pixels, at random, before each slope is taken.
        bounds: (least, greatest) value of a pixel; mid-grey is in the middle.
        seed: of noise and shifts.

    Returns an array (len(numbers), H, W, C).
    Raises ValueError for a model without a graph or of open size, a layer that is unknown or
    called more than once, an unknown number, settings out of range.
    Source: Simonyan et al. 2014, section 2; blur: Yosinski et al. 2015, section 3; jitter: Mordvintsev et al. 2015.
    """
    check_model(model)
    shape = tuple(model.inputs[0].shape[1:])
    if None in shape:
        raise ValueError(f"model {model.name!r} takes images of {shape}: build it with a fixed input_shape")
    least, greatest = bounds
    whole = all(isinstance(n, int | np.integer) for n in (steps, jitter))
    finite = np.isfinite([rate, decay, blur, *bounds]).all() and least < greatest
    if not whole or not finite or steps < 1 or rate <= 0 or not 0 <= decay < 1 or blur < 0 or jitter < 0:
        raise ValueError(
            f"{steps=}, {rate=}, {decay=}, {blur=}, {jitter=}, {bounds=}: whole steps from 1, rate above 0, decay "
            "from 0 to below 1, blur from 0, whole jitter from 0, finite bounds of which the first is less"
        )
    if np.ndim(numbers) != 1:
        raise ValueError(f"numbers={numbers!r}: must be a list, [{numbers!r}] for one image")
    up_to, output = forward(model), model.outputs[0]
    if layer is not None:
        (output,) = outputs_of(model, check_layer(model, layer))
        up_to = forward(keras.Model(model.inputs, output), scores=False)
    numbers = one_each("numbers", list(numbers), len(numbers), output.shape[-1])

    def height(x):
        y = up_to(x)
        return chosen(ops.mean(y, axis=(1, 2)) if layer is not None else y, numbers)

    rng, grey = np.random.default_rng(seed), (least + greatest) / 2
    x = grey + 0.01 * (greatest - least) * rng.standard_normal((len(numbers), *shape)).astype("float32")
    for _ in range(steps):
        shift = rng.integers(-jitter, jitter + 1, 2)
        _, slope = backend.value_and_gradients(height, np.roll(x, shift, axis=(1, 2)))
        slope = np.roll(slope, -shift, axis=(1, 2))
        size = np.sqrt(np.mean(slope**2, axis=(1, 2, 3), keepdims=True))
        x = grey + (1 - decay) * (x + rate * slope / np.maximum(size, 1e-12) - grey)
        x = np.clip(smoothed(x, blur), least, greatest)
    return x


def smoothed(images, sigma):
    """Each image and channel blurred by a Gaussian of `sigma` pixels."""
    from scipy.ndimage import gaussian_filter

    return gaussian_filter(images, (0, sigma, sigma, 0)) if sigma else images
