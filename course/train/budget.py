"""The same cell on a laptop and on a GPU: a small experiment here, the paper's there."""

import os
from types import SimpleNamespace

from course import backend


class Budget(SimpleNamespace):
    """The settings that were chosen, as attributes; shown with those of the other device."""

    def __repr__(self):
        def line(settings):
            return ", ".join(f"{name} {value}" for name, value in settings.items())

        settings = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        if rehearsing():
            return f"a GPU's settings, rehearsed in two steps: {line(settings)}   (on a CPU: {line(self._other)})"
        other = "GPU" if self._device == "CPU" else "CPU"
        return f"on this {self._device}: {line(settings)}   (on a {other}: {line(self._other)})"


def budget(cpu: dict, gpu: dict) -> Budget:
    """Choose the settings for the device at hand, among those for a CPU and those for a GPU.

    ``COURSE_BUDGET=cpu`` or ``gpu`` overrides the choice: try the small experiment on a large machine, or leave a
    long one overnight on a small machine. ``COURSE_BUDGET=rehearsal`` takes those for a GPU, of which `fit` then runs
    two steps: whether they work, and nothing of what they lead to.
    Returns the settings as attributes: ``budget(cpu={"epochs": 8}, gpu={"epochs": 40}).epochs``.
    Raises ValueError where the two name different settings, or for another value of ``COURSE_BUDGET``.
    """
    if cpu.keys() != gpu.keys():
        raise ValueError(f"cpu and gpu must name the same settings, not {sorted(cpu)} and {sorted(gpu)}")
    wanted = os.environ.get("COURSE_BUDGET") or ("cpu" if backend.devices() == ["cpu:0"] else "gpu")
    if wanted not in ("cpu", "gpu", "rehearsal"):
        raise ValueError(f"COURSE_BUDGET={wanted!r}: must be 'cpu', 'gpu' or 'rehearsal'")
    mine, other = (cpu, gpu) if wanted == "cpu" else (gpu, cpu)
    return Budget(**mine, _device=wanted.upper(), _other=other)


def rehearsing() -> bool:
    """Whether ``COURSE_BUDGET=rehearsal``: then a training loop of one's own ends after two steps, as `fit` does."""
    return os.environ.get("COURSE_BUDGET") == "rehearsal"
