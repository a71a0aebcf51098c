"""Auto-encoders: what they compute, and that both losses of the variational one train it."""

import keras
import numpy as np
import pytest
import zoo
from keras import ops
from peer import Peer, quick_draws  # noqa: F401

from course import backend, blocks, models


def numpy(x):
    return np.asarray(ops.convert_to_numpy(x), "float64")


def images(*shape, batch=3):
    return np.random.default_rng(0).uniform(size=(batch, *shape)).astype("float32")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_autoencoder_as_in_pytorch():
    net = zoo.randomise(models.autoencoder((12, 8, 2), filters=(6, 5), code=3))
    peer, x = Peer(net), images(12, 8, 2)
    y = peer.image(x)
    for name in ("encoder1", "encoder2"):
        w, b = peer.weights(name, 3, 2, 0, 1)
        y = peer.do.conv2d(y, w, b, 2, 1).relu()
    y = peer.conv(y, "code")
    for name in ("decoder2", "decoder1"):
        y = peer.deconv(y, name, 2)[:, :, :-1, :-1].relu()
    wanted = peer.conv(y, "reconstruction").sigmoid().permute(0, 2, 3, 1).numpy()
    found = numpy(net(x))
    assert found.shape == x.shape and np.linalg.norm(found - wanted) <= 1e-5 * np.linalg.norm(wanted)


def test_autoencoder_sizes():
    net = models.autoencoder()
    assert net.get_layer("code").output.shape[1:] == (7, 7, 4) and net.output_shape == (None, 28, 28, 1)
    assert models.autoencoder((None, None, 3))(images(8, 12, 3)).shape == (3, 8, 12, 3)


def small(**arguments):
    return zoo.randomise(models.vae((6, 5, 1), 2, units=7, **arguments))


def test_vae_as_in_numpy():
    net, x = small(), images(6, 5, 1)
    weights = {layer.name: layer.get_weights() for layer in net.layers}
    dense = lambda y, name: y @ weights[name][0] + weights[name][1]  # noqa: E731
    hidden = np.tanh(dense(x.reshape(3, 30).astype(float), "encoder"))
    mean, log_variance = dense(hidden, "mean"), dense(hidden, "log_variance")
    image = sigmoid(dense(np.tanh(dense(mean, "decoder")), "pixels")).reshape(x.shape)
    found = net(x, training=False)
    for name, wanted in {"reconstruction": image, "mean": mean, "log_variance": log_variance}.items():
        np.testing.assert_allclose(numpy(found[name]), wanted, rtol=1e-4, atol=1e-5)
    divergence = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1).mean() / 30
    assert np.isclose(float(numpy(net.losses[0])), divergence, rtol=1e-5)


def test_draws_are_gaussian_seeded_and_only_for_training():
    mean, log_variance = np.full((4000, 2), [1, -2], "float32"), np.full((4000, 2), [0, 2], "float32")
    first, again, other = (numpy(blocks.Sampling(seed=seed)([mean, log_variance], training=True)) for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    assert np.allclose(first.mean(axis=0), [1, -2], atol=0.2)
    assert np.allclose(first.std(axis=0), [1, np.e], rtol=0.1)
    layer = blocks.Sampling(seed=1)
    one, two = (numpy(layer([mean, log_variance], training=True)) for _ in range(2))
    assert not np.array_equal(one, two)
    assert np.array_equal(numpy(layer([mean, log_variance])), mean)


def test_gradients_reach_mean_and_deviation():
    """z = mean + exp(log_variance / 2) * noise: by the mean 1, by the logarithm half of what was drawn."""
    inputs = [keras.Input((3,), name="mean"), keras.Input((3,), name="log_variance")]
    net = keras.Model(inputs, blocks.Sampling(seed=1, name="code")(inputs))
    rng = np.random.default_rng(0)
    x = [rng.normal(size=(4, 3)).astype("float32") for _ in range(2)]
    (drawn,), (by_mean, by_log), _ = backend.gradients(net, x, ops.sum, training=True)
    np.testing.assert_allclose(by_mean, 1)
    np.testing.assert_allclose(by_log, (drawn - x[0]) / 2, rtol=1e-4, atol=1e-6)


def test_settings_of_sampling_come_back():
    config = blocks.Sampling(kl_weight=0.5, seed=3, name="code").get_config()
    assert (config["kl_weight"], config["seed"]) == (0.5, 3)
    assert blocks.Sampling.from_config(config).get_config() == config


def test_both_losses_train():
    """Two steps as the docstring says; the loss is the bound, per pixel, and every weight moves."""
    keras.utils.set_random_seed(0)
    net = models.vae((6, 5, 1), 2, units=7)
    x = (images(6, 5, 1, batch=16) > 0.5).astype("float32")
    before = net.get_weights()
    net.compile("adam", loss={"reconstruction": "binary_crossentropy"})
    history = net.fit(x, {"reconstruction": x}, batch_size=8, epochs=1, verbose=0)
    assert 0.5 < history.history["loss"][0] < 1.5
    moved = [not np.array_equal(a, b) for a, b in zip(before, net.get_weights(), strict=True)]
    assert all(moved)
    loss = net.evaluate(x, {"reconstruction": x}, batch_size=16, verbose=0, return_dict=True)["loss"]
    found = {key: numpy(value) for key, value in net.predict(x, verbose=0).items()}
    cross = -np.log(np.where(x > 0, found["reconstruction"], 1 - found["reconstruction"])).sum() / 16
    m, v = found["mean"], found["log_variance"]
    assert np.isclose(loss, (cross - 0.5 * np.sum(1 + v - m**2 - np.exp(v)) / 16) / 30, rtol=1e-4)


def test_the_decoder_stands_alone():
    net, x = small(), images(6, 5, 1)
    decoder = keras.Model(net.get_layer("code").output, net.get_layer("reconstruction").output)
    outputs = net(x)
    np.testing.assert_allclose(numpy(decoder(outputs["mean"])), numpy(outputs["reconstruction"]), rtol=1e-5)


def test_vae_survives_saving(tmp_path):
    net, x = small(seed=5), images(6, 5, 1)
    net.save(tmp_path / "vae.keras")
    again = keras.saving.load_model(tmp_path / "vae.keras")
    assert np.array_equal(numpy(again(x)["reconstruction"]), numpy(net(x)["reconstruction"]))
    assert again.get_layer("code").seed == 5 and np.isclose(again.get_layer("code").kl_weight, 1 / 30)


@pytest.mark.parametrize(
    ("build", "arguments", "words"),
    [
        ("autoencoder", {"input_shape": (30, 28, 1)}, "multiples of 4"),
        ("autoencoder", {"code": 0}, "code=0"),
        ("autoencoder", {"filters": (4, 0)}, r"filters\[1\]=0"),
        ("vae", {"latent": 0}, "latent=0"),
        ("vae", {"units": 0}, "units=0"),
        ("vae", {"input_shape": (None, 28, 1)}, "height and width in numbers"),
    ],
)
def test_bad_arguments_say_so(build, arguments, words):
    with pytest.raises(ValueError, match=words):
        models.create(build, **arguments)
