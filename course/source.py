"""Showing the library's own source in a notebook."""

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

    Raises TypeError for what has no Python source.
    """
    try:
        return Source(inspect.getsource(obj).rstrip())
    except (TypeError, OSError):
        raise TypeError(f"{obj!r} has no Python source to show: give a function, a class or a module") from None
