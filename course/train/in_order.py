"""Keras's own `fit`, on batches in the order of a seed: on many devices and hosts, from the middle of an epoch."""

import keras

from course.train.batches import Batches
from course.train.run import Keeper


def devices_and_hosts():
    """Numbers that ``backend.use_all_devices`` and ``join_hosts`` have led to: devices, this host, hosts."""
    spread = keras.distribution.distribution()
    return (spread.num_model_replicas, spread.data_shard_id, spread.num_processes) if spread else (1, 0, 1)


def fit_in_order(model, data, copies, epochs, batch_size, seen, run=None):
    """Train a compiled model; with a `Run` from its newest checkpoint on.

    Args:
        model: a compiled ``keras.Model``.
        data: a ``course.data.Dataset``; of its test images, the last ones that do not fill all devices are left out.
        copies: function of labels to those of each output.
        epochs: passes over the images in all, those of before included.
        batch_size: images in a batch, on all devices together.
        seen: callbacks, called before those that write checkpoints.
        run: a `Run`, or None.

    Returns a dict of lists, a number for each epoch, those of before included.
    Raises ValueError for a batch that the devices cannot share.
    """
    devices, host, hosts = devices_and_hosts()
    if batch_size % devices:
        raise ValueError(f"batch_size={batch_size}: must be a multiple of the {devices} devices, which share it")
    if not model.built:
        model.build((None, *data.x_train.shape[1:]))
    tests = len(data.x_test) // devices * devices
    even = max(size for size in range(devices, batch_size + 1, devices) if tests % size == 0)
    x_test, y_test = (array[:tests][host::hosts] for array in (data.x_test, data.y_test))
    steps = len(data.x_train) // batch_size

    def batches(first, last):
        seed = run.seed if run else 0
        return Batches(data.x_train, data.y_train, copies, batch_size, seed, first, last, share=(host, hosts))

    keeper = run and Keeper(run, steps, epochs, lambda: batches(0, 1)[0], writes=host == 0)
    done = keeper.restore(model) if keeper else 0
    history = {}
    for step, end in spans(done, steps, epochs):
        history = model.fit(
            batches(step, end * steps),
            shuffle=False,  # they are
            initial_epoch=step // steps,
            epochs=end,
            steps_per_epoch=steps - step % steps,
            validation_data=(x_test, copies(y_test)),
            validation_batch_size=even // hosts,
            callbacks=[*seen, keeper] if keeper else seen,
            verbose=0,
        ).history
    return keeper.history if keeper else history


def spans(done, steps, epochs):
    """Pairs (step, epoch) of what is left after `done` steps: the rest of an epoch that had begun, then whole ones."""
    begun, rest = divmod(done, steps)
    if rest:
        yield done, begun + 1
        begun += 1
    if begun < epochs:
        yield begun * steps, epochs
