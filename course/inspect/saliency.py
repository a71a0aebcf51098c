"""Which pixels the score depends on: Simonyan, Vedaldi, Zisserman 2014, section 3."""

from course import backend
from course.inspect.network import check_images, check_rule, chosen, classes_of, forward


def saliency(model, images, classes=None, *, relu="gradient"):
    r"""Slope of a class's score in each pixel, :math:`\partial S_c / \partial x`.

    The score is what enters the softmax. The paper's map of an image is ``abs(slope).max(axis=-1)``.

    Args:
        model: a functional or sequential model of one input and one output, (N, classes).
        images: array (N, H, W, C).
        classes: class number, or one for each image; by default the class with the highest score.
        relu: what a ReLU hands back: "gradient", its slope; "deconvolution" and "guided", see `deconvolution`.

    Returns an array (N, H, W, C), of either sign.
    Raises ValueError for a model without a graph, images and classes that do not fit, an unknown rule, and a rule
    for ReLUs where the model has none.
    Source: Simonyan et al. 2014, "Deep inside convolutional networks", section 3.1.
    """
    images = check_images(model, images)
    check_rule(model, relu)
    classes, scores = classes_of(model, images, classes), forward(model, relu)
    return backend.value_and_gradients(lambda x: chosen(scores(x), classes), images)[1]
