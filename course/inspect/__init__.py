"""Looking inside a trained network: what its parts answer to, and which pixels its answer rests on."""

from course.inspect.class_activation import grad_cam
from course.inspect.deconvolution import deconvolution
from course.inspect.feature_maps import feature_maps
from course.inspect.maximise import maximise
from course.inspect.occlusion import occlusion
from course.inspect.saliency import saliency

__all__ = ["deconvolution", "feature_maps", "grad_cam", "maximise", "occlusion", "saliency"]
