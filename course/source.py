"""Showing the library's own source in a notebook."""

import ast
import inspect


class Source:
    """Python source that shows itself highlighted in a notebook and plain in a terminal."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer

        style = "font-family:monospace; font-size:85%; line-height:1.4; padding:0.8em; border-left:3px solid #888"
        # Styles inside the tags: a style sheet of one output would reach all others.
        return highlight(self.text, PythonLexer(), HtmlFormatter(noclasses=True, style="xcode", prestyles=style))


def show(obj) -> Source:
    """Source of a builder, class or module of the course, highlighted: ``course.show(blocks.conv_bn_relu)``.

    Ahead of a function come the tables of its module that it reads, such as ``TABLE_1``.

    Raises TypeError for what has no Python source.
    """
    try:
        return Source("\n\n\n".join([*tables_of(inspect.unwrap(obj)), inspect.getsource(obj).rstrip()]))
    except (TypeError, OSError):
        raise TypeError(f"{obj!r} has no Python source to show: give a function, a class or a module") from None


def tables_of(function):
    """Source of the constants, named in capitals, that a function reads from its own module."""
    read = getattr(getattr(function, "__code__", None), "co_names", ())
    wanted = {name for name in read if name.isupper()}
    if not wanted:
        return []
    source = inspect.getsource(inspect.getmodule(function))
    lines = source.splitlines()
    return [
        "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        and {target.id for target in node.targets if isinstance(target, ast.Name)} & wanted
    ]
