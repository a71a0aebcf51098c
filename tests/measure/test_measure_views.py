"""What is printed and what a notebook shows."""

from html.parser import HTMLParser

import keras
import pytest
from keras import layers

from course import measure, models
from course.measure.views import Table, joined, short


@pytest.mark.parametrize(
    ("number", "kilo", "shown"),
    [
        (0, 1000, "0"),
        (9_999, 1000, "9,999"),
        (10_000, 1000, "10.0 K"),
        (999_499, 1000, "999 K"),
        (999_501, 1000, "1.00 M"),
        (25_557_032, 1000, "25.6 M"),
        (3_857_973_248, 1000, "3.86 G"),
        (9_994, 1024, "9,994"),
        (64 * 1024, 1024, "64.0 K"),
        (138_357_544, 1024, "132 M"),
        (1023 * 1024, 1024, "1.00 M"),
        (25_557_032, None, "25,557,032"),
        (None, 1000, "?"),
    ],
)
def test_short_numbers(number, kilo, shown):
    assert short(number, kilo) == shown


def test_bytes_and_shapes():
    assert short(37_000, unit="B") == "37.0 KB" and short(12, unit="B") == "12 B"
    assert joined((7, 7, 512)) == "7 × 7 × 512" and joined(((2, 3), (4,))) == "2 × 3, 4" and joined(()) == "1"


def test_text_is_aligned():
    text = str(measure.complexity(models.lenet5()))
    lines = text.splitlines()
    assert lines[0] == "lenet5" and text == repr(measure.complexity(models.lenet5()))
    assert all(line == line.rstrip() for line in lines)
    ends = [line.index("MACs") + 4 for line in lines[:4] if "MACs" in line]
    (c3,) = (line for line in lines if line.startswith("c3"))
    (total,) = (line for line in lines if line.startswith("total"))
    assert c3[: ends[0]].endswith("240 K") and total[: ends[0]].endswith("417 K")
    assert "61,706 parameters, 61,706 trainable; 416,520 MACs; 9,238 activations." in lines
    assert lines[-1].startswith("MACs for one example without biases and normalisation; 1 MAC (multiply-add) = 1 op")


def test_the_caption_states_the_conventions():
    net = models.lenet5()
    caption = str(measure.complexity(net, biases=True, ops_per_mac=2, kilo=None)).splitlines()[-1]
    assert caption == (
        "operations for one example with biases, without normalisation; 1 MAC (multiply-add) = 2 operations."
    )
    assert "K = 1024" in str(measure.compare([net], kilo=1024))
    full = str(measure.complexity(net, kilo=None))
    assert " 240,000 " in full and " 416,520 " in full


class Cells(HTMLParser):
    """Rows of cells of an HTML table, and which tags stand open."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.open, self.bold, self.sides = [], [], [], {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            return
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            style = dict(attrs)["style"]
            self.rows[-1].append("")
            self.sides.setdefault(len(self.rows[-1]), set()).add("right" in style)
            self.bold.append("bold" in style)
            assert "color" not in style  # the theme's own

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def test_html_is_the_same_table():
    found = measure.complexity(models.lenet5())
    page = Cells(found._repr_html_())
    table = found.table()
    assert page.rows == [list(table.header), *map(list, table.rows), list(table.totals)] and not page.open
    assert page.bold[-len(table.header) :] == [True] * len(table.header) and sum(page.bold) == len(table.header)
    assert page.sides == {i: {i > 3} for i in range(1, len(table.header) + 1)}
    assert "http" not in found._repr_html_() and "class=" not in found._repr_html_()


def test_names_are_text_and_nothing_else():
    table = Table("t", ("a", "b"), [("<b>[red]:smile:", "1")], None, ("x < y",))
    assert "&lt;b&gt;[red]:smile:" in table.html() and "x &lt; y" in table.html()
    assert "<b>[red]:smile:   1" in table.text()


def test_comparison_shows_a_line_for_each_network():
    net = keras.Sequential([keras.Input((3,)), layers.Dense(2)], name="tiny")
    page = Cells(measure.compare([net, net])._repr_html_())
    assert [row[0] for row in page.rows] == ["network", "tiny", "tiny:2"]
    assert page.rows[1][1:] == ["8", "8", "6", "5", "52 B", "168 B"]
