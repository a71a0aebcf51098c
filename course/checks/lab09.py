"""Visible checks of lab 09, transfer learning. Networks are a few layers whose outputs can be found by hand."""

import keras
import numpy as np
from keras import layers

from course.checks import Failed, Lab, array, call, experiment, same

__all__ = ["experiment", "summary"]

lab = Lab(answered_by=("course.scratch", "course.train.transfer"), by_hand={"in_your_words": 10})
summary = lab.summary


def parts(label, got, names):
    """`got` as the parts that it should have; raises Failed unless there are as many."""
    if not isinstance(got, tuple | list) or len(got) != len(names):
        what = f"{len(got)} values" if isinstance(got, tuple | list) else type(got).__name__
        raise Failed(f"{label}: returned {what}, expected {len(names)}: {', '.join(names)}")
    return got


def whole(label, got):
    """Raise Failed unless `got` holds whole numbers."""
    if np.asarray(got).dtype.kind not in "iu":
        raise Failed(f"{label}: got {np.asarray(got).dtype}, expected whole numbers (int)")


def small_network():
    """Two channels doubled, normalised with mean 1, rectified, averaged, and a softmax of three."""
    x = image = keras.Input((1, 2, 2))
    for layer in (layers.Conv2D(2, 1, use_bias=False), layers.BatchNormalization(scale=False), layers.ReLU()):
        x = layer(x)
    x = layers.GlobalAveragePooling2D()(x)
    model = keras.Model(image, layers.Dense(3, activation="softmax")(x))
    conv, shift, head, bias = 2 * np.eye(2).reshape(1, 1, 2, 2), np.zeros(2), np.zeros((2, 3)), np.zeros(3)
    model.set_weights([conv, shift, np.ones(2), np.full(2, 0.999), head, bias])
    return model


IMAGES = np.array([[[[1, 2], [0, 4]]], [[[0, 0], [0, 1]]]], "float32")
AVERAGES = np.array([[0.5, 5], [0, 0.5]])  # of small_network's maps behind its ReLU


@lab.question(points=8)
def describe(answer):
    """Each layer of a small network, on two images of two pixels."""
    model = small_network()
    for layer, name, want in [
        (0, "the input itself", [[0.5, 3], [0, 0.5]]),
        (1, "a convolution that doubles", [[1, 6], [0, 1]]),
        (2, "a normalisation with mean 1, variance 1", [[0, 5], [-1, 0]]),
        (3, "a ReLU", AVERAGES),
        (4, "the average over the map", AVERAGES),
        (5, "a softmax with weights 0", np.full((2, 3), 1 / 3)),
    ]:
        label = f"describe, layer {layer}, {name}"
        same(label, call(label, answer, model, layer, IMAGES), want, 1e-3)


@lab.question(points=6)
def few_per_class(answer):
    """Two classes, walked through forwards and backwards."""
    labels, forwards = np.array([5, 5, 8, 5, 8]), np.arange(5)
    for count, order, want in [
        (1, forwards, [0, 2]),
        (2, forwards, [0, 1, 2, 4]),
        (1, forwards[::-1], [4, 3]),
        (2, np.array([2, 0, 4, 3, 1]), [2, 0, 4, 3]),
        (9, np.array([2, 0, 4, 3, 1]), [2, 0, 4, 3, 1]),
    ]:
        label = f"few_per_class of classes 5 5 8 5 8, count={count}, order={order.tolist()}"
        got = call(label, answer, labels, count, order)
        same(label, got, want)
        whole(label, got)


@lab.question(points=6)
def standardise(answer):
    """Two examples with mean 2 and deviation 1, and a number that never changes."""
    train, test = np.array([[1.0, 10, 7], [3, 30, 7]]), np.array([[2.0, 40, 9]])
    label = "standardise of training (1, 10, 7) (3, 30, 7) and test (2, 40, 9)"
    got = parts(label, call(label, answer, train, test), ("training", "test"))
    same(f"{label}, training", got[0], [[-1, -1, 0], [1, 1, 0]])
    same(f"{label}, test, with the training's mean and deviation", got[1], [[0, 2, 2]])


@lab.question(points=6)
def nearest_mean(answer):
    """Points on a line, where the average of a class and its nearest member say different things."""
    known, labels = np.array([[0.0, 0], [0, 0], [6, 0], [5, 0], [7, 0]]), np.array([9, 9, 9, 2, 2])
    asked = np.array([[0.0, 1], [3.5, 0], [4.2, 0], [99, 0]])
    label = "nearest_mean, class 9 at 0, 0 and 6, class 2 at 5 and 7, asked for 0, 3.5, 4.2 and 99"
    got = call(label, answer, known, labels, asked)
    same(label, got, [9, 9, 2, 2])
    whole(label, got)
    label = "nearest_mean with one example of each of three classes"
    known = np.array([[0.0, 0], [0, 5], [5, 0]])
    same(label, call(label, answer, known, np.array([1, 0, 2]), np.array([[1.0, 4], [4, 1]])), [0, 2])


