"""Errata with a story: the mistake that is named gives the figure that the deck prints."""

import pytest

from course.facts import check
from course.facts.verdict import judge

STORIES = {  # claim: (figure of the finding, its unit, place of the printed figure among those stated)
    "alexnet-macs": ("forgotten", 1e6, None),
    "alexnet-conv1-formula": ("meant", 1, None),
    "vgg16-memory-chart": ("without", 1, 0),
    "vgg16-gflop-chart": ("without", 1e9, 0),
    "googlenet-vs-alexnet": ("printed", 1, 0),
}


@pytest.mark.parametrize("claim", STORIES)
def test_the_mistake_gives_the_printed_figure(claim):
    name, unit, place = STORIES[claim]
    (fact,) = check(claim)
    stated = fact.claim.stated if place is None else fact.claim.stated[place]
    assert fact.verdict == "erratum"
    assert judge(stated, fact.finding.figures[name] * unit) in ("match", "rounding")


def test_both_charts_of_vgg16_lack_the_same_convolution():
    chart, layers = check("vgg16-gflop-chart")[0].finding, check("vgg-stage3")[0].finding
    assert chart.value[0] / 1e9 - chart.figures["without"] == pytest.approx(layers.figures["macs"])
    assert judge(check("vgg16-gflop-chart")[0].claim.stated[1], chart.figures["ratio"]) == "match"


def test_the_first_row_of_googlenet_is_that_of_a_separable_convolution():
    (fact,) = check("googlenet-conv1")
    _, thousands, millions = fact.claim.stated
    assert judge(thousands, fact.finding.figures["separable"] / 1000) == "match"
    assert judge(millions, fact.finding.figures["separable_m"]) == "match"


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("alexnet-macs", 724_406_816),  # bvlc_reference_caffenet and its relatives: 724 million
        ("vgg16-gflop-chart", 15_470_264_320),  # torchvision's VGG-16: 15.47 billion
        ("resnet-layers", [13, 49, 151]),
        ("alexnet-pool-places", ["CONV1", "CONV2", "CONV5"]),
        ("vgg-stage3", [[2, 2, 3, 3, 3], [2, 2, 4, 4, 4]]),
        ("vgg-double", [2, 2, 2, 1]),
    ],
)
def test_what_is_true_where_the_deck_is_wrong(claim, value):
    found = check(claim)[0].finding.value
    assert (found[0] if isinstance(value, int) and isinstance(found, list) else found) == value
