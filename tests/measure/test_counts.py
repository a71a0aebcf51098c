"""Parameters and multiply-adds of published networks, and of layers against products counted one by one."""

import keras
import naive
import numpy as np
import pytest
from keras import layers

from course import measure

# Name: all weights, multiply-adds, and what the input is where Keras leaves it open. Weights: count_params as Keras's
# documentation lists them (keras.io/api/applications, in full in its releases up to 2.x; "5.4 M" as it prints them).
# Multiply-adds: VGG, DenseNet, MobileNetV2, EfficientNet, InceptionV3, ConvNeXt from the metadata of torchvision's
# weights (_ops: convolutions and dense layers); ResNet from He et al. 2015, Table 1 ("7.6e9"; ResNet-50's 3.8e9 is cut,
# not rounded); MobileNet from Howard et al. 2017, Table 8; NASNet from Zoph et al. 2018, Table 3; MobileNetV3 from
# Keras's documentation of it (the paper's small one is older).
PUBLISHED = {
    "VGG16": ("138357544", "15.47e9"),
    "VGG19": ("143667240", "19.632e9"),
    "ResNet50": ("25636712", None),
    "ResNet101": ("44707176", "7.6e9"),
    "ResNet152": ("60419944", "11.3e9"),
    "DenseNet121": ("8062504", "2.834e9"),
    "DenseNet169": ("14307880", "3.360e9"),
    "DenseNet201": ("20242984", "4.291e9"),
    "MobileNet": ("4253864", "569e6"),
    "MobileNetV2": ("3538984", "0.301e9"),
    "MobileNetV3Large": (None, "217e6"),
    "EfficientNetB0": ("5330571", "0.386e9"),
    "NASNetMobile": ("5326716", "564e6"),
    "InceptionV3": ("23851784", "5.713e9"),
    "Xception": ("22910480", None),
    "ConvNeXtTiny": ("28589128", "4.456e9"),
}


def as_printed(value, printed):
    """Whether `value` rounds to the figure `printed`: "25557032", "2.834e9"."""
    digits, _, power = printed.partition("e")
    decimals = len(digits.partition(".")[2])
    return round(value / 10 ** int(power or 0), decimals) == float(digits)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_networks(name):
    weights, macs = PUBLISHED[name]
    if name == "NASNetMobile" and keras.backend.backend() == "torch":
        pytest.skip("Keras does not build NASNet on torch")
    with measure.without_weights():
        net = getattr(keras.applications, name)(weights=None)
    shape = (224, 224, 3) if None in net.input_shape[1:] else None
    found = measure.complexity(net, shape)
    assert found.parameters == net.count_params() and not found.unknown
    assert weights is None or found.parameters == int(weights)
    assert macs is None or as_printed(found.macs, macs), found.macs
    assert found.macs == measure.macs(net, shape) and found.trainable == measure.parameters(net)


def random_convolution(seed):
    """A layer, the shape of what it reads, and what counts its products: of each kind, in one to three dimensions."""
    rng = np.random.default_rng(seed)
    kind = ("plain", "grouped", "dilated", "transposed", "depthwise", "separable")[seed % 6]
    rank = int(rng.integers(1, 3 if kind in ("depthwise", "separable") else 4))
    groups = int(rng.integers(2, 4)) if kind == "grouped" else 1
    channels, filters = groups * int(rng.integers(1, 4)), groups * int(rng.integers(1, 4))
    window = tuple(int(k) for k in rng.integers(1, 4, rank))
    steps = 1 if kind == "dilated" else int(rng.integers(1, 3))
    shape = (*(int(side) for side in rng.integers(5, 8, rank)), channels)
    options = {"strides": steps, "padding": "valid", "bias_initializer": "random_normal"}

    if kind in ("depthwise", "separable"):
        cls = getattr(layers, f"{kind.title()}Conv{rank}D")
        more = {"depth_multiplier": int(rng.integers(1, 3))} | ({"filters": filters} if kind == "separable" else {})
        return cls(kernel_size=window, **options, **more), shape, getattr(naive, kind)
    if kind == "transposed":
        return getattr(layers, f"Conv{rank}DTranspose")(filters, window, **options), shape, naive.transposed
    more = {"groups": groups, "dilation_rate": 2 if kind == "dilated" else 1}
    return getattr(layers, f"Conv{rank}D")(filters, window, **options, **more), shape, naive.convolution


