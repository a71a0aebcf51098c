"""Where what is the same on each backend is tried."""

import importlib.util

#: Labs are run and graded soonest on PyTorch, which traces and compiles nothing.
FOR_LABS = "torch" if importlib.util.find_spec("torch") else "tensorflow"
ELSE = "tensorflow"
