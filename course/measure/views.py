"""A table on the screen, in a notebook, and its numbers made short."""

import html
import io
from dataclasses import dataclass

UNITS = ("", "K", "M", "G", "T", "P")


def short(number, kilo=1000, unit="") -> str:
    """A number for people: ``25,557,032`` as ``"25.6 M"``, small ones and all with ``kilo=None`` in full.

    Args:
        number: a whole number; None for one that is unknown, which becomes "?".
        kilo: what K means, 1000 or 1024; M is its square, and so on; None to write all digits.
        unit: what is counted, "B" for bytes.
    """
    if number is None:
        return "?"
    if kilo is None or number < 10 * kilo:
        return f"{number:,} {unit}".rstrip()
    power = 0
    while round(number / kilo**power) >= 1000:
        power += 1
    value = number / kilo**power
    decimals = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{decimals}f} {UNITS[power]}{unit}"


def joined(shape) -> str:
    """A shape without the batch as ``"7 × 7 × 512"``; those of several outputs with commas between."""
    if shape and isinstance(shape[0], tuple):
        return ", ".join(map(joined, shape))
    return " × ".join(map(str, shape)) or "1"


@dataclass(frozen=True)
class Table:
    """Rows of text under a header, a last row of totals (or None), and lines of caption.

    The first `left` columns hold words and keep to the left, the others numbers.
    """

    title: str
    header: tuple
    rows: list
    totals: tuple | None
    caption: tuple
    left: int = 1

    def text(self) -> str:
        """The table as plain text, as wide as it needs to be."""
        from rich.box import SIMPLE
        from rich.console import Console
        from rich.table import Table as RichTable

        table = RichTable(box=SIMPLE, show_footer=self.totals is not None, pad_edge=False, show_edge=False)
        for i, name in enumerate(self.header):
            footer = self.totals[i] if self.totals else ""
            table.add_column(name, footer, justify="left" if i < self.left else "right", no_wrap=True)
        for row in self.rows:
            table.add_row(*row)
        page = io.StringIO()
        plain = {"force_jupyter": False, "color_system": None, "markup": False, "emoji": False, "highlight": False}
        Console(file=page, width=10_000, **plain).print(table)
        lines = [self.title, "", *page.getvalue().splitlines(), "", *self.caption]
        return "\n".join(line.rstrip() for line in lines)

    def html(self) -> str:
        """The table for a notebook: colours are the page's own, light or dark; a long one scrolls."""
        head = self.line(self.header, "th")
        body = "".join(self.line(row, "td") for row in self.rows)
        foot = f"<tfoot>{self.line(self.totals, 'td', 'font-weight:bold;')}</tfoot>" if self.totals else ""
        caption = "<br>".join(map(html.escape, self.caption))
        return (
            '<div style="max-height:40em;overflow:auto"><table style="border-collapse:collapse">'
            f'<caption style="caption-side:bottom;text-align:left;color:inherit">{caption}</caption>'
            f"<thead>{head}</thead><tbody>{body}</tbody>{foot}</table></div>"
        )

    def line(self, cells, tag, style=""):
        """A row of the HTML table."""
        return f"<tr>{''.join(self.cell(i, text, tag, style) for i, text in enumerate(cells))}</tr>"

    def cell(self, i, text, tag, style):
        """A cell of the HTML table, in column `i`."""
        side = "left" if i < self.left else "right"
        return f'<{tag} style="text-align:{side};white-space:nowrap;{style}">{html.escape(text)}</{tag}>'


class Shown:
    """What has a method ``table()`` is shown as that table, by ``print`` and by a notebook."""

    def __str__(self):
        return self.table().text()

    __repr__ = __str__

    def _repr_html_(self):
        return self.table().html()