@pytest.mark.parametrize("seed", range(18))
def test_convolutions_against_products_counted_one_by_one(seed):
    layer, shape, reference = random_convolution(seed)
    net = keras.Sequential([keras.Input(shape), layer])
    x = np.random.default_rng(seed).normal(size=(1, *shape)).astype("float32")
    wanted, products = reference(x[0], layer)
    np.testing.assert_allclose(net.predict_on_batch(x)[0], wanted, rtol=1e-4, atol=1e-5)
    assert measure.macs(net) == products
    assert measure.complexity(net, biases=True).macs == products + wanted.size


def rows_times(*shapes):
    """Products in matrix products of shapes (m, k) times (k, n)."""
    return sum(m * k * n for (m, k), (same, n) in shapes if k == same)


@pytest.mark.parametrize("cls, gates", [(layers.SimpleRNN, 1), (layers.GRU, 3), (layers.LSTM, 4)])
def test_recurrent_layers(cls, gates):
    """Each gate multiplies input and state by a matrix in each step."""
    steps, width, units = 7, 5, 3
    once = gates * rows_times(((1, width), (width, units)), ((1, units), (units, units)))
    sequence = keras.Input((steps, width))
    assert measure.macs(keras.Model(sequence, cls(units)(sequence))) == steps * once
    both = layers.Bidirectional(cls(units, return_sequences=True))(sequence)
    assert measure.macs(keras.Model(sequence, both)) == 2 * steps * once
    biases = measure.complexity(keras.Model(sequence, cls(units)(sequence)), biases=True).macs - steps * once
    assert biases == steps * units * (6 if cls is layers.GRU else gates)  # Keras's GRU has two for each gate


def test_stacked_cells_and_a_convolutional_one():
    sequence = keras.Input((7, 5))
    stacked = layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)])(sequence)
    assert measure.macs(keras.Model(sequence, stacked)) == 7 * (4 * 3 * (5 + 3) + 3 * 2 * (3 + 2))
    film = keras.Input((4, 9, 9, 2))
    for sequences in (False, True):
        x = layers.ConvLSTM2D(3, 3, strides=2, return_sequences=sequences)(film)
        assert measure.macs(keras.Model(film, x)) == 4 * (4 * 4) * 9 * 4 * 3 * (2 + 3)


def test_time_distributed_layers_and_models():
    film = keras.Input((4, 9, 9, 2))
    frame = measure.macs(keras.Sequential([keras.Input((9, 9, 2)), layers.Conv2D(3, 3)]))
    assert frame == 49 * 9 * 6
    for inner in (layers.Conv2D(3, 3), keras.Sequential([keras.Input((9, 9, 2)), layers.Conv2D(3, 3)])):
        assert measure.macs(keras.Model(film, layers.TimeDistributed(inner)(film))) == 4 * frame


@pytest.mark.parametrize("grouped", [False, True])
def test_multi_head_attention(grouped):
    queries, keys, width, other, heads, per_head = 6, 5, 8, 8 if grouped else 7, 4, 3
    query, value = keras.Input((queries, width)), keras.Input((keys, other))
    if grouped:
        layer, key_heads, value_width = layers.GroupQueryAttention(per_head, heads, 2), 2, per_head
    else:
        layer, key_heads, value_width = layers.MultiHeadAttention(heads, per_head, value_dim=2), heads, 2
    net = keras.Model([query, value], layer(query, value))
    assert measure.macs(net) == rows_times(
        ((queries, width), (width, heads * per_head)),
        ((keys, other), (other, key_heads * per_head)),
        ((keys, other), (other, key_heads * value_width)),
        ((queries, heads * value_width), (heads * value_width, width)),
    ) + heads * rows_times(((queries, per_head), (per_head, keys)), ((queries, keys), (keys, value_width)))


