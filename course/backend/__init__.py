"""The only part that knows which backend runs: its name, its devices, its gradients, many devices and hosts."""

from course.backend.autodiff import gradients, value_and_gradients
from course.backend.many import check_hosts, gather, join_hosts, on_device, use_all_devices
from course.backend.randomness import random_state, set_random_state
from course.backend.tracing import run_as_traced
from course.backend.which import INSTALL, devices, name, require

__all__ = [
    "INSTALL",
    "check_hosts",
    "devices",
    "gather",
    "gradients",
    "join_hosts",
    "name",
    "on_device",
    "random_state",
    "require",
    "run_as_traced",
    "set_random_state",
    "use_all_devices",
    "value_and_gradients",
]