@lab.question(points=10)
def softmax_gradient(answer):
    """Weights 0, where all classes are equally likely; then a sure answer, right and wrong."""
    names = ("loss", "gradient of w", "gradient of b")
    x, labels = np.array([[1.0, 2], [3, 4]]), np.array([0, 1])

    def test(label, w, b, want, x=x, labels=labels):
        got = parts(label, call(label, answer, x, labels, w, b), names)
        for name, value, wanted in zip(names, got, want, strict=True):
            same(f"{label}, {name}", value, wanted)

    half = [[0.5, -0.5], [0.5, -0.5]]
    test("softmax_gradient, weights 0", np.zeros((2, 2)), np.zeros(2), (np.log(2), half, [0, 0]))
    four = np.array([[0, -1, 0.5, 0.5], [-0.25, -1.25, 0.75, 0.75]])
    biases = [-0.25, -0.25, 0.25, 0.25]
    test("softmax_gradient, weights 0, four classes", np.zeros((2, 4)), np.zeros(4), (np.log(4), four, biases))
    b = np.array([np.log(3), 0])  # probabilities 3/4 and 1/4
    want = (-np.log(3 / 16) / 2, np.array([[2, -2], [2.5, -2.5]]) / 2, [0.25, -0.25])
    test("softmax_gradient, weights 0, biases log 3 and 0", np.zeros((2, 2)), b, want)
    w = np.array([[1000.0, 0], [0, 0]])
    label = "softmax_gradient, scores of 1000 and 3000, and two right answers"
    test(label, w, np.zeros(2), (0, np.zeros((2, 2)), [0, 0]), labels=np.array([0, 0]))
    label = "softmax_gradient, scores of 1000 and 3000, the second wrong"
    test(label, w, np.zeros(2), (1500, [[1.5, -1.5], [2, -2]], [0.5, -0.5]))


@lab.question(points=8)
def fit_head(answer):
    """No step, one step, and two, from two examples."""
    x, labels = np.array([[1.0, 0], [0, 2]]), np.array([0, 1])
    p = 1 / (1 + np.exp(-0.5))  # of the right class of the first example, after the first step
    q = 1 / (1 + np.exp(-2))
    for steps, first, second, bias in [
        (0, 0, 0, 0),
        (1, 0.25, 0.5, 0),
        (2, 0.25 + (1 - p) / 2, 0.5 + (1 - q), ((1 - p) - (1 - q)) / 2),
    ]:
        label = f"fit_head of (1, 0) and (0, 2), two classes, steps={steps}, rate=1"
        w, b = parts(label, call(label, answer, x, labels, 2, steps, 1.0), ("w", "b"))
        same(f"{label}, w", w, [[first, -first], [-second, second]])
        same(f"{label}, b", b, [bias, -bias])
    label = "fit_head, one step with rate 0.5, a third class without an example"
    w, b = parts(label, call(label, answer, x, labels, 3, 1, 0.5), ("w", "b"))
    same(f"{label}, w", w, [[1 / 6, -1 / 12, -1 / 12], [-1 / 6, 1 / 3, -1 / 6]])
    same(f"{label}, b", b, [1 / 12, 1 / 12, -1 / 6])


@lab.question(points=12)
def new_head(answer):
    """A small network with a head of four: its shapes, what learns, what it says, and that normalisation rests."""
    label = "new_head of a network with 3 classes, classes=4"
    net = call(label, answer, small_network(), 4)
    if not isinstance(net, keras.Model):
        raise Failed(f"{label}: got {type(net).__name__}, expected a keras.Model")
    if tuple(net.output_shape) != (None, 4):
        raise Failed(f"{label}: the output's shape is {tuple(net.output_shape)}, expected (None, 4)")
    learn = sorted((tuple(w.shape) for w in net.trainable_weights), key=len)
    if learn != [(4,), (2, 4)]:
        raise Failed(f"{label}: trainable weights have shapes {learn}, expected those of the new layer: (4,), (2, 4)")
    if (count := sum(int(np.prod(w.shape)) for w in net.non_trainable_weights)) != 10:
        raise Failed(f"{label}: {count} numbers are frozen, expected 10: 4 of the convolution, 6 of the normalisation")
    score = np.array([[1.0, 0, 0, -1], [0, 0.1, 0, 0]])
    for weight in net.trainable_weights:
        weight.assign(score if len(weight.shape) == 2 else np.zeros(4))
    e = np.exp(AVERAGES @ score)
    before = [keras.ops.convert_to_numpy(w).copy() for w in net.non_trainable_weights]
    for training in (False, True):
        got = keras.ops.convert_to_numpy(net(IMAGES, training=training))
        same(f"{label}, outputs with training={training}", got, e / e.sum(axis=1, keepdims=True), 1e-3)
    after = [keras.ops.convert_to_numpy(w) for w in net.non_trainable_weights]
    if not all(np.array_equal(old, new) for old, new in zip(before, after, strict=True)):
        raise Failed(f"{label}: training changes the statistics of the normalisation")


