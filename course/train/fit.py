"""Training with a progress bar, and curves that grow."""

import keras
from keras import ops

from course import backend
from course.train import papers
from course.train.budget import rehearsing
from course.train.in_order import devices_and_hosts, fit_in_order
from course.train.precision import mixed, usual
from course.train.progress import FirstOutput, callbacks


def fit(
    model, dataset, epochs, batch_size=None, learning_rate=None, *, recipe=None, loss_weights=None, live=False,
    precision=None, run=None,
):  # fmt: skip
    """Train a classifier with cross-entropy on a `Dataset`; the test images are looked at after every epoch.

    Labels may be an image's, (N,), or each pixel's, (N, H, W), as `Dataset.per_pixel` has them.

    Every batch has `batch_size` images, so that each backend compiles the network once: of a training set that does
    not divide evenly, up to ``batch_size - 1`` images (the last ones) are left out.

    Where ``COURSE_BUDGET=rehearsal``, two steps of four images are all the training there is.

    Args:
        model: a ``keras.Model`` that ends in class probabilities; of several outputs each is held against the labels,
            and their losses are added.
        dataset: a ``course.data.Dataset``.
        epochs: passes over the training images.
        batch_size: images in a step, at most the number of training images; by default 64, or the recipe's.
        learning_rate: by default 1e-3, or the recipe's at the start; without a recipe also a Keras schedule.
        recipe: name of one of `list_recipes`, or a `Recipe`: its optimizer, its schedule squeezed into these epochs,
            and its weights of several losses. None: Adam with a constant rate.
        loss_weights: of the outputs' losses, the first one first; by default the recipe's. 1 for those not named.
        live: in a notebook, draw `plot.curves` anew after every epoch, in one picture under the cell, which stays as
            the last epoch left it. Where outputs are kept (tests, stored notebooks) it is drawn once, at the end, and
            outside notebooks not at all.
        precision: "float32", or "bf16": mixed precision, weights and losses in float32, all else in bfloat16. By
            default "bf16" on a GPU or TPU.
        run: a `Run`: the training is written down, goes on from its last checkpoint, and its images come in the order
            of a seed. So they do on several devices or hosts (``backend.use_all_devices``).

    Returns a dict of lists, one number an epoch: loss, accuracy, val_loss, val_accuracy (shares, not per cent). Of
    several outputs the loss is the weighted sum, the accuracy the first one's, and there are the losses of each.
    Raises ValueError for an unknown recipe or precision, a batch larger than the training set or one that the devices
    cannot share, a set without test images, outputs of another height and width than pixels' labels, and a run that was
    another training; RuntimeError where a checkpoint cannot be written.
    Source: Kingma & Ba 2015, "Adam: a method for stochastic optimization".
    """
    recipe = papers.recipe(recipe) if isinstance(recipe, str) else recipe
    if batch_size is None:
        batch_size = recipe.batch_size if recipe else 64
    if rehearsing():
        epochs, batch_size = 1, min(batch_size, 4)
        dataset = dataset.first(2 * batch_size, batch_size)
    if not 1 <= batch_size <= len(dataset.x_train):
        raise ValueError(f"batch_size={batch_size}: must be from 1 to the {len(dataset.x_train)} training images")
    if not len(dataset.x_test):
        raise ValueError(f"{dataset.name} has no test images: it is not made for training")
    steps = len(dataset.x_train) // batch_size
    images = steps * batch_size
    even = max(size for size in range(1, batch_size + 1) if len(dataset.x_test) % size == 0)
    if dataset.y_train.ndim > 1 and model.built:
        x = keras.KerasTensor((None, *dataset.x_train.shape[1:]), dtype=str(dataset.x_train.dtype))
        for output in keras.tree.flatten(model.compute_output_spec(x)):
            _check_places(dataset.y_train.shape, output.shape)
    if loss_weights is None:
        loss_weights = recipe.loss_weights if recipe else ()
    loss = "sparse_categorical_crossentropy" if dataset.y_train.ndim == 1 else cross_entropy
    with mixed(model, precision or usual()):
        copies = _compile(model, _optimizer(recipe, learning_rate, epochs * steps), loss, loss_weights)
        backend.run_as_traced()
        if backend.name() == "tensorflow":
            _make_variables(model, copies(dataset.y_train[:1]))
        seen = [FirstOutput(), *run.watch] if run else callbacks(epochs * steps, live)
        if run or devices_and_hosts() != (1, 0, 1):
            return fit_in_order(model, dataset, copies, epochs, batch_size, seen, run)
        history = model.fit(
            dataset.x_train[:images],
            copies(dataset.y_train[:images]),
            batch_size=batch_size,
            epochs=epochs,
            validation_data=(dataset.x_test, copies(dataset.y_test)),
            validation_batch_size=even,
            callbacks=seen,
            verbose=0,
        )
    return history.history


