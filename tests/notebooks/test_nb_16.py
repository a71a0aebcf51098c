"""Notebook 16's claims for another seed than the notebook's.

Noted once on torch, seeds 0 to 4, of the first network:
- test accuracy 0.97, 0.95, 0.94, 0.96, 0.95; likeness of neighbouring weights 0.69, 0.76, 0.78, 0.76, 0.78;
- share of the maps' sums on the shape, less that of chance, 0.26: saliency 0.10 each; guided 0.15, 0.14, 0.16, 0.14,
  0.14; Grad-CAM 0.09, 0.14, 0.13, 0.11, 0.10; occlusion 0.27, 0.25, 0.26, 0.23, 0.24;
- score of images made up above the highest of a test image, of the class where it is least: 5.6, 6.6, 5.1, 10.9, 8.0.
  (On TensorFlow, seed 0, one of the four ends level with it: so three are asked for.)
Of the second network, whose circles bear a mark:
- test accuracy 0.98, 0.98, 0.96, 0.98, 0.98; it calls a circle: circles without a mark 0.16, 0.16, 0.11, 0.12, 0.19;
  other shapes with a mark 0.67, 0.62, 0.66, 0.56, 0.68; Grad-CAM is greatest at the mark in all 32 images each.
"""

import numpy as np
import pytest
from lesson import imports_and_functions

from course import inspect


@pytest.fixture(scope="module")
def notebook():
    """The notebook's imports and functions, without its experiments."""
    found = imports_and_functions("16")
    found["shapes"] = found["data"].load("shapes", size=32, n_train=1024, n_test=256, classes=4)
    return found


def first_network(notebook, seed):
    """Accuracy, likeness of weights, shares of the maps on the shape beyond chance, scores above all real images'."""
    shapes, net = notebook["shapes"], notebook["looker"]((32, 32, 3), 4, (16, 32, 32))
    history = notebook["learn"](net, shapes, epochs=8, seed=seed)
    some, labels = shapes.x_test[:16], shapes.y_test[:16]
    notebook["masks"], notebook["net"] = shapes.masks_test[:16] > 0, net
    notebook["weights"], notebook["bias"] = net.get_layer("predictions").get_weights()
    before = np.asarray(notebook["ops"].convert_to_numpy(net.predict_on_batch(some)))[np.arange(16), labels]
    lost = np.stack([before[i] - inspect.occlusion(net, some[i], labels[i]) for i in range(16)])
    maps = {
        "saliency": np.abs(inspect.saliency(net, some, labels)).max(axis=-1),
        "guided": np.abs(inspect.saliency(net, some, labels, relu="guided")).max(axis=-1),
        "Grad-CAM": inspect.grad_cam(net, some, labels),
        "occlusion": np.maximum(lost, 0),
    }
    shares = {name: notebook["on_shape"](each) for name, each in maps.items()}
    made_up = inspect.maximise(net, range(4), steps=40)
    return {
        "accuracy": history["val_accuracy"][-1],
        "likeness": notebook["likeness"](net.get_layer("conv1_conv").get_weights()[0]),
        **{name: share - notebook["masks"].mean() for name, share in shares.items()},
        "above": np.sort(notebook["scores"](made_up).diagonal() - notebook["scores"](shapes.x_test).max(axis=0))[1],
    }


def second_network(notebook, seed):
    """Accuracy with marked circles, what it calls a circle, and how often a map is greatest at the mark."""
    shapes, net = notebook["shapes"], notebook["looker"]((32, 32, 3), 4, (16, 32, 32))
    mark, marked_circles, called_circle = (notebook[name] for name in ("mark", "marked_circles", "called_circle"))
    marked = notebook["replace"](
        shapes,
        x_train=marked_circles(shapes.x_train, shapes.y_train),
        x_test=marked_circles(shapes.x_test, shapes.y_test),
    )
    history = notebook["learn"](net, marked, epochs=6, seed=seed)
    circles, others = shapes.x_test[shapes.y_test == 0], shapes.x_test[shapes.y_test != 0]
    return {
        "accuracy": history["val_accuracy"][-1],
        "circles": called_circle(net, circles),
        "marked others": called_circle(net, mark(others)),
        "peak at the mark": notebook["at_the_mark"](inspect.grad_cam(net, mark(circles[:32]), 0)),
    }


def test_learned_filters_are_smooth_maps_point_to_shapes_and_made_up_images_score_highest(notebook):
    found = first_network(notebook, seed=1)
    assert found["accuracy"] > 0.85 and found["likeness"] > 0.3 and found["above"] > 0
    assert all(found[name] > 0.02 for name in ("saliency", "guided", "Grad-CAM", "occlusion"))


def test_a_mark_can_stand_for_a_class_and_grad_cam_finds_it(notebook):
    found = second_network(notebook, seed=1)
    assert found["accuracy"] > 0.85 and found["circles"] < 0.5
    assert found["marked others"] > 0.3 and found["peak at the mark"] > 0.8
