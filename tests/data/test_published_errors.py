"""Published figures: what papers print, each with its source."""

import csv
from pathlib import Path

import pytest

from course import data

ROWS = list(csv.DictReader(Path(data.__file__).with_name("published.csv").open(encoding="utf-8")))


@pytest.mark.parametrize(
    ("table", "network", "column", "value"),
    [
        ("ilsvrc", "ResNet", "top5", 3.57),
        ("ilsvrc", "AlexNet", "layers", 8),
        ("resnet_table2", "plain-34", "top1", 28.54),
        ("resnet_table2", "ResNet-34", "top1", 25.03),
        ("resnet_table3", "ResNet-152", "top5", 5.71),
        ("resnet_table4", "ResNet-152", "top5", 4.49),
        ("resnet_table6", "ResNet-110", "top1", 6.43),
        ("imagenet", "DenseNet-121", "top1", 25.02),
        ("imagenet", "SE-ResNet-50", "top5", 6.62),
        ("families", "MobileNet 0.25, 224", "top1", 49.4),
        ("families", "MobileNetV2 1.4, 224", "top5", 7.5),
        ("families", "EfficientNet-B7", "top1", 15.7),
    ],
)
def test_figures_as_printed(table, network, column, value):
    assert data.published(table).loc[network, column] == value


def test_each_row_has_a_source_and_stands_once():
    assert len(ROWS) > 100
    for row in ROWS:
        assert len(row["source"]) > 10 and row["network"] and row["data"], row
        assert row["top1"] or row["top5"]
        for column in ("top1", "top5"):
            assert row[column] == "" or 0 < float(row[column]) < 50
        if row["top1"] and row["top5"]:
            assert float(row["top5"]) < float(row["top1"])
    keys = [(row["table"], row["network"], row["data"]) for row in ROWS]
    assert len(set(keys)) == len(keys)
    assert all(None not in row for row in ROWS), "a comma too many"


def test_a_figure_is_the_same_in_every_table():
    """What two tables take from the same table of a paper, for the same network, images and crops."""
    seen = {}
    for row in ROWS:
        key = tuple(row[k] for k in ("network", "data", "crops")), row["source"].split(", trained")[0]
        for column in ("top1", "top5"):
            if row[column]:
                assert seen.setdefault((key, column), row[column]) == row[column], row


def test_depth_makes_plain_networks_worse_and_residual_ones_better():
    top1 = data.published("resnet_table2")["top1"]
    assert top1["plain-34"] > top1["plain-18"] > top1["ResNet-18"] > top1["ResNet-34"]


def test_claims_of_the_decks_agree():
    claims = Path(data.__file__).parents[1] / "facts" / "claims.csv"
    said = {row["id"]: row for row in csv.DictReader(claims.open(encoding="utf-8"))}
    winners = data.published("ilsvrc")["top5"]
    assert f"{winners['ResNet']}%" == said["resnet-top5"]["printed"]
    assert f"{winners['Clarifai']}%" in said["vgg-errors"]["printed"]
    assert f"{winners['VGG']}%" in said["vgg-errors"]["printed"]
    assert f"{winners['GoogLeNet']}%" in said["googlenet-top5"]["printed"]
    assert f"{winners['AlexNet']}%" in said["googlenet-top5"]["printed"]


def test_tables_are_listed_and_unknown_ones_named():
    assert data.published()[:2] == ["ilsvrc", "resnet_table2"]
    for name in data.published():
        frame = data.published(name)
        assert len(frame) and frame.index.name == "network" and "source" in frame
        assert not any((frame[column].astype(str) == "").all() for column in frame)
    with pytest.raises(ValueError, match="did you mean 'resnet_table2'"):
        data.published("resnet_table_2")
    with pytest.raises(ValueError, match="the tables are ilsvrc"):
        data.published("zzz")


def test_the_table_is_part_of_the_package():
    import tomllib

    project = Path(data.__file__).parents[2] / "pyproject.toml"
    files = tomllib.loads(project.read_text())["tool"]["setuptools"]["package-data"]
    assert "published.csv" in files["course.data"]
