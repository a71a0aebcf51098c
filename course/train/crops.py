"""The pieces of an image that a network sees: Krizhevsky, Sutskever, Hinton 2012, sections 2 and 4.1."""

import keras
from keras import layers, ops


def resize_and_crop(images, size=256):
    """Scale images until the shorter side has `size` pixels, and keep the square in the middle.

    Smoothed where it shrinks them (bilinear with antialiasing, as Pillow's). The longer side becomes a whole number.

    Args:
        images: (H, W, C), or several of one size (N, H, W, C); whole numbers become float32.
        size: pixels of a side.

    Returns a NumPy array (size, size, C) or (N, size, size, C), float32.
    Raises ValueError for other shapes, and a size below 1.
    Source: Krizhevsky et al. 2012, section 2, which does not say how it interpolates.
    """
    images = ops.cast(images, "float32")
    sides = images.shape[-3:-1]
    if len(images.shape) not in (3, 4) or 0 in sides or size < 1:
        raise ValueError(f"images {tuple(images.shape)}, size={size}: must be (H, W, C) or (N, H, W, C), at least 1")
    height, width = (round(side * size / min(sides)) for side in sides)
    images = ops.image.resize(images, (height, width), antialias=True)
    top, left = (height - size) // 2, (width - size) // 2
    return ops.convert_to_numpy(images[..., top : top + size, left : left + size, :])


@keras.saving.register_keras_serializable(package="course")
class RandomCrop(layers.Layer):
    """Training cuts a square out of each image, at a place of its own; at test time it is the one in the middle.

    All places are equally likely. 224 pixels of 256 fit at 33 x 33 places, where the paper counts 32 x 32; with mirrors
    (``keras.layers.RandomFlip("horizontal")``) 2178 images of one, the paper's 2048. With ``ZeroPadding2D(4)`` before
    it, it is the shift of the ResNet paper's CIFAR networks. (Keras's own ``RandomCrop`` cuts all images of a batch at
    the same place.)

    Args:
        size: side of the square in pixels.
        seed: whole number that makes the draws repeatable on one backend, or None.

    Images (N, H, W, C) to images (N, size, size, C). Raises ValueError for images smaller than that.
    Source: Krizhevsky et al. 2012, section 4.1.
    """

    def __init__(self, size, seed=None, **kwargs):
        super().__init__(**kwargs)
        if size < 1:
            raise ValueError(f"size={size}: must be at least 1 pixel")
        self.size, self.seed = size, seed
        self.generator = keras.random.SeedGenerator(seed)

    def call(self, x, training=False):
        """Return the squares."""
        self.compute_output_shape(x.shape)  # refuses what is too small
        height, width = x.shape[1:3]
        if not training:
            top, left = (height - self.size) // 2, (width - self.size) // 2
            return x[:, top : top + self.size, left : left + self.size]
        rows, columns = self.draw(x, height), self.draw(x, width)
        x = ops.take_along_axis(x, rows[:, :, None, None], axis=1)
        return ops.take_along_axis(x, columns[:, None, :, None], axis=2)

    def draw(self, x, side):
        """Which of the `side` rows or columns of each image are kept: (N, size)."""
        shape = (ops.shape(x)[0], self.size)
        first = keras.random.randint((shape[0], 1), 0, side - self.size + 1, seed=self.generator)
        return ops.broadcast_to(first, shape) + ops.broadcast_to(ops.arange(self.size, dtype="int32"), shape)

    def macs(self, output_shape):
        """Multiply-adds: none."""
        return 0

    def compute_output_shape(self, input_shape):
        """Shape of the squares."""
        if len(input_shape) != 4:
            raise ValueError(f"images {tuple(input_shape)}: must have shape (N, H, W, C)")
        count, *sides, channels = input_shape
        if None in sides or min(sides) < self.size:
            raise ValueError(f"images of {sides[0]} x {sides[1]}: must have a size, of at least {self.size} pixels")
        return count, self.size, self.size, channels

    def get_config(self):
        """Arguments that make this layer again."""
        return {**super().get_config(), "size": self.size, "seed": self.seed}
