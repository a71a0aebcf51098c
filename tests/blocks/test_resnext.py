"""ResNeXt's block: three forms that compute the same, and its cost on the slides."""

import numpy as np
import pytest
import reference as ref

from course import blocks, measure


def split_weights(grouped, form, groups, width):
    """Weights of a grouped block, by layer name, as the `form` of separate paths has them: the docstring's map."""
    weights = {name: values for name, values in grouped.items() if not name.startswith(("b_1", "b_2"))}
    for g in range(groups):
        part = slice(g * width, (g + 1) * width)
        for name in ("b_1_conv", "b_1_bn", "b_2_conv", "b_2_bn"):
            weights[name.replace("b_", f"b_path{g}_")] = [value[..., part] for value in grouped.get(name, ())]
        if form == "split":
            weights[f"b_path{g}_3_conv"] = [grouped["b_3_conv"][0][:, :, part]]
    return weights


@pytest.mark.parametrize("form", ["split", "concatenate"])
@pytest.mark.parametrize(("groups", "strides", "filters"), [(3, 2, 2), (4, 1, 1), (1, 1, 2)])
def test_the_three_forms_compute_the_same(form, groups, strides, filters):
    arguments = {"filters": filters, "strides": strides, "groups": groups, "group_width": 2}
    grouped = ref.built(blocks.resnext, **arguments)
    other = ref.built(blocks.resnext, **arguments, form=form)
    w = ref.weights(grouped)
    mapped = split_weights(w, form, groups, 2)
    for layer in other.layers:
        if layer.weights:
            layer.set_weights(mapped.pop(layer.name))
    assert not any(mapped[name] for name in mapped if name != "b_3_conv"), "a weight found no place"

    x = ref.maps(grouped)
    y = ref.relu(ref.conv_bn(x, w, "b_1"))
    y = ref.relu(ref.conv_bn(y, w, "b_2", strides, groups))
    changes = strides > 1 or 4 * filters != x.shape[-1]
    wanted = ref.relu(ref.conv_bn(y, w, "b_3") + (ref.conv_bn(x, w, "b_shortcut", strides) if changes else x))
    ref.assert_near(grouped, x, wanted)
    ref.assert_near(other, x, wanted)


def test_as_many_multiplications_in_every_form():
    arguments = {"filters": 4, "groups": 4, "group_width": 2}
    shape = (6, 6, 16)
    counts = {
        form: (measure.macs(model), sum(np.prod(w.shape) for layer in model.layers for w in layer.weights if "conv" in
              layer.name))
        for form in ("split", "concatenate", "grouped")
        for model in [ref.built(blocks.resnext, shape, **arguments, form=form)]
    }  # fmt: skip
    assert len(set(counts.values())) == 1


@pytest.mark.parametrize(("groups", "width", "rest"), [(4, 24, 256), (32, 4, 512)])
def test_the_cost_of_the_slides(groups, width, rest):
    """(8Cc + 9c²) HWG, which 9Gc² + 8GCc - 17C² = 0 makes that of a bottleneck: almost, for whole numbers."""
    channels, side = 64, 2
    model = ref.built(
        blocks.resnext, (side, side, 4 * channels), filters=channels, groups=groups, group_width=width
    )  # fmt: skip
    bottleneck = 17 * channels**2 * side**2
    assert measure.macs(model) == (8 * channels * width + 9 * width**2) * side**2 * groups
    assert abs(measure.macs(model) - bottleneck) == rest * side**2
    assert rest / (17 * channels**2) < 0.01


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"form": "dense"}, "form='dense': must be one of 'split', 'concatenate', 'grouped'"),
        ({"groups": 0}, "groups=0, group_width=4: must be at least 1"),
        ({"group_width": 0, "form": "split"}, "group_width=0: must be at least 1"),
    ],
)
def test_bad_arguments_say_what_is_allowed(arguments, words):
    with pytest.raises(ValueError, match=words):
        ref.built(blocks.resnext, filters=4, **arguments)
