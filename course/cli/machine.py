"""What the machine offers and what is wrong with it. A broken setup is reported, never a reason to crash."""

import importlib.util
import json
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from course import backend
from course.cli.checkout import folder, relative

#: Backend -> its name in print and the distributions that bring it.
BACKENDS = {
    "tensorflow": ("TensorFlow", ("tensorflow", "tensorflow-cpu")),
    "jax": ("JAX", ("jax",)),
    "torch": ("PyTorch", ("torch",)),
}
GB = 1e9
MEMORY_WANTED = 4 * GB
DISK_WANTED = 2 * GB


@dataclass
class Report:
    """Facts by name, advice on what is wrong, and whether the course can run at all."""

    facts: dict[str, str] = field(default_factory=dict)
    advice: list[str] = field(default_factory=list)
    runs: bool = True

    def fatal(self, advice: str) -> None:
        """Add advice without which the course cannot run."""
        self.advice.append(advice)
        self.runs = False


def examine() -> Report:
    """Look at everything; a check that fails itself becomes a line of advice."""
    report = Report()
    for check in (_python, _packages, _backends, _backend_in_use, _hardware, _cache, _network, _tools):
        try:
            check(report)
        except Exception as error:
            report.advice.append(f"Could not look at the {check.__name__[1:].replace('_', ' ')}: {error!r}")
    return report


def _python(report):
    report.facts["Python"] = f"{platform.python_version()}, {relative(Path(sys.executable))}"


def _packages(report):
    report.facts["course"] = version("cnn-course") or "not installed"
    report.facts["Keras"] = version("keras") or "missing"
    if not version("cnn-course"):
        report.advice.append("The course is not installed. In its checkout:  pip install -r requirements.txt")
        return
    needed = [re.match(r"[\w.-]+", line)[0] for line in metadata.requires("cnn-course") if "extra ==" not in line]
    missing = [package for package in needed if version(package) is None]
    if missing:
        report.fatal(f"Missing: {', '.join(missing)}. Install with:  pip install -r requirements.txt")
    try:
        folder("notebooks")
    except FileNotFoundError as error:
        report.fatal(_sentence(error))


def _backends(report):
    for name, (title, distributions) in BACKENDS.items():
        if importlib.util.find_spec(name) is None:
            report.facts[title] = f"not installed:  {backend.INSTALL[name]}"
        else:
            versions = [f"{version(d)} ({d})" for d in distributions if version(d)]
            report.facts[title] = ", ".join(versions).replace(f" ({name})", "") or "installed, version unknown"


def _backend_in_use(report):
    report.facts["Backend"] = f"{backend.name()}, {_chosen_by()}"
    try:
        backend.require()
    except (ValueError, ModuleNotFoundError) as error:
        report.fatal(_sentence(error))
        return
    try:
        report.facts["Devices"] = ", ".join(devices())
    except RuntimeError as error:
        package = next((d for d in BACKENDS[backend.name()][1] if version(d)), backend.name())
        again = f"pip uninstall {package}  and then  {backend.INSTALL[backend.name()]}"
        report.fatal(f"{backend.name()} is installed but does not start ({error}). Install it again with:  {again}")


def _chosen_by() -> str:
    # `import course` sets the variable where nobody did: ask what it was when this process started.
    try:
        import psutil

        chosen = "KERAS_BACKEND" in psutil.Process().environ()
    except Exception:
        return "KERAS_BACKEND or the default"
    return "chosen by KERAS_BACKEND" if chosen else "the default (KERAS_BACKEND is not set)"


def devices() -> list[str]:
    """Devices of the backend, asked in a process of its own: a broken backend may take its process down."""
    code = "import json; from course import backend; print(json.dumps(backend.devices()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"])[-1])
    return json.loads(done.stdout.splitlines()[-1])


def _hardware(report):
    import psutil

    memory = psutil.virtual_memory()
    report.facts["CPU cores"] = str(psutil.cpu_count())
    report.facts["Memory"] = f"{memory.available / GB:.1f} GB free of {memory.total / GB:.1f} GB"
    if memory.available < MEMORY_WANTED:
        report.advice.append(
            f"Only {memory.available / GB:.1f} GB of memory are free; some notebooks want {MEMORY_WANTED / GB:.0f}: "
            "shut down other kernels and close other programs."
        )


def _cache(report):
    from course import data

    folder = data.cache_dir()
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / GB
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    report.facts["Downloads"] = f"{relative(folder)}: {size:.1f} GB, {free / GB:.0f} GB of disk free"
    if free < DISK_WANTED:
        report.advice.append(
            f"Only {free / GB:.1f} GB of disk are free for downloads, and the real data sets want "
            f"{DISK_WANTED / GB:.0f}: make room, or set COURSE_DATA to a folder on another disk."
        )
    try:
        tempfile.TemporaryFile(dir=there).close()
    except OSError:
        report.advice.append(
            f"Downloads cannot be kept in {relative(folder)}: set COURSE_DATA to a folder that you may write to."
        )


def _network(report):
    from course import data

    online = data.online()
    report.facts["Data server"] = "answers" if online else "does not answer"
    if not online:
        report.advice.append(
            "No answer from the data server: fine, everything runs offline; only data sets to be downloaded need it."
        )


def _tools(report):
    for title, package in (("JupyterLab", "jupyterlab"), ("nbgrader", "nbgrader")):
        report.facts[title] = version(package) or "missing"


def version(distribution: str) -> str | None:
    """Version of an installed distribution; None of one that is not."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]
