"""Activation functions, softmax, and the top-N error."""

import keras
import numpy as np
from keras import layers, ops

from course import backend
from course.facts.computing import Finding, computes
from course.facts.networks import network_of, numbers, run, weights_for

X = np.linspace(-8, 8, 1601, dtype="float32")  # steps of a hundredth


def value(name):
    """Keras's activation `name` at each of X."""
    return ops.convert_to_numpy(keras.activations.get(name)(X))


def slope(layer):
    """Derivative of an activation layer at each of X, by the backend."""
    number = keras.Input((1,))
    net = keras.Model(number, layer(number))
    return backend.gradients(net, X[:, None], ops.sum)[1][0][:, 0]


def agrees(ours, theirs):
    """Finding that two curves are one, with their largest distance."""
    error = np.abs(ours - theirs).max()
    return Finding(bool(error < 1e-5), error=error)


def sigmoid(x):
    """The deck's formula."""
    return 1 / (1 + np.exp(-x))


@computes("linear-collapse")
def linear_collapse():
    net = network_of(keras.Sequential([layers.Dense(6) for _ in range(4)]), (6,))
    x, weights = numbers(16, 6), weights_for(net)
    one, bias = np.eye(6), np.zeros(6)
    for w, b in zip(weights[::2], weights[1::2], strict=True):
        one, bias = one @ w, bias @ w + b
    return agrees(x @ one + bias, run(net, x, weights))


@computes("sigmoid-range")
def sigmoid_range():
    y, dy = value("sigmoid"), slope(layers.Activation("sigmoid"))
    inside = y.min() > 0 and y.max() < 1 and np.all(np.diff(y) > 0)
    saturates = max(dy[0], dy[-1]) < 0.01 * dy.max()
    return Finding(bool(inside and saturates), steepest=dy.max(), ten_layers=float(dy.max()) ** 10)


@computes("tanh-identity")
def tanh_identity():
    return agrees(value("tanh"), 2 * ops.convert_to_numpy(ops.sigmoid(2 * X)) - 1)


@computes("tanh-formula")
def tanh_formula():
    return agrees(value("tanh"), 2 / (1 + np.exp(-2 * X)) - 1)


@computes("tanh-gradient")
def tanh_gradient():
    tanh, logistic = slope(layers.Activation("tanh")), slope(layers.Activation("sigmoid"))
    stronger = tanh > logistic
    readings = {"at its steepest": bool(tanh.max() > logistic.max()), "everywhere": bool(stronger.all())}
    return Finding(readings, tanh=tanh.max(), sigmoid=logistic.max(), until=np.abs(X[stronger]).max())


@computes("logistic-general")
def logistic():
    def general(x, height, steepness, middle):
        return height / (1 + np.exp(-steepness * (x - middle)))

    return agrees(value("sigmoid"), general(X, 1, 1, 0))


@computes("relu-half")
def share_of_zeros():
    def stack(x):
        return [x := layers.Dense(512, activation="relu", use_bias=False)(x) for _ in range(4)]

    net = network_of(stack, (512,))
    zeros = [100 * np.mean(y == 0) for y in run(net, numbers(256, 512), weights_for(net))]
    return Finding(np.mean(zeros), least=min(zeros), most=max(zeros))


@computes("relu-range")
def relu_range():
    y = ops.convert_to_numpy(ops.relu(np.array([-1e30, -1, 0, 1, 1e30], "float32")))
    return bool(y.min() == 0 and y.max() > 1e29)


@computes("leaky-relu")
def leaky_relu():
    relu, leaky = (slope(layer)[X < 0] for layer in (layers.ReLU(), layers.LeakyReLU(0.01)))
    line = ops.convert_to_numpy(ops.leaky_relu(X, 0.01))[X < 0]
    error = np.abs(line - 0.01 * X[X < 0]).max()
    return Finding(bool(error < 1e-5 and np.all(leaky > 0)), relu=relu.max(), leaky=leaky.min())


@computes("swish")
def swish():
    f, df = value("silu"), slope(layers.Activation("silu"))
    return agrees(np.stack([f, df]), np.stack([X / (1 + np.exp(-X)), f + sigmoid(X) * (1 - f)]))


@computes("relu6")
def relu6():
    return agrees(value("relu6"), np.where(X <= 0, 0, np.where(X < 6, X, 6)))


SCORES = np.array([[2, 4, 2, 1]], "float32")  # the deck's example


def softmax():
    """Softmax of the deck's example."""
    return ops.convert_to_numpy(ops.softmax(SCORES))[0]


@computes("softmax-formula")
def softmax_formula():
    exponentials = np.exp(SCORES[0])
    printed = exponentials / np.cumsum(exponentials)  # a sum from j = 1 to i
    return Finding(bool(np.allclose(printed, softmax())), total=printed.sum())


@computes("softmax-example")
def softmax_example():
    return softmax().tolist()


@computes("normalise-example")
def normalise_example():
    return (SCORES / SCORES.sum())[0].tolist()


RANKED = {  # N: the deck's lists of guesses, best first; the picture shows a strawberry
    5: ("apple orange cherry strawberry plum", "apple orange cherry plum cake"),
    1: ("strawberry apple orange cherry plum", "apple strawberry cherry plum cake"),
}


@computes("topn-example")
def top_n():
    words = sorted({word for lists in RANKED.values() for one in lists for word in one.split()})
    answers = []
    for n, lists in RANKED.items():
        for one in lists:
            places = [one.split().index(word) if word in one.split() else len(words) for word in words]
            scores = -np.array([places], "float32")
            right = ops.in_top_k(np.array([words.index("strawberry")]), scores, n)[0]
            answers.append("right" if right else "wrong")
    return answers
