"""VGG-16 and ResNet-18 in PyTorch, written from the papers' tables: what counts are held against."""

from torch import nn


def vgg16():
    """Simonyan & Zisserman 2014, Table 1, column D."""
    layers, channels = [], 3
    for count, filters in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
        for _ in range(count):
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
            channels = filters
        layers.append(nn.MaxPool2d(2))
    hidden = [nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU()]
    return nn.Sequential(*layers, *hidden, nn.Linear(4096, 1000))


def resnet18():
    """He et al. 2015, Table 1; projections where sizes change."""
    stem = [*conv_bn(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, padding=1)]
    sides = [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]
    blocks = [b for old, new, stride in sides for b in (Residual(old, new, stride), Residual(new, new, 1))]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000))


class Residual(nn.Module):
    """The basic block."""

    def __init__(self, old, new, stride):
        super().__init__()
        self.body = nn.Sequential(*conv_bn(old, new, 3, stride), nn.ReLU(), *conv_bn(new, new, 3, 1))
        self.shortcut = nn.Identity() if old == new else nn.Sequential(*conv_bn(old, new, 1, stride))

    def forward(self, x):
        return nn.functional.relu(self.body(x) + self.shortcut(x))


def conv_bn(old, new, size, stride):
    return nn.Conv2d(old, new, size, stride, padding=size // 2, bias=False), nn.BatchNorm2d(new)
