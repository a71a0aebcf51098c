import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from importlib import metadata
from pathlib import Path

import nbformat
import psutil
import pytest
from typer.testing import CliRunner

from course import backend
from course.cli import app, checkout, execute, machine

code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
VIEW = execute.WIDGET_VIEW
DEVICES = machine.devices


def make(path, *cells):
    """Write a notebook of `cells`, sources of code or whole cells; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = nbformat.v4.new_notebook(cells=[code(cell) if isinstance(cell, str) else cell for cell in cells])
    nbformat.write(book, path)
    return path


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A checkout with notebooks 00, 01 and 12, and lab 01."""
    make(tmp_path / "notebooks/00_start_here.ipynb", text("# Start"), "1 + 1")
    make(tmp_path / "notebooks/01_convolution.ipynb", "2 + 2")
    make(tmp_path / "notebooks/12_transfer.ipynb", "3 + 3")
    make(tmp_path / "labs/lab01_convolution/lab01_convolution.ipynb", "4 + 4")
    (tmp_path / "solutions").mkdir()
    monkeypatch.setattr(checkout, "root", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def course(monkeypatch):
    """Calls the command, ``course("run", "1")``, as if all backends were installed."""
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: name in backend.INSTALL or there(name, *rest))
    monkeypatch.setenv("COLUMNS", "300")
    return lambda *args: CliRunner().invoke(app, args)


def is_one_line(result):
    """Whether a mistake was answered as people like it: one line on stderr, nothing else, no traceback."""
    one_line = result.stderr.startswith("course: ") and result.stderr.count("\n") == 1
    return one_line and result.stdout == "" and isinstance(result.exception, SystemExit)


def hide(monkeypatch, package):
    """Let `package` look as if it were not installed."""
    there = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == package else there(name, *rest)
    )


class JupyterLab:
    """Stands in for `subprocess.Popen`: notes how it was started, is interrupted once, ends with code 3."""

    def __init__(self, command, cwd, env):
        JupyterLab.command, JupyterLab.cwd, JupyterLab.env = command, cwd, env
        self.interrupted = False

    def wait(self):
        if not self.interrupted:
            self.interrupted = True
            raise KeyboardInterrupt
        return 3


