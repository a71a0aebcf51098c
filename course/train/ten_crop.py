"""One prediction from ten looks at an image: Krizhevsky, Sutskever, Hinton 2012, section 4.1."""

import keras
from keras import ops


def ten_crops(images, size):
    """Cut the four corners and the centre out of images, and mirror each.

    Args: images (N, H, W, C), and the side of the squares in pixels.
    Returns a list of ten tensors (N, size, size, C): top left, top right, bottom left, bottom right, centre, and the
    mirror images of these, in the same order.
    Raises ValueError for another shape, and images smaller than the squares.
    Source: Krizhevsky et al. 2012, section 4.1.
    """
    if len(images.shape) != 4:
        raise ValueError(f"images {tuple(images.shape)}: must have shape (N, H, W, C)")
    height, width = images.shape[1:3]
    if None in (height, width) or not 1 <= size <= min(height, width):
        raise ValueError(f"size={size}: must be from 1 to the sides of the images, which are {height} x {width}")
    bottom, right = height - size, width - size
    places = [(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]
    crops = [images[:, top : top + size, left : left + size] for top, left in places]
    if not keras.backend.is_keras_tensor(images):
        crops = [ops.convert_to_tensor(crop) for crop in crops]
    return crops + [ops.flip(crop, axis=2) for crop in crops]


def ten_crop(model, size=256):
    """A network for larger images, which averages what `model` says of ten crops; the weights are the same ones.

    Made to ``predict`` and ``evaluate``, with ten times the work; it needs no training.

    Args:
        model: a ``keras.Model`` with one image (None, h, h, C) as input and one output, the class probabilities.
        size: side of the images in pixels, at least h.

    Returns a ``keras.Model`` from images (N, size, size, C) to probabilities (N, classes).
    Raises ValueError for another kind of model, or a smaller size.
    Source: Krizhevsky et al. 2012, section 4.1.
    """
    if len(model.inputs) != 1 or len(model.inputs[0].shape) != 4 or len(model.outputs) != 1:
        raise ValueError(f"model {model.name!r}: must have one image as input and one output")
    _, height, width, channels = model.inputs[0].shape
    if height is None or height != width:
        raise ValueError(f"model {model.name!r} takes images of {height} x {width}: must be square, of a fixed size")
    image = keras.Input((size, size, channels), name="image")

    x = ops.concatenate(ten_crops(image, height), axis=0)
    x = model(x)
    x = ops.reshape(x, (10, -1, *x.shape[1:]))
    return keras.Model(image, ops.mean(x, axis=0), name=f"{model.name}_ten_crop")
