"""Many devices and many hosts, simulated on one machine: the numbers of one device and one host."""

import csv
import os
import socket
import subprocess
import sys
import time

import keras
import numpy as np
import pytest

from course import backend
from course.backend import many

jax_alone = pytest.mark.skipif(backend.name() != "jax", reason="Keras distributes on JAX alone")
TWO, FOUR = ({"XLA_FLAGS": f"--xla_force_host_platform_device_count={n}"} for n in (2, 4))
QUICK = {"JAX_DISABLE_MOST_OPTIMIZATIONS": "1"}  # they take longer than they gain; the numbers are the same
# Keras's `fit` loads TensorFlow on each backend, where it is there: seconds. And a host is lost sooner here.
START = """
import sys; sys.modules["tensorflow"] = None
from course.backend import many; many.SILENCE = 10
from course.cli import main; main()
"""
COMMAND = "train lenet5 digits --epochs 4 --batch-size 96 --every 5 --learning-rate 0.001"


def course(folder, more="", wait=True, **environment):
    """``course train`` in a process of its own: what it said, or the process where nobody waits for it."""
    arguments = [*COMMAND.split(), "--out", str(folder), *more.split()]
    command = [sys.executable, "-c", START, *arguments]
    environment = {**os.environ, **QUICK, "JAX_PLATFORMS": "cpu", "COLUMNS": "300", **environment}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": environment}
    if not wait:
        return subprocess.Popen(command, **pipes)
    done = subprocess.run(command, **{**pipes})
    assert done.returncode == 0, done.stderr
    return done.stdout


def curve(folder):
    with open(folder / "log.csv") as file:
        rows = list(csv.DictReader(file))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}


def same(folder, expected, tolerance=1e-4):
    for name, values in curve(expected).items():
        np.testing.assert_allclose(curve(folder)[name], values, rtol=0, atol=tolerance, err_msg=name)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The training of one device on one host."""
    folder = tmp_path_factory.mktemp("alone")
    course(folder)
    return folder


# --- devices

SPREAD = """
import sys; sys.modules["tensorflow"] = None
from course import backend, train
import keras, numpy as np, small_run
images = small_run.images()
one = train.fit(small_run.network(), images, 3, 8, 0.05, run=train.Run(sys.argv[1] + "/one"))
assert backend.use_all_devices() == ["cpu:0", "cpu:1", "cpu:2", "cpu:3"]
net = small_run.network()
four = train.fit(net, images, 3, 8, 0.05, run=train.Run(sys.argv[1] + "/four"))
assert {len(weight.value.devices()) for weight in net.weights} == {4}
for name, values in one.items():
    np.testing.assert_allclose(four[name], values, atol=1e-4, err_msg=name)
assert len(train.fit(net, images, 1, 8)["val_loss"]) == 1  # without a run
try:
    train.fit(net, images, 1, 10)
except ValueError as error:
    print(error)
"""


@jax_alone
def test_four_devices_train_as_one(tmp_path):
    here = os.path.join(os.path.dirname(__file__), "train")
    environment = {**os.environ, **FOUR, **QUICK, "JAX_PLATFORMS": "cpu", "PYTHONPATH": here}
    command = [sys.executable, "-c", SPREAD, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.stdout.strip() == "batch_size=10: must be a multiple of the 4 devices, which share it", done.stderr


def test_one_device_needs_nothing():
    assert backend.use_all_devices() == backend.devices() or backend.devices() != ["cpu:0"]
    assert keras.distribution.distribution() is None or len(backend.devices()) > 1
    assert backend.gather(3) == [3]


@pytest.mark.parametrize(
    ("name", "words"),
    [("tensorflow", "tf.distribute.Mirrored"), ("torch", "torchrun.*DistributedDataParallel")],
)
def test_elsewhere_several_devices_get_an_honest_word(monkeypatch, name, words):
    monkeypatch.setattr(many, "require", lambda: name)
    monkeypatch.setattr(many, "devices", lambda: ["gpu:0", "gpu:1"])
    with pytest.raises(NotImplementedError, match=f"{name} sees 2 devices.*KERAS_BACKEND=jax.*{words}"):
        backend.use_all_devices()
    with pytest.raises(ValueError, match=f"'auto': on {name} Keras trains on one host.*{words}"):
        backend.join_hosts("auto")


def test_a_small_set_goes_to_an_accelerator_and_nowhere_else(monkeypatch):
    x = np.ones((3, 2), "float32")
    assert backend.on_device(x) is x or backend.devices() != ["cpu:0"]
    monkeypatch.setattr(many, "devices", lambda: ["gpu:0"])
    moved = backend.on_device(x)
    assert (moved is x) == (backend.name() == "tensorflow")
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(moved), x)


# --- hosts


def slurm(number):
    """What Slurm says to the second of two tasks on this machine, or the first."""
    here = {"SLURM_JOB_ID": str(os.getpid()), "SLURM_STEP_NODELIST": "localhost", "SLURM_NTASKS": "2"}
    return here | {"SLURM_PROCID": str(number), "SLURM_LOCALID": "0", "SLURM_STEP_NUM_NODES": "2"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@jax_alone
def test_two_hosts_train_as_one_and_go_on_where_one_was_lost(tmp_path, alone):
    address = f"127.0.0.1:{free_port()}"
    hosts = [course(tmp_path, f"--hosts {i}/2@{address}", wait=False, **TWO) for i in range(2)]
    try:
        while not list(tmp_path.glob("step-*.checkpoint")):
            assert [host.poll() for host in hosts] == [None, None], hosts[0].communicate()
            time.sleep(0.01)
        hosts[1].kill()
        said, error = hosts[0].communicate(timeout=240)  # or it hangs
    finally:
        for host in hosts:
            host.kill()
            host.communicate()
    assert hosts[0].returncode and "course: a host was lost" in error and "the same command" in error, (said, error)

    hosts = [course(tmp_path, "--hosts auto", wait=False, **TWO, **slurm(i)) for i in range(2)]
    (said, error), (other, _) = [host.communicate(timeout=240) for host in hosts]
    assert [host.returncode for host in hosts] == [0, 0], error
    assert "On from step" in said and "epoch 4 of 4" in said and "epoch" not in other
    same(tmp_path, alone)


@jax_alone
@pytest.mark.parametrize(
    ("hosts", "words"),
    [
        ("2/2@10.0.0.1:1234", "'2/2@10.0.0.1:1234': must be 'auto', or NUMBER/COUNT@ADDRESS:PORT"),
        ("10.0.0.1", "'10.0.0.1': must be 'auto'"),
        ("auto", "hosts='auto': nothing here says which hosts there are"),
    ],
)
def test_hosts_in_other_words_are_refused(hosts, words, monkeypatch):
    def find_none(**timing):  # as where there is no cluster, and no computation before it
        raise ValueError("coordinator_address should be defined.")

    monkeypatch.setattr("jax.distributed.initialize", find_none)
    with pytest.raises(ValueError, match=words):
        backend.join_hosts(hosts)
