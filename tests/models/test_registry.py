from inspect import signature

import pytest
from quick import no_random_numbers  # noqa: F401, every test uses it

from course import models
from course.models import registry


def test_networks_by_name():
    assert "lenet5" in models.list_models() and models.list_models("lenet*") == ["lenet5", "lenet5_original"]
    assert models.list_models("no such*") == []
    assert models.create("lenet5", classes=3, name="small").output_shape == (None, 3)


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(ValueError, match=r"unknown network 'lenet': did you mean 'lenet5' or .*'\?"):
        models.create("lenet")
    with pytest.raises(ValueError, match=r"unknown network 'xyz': there are: alexnet, .*, zfnet_large"):
        models.create("xyz")
    with pytest.raises(ValueError, match=r"unknown network 'VGG16': did you mean 'vgg16' or "):
        models.create("VGG16")
    with pytest.raises(AttributeError, match=r"no attribute 'ResNet50'; did you mean resnet50 or "):
        models.ResNet50  # noqa: B018
    with pytest.raises(ValueError, match=r"unknown network \['resnet18'\]"):
        models.create(["resnet18"])


def test_names_stand_in_the_order_of_their_numbers():
    assert models.list_models("resnet*") == [
        "resnet18", "resnet34", "resnet50", "resnet50_v2", "resnet101", "resnet101_v2", "resnet152", "resnet152_v2",
    ]  # fmt: skip


@pytest.mark.parametrize("name", models.list_models())
def test_all_arguments_are_shown(name):
    """What `help` shows is all that the builder takes. (That the defaults shown hold, the digests of test_zoo tell.)"""
    arguments = signature(getattr(models, name)).parameters
    open_ended = name in ("localizer", "captioner")
    assert (list(arguments)[-1] == "arguments") == open_ended and "head" not in arguments
    assert {"input_shape", "name", "weights"} <= set(arguments)
    assert next(iter(arguments)) == "input_shape"


def test_a_wrong_argument_gets_the_nearest():
    with pytest.raises(
        TypeError, match=r"resnet50\(\) has no argument 'num_classes': did you mean 'classes'\? It takes"
    ):
        models.resnet50(num_classes=10)
    with pytest.raises(TypeError, match=r"plain18\(\) has no argument 'block'.*It takes input_shape, classes, repeats"):
        models.plain18(block=None)
    with pytest.raises(
        TypeError, match=r"resnet18\(\): too many positional arguments. It takes input_shape, classes, bl"
    ):
        models.resnet18((32, 32, 3), 10, True)


def test_shape_and_classes_go_without_their_names():
    net = models.resnet18((32, 48, 3), 5, width=1 / 8)
    assert net.input_shape == (None, 32, 48, 3) and net.output_shape == (None, 5)


def test_a_trunk_has_to_classify():
    with pytest.raises(ValueError, match="trunk='unet': must be a network that classifies images, such as 'vgg16'"):
        models.captioner((32, 32, 3), trunk="unet")
    with pytest.raises(ValueError, match="trunk='lenet5_original': must end in a dense layer named 'predictions'"):
        models.localizer((32, 32, 1), 10, trunk="lenet5_original")


def test_a_name_is_given_once(monkeypatch):
    monkeypatch.setattr(registry, "_ENTRIES", {})

    @registry.register("Somebody 1999", "nnda boaz")
    def net():
        return "built"

    assert models.create("net") == "built" and net() == "built"
    assert registry.entry("net") == registry.Entry(net, "Somebody 1999", 1999, ("boaz", "nnda"))
    with pytest.raises(ValueError, match="'net' is registered already"):
        registry.register("Somebody 1999")(net)


@pytest.mark.parametrize("arguments", [("Somebody",), ("Somebody 1999", "boas")])
def test_a_paper_has_a_year_and_a_deck_is_known(arguments):
    with pytest.raises(ValueError, match="a paper ends in its year; decks are boaz, nnda"):
        registry.register(*arguments)


def test_every_network_says_its_source():
    for name in models.list_models():
        assert "Source:" in registry.entry(name).builder.__doc__, name
