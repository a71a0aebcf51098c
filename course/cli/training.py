"""The command that trains: a notebook's training without the notebook, on all devices, many hosts, with checkpoints."""

import ast
import os
from importlib import util
from inspect import signature
from pathlib import Path
from typing import Annotated

import typer

from course import backend as backends
from course.cli.common import Backend, in_one_line
from course.cli.hosts import together


def train(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A network that classifies; course models lists all.")],
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="A data set: digits, shapes, cifar10, …")],
    recipe: Annotated[str | None, typer.Option(metavar="NAME", help="A paper's: resnet_cifar; otherwise Adam.")] = None,
    epochs: Annotated[int | None, typer.Option(metavar="N", min=1, help="Otherwise the recipe's, or 10.")] = None,
    batch_size: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="On all devices together; otherwise the recipe's, or 64.")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(metavar="RATE", help="Otherwise the recipe's, or 0.001.")
    ] = None,
    precision: Annotated[
        str | None, typer.Option(metavar="NAME", help="float32 or bf16; otherwise bf16 on a GPU or TPU.")
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Of the network, given once or often: width=0.25.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Of the weights, the order and dropout.")] = 0,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where results go; otherwise runs/MODEL-DATASET.")
    ] = None,
    every: Annotated[
        int | None, typer.Option(metavar="STEPS", min=1, help="From checkpoint to checkpoint; otherwise an epoch.")
    ] = None,
    tensorboard: Annotated[bool, typer.Option("--tensorboard", help="Write logs for TensorBoard as well.")] = False,
    hosts: Annotated[
        str | None, typer.Option(metavar="WHO", help="auto (Slurm, MPI, Kubernetes), or NUMBER/COUNT@ADDRESS:PORT.")
    ] = None,
    backend: Backend = None,
) -> None:
    """Train a network on all devices, and write down what comes of it.

    Whatever stops it, the same command goes on from the last checkpoint. In DIR are log.csv with a line for each epoch,
    the last two checkpoints, and in the end model.keras, for keras.models.load_model.
    """
    with in_one_line():
        os.environ["KERAS_BACKEND"] = backends.require(backend)
        options = dict(map(option_of, option or []))
        if tensorboard and not all(map(util.find_spec, ("tensorboard", "tensorflow"))):
            raise ModuleNotFoundError("TensorBoard is not installed; install it with:  pip install tensorboard")
        with together(hosts):
            import keras

            from course import data
            from course import train as training

            _check(model, options)
            paper = recipe and training.recipe(recipe)
            keras.utils.set_random_seed(seed)
            _use_all_devices()
            images, net = build(model, data.load(dataset), options)
            epochs = epochs or (round(paper.epochs) if paper else 10)
            batch_size = batch_size or (paper.batch_size if paper else 64)
            folder = out or Path("runs") / f"{model}-{dataset}"
            settings = {
                "model": model, "dataset": images.name, "recipe": recipe, "epochs": epochs, "batch_size": batch_size,
                "learning_rate": learning_rate, "precision": precision, "option": options, "seed": seed,
                "backend": backends.name(),
            }  # fmt: skip
            _fit(net, images, folder, settings, every, tensorboard)


def _fit(net, images, folder, settings, every, tensorboard):
    """Train, and save the network."""
    import keras

    from course import train as training
    from course.cli.progress import Progress
    from course.train.in_order import devices_and_hosts

    first = devices_and_hosts()[1] == 0
    say = typer.echo if first else lambda line: None
    epochs, batch_size = settings["epochs"], settings["batch_size"]
    with Progress(epochs * (len(images.x_train) // batch_size), epochs, shown=first) as progress:
        watch = [progress]
        if tensorboard and first:
            watch.append(keras.callbacks.TensorBoard(folder / "tensorboard", write_graph=False))
        run = training.Run(folder, settings["seed"], every, settings, tuple(watch), say)
        chosen = {name: settings[name] for name in ("recipe", "learning_rate", "precision")}
        training.fit(net, images, epochs, batch_size, **chosen, run=run)
    if first:
        keras.distribution.set_distribution(None)  # `save` makes variables, which hosts can do together alone
        partial = folder / "model.partial.keras"
        net.save(partial, include_optimizer=False)  # an optimizer of one backend cannot be read on another
        os.replace(partial, folder / "model.keras")
        typer.echo(f"Wrote {folder / 'model.keras'}, log.csv")


def option_of(text):
    """Name and value of an argument of the network, as Python writes them; a word needs no quotes."""
    name, _, value = text.partition("=")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        if not value.isidentifier():
            raise ValueError(
                f"--option {text!r}: must be NAME=VALUE, such as width=0.25 or small_images=True"
            ) from None
        return name, value


def _check(name, options):
    """Raise ValueError unless the network of this name ends in probabilities: before a data set is downloaded."""
    from course import models

    last = signature(models.entry(name).builder).parameters.get("classifier_activation")
    if last is None:
        raise ValueError(f"{name} does not end in probabilities of classes, which course train takes alone")
    if options.get("classifier_activation", last.default) != "softmax":
        raise ValueError(f"{name} ends in scores: it trains with  --option classifier_activation=softmax")


def build(name, images, options):
    """The set, with a label for each pixel where the network gives one, and the network for its images and classes."""
    from course import models

    def create():
        try:
            return models.create(name, input_shape=images.x_train.shape[1:], classes=len(images.class_names), **options)
        except TypeError as error:  # an argument that the network does not have
            raise ValueError(str(error)) from None

    net = create()
    if len(net.outputs[0].shape) > 2 and images.y_train.ndim == 1:
        images = images.per_pixel()
        net = create()
    return images, net


def _use_all_devices():
    """All devices, or a line that says why one."""
    try:
        backends.use_all_devices()
    except NotImplementedError as error:
        typer.echo(f"On one device: {error}", err=True)
