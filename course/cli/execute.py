"""Running a notebook without a browser, and storing what it shows."""

import asyncio
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Result:
    """What became of a notebook: `error` is empty where it passed, else it says which cell failed, and why.

    `allowed` counts the errors of cells that may fail: those of an unfinished lab.
    """

    path: Path
    seconds: float
    error: str = ""
    allowed: int = 0


def run(path: Path, backend: str, save: bool, progress: Callable) -> Result:
    """Execute the notebook at `path`; with `save`, store its outputs if every cell passes.

    `progress` is called with ``completed`` and ``total``, numbers of cells, as each cell starts.
    """
    start = time.monotonic()
    error = ""
    at = allowed = 0
    cells = []

    def on_cell(cell, cell_index):
        nonlocal at
        at = cell_index
        progress(completed=at, total=len(cells))

    try:
        before = path.read_bytes()
        book = nbformat.reads(before.decode(), as_version=4)
        cells = book.cells
        _execute(book, path.parent, backend, on_cell)
        allowed = sum(output.output_type == "error" for cell in cells for output in cell.get("outputs", []))
        if save and path.read_bytes() != before:
            raise RuntimeError("the file was changed while it ran: its outputs are not stored")
        if save:
            write(path, tidy(book))
    except Exception as problem:  # whatever is wrong with one notebook, the next ones run
        error = _describe(problem)
        if isinstance(problem, CellExecutionError | DeadKernelError):  # else it failed before or after the cells
            line = (cells[at].source.strip() or "(empty)").splitlines()[0]
            error = f"cell {at + 1} of {len(cells)}:  {line}\n{error}"
    return Result(path, time.monotonic() - start, error, allowed)


def _execute(book, folder: Path, backend: str, on_cell) -> None:
    quiet = logging.getLogger("course.run")  # what goes wrong is told once, in the result
    quiet.disabled = True
    # Without folders to look in, "python3" is this very Python, whatever kernels are registered on the machine.
    specs = KernelSpecManager(kernel_dirs=[])
    kernel = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs, log=quiet)
    client = NotebookClient(
        book,
        km=kernel,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        on_cell_start=on_cell,
        extra_arguments=["--log-level=ERROR"],  # each kernel warns that it talks over TCP, here within the machine
        log=quiet,
    )
    environment = os.environ | {"KERAS_BACKEND": backend, "COURSE_PROGRESS": "0"}
    # In the main thread nbclient would take Ctrl+C for itself, and call the notebook failed.
    with ThreadPoolExecutor(1) as thread:
        job = thread.submit(client.execute, env=environment, cleanup_kc=True)
        try:
            job.result()
        except KeyboardInterrupt:
            asyncio.run(kernel.provisioner.kill())  # which ends the job
            raise


def _describe(problem: Exception) -> str:
    """The error in one line: its type, and the first line of what it says."""
    if isinstance(problem, DeadKernelError):
        return "the kernel died; most often the memory ran out"
    name, text = type(problem).__name__, str(problem)
    if isinstance(problem, CellExecutionError):
        name, text = problem.ename, problem.evalue
    return f"{name}: {(text.strip() or '(no message)').splitlines()[0]}"


def tidy(book):
    """`book` without what differs from run to run or from machine to machine; changed in place and returned."""
    book.metadata.pop("widgets", None)
    book.metadata.kernelspec = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    book.metadata.language_info = {"name": "python"}
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = _merge_streams(cell.outputs)
            for output in cell.outputs:
                _drop_widget_view(output.get("data", {}))
    return book


def _merge_streams(outputs: list) -> list:
    """What is printed arrives in pieces that depend on timing, and progress lines overwrite one another."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output.output_type == "stream" and output.name == last.get("name"):
            last.text += output.text
        else:
            merged.append(output)
    for output in merged:
        if output.output_type == "stream":
            output.text = re.sub(r"[^\n]*\r(?=[^\r\n])", "", output.text)
    return merged


def _drop_widget_view(data: dict) -> None:
    """Without its kernel a widget's view shows nothing: the picture or the text beside it does."""
    if len(data) > 1:
        data.pop(WIDGET_VIEW, None)


def write(path: Path, book) -> None:
    """Replace the file at `path` in one step: an interruption leaves the old one whole."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with open(handle, "wb") as file:
            file.write((nbformat.writes(book) + "\n").encode())
        shutil.copymode(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