def _optimizer(recipe, learning_rate, steps):
    """Adam, or the recipe's over so many steps, from a rate of one's own or the usual one."""
    if recipe is None:
        return keras.optimizers.Adam(1e-3 if learning_rate is None else learning_rate)
    return (recipe if learning_rate is None else recipe.with_rate(learning_rate)).optimizer(steps)


@keras.saving.register_keras_serializable(package="course")
def cross_entropy(y_true, y_pred):
    """Cross-entropy of each of many labels to an example, such as pixels': Keras's own fails on torch without a GPU.

    Args: class numbers (N, …) and probabilities (N, …, classes).
    Returns a tensor (N, …). Raises ValueError for labels and probabilities of other places.
    """
    _check_places(y_true.shape, y_pred.shape)
    logits = getattr(y_pred, "_keras_logits", None)  # what went into the softmax: its output may be cut off at 0
    scores = ops.reshape(y_pred if logits is None else logits, (-1, y_pred.shape[-1]))
    flat = ops.sparse_categorical_crossentropy(ops.reshape(y_true, (-1,)), scores, from_logits=logits is not None)
    return ops.reshape(flat, ops.shape(y_true))


def _check_places(labels, output):
    """Raise ValueError unless shapes (N, …) of labels and (N, …, classes) of an output are alike, as far as known."""
    labels, output = tuple(labels[1:]), tuple(output[1:-1])
    pairs = zip(labels, output, strict=False)
    if len(labels) != len(output) or any(None not in (here, there) and here != there for here, there in pairs):
        labels, output = (" x ".join(map(str, sides)) or "1" for sides in (labels, output))
        raise ValueError(f"labels of {labels} and an output of {output}: must be alike, a label for each place")


def _compile(model, optimizer, loss, loss_weights):
    """Make the model ready to train; returns what makes labels for each of its outputs."""
    outputs = len(getattr(model, "outputs", [0])) if model.built else 1
    if outputs == 1:
        model.compile(optimizer, loss, metrics=["accuracy"])
        return lambda labels: labels
    weights = [*loss_weights, *[1.0] * outputs][:outputs]
    metrics = [["accuracy"], *[[]] * (outputs - 1)]
    model.compile(optimizer, [loss] * outputs, loss_weights=weights, metrics=metrics)
    return lambda labels: (labels,) * outputs


def _make_variables(model, labels):
    """The optimizer's and the metrics', ahead of training: TensorFlow traces a step that makes variables twice."""
    if not (model.built and getattr(model, "outputs", None)):
        return
    model.optimizer.build(model.trainable_variables)
    shapes = [(1, *(side or 1 for side in output.shape[1:])) for output in model.outputs]
    scores = [ops.ones(shape, output.dtype) for shape, output in zip(shapes, model.outputs, strict=True)]
    scores = keras.tree.pack_sequence_as(model.output, scores) if len(scores) > 1 else scores[0]
    model.compute_loss(None, labels, scores, training=False)
    model.compute_metrics(None, labels, scores)
    model.reset_metrics()
