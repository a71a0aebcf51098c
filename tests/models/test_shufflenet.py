"""ShuffleNet: table 1 of the paper, and what its groups see."""

import keras
import pytest
from quick import no_random_numbers  # noqa: F401

from course import measure, models

TABLE_1 = {1: (144, 288, 576), 2: (200, 400, 800), 3: (240, 480, 960), 4: (272, 544, 1088), 8: (384, 768, 1536)}


@pytest.mark.parametrize("groups", TABLE_1)
def test_stages_of_the_table(groups):
    net = models.shufflenet(groups=groups, repeats=(1, 1, 1))
    found = {name: net.get_layer(name).output.shape[2:] for name in ("conv1_relu", "pool1")}
    assert found == {"conv1_relu": (112, 24), "pool1": (56, 24)}
    for stage, (size, channels) in enumerate(zip((28, 14, 7), TABLE_1[groups], strict=True), start=2):
        assert net.get_layer(f"stage{stage}_1_out").output.shape[2:] == (size, channels)
        assert net.get_layer(f"stage{stage}_1_1_conv").filters == channels // 4
        assert net.get_layer(f"stage{stage}_1_1_conv").groups == (1 if stage == 2 else groups)
        assert net.get_layer(f"stage{stage}_1_3_conv").groups == groups


def test_units_of_the_table():
    net = models.shufflenet(scale=1 / 4)
    units = [layer.name for layer in net.layers if layer.name.endswith("_out")]
    assert [sum(name.startswith(f"stage{stage}_") for name in units) for stage in (2, 3, 4)] == [4, 8, 4]
    adds = [layer for layer in net.layers if isinstance(layer, keras.layers.Add)]
    assert len(adds) == 3 + 7 + 3


@pytest.mark.parametrize(("scale", "stem"), [(1 / 4, 6), (1 / 2, 12), (1, 24), (3 / 2, 24), (2, 48)])
def test_channels_of_the_scaled_networks(scale, stem):
    """The first layer's are those of the authors' release, megvii-model/ShuffleNet-Series, ShuffleNetV1/network.py."""
    net = models.shufflenet(scale=scale, repeats=(1,), input_shape=(32, 32, 3))
    assert net.get_layer("conv1_relu").output.shape[-1] == stem
    assert net.get_layer("stage2_1_out").output.shape[-1] == 240 * scale
    eight = models.shufflenet(scale=scale, groups=8, repeats=(1,), input_shape=(32, 32, 3))
    assert eight.get_layer("conv1_relu").output.shape[-1] == -(-stem // 8) * 8


def test_groups_widen_at_the_same_cost():
    macs = [measure.macs(models.shufflenet(groups=g, repeats=(1, 1, 1), include_top=False)) for g in TABLE_1]
    assert max(macs) < 1.3 * min(macs)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"groups": 5}, "groups=5: must be one of 1, 2, 3, 4, 8"),
        ({"scale": 0}, "positive"),
        ({"repeats": (4, 8, 4, 1)}, r"repeats=\(4, 8, 4, 1\): must be 1 to 3"),
        ({"input_shape": (31, 31, 3)}, "at least 32 x 32"),
        ({"classes": 0, "repeats": (1,)}, "classes=0"),
    ],
)
def test_bad_arguments_say_what_is_allowed(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.shufflenet(**arguments)