@lab.question(points=9)
def what_moves(answer):
    """A small network as it is, with its normalisation frozen, with all but its head frozen, and frozen."""
    for name, frozen, want in [
        ("nothing frozen", (), (15, 4, 0)),
        ("the convolution frozen", (1,), (11, 4, 4)),
        ("the normalisation frozen", (2,), (13, 0, 6)),
        ("all but the last layer frozen", (0, 1, 2, 3, 4), (9, 0, 10)),
        ("everything frozen", range(6), (0, 0, 19)),
    ]:
        model = small_network()
        for i in frozen:
            model.layers[i].trainable = False
        label = f"what_moves in a network of 19 numbers, {name}"
        got = call(label, answer, model)
        if not isinstance(got, dict) or set(got) != {"gradient", "moving", "still"}:
            raise Failed(f"{label}: got {got!r}, expected a dict of gradient, moving, still")
        for kind, value in zip(("gradient", "moving", "still"), want, strict=True):
            same(f"{label}, {kind}", got[kind], value)
            whole(f"{label}, {kind}", got[kind])


@lab.question(points=8)
def statistics_after(answer):
    """A batch of the numbers 1 and 3, with mean 2 and variance 1, once and twice; then none."""
    batch = np.array([1.0, 3, 3, 1]).reshape(2, 1, 2, 1)
    zero, four = np.array([0.0]), np.array([4.0])
    for name, batches, momentum, mean, variance in [
        ("one batch of mean 2 and variance 1", [batch], 0.75, 0.5, 3.25),
        ("the same batch twice", [batch, batch], 0.5, 1.5, 1.75),
        ("that batch, then one of zeros", [batch, np.zeros((1, 1, 1, 1))], 0.5, 0.5, 1.25),
        ("no batch", [], 0.9, 0, 4),
    ]:
        label = f"statistics_after mean 0, variance 4, {name}, momentum={momentum}"
        got = parts(label, call(label, answer, zero, four, batches, momentum), ("mean", "variance"))
        same(f"{label}, mean", got[0], [mean])
        same(f"{label}, variance", got[1], [variance])
    label = "statistics_after a batch of two channels"
    batch = np.array([[[[1.0, 10], [1, 30]]]])
    got = parts(label, call(label, answer, np.zeros(2), np.zeros(2), [batch], 0.0), ("mean", "variance"))
    same(f"{label}, mean", got[0], [1, 20])
    same(f"{label}, variance", got[1], [0, 100])


@lab.question(points=10)
def fine_tune_step(answer):
    """One example, two hidden units of which one is off, and a softmax that cannot decide."""
    x, labels, v = np.array([[1.0, 2]]), np.array([0]), np.array([[1.0, 0], [0, -1]])
    w, b = np.array([[2.0, 2], [5, 7]]), np.array([0.0, 0])
    head = (np.array([[2.5, 1.5], [5, 7]]), [0.5, -0.5])
    for slow, moved in [(0, v), (1, v), (0.5, v)]:
        label = f"fine_tune_step of x (1, 2), w's first row (2, 2), rate=1, slow={slow}"
        got = parts(label, call(label, answer, x, labels, v, w, b, 1.0, slow), ("v", "w", "b"))
        same(f"{label}, v", got[0], moved)
        same(f"{label}, w", got[1], head[0])
        same(f"{label}, b", got[2], head[1])
    w, b = np.array([[4.0, 0], [5, 7]]), np.array([-4.0, 0])  # still undecided, but the hidden unit would help
    for rate, slow in [(1.0, 0), (1.0, 0.5), (0.5, 1.0)]:
        label = f"fine_tune_step of x (1, 2), w's first row (4, 0), rate={rate}, slow={slow}"
        got = parts(label, call(label, answer, x, labels, v, w, b, rate, slow), ("v", "w", "b"))
        same(f"{label}, v", got[0], [[1 + 2 * rate * slow, 0], [4 * rate * slow, -1]])
        same(f"{label}, w", got[1], [[4 + rate / 2, -rate / 2], [5, 7]])
        same(f"{label}, b", got[2], [-4 + rate / 2, -rate / 2])
    label = "fine_tune_step of the same example twice: the mean over the examples"
    twice = np.repeat(x, 2, axis=0), np.repeat(labels, 2)
    got = parts(label, call(label, answer, *twice, v, w, b, 1.0, 0.5), ("v", "w", "b"))
    same(f"{label}, v", got[0], [[2, 0], [2, -1]])
    same(f"{label}, w", got[1], [[4.5, -0.5], [5, 7]])


@lab.question(points=7)
def similarity(answer):
    """The same, turned, scaled and moved; nothing in common; and half of it."""
    x = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]])
    for name, y, want in [
        ("itself", x, 1),
        ("itself, channels exchanged, times 3, plus 5", 3 * x[:, ::-1] + 5, 1),
        ("a channel that x knows nothing of", np.array([[1.0], [1], [-1], [-1]]), 0),
        ("its first channel", x[:, :1], np.sqrt(0.5)),
    ]:
        label = f"similarity of (1, 0) (-1, 0) (0, 1) (0, -1) and {name}"
        got = array(label, call(label, answer, x, y), ())
        same(label, got, want)
