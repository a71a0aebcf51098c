"""The recipes: what the papers say of training their networks."""

import difflib

from course.train.recipe import Recipe

IMAGENET = 1_281_167  # training images of the challenge of 2012
CIFAR = 50_000


def _epochs(images, batch_size, epochs, drops, factor):
    """Images, batch, steps and drops of a recipe that counts in epochs, of the images that fill whole batches."""
    steps = images // batch_size
    falls = tuple((epoch * steps, factor) for epoch in drops)
    return {"images": images, "batch_size": batch_size, "steps": epochs * steps, "drops": falls}


_RESNET_CIFAR = {
    "images": CIFAR,
    "batch_size": 128,
    "learning_rate": 0.1,
    "steps": 64_000,
    "drops": ((32_000, 0.1), (48_000, 0.1)),
    "weight_decay": 1e-4,
}
_SHIFT_AND_MIRROR = "4 pixels of border on each side, a random crop of 32x32 from that or from its mirror image"
_SCALES = "a random crop of 224x224, or its mirror image, of images whose shorter side is 256 to 480 pixels; {}"
_AREAS = "a random crop of 8 to 100 % of the area and sides of 3:4 to 4:3, scaled to 224x224; mirror images; {}"

RECIPES = {
    "alexnet": Recipe(
        "Krizhevsky et al. 2012, sections 4 and 5",
        **_epochs(1_200_000, 128, 90, (30, 50, 70), 0.1),
        learning_rate=1e-2,
        weight_decay=5e-4,
        augmentation="random crops of 224x224 from 256x256 and their mirror images, colours changed along their "
        "principal components; dropout in FC6 and FC7",
        note="The rate fell three times, by hand, when the validation error stopped falling: the paper does not say "
        "when; here after 30, 50 and 70 of about 90 epochs.",
    ),
    "zfnet": Recipe(
        "Zeiler & Fergus 2013, section 3",
        **_epochs(1_300_000, 128, 70, (30, 50), 0.1),
        learning_rate=1e-2,
        augmentation="shorter side to 256, ten crops of 224x224 (corners, centre, their mirror images), the mean image "
        "subtracted; dropout in FC6 and FC7",
        note="The rate fell by hand when the validation error stopped falling: when and by what the paper does not "
        "say; here to a tenth after 30 and 50 of its 70 epochs. It names no weight decay; here 0. Filters of CONV1 "
        "whose root mean square passed 0.1 were scaled back to that, which is left out here.",
    ),
    "vgg": Recipe(
        "Simonyan & Zisserman 2014, section 3.1",
        images=IMAGENET,
        batch_size=256,
        learning_rate=1e-2,
        steps=370_000,
        drops=((150_000, 0.1), (250_000, 0.1), (325_000, 0.1)),
        weight_decay=5e-4,
        augmentation="random crops of 224x224 of images whose shorter side is 256, 384, or 256 to 512 pixels; mirror "
        "images and colours as AlexNet's; dropout in FC6 and FC7",
        note="The rate fell three times when the validation accuracy stopped rising: the paper does not say when; here "
        "after 150,000, 250,000 and 325,000 of its 370,000 steps (74 epochs). Weights of a shallow network started the "
        "deep ones.",
    ),
    "googlenet": Recipe(
        "Szegedy et al. 2014, sections 5 and 6",
        images=IMAGENET,
        batch_size=32,
        learning_rate=1e-2,
        steps=10_000_000,
        drops=tuple((320_000 * i, 0.96) for i in range(1, 32)),
        weight_decay=2e-4,
        augmentation=_AREAS.format("photometric distortions; dropout before the last layer"),
        loss_weights=(1.0, 0.3, 0.3),
        note="The paper says momentum 0.9, the rate 4 % lower every 8 epochs, many machines at a time (asynchronous "
        "gradient descent), and the average of the weights over time (Polyak) in the end. Batch, rate at the start, "
        "weight decay and length it leaves open: these are the Caffe model's (BVLC). One machine works here, and no "
        "average is taken.",
    ),
    "resnet": Recipe(
        "He et al. 2015, section 3.4",
        images=IMAGENET,
        batch_size=256,
        learning_rate=0.1,
        steps=600_000,
        drops=((150_000, 0.1), (300_000, 0.1), (450_000, 0.1)),
        weight_decay=1e-4,
        augmentation=_SCALES.format("colours as AlexNet's; no dropout"),
        note="The rate falls to a tenth when the error stops falling: the paper does not say when; here after each "
        "150,000 steps, near the first falls in its figure 4. 600,000 steps are the most that were taken.",
    ),
    "resnet_cifar": Recipe(
        "He et al. 2015, section 4.2",
        **_RESNET_CIFAR,
        augmentation=f"{_SHIFT_AND_MIRROR}; the mean image subtracted",
        note="The network of 110 layers starts with a rate of 0.01 until the training error is below 80 %, about 400 "
        "steps: warm_up=(400, 0.1). The schedule was chosen while 5,000 of the 50,000 images were kept for validation: "
        "182 epochs of the others.",
    ),
    "preact_resnet": Recipe(
        'He et al. 2016, "Identity mappings", appendix',
        **_RESNET_CIFAR,
        warm_up=(400, 0.1),
        augmentation=_SHIFT_AND_MIRROR,
        note="The end, after 64,000 steps, is that of the paper of 2015. The warm-up is there to compare: the paper "
        "remarks that its blocks do not need it.",
    ),
    "wide_resnet": Recipe(
        "Zagoruyko & Komodakis 2016, section 3",
        **_epochs(CIFAR, 128, 200, (60, 120, 160), 0.2),
        learning_rate=0.1,
        nesterov=True,
        weight_decay=5e-4,
        augmentation="mirror images, and random crops of 32x32 from images with 4 pixels of reflection on each side; "
        "some networks with dropout in the blocks",
        note="For CIFAR; SVHN has another schedule.",
    ),
    "resnext": Recipe(
        "Xie et al. 2017, section 4",
        **_epochs(IMAGENET, 256, 100, (30, 60, 90), 0.1),
        learning_rate=0.1,
        nesterov=True,
        weight_decay=1e-4,
        augmentation=_AREAS.format("the rest as fb.resnet.torch"),
        note="The paper says that the rate falls three times, on the schedule of fb.resnet.torch. Its places, the 100 "
        "epochs and Nesterov's form are from the authors' code.",
    ),
    "stochastic_depth": Recipe(
        "Huang et al. 2016, section 4",
        **_epochs(CIFAR - 5_000, 128, 500, (250, 375), 0.1),
        learning_rate=0.1,
        nesterov=True,
        weight_decay=1e-4,
        augmentation="mirror images, and shifts by up to 4 pixels",
        note="For CIFAR; 5,000 of the 50,000 images choose the best epoch. The longest network, of 1202 layers, starts "
        "with a rate of 0.01 for 10 epochs, and has 300, with falls after 150 and 225.",
    ),
    "densenet": Recipe(
        "Huang et al. 2017, section 4.2",
        **_epochs(CIFAR, 64, 300, (150, 225), 0.1),
        learning_rate=0.1,
        nesterov=True,
        weight_decay=1e-4,
        augmentation=f"{_SHIFT_AND_MIRROR}; without that, dropout of 0.2 behind each convolution",
        note="For CIFAR; ImageNet has batches of 256, 90 epochs, and falls after 30 and 60.",
    ),
    "se_resnet": Recipe(
        "Hu et al. 2018, section 5",
        **_epochs(IMAGENET, 1024, 100, (30, 60, 90), 0.1),
        learning_rate=0.6,
        weight_decay=1e-4,
        augmentation=_AREAS.format("the mean colour subtracted"),
        note="The paper names no weight decay; here ResNet's 1e-4.",
    ),
}


def recipe(name: str) -> Recipe:
    """The training of a network as its paper has it: `name` is one of `list_recipes`.

    Raises ValueError for an unknown name, naming the nearest.
    """
    if name not in RECIPES:
        near = difflib.get_close_matches(str(name).lower(), RECIPES, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"unknown recipe {name!r}: {hint}There are: {', '.join(RECIPES)}")
    return RECIPES[name]


def list_recipes() -> list[str]:
    """Names that `recipe` knows, in the order of the papers."""
    return list(RECIPES)
