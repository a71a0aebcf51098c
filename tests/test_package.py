"""The house: what may stand at the top, who may import whom, and what importing costs."""

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
ANYTHING = None
MAY_IMPORT = {  # part of the house -> parts that it may import
    "scratch": set(), "blocks": set(), "data": set(), "plot": set(), "backend": set(), "checks": set(),
    "source": set(), "_loading": {"backend"},
    "models": {"blocks"},
    "measure": {"backend"}, "inspect": {"backend"},
    "grade": {"checks"},
    "train": {"backend", "plot"},
    "explore": {"plot", "measure", "scratch"},
    "facts": {"backend", "blocks", "data", "inspect", "measure", "models", "plot", "scratch", "train"},
    "__init__": {"_loading", "source"},
    "cli": ANYTHING,
}  # fmt: skip
MODULES = sorted((ROOT / "course").rglob("*.py"))


def part_of(path):
    return path.relative_to(ROOT / "course").parts[0].removesuffix(".py")


def imports_of_the_house(path):
    """Parts of `course` that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import absolutely"
            names = [f"course.{alias.name}" for alias in node.names] if node.module == "course" else [node.module]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("course."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_layers(path):
    part = part_of(path)
    assert part in MAY_IMPORT, f"a new part of the house: say in MAY_IMPORT what {part} may import"
    if MAY_IMPORT[part] is not ANYTHING:
        assert set(imports_of_the_house(path)) - {part} <= MAY_IMPORT[part]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_backend_knows_the_backends(path):
    if part_of(path) in ("backend", "_loading"):
        return
    tree = ast.parse(path.read_text())
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not imported & {"tensorflow", "jax", "torch"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_short(path):
    most = 350 if path.match("checks/lab*.py") else 250  # of a lab's ten questions each check stands by itself
    assert len(path.read_text().splitlines()) <= most


def test_nothing_else_stands_at_the_top():
    allowed = {
        "README.md",
        "requirements.txt",
        "pyproject.toml",
        "LICENSE",
        "course",
        "notebooks",
        "labs",
        "solutions",
        "tests",
    }
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in tracked}
    assert {name for name in top if not name.startswith(".")} <= allowed


def fresh(code, **environment):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})


def test_importing_the_course_loads_nothing_heavy():
    done = fresh("import sys, course; print(*sys.modules)")
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "course" in loaded, done.stderr
    assert not loaded & {"numpy", "keras", "tensorflow", "jax", "torch", "matplotlib", "sklearn", "skimage", "nbgrader"}


def test_every_part_loads_when_first_used():
    import course

    for part in course.__all__:
        assert getattr(course, part) is not None
    with pytest.raises(AttributeError, match=r"no attribute 'model'.*models"):
        course.model  # noqa: B018


@pytest.mark.parametrize("first", ["import keras", "from course import models", "import course.models"])
def test_no_log_lines_when_the_backend_loads(first):
    done = fresh(
        f"import course\n{first}\nimport keras; keras.utils.set_random_seed(0); print(keras.ops.ones(2).shape)"
    )
    assert "2" in done.stdout, done.stderr
    assert done.stderr == ""


USES = "import course, sys, keras; keras.utils.set_random_seed(0); keras.Sequential([keras.layers.ReLU()]).get_config()"


@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_tensorflow_is_not_imported_where_another_backend_runs(backend):
    """But it may be: by a program that wants `tf.data`, or by what in Keras needs it."""
    loaded = "print('tensorflow' in sys.modules)"
    later = """
print(keras.layers.StringLookup(vocabulary=["cat", "dog"])(["dog", "cow"]).shape[0])
import tensorflow as tf
first, again = (float(tf.random.uniform([])) for _ in range(2) if not keras.utils.set_random_seed(3))
print(first == again)
"""
    pytest.importorskip(backend)
    done = fresh(f"{USES}\n{loaded}\n{later}", KERAS_BACKEND=backend)
    assert done.stdout.split() == [str(backend == "tensorflow"), "2", "True"], done.stderr


def test_no_warnings_of_what_is_as_it_should_be():
    """TensorFlow's of a function that is made anew for each grouped convolution."""
    layers = "for _ in range(7): keras.layers.Conv2D(2, 1, groups=2)(keras.ops.ones((1, 2, 2, 2)))"
    done = fresh(f"import course\nimport keras\n{layers}\nprint('done')")
    assert (done.stdout.strip(), done.stderr) == ("done", "")


def test_what_a_failing_import_wrote_is_not_lost(capfd):
    from course._loading import aside

    with pytest.raises(RuntimeError), aside():
        os.write(2, b"why it failed")
        raise RuntimeError
    assert "why it failed" in capfd.readouterr().err
    with aside():
        os.write(2, b"chatter")
    assert "chatter" not in capfd.readouterr().err


def test_the_environment_variable_alone_chooses_the_backend(tmp_path):
    (tmp_path / "keras.json").write_text('{"backend": "numpy"}')
    code = "import os; os.environ.pop('KERAS_BACKEND', None); import course, keras; print(keras.backend.backend())"
    done = fresh(code, KERAS_HOME=str(tmp_path))
    assert done.stdout.strip() == "tensorflow", done.stderr


MLIR, LOOPS = "--xla_cpu_use_fusion_emitters=false", "--xla_backend_extra_options=xla_cpu_disable_loop_unrolling"


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ("", [MLIR, LOOPS]),
        ("--xla_dump_to=x", [MLIR, LOOPS]),
        ("--xla_cpu_use_fusion_emitters=true", [LOOPS]),
        ("--xla_backend_extra_options=xla_cpu_vector_width=8", [MLIR]),
        ("flags.txt", []),
    ],
)
def test_jax_compiles_quickly_unless_told_otherwise(given, ours):
    code = "import os, course; print(os.environ.get('XLA_FLAGS'))"
    assert fresh(code, KERAS_BACKEND="jax", XLA_FLAGS=given).stdout.split() == [*ours, *given.split()]
    again = " ".join([*ours, given])
    assert fresh(code, KERAS_BACKEND="jax", XLA_FLAGS=again).stdout.split() == again.split()
    assert fresh(code, KERAS_BACKEND="torch", XLA_FLAGS=given).stdout.strip() == given


def test_a_part_that_needs_keras_checks_the_backend_first():
    done = fresh("import course; course.data; from course import models", KERAS_BACKEND="pytorch")
    assert done.returncode and "unknown backend 'pytorch': did you mean 'torch'?" in done.stderr


def test_requirements_cover_the_package():
    """Every dependency of the package has a range, with an upper bound, in requirements.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] not in "#-"]
    ranges = {line.split(">=")[0]: line for line in lines}
    assert set(project["dependencies"]) <= set(ranges)
    for line in lines:
        Requirement(line)  # or pip refuses the file
    for line in [*lines, *(extra for extras in project["optional-dependencies"].values() for extra in extras)]:
        assert ">=" in line and "<" in line and "==" not in line.split(";")[0]