@pytest.fixture
def jupyterlab(monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", JupyterLab)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    return JupyterLab


# --- help and names


@pytest.mark.parametrize(
    "command, words",
    [
        ((), ["doctor", "open", "run", "release"]),
        (("doctor",), ["how to mend what is wrong"]),
        (("open",), ["WHAT", "JupyterLab", "--backend", "tensorflow, jax, torch"]),
        (("run",), ["--backend", "--all", "--save", "without a browser"]),
        (("release",), ["LAB", "labs/", "solutions/"]),
    ],
)
def test_help(course, command, words):
    result = course(*command, "--help")

    assert result.exit_code == 0
    assert all(word in result.stdout for word in words)


def test_help_loads_nothing_heavy():
    script = (
        "import sys; from course.cli import main; sys.argv = ['course', '--help']\n"
        "try: main()\n"
        "finally: print('loaded', {'keras', 'numpy', 'rich', 'nbclient', 'nbformat'} & set(sys.modules))"
    )
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout

    assert "doctor" in output
    assert output.endswith("loaded set()\n")


@pytest.mark.parametrize("what", ["1", "01", "001", "01_convolution"])
def test_find_notebook(root, what):
    assert checkout.find(what) == root / "notebooks/01_convolution.ipynb"


@pytest.mark.parametrize("what", ["lab1", "lab01", "lab01_convolution"])
def test_find_lab(root, what):
    assert checkout.find(what) == root / "labs/lab01_convolution/lab01_convolution.ipynb"


def test_notebooks_come_in_order(root):
    assert list(checkout.notebooks()) == ["00", "01", "12"]


def test_the_real_root_holds_the_package():
    assert (checkout.root() / "course" / "cli" / "checkout.py").is_file()


def test_relative(root, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ada"))

    assert checkout.relative(root / "labs" / "lab01") == "labs/lab01"
    assert checkout.relative(Path("/home/ada/.cache/x")) == "~/.cache/x"
    assert checkout.relative(Path("/data/x")) == str(Path("/data/x"))


# --- mistakes


@pytest.mark.parametrize("command", ["open", "run"])
@pytest.mark.parametrize(
    "args, words",
    [
        (["99"], ["'99'", "00, 01, 12, lab01"]),
        (["lab02"], ["'lab02': there are 00, 01, 12, lab01"]),
        (["convolution"], ["'convolution'", "did you mean '01_convolution'?"]),
        (["1", "--backend", "tourch"], ["'tourch'", "did you mean 'torch'?", "tensorflow, jax, torch"]),
    ],
)
def test_wrong_name(root, course, jupyterlab, command, args, words):
    result = course(command, *args)

    assert result.exit_code == 2
    assert is_one_line(result)
    assert all(word in result.stderr for word in words)


@pytest.mark.parametrize("command", ["open", "run"])
def test_unknown_backend_of_the_environment(root, course, jupyterlab, monkeypatch, command):
    monkeypatch.setenv("KERAS_BACKEND", "theano")
    result = course(command, "1")

    assert result.exit_code == 2
    assert is_one_line(result)
    assert "'theano'" in result.stderr


@pytest.mark.parametrize("command", ["open", "run"])
@pytest.mark.parametrize("name", backend.INSTALL)
def test_missing_backend(root, course, jupyterlab, monkeypatch, command, name):
    hide(monkeypatch, name)
    result = course(command, "1", "--backend", name)

    assert result.exit_code == 2
    assert is_one_line(result)
    assert result.stderr.endswith(f"the {name} backend is not installed; install it with:  {backend.INSTALL[name]}\n")


@pytest.mark.parametrize("args", [["open"], ["run", "0"], ["run", "--all"], ["release"]])
def test_no_checkout(course, jupyterlab, monkeypatch, tmp_path, args):
    monkeypatch.setattr(checkout, "root", lambda: tmp_path)
    result = course(*args)

    assert result.exit_code == 2
    assert is_one_line(result)
    way_out = "instructors' copy" if args == ["release"] else "pip install -e ."
    assert way_out in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_run_nothing(root, course):
    result = course("run")

    assert result.exit_code == 2
    assert is_one_line(result)
    assert "--all" in result.stderr


# --- run


def test_run_passes(root, course, monkeypatch):
    # A kernel that somebody registered under the usual name must not be taken.
    make_kernel = root / "kernels" / "python3" / "kernel.json"
    make_kernel.parent.mkdir(parents=True)
    make_kernel.write_text('{"argv": ["false"], "display_name": "x", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(root))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    path = make(
        root / "notebooks/01_convolution.ipynb",
        "import os, sys\nfrom pathlib import Path",
        "assert os.environ['KERAS_BACKEND'] == 'jax' and os.environ['COURSE_PROGRESS'] == '0'",
        f"assert sys.executable == {sys.executable!r} and Path.cwd() == Path({str(root / 'notebooks')!r})",
        code("1 / 0", metadata={"tags": ["raises-exception"]}),
        code("[][0]", metadata={"tags": ["raises-exception"]}),
        "print('done')",
    )
    before = path.read_bytes()
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    result = course("run", "1", "--backend", "jax")

    assert result.exit_code == 0, result.output
    assert "01_convolution" in result.stdout and "ran, 2 cells failed that may" in result.stdout
    assert os.environ["KERAS_BACKEND"] == "torch"
    assert path.read_bytes() == before


def test_run_takes_the_backend_of_the_environment(root, course, monkeypatch):
    make(root / "notebooks/01_convolution.ipynb", "import os\nassert os.environ['KERAS_BACKEND'] == 'torch'")
    monkeypatch.setenv("KERAS_BACKEND", "torch")

    assert course("run", "1").exit_code == 0


def test_run_fails_and_goes_on(root, course):
    failing = make(
        root / "notebooks/00_start_here.ipynb",
        text("# Start"),
        "print('shown')",
        "\nwidth = int(\n    'wide')",
        "never = 1",
    )
    before = failing.read_bytes()
    result = course("run", "0", "1", "--save")

    assert result.exit_code == 1
    assert "notebooks/00_start_here.ipynb, cell 3 of 4:  width = int(\n" in result.stdout
    assert "ValueError: invalid literal for int() with base 10: 'wide'\n" in result.stdout
    assert failing.read_bytes() == before
    next_one = nbformat.read(root / "notebooks/01_convolution.ipynb", as_version=4)
    assert next_one.cells[0].outputs[0].data["text/plain"] == "4"


def test_run_says_the_first_line_of_a_long_error(root, course):
    make(root / "notebooks/01_convolution.ipynb", "raise ValueError('what is wrong\\nand a long explanation')")
    assert "\nValueError: what is wrong\n" in course("run", "1").stdout


def test_run_takes_a_path(root, course):
    path = make(root / "solutions/lab01_convolution/lab01_convolution.ipynb", "5 + 5")
    assert course("run", str(path), "--save").exit_code == 0
    assert nbformat.read(path, as_version=4).cells[0].outputs[0].data["text/plain"] == "10"


def test_a_released_lab_is_not_saved(root, course):
    lab = root / "labs/lab01_convolution/lab01_convolution.ipynb"
    before = lab.read_bytes()
    result = course("run", "lab01", "--save")
    assert result.exit_code == 2 and is_one_line(result) and "course release" in result.stderr
    assert lab.read_bytes() == before


def test_save_does_not_undo_an_edit(root, course):
    path = root / "notebooks/01_convolution.ipynb"
    edited = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    make(path, f"open({str(path)!r}, 'w').write({edited!r})")
    result = course("run", "1", "--save")
    assert result.exit_code == 1 and "was changed while it ran" in result.stdout
    assert path.read_text() == edited


def test_run_survives_broken_notebooks(root, course):
    make(root / "notebooks/01_convolution.ipynb", "import os\nos._exit(1)")
    (root / "notebooks/12_transfer.ipynb").write_text("{")
    result = course("run", "--all")

    assert result.exit_code == 1
    assert result.stdout.count("passed") == 1
    assert "01_convolution.ipynb, cell 1 of 1:  import os\nthe kernel died" in result.stdout
    assert "12_transfer.ipynb, NotJSONError" in result.stdout


def test_run_takes_each_notebook_once(root, course, monkeypatch):
    seen = []
    monkeypatch.setattr(
        execute, "run", lambda path, *rest: seen.append(checkout.relative(path)) or execute.Result(path, 1.0)
    )
    result = course("run", "1", "lab01", "--all")

    assert result.exit_code == 0
    assert seen == [
        "notebooks/00_start_here.ipynb",
        "notebooks/01_convolution.ipynb",
        "notebooks/12_transfer.ipynb",
        "labs/lab01_convolution/lab01_convolution.ipynb",
    ]


def test_save(root, course):
    path = make(
        root / "notebooks/01_convolution.ipynb",
        "import ipywidgets\nfrom IPython.display import display\nslider = ipywidgets.IntSlider()",
        f"display({{{VIEW!r}: {{'model_id': '1'}}, 'image/png': 'aGk=', 'text/plain': 'plot'}}, raw=True)\nslider",
        "import sys\nfor i in range(3):\n    print(f'\\rstep {i}', end='', flush=True)\nprint('\\nend')",
        code("old", metadata={"execution": {"iopub.status.busy": "2020"}}),
        "7",
    )
    book = nbformat.read(path, as_version=4)
    book.cells[3].source = "old = 1"
    book.cells[3].outputs = [nbformat.v4.new_output("stream", text="stale")]
    book.metadata = {"widgets": {"x": 1}, "language_info": {"name": "python", "version": "3.1"}, "title": "T"}
    nbformat.write(book, path)
    path.chmod(0o640)

    assert course("run", "1", "--save").exit_code == 0
    first = path.read_bytes()
    book = nbformat.read(path, as_version=4)

    assert book.metadata == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "title": "T",
    }
    assert all(cell.metadata == {} for cell in book.cells)
    picture, slider = book.cells[1].outputs
    assert picture.data == {"image/png": "aGk=", "text/plain": "plot"}
    assert slider.data == {"text/plain": "IntSlider(value=0)"}
    assert [output.text for output in book.cells[2].outputs] == ["step 2\nend\n"]
    assert book.cells[3].outputs == []
    assert book.cells[4].outputs[0].data == {"text/plain": "7"}
    assert [cell.execution_count for cell in book.cells] == [1, 2, 3, 4, 5]
    assert path.stat().st_mode & 0o777 == 0o640
    assert first.endswith(b"}\n")

    assert course("run", "1", "--save").exit_code == 0
    assert path.read_bytes() == first
    assert sorted(p.name for p in path.parent.iterdir()) == [
        "00_start_here.ipynb",
        "01_convolution.ipynb",
        "12_transfer.ipynb",
    ]


def test_tidy_joins_pieces_of_the_same_stream():
    def stream(name, text):
        return nbformat.v4.new_output("stream", name=name, text=text)

    outputs = [stream("stdout", "a"), stream("stdout", "b\r\n"), stream("stderr", "c"), stream("stdout", "50 %\r100 %")]
    book = execute.tidy(nbformat.v4.new_notebook(cells=[code("1", outputs=outputs)]))

    assert [(o.name, o.text) for o in book.cells[0].outputs] == [
        ("stdout", "ab\r\n"),
        ("stderr", "c"),
        ("stdout", "100 %"),
    ]


def test_tidy_keeps_a_view_that_stands_alone():
    output = nbformat.v4.new_output("display_data", data={VIEW: {"model_id": "1"}})
    book = execute.tidy(nbformat.v4.new_notebook(cells=[code("1", outputs=[output])]))

    assert VIEW in book.cells[0].outputs[0].data


def test_save_refused(root, course, monkeypatch):
    def refuse(*args):
        raise PermissionError("read-only folder")

    monkeypatch.setattr(execute, "write", refuse)
    result = course("run", "1", "--save")

    assert result.exit_code == 1
    assert result.stdout.endswith("\nnotebooks/01_convolution.ipynb, PermissionError: read-only folder\n")


def test_write_interrupted(root, monkeypatch):
    path = root / "notebooks/01_convolution.ipynb"
    before = path.read_bytes()

    def fail(*paths):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        execute.write(path, nbformat.v4.new_notebook())

    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 3


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_run_stops_at_ctrl_c(root):
    mark = root / "pid"
    path = make(
        root / "notebooks/01_convolution.ipynb",
        f"import os, time\nfrom pathlib import Path\nPath({str(mark)!r}).write_text(str(os.getpid()))\ntime.sleep(600)",
    )
    before = path.read_bytes()
    script = (
        "from pathlib import Path; from course.cli import checkout, main; import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # tests in the background start with it ignored
        f"checkout.root = lambda: Path({str(root)!r}); sys.argv = ['course', 'run', '1', '0', '--save']; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not (mark.exists() and mark.read_text()):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)
    kernel = psutil.Process(int(mark.read_text()))
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=180)

    assert (process.returncode, stdout, stderr) == (130, "", "course: stopped\n")
    kernel.wait(timeout=180)
    assert path.read_bytes() == before


# --- open


@pytest.mark.parametrize(
    "args, path, extra",
    [
        ([], "notebooks/00_start_here.ipynb", []),
        (["1"], "notebooks/01_convolution.ipynb", []),
        (["lab01"], "labs/lab01_convolution/lab01_convolution.ipynb", []),
        (
            ["12", "--", "--no-browser", "--port", "9999"],
            "notebooks/12_transfer.ipynb",
            ["--no-browser", "--port", "9999"],
        ),
        (["--", "--no-browser"], "notebooks/00_start_here.ipynb", ["--no-browser"]),
    ],
)
def test_open(root, course, jupyterlab, args, path, extra):
    result = course("open", *args)

    assert result.exit_code == 3
    where = [f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab/tree/{path}"]
    assert jupyterlab.command == [sys.executable, "-m", "jupyterlab", path, *where, *extra]
    assert jupyterlab.cwd == root
    assert jupyterlab.env == os.environ | {"KERAS_BACKEND": backend.name()}
    assert result.stdout == f"Opening {path} on {backend.name()}. Ctrl+C, twice, stops JupyterLab.\n"


def test_open_on_another_backend(root, course, jupyterlab, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    result = course("open", "1", "--backend", "torch")

    assert "on torch" in result.stdout
    assert jupyterlab.env["KERAS_BACKEND"] == "torch"
    assert os.environ["KERAS_BACKEND"] == "tensorflow"


def test_open_as_root(root, course, jupyterlab, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    result = course("open", "1", "--", "--no-browser")

    assert jupyterlab.command[-2:] == ["--allow-root", "--no-browser"]
    assert "--allow-root" in result.stdout.splitlines()[0]


def test_open_without_jupyterlab(root, course, jupyterlab, monkeypatch):
    hide(monkeypatch, "jupyterlab")
    result = course("open", "1")

    assert result.exit_code == 2
    assert is_one_line(result)
    assert "pip install -r requirements.txt" in result.stderr


# --- doctor


@pytest.fixture
def healthy(monkeypatch, tmp_path):
    """A machine where all is well; tests break one thing each."""
    memory = namedtuple("memory", "total available")
    disk = namedtuple("disk", "total used free")
    monkeypatch.setattr("course.data.online", lambda: True)
    monkeypatch.setattr("course.data.cache_dir", lambda: tmp_path / "not" / "yet")
    monkeypatch.setattr(machine, "devices", lambda: ["gpu:0", "gpu:1"])
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory(16e9, 12e9))
    monkeypatch.setattr(psutil, "cpu_count", lambda: 6)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: disk(100e9, 50e9, 50e9))
    return monkeypatch


def advice(result):
    """The lines of advice in the output."""
    return [line.strip() for line in result.stdout.partition("\n\n")[2].splitlines()]


def fact(result, name):
    """What the output says of `name`."""
    return next(line.removeprefix(name).strip() for line in result.stdout.splitlines() if line.startswith(name + " "))


def hide_distribution(monkeypatch, *names):
    there = metadata.version

    def version(name):
        if name in names:
            raise metadata.PackageNotFoundError(name)
        return there(name)

    monkeypatch.setattr(metadata, "version", version)


def test_doctor_all_is_well(course, healthy, tmp_path):
    result = course("doctor")

    assert result.exit_code == 0
    assert advice(result) == ["• All is well. Start with:  course open"]
    assert fact(result, "Python").startswith(platform.python_version())
    assert fact(result, "course") == metadata.version("cnn-course")
    assert fact(result, "Keras") == metadata.version("keras")
    assert fact(result, "JupyterLab") == metadata.version("jupyterlab")
    assert fact(result, "nbgrader") == metadata.version("nbgrader")
    assert fact(result, "Backend").startswith(f"{backend.name()}, ")
    assert fact(result, "Devices") == "gpu:0, gpu:1"
    assert fact(result, "CPU cores") == "6"
    assert fact(result, "Memory") == "12.0 GB free of 16.0 GB"
    assert fact(result, "Downloads") == f"{checkout.relative(tmp_path)}/not/yet: 0.0 GB, 50 GB of disk free"
    assert fact(result, "Data server") == "answers"
    assert not (tmp_path / "not").exists()


def test_doctor_names_backend_versions(course, healthy):
    versions = {"tensorflow-cpu": "2.21.0", "jax": "0.10.2"}
    healthy.setattr(machine, "version", versions.get)
    healthy.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else name)
    result = course("doctor")

    assert fact(result, "TensorFlow") == "2.21.0 (tensorflow-cpu)"
    assert fact(result, "JAX") == "0.10.2"
    assert fact(result, "PyTorch") == "not installed:  pip install -e '.[torch]'"


@pytest.mark.parametrize("chosen, words", [(None, "the default"), ("jax", "chosen by KERAS_BACKEND")])
def test_doctor_says_who_chose_the_backend(chosen, words):
    environment = {name: value for name, value in os.environ.items() if name != "KERAS_BACKEND"}
    environment |= {"KERAS_BACKEND": chosen} if chosen else {}
    script = "from course.cli import machine; print(machine._chosen_by())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)

    assert done.stdout.startswith(words), done.stderr


def test_doctor_size_of_downloads(course, healthy, tmp_path):
    healthy.setattr("course.data.cache_dir", lambda: tmp_path)
    healthy.setattr(machine, "GB", 1000)
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a").write_bytes(b"x" * 1500)
    (tmp_path / "b").write_bytes(b"x" * 1000)

    assert ": 2.5 GB, " in fact(course("doctor"), "Downloads")


def test_doctor_unknown_backend(course, healthy):
    healthy.setenv("KERAS_BACKEND", "tourch")
    result = course("doctor")

    assert result.exit_code == 1
    assert fact(result, "Backend").startswith("tourch")
    assert advice(result)[0].startswith("• Unknown backend 'tourch': did you mean 'torch'?")


@pytest.mark.parametrize("name", backend.INSTALL)
def test_doctor_missing_backend(course, healthy, name):
    healthy.setenv("KERAS_BACKEND", name)
    hide(healthy, name)
    result = course("doctor")

    assert result.exit_code == 1
    assert advice(result) == [
        f"• The {name} backend is not installed; install it with:  {backend.INSTALL[name]}",
    ]


@pytest.mark.parametrize(
    "source, words", [("raise ImportError('no libfoo')", "no libfoo"), ("import os; os.abort()", "")]
)
def test_doctor_broken_backend(course, healthy, tmp_path, source, words):
    healthy.setattr(machine, "devices", DEVICES)
    healthy.setenv("KERAS_BACKEND", "torch")
    healthy.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(source)
    result = course("doctor")

    assert result.exit_code == 1
    (broken,) = advice(result)
    assert broken.startswith("• torch is installed but does not start (")
    assert words in broken
    assert broken.endswith("pip uninstall torch  and then  pip install -e '.[torch]'")


def test_doctor_asks_the_backend_for_its_devices():
    assert machine.devices() == backend.devices()


def test_doctor_missing_package(course, healthy):
    hide_distribution(healthy, "nbgrader", "tqdm")
    result = course("doctor")

    assert result.exit_code == 1
    assert fact(result, "nbgrader") == "missing"
    assert advice(result) == ["• Missing: nbgrader, tqdm. Install with:  pip install -r requirements.txt"]


def test_doctor_other_backends_are_optional(course, healthy):
    healthy.setenv("KERAS_BACKEND", "tensorflow")
    hide_distribution(healthy, "jax", "torch")

    assert course("doctor").exit_code == 0


def test_doctor_course_not_installed(course, healthy):
    hide_distribution(healthy, "cnn-course")
    result = course("doctor")

    assert result.exit_code == 0
    assert advice(result) == ["• The course is not installed. In its checkout:  pip install -r requirements.txt"]


def test_doctor_without_the_checkout(course, healthy, tmp_path):
    healthy.setattr(checkout, "root", lambda: tmp_path)
    result = course("doctor")

    assert result.exit_code == 1
    assert advice(result)[0].startswith("• No notebooks/ beside the package: install it from the course's checkout")


def test_doctor_little_memory(course, healthy):
    healthy.setattr(psutil, "virtual_memory", lambda: namedtuple("memory", "total available")(8e9, 3.9e9))
    result = course("doctor")

    assert result.exit_code == 0
    assert advice(result)[0].startswith("• Only 3.9 GB of memory are free")


def test_doctor_little_disk(course, healthy):
    healthy.setattr(shutil, "disk_usage", lambda path: namedtuple("disk", "total used free")(9e9, 8e9, 1e9))
    result = course("doctor")

    assert result.exit_code == 0
    assert advice(result)[0].startswith("• Only 1.0 GB of disk are free")


def test_doctor_cache_not_writable(course, healthy):
    def refuse(dir):
        raise PermissionError(dir)

    healthy.setattr(machine.tempfile, "TemporaryFile", refuse)
    result = course("doctor")

    assert result.exit_code == 0
    assert advice(result)[0].startswith("• Downloads cannot be kept in ")
    assert "COURSE_DATA" in advice(result)[0]


def test_doctor_no_network(course, healthy):
    healthy.setattr("course.data.online", lambda: False)
    result = course("doctor")

    assert result.exit_code == 0
    assert fact(result, "Data server") == "does not answer"
    assert " ".join(advice(result)).startswith("• No answer from the data server: fine, everything runs offline")


def test_doctor_survives_its_own_checks(course, healthy):
    def fail(*args):
        raise OSError("no such luck")

    healthy.setattr("course.data.cache_dir", fail)
    healthy.setattr(psutil, "virtual_memory", fail)
    healthy.setattr(machine, "devices", fail)
    result = course("doctor")

    assert result.exit_code == 0
    assert [line.partition(":")[0] for line in advice(result)] == [
        "• Could not look at the backend in use",
        "• Could not look at the hardware",
        "• Could not look at the cache",
    ]
    assert "no such luck" in result.stdout


# --- release


@pytest.mark.parametrize("args, lab", [([], None), (["lab01"], "lab01")])
def test_release(root, course, monkeypatch, args, lab):
    asked = []
    monkeypatch.setattr(
        "course.grade.release", lambda *given: asked.append(given) or [root / "labs" / "lab01_convolution"]
    )
    result = course("release", *args)

    assert result.exit_code == 0
    assert asked == [(lab, root)]
    assert result.stdout == "Wrote labs/lab01_convolution\n"


@pytest.mark.parametrize("error, exit_code", [(ValueError("unknown lab 'x'"), 2), (RuntimeError("nbgrader failed"), 1)])
def test_release_fails(root, course, monkeypatch, error, exit_code):
    def fail(lab, root):
        raise error

    monkeypatch.setattr("course.grade.release", fail)
    result = course("release", "x")

    assert result.exit_code == exit_code
    assert is_one_line(result)
    assert str(error) in result.stderr
