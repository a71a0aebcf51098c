"""Many devices and many hosts: data parallel through ``keras.distribution``, which works on JAX alone."""

import re

from course.backend.which import devices, require

#: Backend -> what trains on many devices there, and asks for a program of its own.
LAUNCHERS = {
    "tensorflow": "tf.distribute.MirroredStrategy, of many hosts MultiWorkerMirroredStrategy",
    "torch": "torchrun with torch.nn.parallel.DistributedDataParallel",
}
SILENCE = 30  # seconds without a sign of life after which a host counts as lost
ARRIVAL = 300  # seconds in which all hosts have to come


def use_all_devices() -> list[str]:
    """Train on all devices, of all hosts: each gets the whole network and its share of each batch.

    To be called before a network is built; where there is one device alone, nothing has to be done.

    Returns the devices that are used, ``["gpu:0", "gpu:1"]``.
    Raises NotImplementedError where there are several, on another backend than JAX: names that backend's own way.
    """
    import keras

    backend = require()
    found = keras.distribution.list_devices() if backend == "jax" else devices()
    if len(found) > 1 and backend != "jax":
        raise NotImplementedError(
            f"{backend} sees {len(found)} devices, and Keras trains on one of them: on all with KERAS_BACKEND=jax, "
            f"or by a program of your own with {LAUNCHERS[backend]}"
        )
    if len(found) > 1:
        # Each host cuts its share out of a batch itself (`auto_shard_dataset` is for TensorFlow's data sets).
        keras.distribution.set_distribution(keras.distribution.DataParallel(devices=found, auto_shard_dataset=False))
    return found


def join_hosts(hosts: str) -> None:
    """Make the processes of one training, a process on each host, known to each other; before anything is computed.

    Args:
        hosts: "0/2@10.0.0.1:1234": this process is number 0 of 2, which meet at a free port of the host of number 0;
            or "auto", where Slurm, MPI, Kubernetes (with the package jax[k8s]) or a TPU's pod says all this.

    Whoever is silent for 30 seconds is lost, and the others end with an error; to come, each has 5 minutes.
    Raises ValueError as `check_hosts` does, and for "auto" where nothing says it.
    """
    given = check_hosts(hosts)
    import jax

    # As keras.distribution.initialize does, which leaves no choice of how long a silent host is waited for.
    timing = {"heartbeat_timeout_seconds": SILENCE, "initialization_timeout": ARRIVAL}
    if given:
        number, count, address = given
        jax.distributed.initialize(address, count, number, cluster_detection_method="deactivate", **timing)
        return
    try:
        jax.distributed.initialize(**timing)
    except ValueError as error:
        how = "say it: NUMBER/COUNT@ADDRESS:PORT, as in '0/2@10.0.0.1:1234'"
        raise ValueError(f"hosts='auto': nothing here says which hosts there are ({error}); {how}") from None


def check_hosts(hosts: str) -> tuple[int, int, str] | None:
    """Number of this process, how many there are, and their meeting place, as `join_hosts` takes them; of "auto": None.

    Raises ValueError for other words, and on another backend than JAX.
    """
    backend = require()
    if backend != "jax":
        raise ValueError(
            f"hosts={hosts!r}: on {backend} Keras trains on one host: on many with KERAS_BACKEND=jax, or by a program "
            f"of your own with {LAUNCHERS[backend]}"
        )
    if hosts == "auto":
        return None
    given = re.fullmatch(r"(\d+)/(\d+)@(\S+:\d+)", hosts)
    if not given or int(given[1]) >= int(given[2]):
        raise ValueError(f"hosts={hosts!r}: must be 'auto', or NUMBER/COUNT@ADDRESS:PORT, as in '0/2@10.0.0.1:1234'")
    return int(given[1]), int(given[2]), given[3]


def gather(number: int) -> list[int]:
    """The numbers that the hosts have given, in the order of the hosts; each has to call it. Alone: one."""
    import keras
    import numpy as np

    spread = keras.distribution.distribution()
    if spread is None or spread.num_processes == 1:
        return [number]
    from jax.experimental import multihost_utils

    return multihost_utils.process_allgather(np.asarray(number, "int32")).tolist()


def on_device(array):
    """An array as a tensor in the memory of the accelerator, where batches can be cut out of it there; else as it is.

    They cannot without an accelerator, on several devices, which get their shares from the host, and on TensorFlow,
    whose input pipeline runs on the host.
    """
    import keras

    if devices() == ["cpu:0"] or require() == "tensorflow" or keras.distribution.distribution():
        return array
    return keras.ops.convert_to_tensor(array)
