"""Networks: arguments in, an uncompiled ``keras.Model`` out. One file for each family."""

from course.models.alexnet import alexnet, alexnet_grouped, alexnet_one_tower
from course.models.autoencoder import autoencoder
from course.models.captioner import captioner
from course.models.cifar_resnet import (
    cifar_plain20,
    cifar_plain56,
    cifar_resnet,
    cifar_resnet20,
    cifar_resnet32,
    cifar_resnet44,
    cifar_resnet56,
    cifar_resnet110,
)
from course.models.deconvnet import deconvnet
from course.models.densenet import densenet, densenet121, densenet169, densenet201, densenet_bc100_12
from course.models.dilated_context import dilated_context
from course.models.dqn import dqn
from course.models.early import convnet1990, convnetjs_cifar10, neocognitron, perceptron
from course.models.efficientnet import efficientnet, efficientnet_b0
from course.models.fcn import fcn, fcn8s, fcn16s, fcn32s
from course.models.googlenet import googlenet
from course.models.lenet import lenet5, lenet5_original
from course.models.localizer import localizer
from course.models.mobilenet import mobilenet
from course.models.mobilenet_v2 import mobilenet_v2
from course.models.nasnet import nasnet_mobile
from course.models.preact_resnet import preact_resnet, preact_resnet110, preact_resnet164
from course.models.preprocess import preprocess_input
from course.models.registry import create, entry, list_models, nearest
from course.models.resnet import plain18, plain34, resnet, resnet18, resnet34, resnet50, resnet101, resnet152
from course.models.resnet_v2 import resnet50_v2, resnet101_v2, resnet152_v2, resnet_v2
from course.models.resnext import resnext, resnext50_32x4d, resnext101_32x8d
from course.models.senet import se_resnet50
from course.models.shufflenet import shufflenet
from course.models.stochastic_depth import stochastic_depth_resnet110
from course.models.tdnn import tdnn_audio, tdnn_text
from course.models.unet import unet
from course.models.vae import vae
from course.models.vgg import vgg, vgg11, vgg13, vgg16, vgg19
from course.models.wide_resnet import wide_resnet28_10, wide_resnet50_2
from course.models.zfnet import vgg_m, zfnet, zfnet_large

__all__ = [
    "alexnet",
    "alexnet_grouped",
    "alexnet_one_tower",
    "autoencoder",
    "captioner",
    "cifar_plain20",
    "cifar_plain56",
    "cifar_resnet",
    "cifar_resnet20",
    "cifar_resnet32",
    "cifar_resnet44",
    "cifar_resnet56",
    "cifar_resnet110",
    "convnet1990",
    "convnetjs_cifar10",
    "create",
    "deconvnet",
    "densenet",
    "densenet121",
    "densenet169",
    "densenet201",
    "densenet_bc100_12",
    "dilated_context",
    "dqn",
    "efficientnet",
    "efficientnet_b0",
    "entry",
    "fcn",
    "fcn8s",
    "fcn16s",
    "fcn32s",
    "googlenet",
    "lenet5",
    "lenet5_original",
    "list_models",
    "localizer",
    "mobilenet",
    "mobilenet_v2",
    "nasnet_mobile",
    "neocognitron",
    "perceptron",
    "plain18",
    "plain34",
    "preact_resnet",
    "preact_resnet110",
    "preact_resnet164",
    "preprocess_input",
    "resnet",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet50_v2",
    "resnet101",
    "resnet101_v2",
    "resnet152",
    "resnet152_v2",
    "resnet_v2",
    "resnext",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "se_resnet50",
    "shufflenet",
    "stochastic_depth_resnet110",
    "tdnn_audio",
    "tdnn_text",
    "unet",
    "vae",
    "vgg",
    "vgg11",
    "vgg13",
    "vgg16",
    "vgg19",
    "vgg_m",
    "wide_resnet28_10",
    "wide_resnet50_2",
    "zfnet",
    "zfnet_large",
]


def __getattr__(name):
    near = [] if name.startswith("_") else nearest(name)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise AttributeError(f"module 'course.models' has no attribute {name!r}{hint}")
