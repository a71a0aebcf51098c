import pytest

from course import models
from course.models import registry


def test_networks_by_name():
    assert "lenet5" in models.list_models() and models.list_models("lenet*") == ["lenet5", "lenet5_original"]
    assert models.list_models("no such*") == []
    assert models.create("lenet5", classes=3, name="small").output_shape == (None, 3)


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(ValueError, match=r"unknown network 'lenet': did you mean 'lenet5'\? There are: .*lenet5"):
        models.create("lenet")


def test_a_name_is_given_once(monkeypatch):
    monkeypatch.setattr(registry, "_ENTRIES", {})

    @registry.register("Somebody 1999", "nnda boaz")
    def net():
        return "built"

    assert models.create("net") == "built"
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
