"""``course models``: the table of networks."""

import pytest
from typer.testing import CliRunner

from course.cli import app, checkout, zoo

LINE = "| `lenet5`                     | LeCun et al.          | 1998 |      61,706 | "


def test_counts_are_shown():
    shown = CliRunner().invoke(app, ["models", "lenet5"])
    assert shown.exit_code == 0 and shown.stdout.startswith(zoo.HEADER + LINE) and shown.stdout.count("\n") == 3


def test_no_such_network():
    shown = CliRunner().invoke(app, ["models", "x*"])
    assert shown.exit_code == 2 and shown.stderr == "course: no network is named 'x*'; course models lists all\n"
    shown = CliRunner().invoke(app, ["models", "resnt50"])
    assert shown.exit_code == 2 and "no network is named 'resnt50'; did you mean resnet50 or " in shown.stderr


def test_readme_gets_the_table_and_keeps_the_rest(tmp_path, monkeypatch):
    monkeypatch.setattr(checkout, "root", lambda: tmp_path)
    monkeypatch.setattr(zoo, "rows", lambda pattern: [f"| `{name}` | new |\n" for name in ("a", "b")])
    before = f"# Title\n\n{zoo.HEADER}| `old` | row |\n| `older` | row |\n\nAfter | it.\n"
    (tmp_path / "README.md").write_text(before)
    assert CliRunner().invoke(app, ["models", "--write"]).exit_code == 0
    text = (tmp_path / "README.md").read_text()
    assert text == f"# Title\n\n{zoo.HEADER}| `a` | new |\n| `b` | new |\n\nAfter | it.\n"
    assert zoo.names_in(text) == ["a", "b"]


def test_a_readme_without_a_table_is_left_alone():
    with pytest.raises(ValueError, match=r"README.md has no table of networks, which begins with '\| network"):
        zoo.replace("# Title\n", [])
