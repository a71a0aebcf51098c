"""What is lost when a part of the image is covered: Zeiler & Fergus 2013, section 4.2."""

import numpy as np
from keras import ops

from course.inspect.network import check_images, classes_of


def occlusion(model, image, class_number=None, *, size=8, stride=4, value=0.5, batch_size=64):
    """What the model gives a class while a square lies on the image, for every place of the square.

    The image is divided into cells of `stride` pixels; the square lies on the middle of each in turn. What reaches over
    the border is cut off.

    Args:
        model: a functional or sequential model of one input and one output, (N, classes).
        image: array (H, W, C).
        class_number: of the class that is watched; by default the one with the highest score.
        size: side of the square in pixels.
        stride: step from one place to the next in pixels.
        value: of the covered pixels, a number or one for each channel.
        batch_size: images that the model gets at a time.

    Returns an array (⌈H / stride⌉, ⌈W / stride⌉): the class's output, a probability if the model ends in softmax.
    Raises ValueError for a model, image or class that do not fit, and sizes below 1.
    Source: Zeiler & Fergus 2013, section 4.2 and figure 7.
    """
    (image,) = check_images(model, np.asarray(image)[None])
    for name, pixels in (("size", size), ("stride", stride), ("batch_size", batch_size)):
        if not isinstance(pixels, int | np.integer) or pixels < 1:
            raise ValueError(f"{name}={pixels!r}: must be a whole number of at least 1")
    (class_number,) = classes_of(model, image[None], class_number)
    rows, columns = (range(0, side, stride) for side in image.shape[:2])
    offset = (stride - size) // 2  # of the square in the cell
    places, outputs = [(top, left) for top in rows for left in columns], []
    for i in range(0, len(places), batch_size):
        batch = np.repeat(image[None], min(batch_size, len(places)), axis=0)  # all of one size: compiled once
        for one, place in zip(batch, places[i : i + batch_size], strict=False):
            over = tuple(slice(max(0, n + offset), max(0, n + offset + size)) for n in place)
            one[over] = value
        outputs.append(ops.convert_to_numpy(model.predict_on_batch(batch))[:, class_number])
    return np.concatenate(outputs)[: len(places)].reshape(len(rows), len(columns))
