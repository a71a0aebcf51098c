"""Layers that make maps fit: to a multiple of a network's stride, or to each other."""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="course")
class PadToMultiple(layers.Layer):
    """Put zeros around feature maps (N, H, W, C) until height and width are multiples of `multiple`.

    Equally many on both sides, the odd one at the bottom and right: `CropLike` finds the image again.

    Raises ValueError unless `multiple` is at least 1.
    """

    def __init__(self, multiple, **kwargs):
        super().__init__(**kwargs)
        if multiple < 1:
            raise ValueError(f"multiple={multiple}: must be at least 1 pixel")
        self.multiple = multiple

    def call(self, x):
        missing = [-side % self.multiple for side in ops.shape(x)[1:3]]
        return ops.pad(x, [(0, 0), *((side // 2, side - side // 2) for side in missing), (0, 0)])

    def macs(self, output_shape):
        return 0

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        return (batch, *(None if side is None else side + -side % self.multiple for side in sides), channels)

    def window(self):
        """A unit reads one unit, from which the zeros before it are counted off; ValueError for maps of open size."""
        sides = check_sides(self, self.input.shape)
        return {"before": tuple(-side % self.multiple // 2 for side in sides)}

    def get_config(self):
        return {**super().get_config(), "multiple": self.multiple}


@keras.saving.register_keras_serializable(package="course")
class CropLike(layers.Layer):
    """Cut the middle out of feature maps, as high and wide as others: ``CropLike()([maps, others])``.

    Call: (N, H, W, C) and (N, h, w, D). Returns (N, h, w, C); where H - h is odd, the odd row goes from the bottom.
    Raises ValueError where the others are larger.
    """

    def call(self, inputs):
        x, like = inputs
        self.compute_output_shape([x.shape, like.shape])  # refuses what is too small
        (height, width), (h, w) = ops.shape(x)[1:3], ops.shape(like)[1:3]
        top, left = (height - h) // 2, (width - w) // 2
        return x[:, top : top + h, left : left + w]

    def macs(self, output_shape):
        return 0

    def compute_output_shape(self, input_shape):
        x, like = input_shape
        if any(None not in sides and sides[0] < sides[1] for sides in zip(x[1:3], like[1:3], strict=True)):
            raise ValueError(f"cannot cut {like[1]} x {like[2]} pixels out of maps of {x[1]} x {x[2]}")
        return (x[0], *like[1:3], x[3])

    def window(self):
        """One unit of the maps, negative zeros before it, and none of the others; ValueError for maps of open size."""
        x, like = (check_sides(self, maps.shape) for maps in self.input)
        return [{"before": tuple(-((long - short) // 2) for long, short in zip(x, like, strict=True))}, {"size": 0}]


def check_sides(layer, shape):
    """Height and width of maps; ValueError if they are open."""
    if None in shape[1:3]:
        raise ValueError(f"layer {layer.name!r} works on {shape}: build the network with a fixed input_shape")
    return shape[1:3]
