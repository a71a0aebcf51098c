"""What ``import course`` costs, in a fresh process each time; Python's own start is in all figures."""

import subprocess
import sys
from functools import partial

from rows import compare


def fresh(code):
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_bench_import_course():
    peers = {"import numpy": partial(fresh, "import numpy"), "Python alone": partial(fresh, "")}
    compare("import course", partial(fresh, "import course"), peers)


def test_bench_import_models():
    peers = {"import keras": partial(fresh, "import keras")}
    compare("import course.models", partial(fresh, "import course.models"), peers, rounds=5)