def test_attention_along_one_of_two_axes():
    film = keras.Input((5, 6, 8))
    net = keras.Model(film, layers.MultiHeadAttention(2, 3, attention_axes=2)(film, film))
    projections = 4 * rows_times(((30, 8), (8, 6)))
    assert measure.macs(net) == projections + 5 * 2 * rows_times(((6, 3), (3, 6)), ((6, 6), (6, 3)))


@pytest.mark.parametrize(
    ("layer", "scores"),
    [
        (layers.Attention(), 4 * 5 * 3),
        (layers.Attention(score_mode="concat"), 0),
        (layers.AdditiveAttention(), 4 * 5 * 3),
        (layers.AdditiveAttention(use_scale=False), 0),
    ],
)
def test_attention_without_heads(layer, scores):
    query, value, key = keras.Input((4, 3)), keras.Input((5, 2)), keras.Input((5, 3))
    assert measure.macs(keras.Model([query, value, key], layer([query, value, key]))) == scores + 4 * 5 * 2


@pytest.mark.parametrize(
    ("layer", "shape", "macs"),
    [
        (layers.Dense(3), (5, 4), 5 * 4 * 3),
        (layers.EinsumDense("abc,cde->abde", (None, 2, 3)), (5, 4), 5 * 4 * 2 * 3),
        (layers.EinsumDense("...x,xy->...y", 3), (2, 5, 4), 2 * 5 * 4 * 3),
        (layers.EinsumDense("abc,bd->adc", (3, 4)), (5, 4), 5 * 4 * 3),
        (layers.SpectralNormalization(layers.Dense(3)), (5, 4), 5 * 4 * 3),
        (layers.Embedding(9, 4), (5,), 0),
        (layers.BatchNormalization(), (6, 2), 0),
        (layers.PReLU(), (6, 2), 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, layers.Layer) else None,
)
def test_layers_by_hand(layer, shape, macs):
    assert measure.macs(keras.Sequential([keras.Input(shape), layer])) == macs


def test_tied_embedding_and_dot():
    words = keras.Input((5,), dtype="int32")
    tied = layers.ReversibleEmbedding(9, 4)
    assert measure.macs(keras.Model(words, tied(tied(words), reverse=True))) == 5 * 4 * 9
    one, other = keras.Input((6, 4)), keras.Input((7, 4))
    for axes in (2, -1, (2, 2)):
        assert measure.macs(keras.Model([one, other], layers.Dot(axes)([one, other]))) == 6 * 7 * 4


def test_every_layer_of_keras_is_counted_or_known_to_be_unknown():
    from course.measure.work_rules import RULES, classes

    known = {cls for names in RULES for cls in classes(names)}
    all_layers = {cls for name, cls in vars(layers).items() if isinstance(cls, type) and issubclass(cls, layers.Layer)}
    unknown = {cls.__name__ for cls in all_layers if not issubclass(cls, tuple(known))}
    assert unknown == {
        "Layer", "Wrapper", "Lambda", "Pipeline", "MelSpectrogram", "STFTSpectrogram", "StackedRNNCells",
        "SimpleRNNCell", "LSTMCell", "GRUCell", "MaxNumBoundingBoxes", "ContrastLimitedAdaptiveHistogramEqualization",
        "JaxLayer", "FlaxLayer", "TFSMLayer", "TorchModuleWrapper",
    }  # fmt: skip


def test_an_open_size_and_an_unknown_layer_are_said():
    net = keras.Sequential([keras.Input((None, 8, 3)), layers.Conv2D(4, 3, name="first")])
    with pytest.raises(ValueError, match=r"'first' works on \(None, 6\): build the network with a fixed input_shape"):
        measure.macs(net)
    assert measure.macs(net, (8, 8, 3)) == 36 * 27 * 4
    with pytest.raises(ValueError, match="'odd': the multiply-adds of Lambda are unknown"):
        measure.macs(keras.Sequential([keras.Input((4, 3)), layers.Lambda(lambda x: x, name="odd")]))
