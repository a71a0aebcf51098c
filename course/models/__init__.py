"""Networks: arguments in, an uncompiled ``keras.Model`` out. One file for each family."""

from course.models.lenet import lenet5
from course.models.registry import create, list_models
from course.models.resnet import resnet, resnet18

__all__ = ["create", "lenet5", "list_models", "resnet", "resnet18"]
