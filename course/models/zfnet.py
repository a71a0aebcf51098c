"""After AlexNet, 2013: ZFNet (Zeiler & Fergus) and CNN-M (Chatfield et al.), with smaller windows and strides."""

from course.models.alexnet import five_convolutions
from course.models.registry import register

# conv1 … conv5: (filters, window, stride, padding, groups)
ZF = ((96, 7, 2, 1, 1), (256, 5, 2, 0, 1), (384, 3, 1, 1, 1), (384, 3, 1, 1, 1), (256, 3, 1, 1, 1))
ZF_LARGE = (*ZF[:2], (512, 3, 1, 1, 1), (1024, 3, 1, 1, 1), (512, 3, 1, 1, 1))
CNN_M = ((96, 7, 2, 0, 1), (256, 5, 2, 1, 1), (512, 3, 1, 1, 1), (512, 3, 1, 1, 1), (512, 3, 1, 1, 1))


def zfnet_form(convs, input_shape, classes, *, norm, **arguments):
    """A ZFNet: `five_convolutions` whose first two pools reach over the right and bottom border."""
    pools = {1: "same", 2: "same", 5: "valid"}
    return five_convolutions(convs, input_shape, classes, pools=pools, minimum=53, norm=norm, **arguments)


@register("Zeiler & Fergus 2013", "boaz comp541", like=five_convolutions, fixes=("dropout_first",))
def zfnet(input_shape=(224, 224, 3), classes=1000, *, norm="after pool", name="zfnet", **arguments):
    """AlexNet with windows of 7 x 7 and stride 2 in conv1, and no groups.

    This is the paper's main network, with 384, 384 and 256 filters in conv3 to conv5; a lecture prints those of
    `zfnet_large`. Figure 3 gives the sizes of all layers, but not the padding: here it is 1 in conv1, and pools reach
    over the border. The paper's contrast normalisation across maps has no constants: here they are AlexNet's.

    Args:
        input_shape: (H, W, C), at least 53 x 53 pixels.
        classes: number of classes.
        norm: "after pool" as in the paper, "before pool" or None.
        arguments: `width` and `small_images` of `five_convolutions`, and those of `classifier`.

    Returns an uncompiled model, (N, H, W, C) to (N, classes).
    Raises ValueError for bad arguments.
    Source: Zeiler & Fergus 2013, "Visualizing and understanding convolutional networks", figure 3.
    """
    return zfnet_form(ZF, input_shape, classes, norm=norm, name=name, **arguments)


@register("Zeiler & Fergus 2013", "comp541", like=five_convolutions, fixes=("dropout_first",))
def zfnet_large(input_shape=(224, 224, 3), classes=1000, *, norm="after pool", name="zfnet_large", **arguments):
    """ZFNet with 512, 1024 and 512 filters in conv3, conv4 and conv5.

    Arguments, result and errors as of `zfnet`.
    Source: Zeiler & Fergus 2013, Table 2, the enlarged model.
    """
    return zfnet_form(ZF_LARGE, input_shape, classes, norm=norm, name=name, **arguments)


@register("Chatfield et al. 2014", "backprop", like=five_convolutions, fixes=("dropout_first",))
def vgg_m(input_shape=(224, 224, 3), classes=1000, *, norm="before pool", name="vgg_m", **arguments):
    """CNN-M, medium fast: like ZFNet, with 512 filters in conv3, conv4 and conv5: 102,908,520 parameters.

    A lecture dates "VGG-M" to 2013. The authors' model has the pool of stage 2 reach over the border, 26 to 13; its
    normalisation is AlexNet's, written with alpha = 5e-4 for Caffe, which divides it by 5. Arguments, result and errors
    as of `zfnet`, images of at least 51 x 51 pixels.
    Source: Chatfield et al. 2014, "Return of the devil in the details", Table 1, CNN-M.
    """
    pools = {1: "valid", 2: "same", 5: "valid"}
    return five_convolutions(CNN_M, input_shape, classes, pools=pools, minimum=51, norm=norm, name=name, **arguments)
