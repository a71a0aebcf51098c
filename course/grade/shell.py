"""What a notebook's cells expect of Jupyter."""

from IPython.core.inputtransformer2 import TransformerManager


def as_python(source: str) -> str:
    """A cell's text as Python: ``%matplotlib inline``, ``!ls`` and ``thing?`` become calls of `NoShell`."""
    return TransformerManager().transform_cell(source)


class NoShell:
    """In the place of Jupyter's shell: magics do nothing."""

    def __getattr__(self, name):
        return lambda *arguments, **options: None
