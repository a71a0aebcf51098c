"""What commands share."""

from contextlib import contextmanager
from typing import Annotated

import typer

from course.backend import INSTALL

Backend = Annotated[
    str | None,
    typer.Option(metavar="NAME", help=f"{', '.join(INSTALL)}; otherwise what KERAS_BACKEND says, or tensorflow."),
]


@contextmanager
def in_one_line():
    """One line instead of a traceback: exit code 2 for a mistake in what was typed or installed, 1 for a failure."""
    try:
        yield
    except (ValueError, OSError, ModuleNotFoundError, RuntimeError) as error:
        typer.echo(f"course: {error}", err=True)
        raise typer.Exit(1 if isinstance(error, RuntimeError) else 2) from None
