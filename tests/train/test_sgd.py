"""Weight decay inside the momentum, against PyTorch's optimizer."""

import keras
import numpy as np
import pytest

from course import train

START = np.linspace(-2, 2, 12, dtype="float32").reshape(4, 3)
BIAS = np.array([0.5, -1.0, 2.0], "float32")
X = np.random.default_rng(0).normal(size=(6, 4)).astype("float32")
Y = np.random.default_rng(1).normal(size=(6, 3)).astype("float32")
STEPS = 6


def gradient(w, b):
    """Of the mean square of x w + b - y, by hand."""
    residual = (X @ w + b - Y) * (2 / Y.size)
    return X.T @ residual, residual.sum(axis=0)


def ours(optimizer, start=(START, BIAS), steps=STEPS):
    w, b = (keras.Variable(value) for value in start)
    optimizer.build([w, b])
    for _ in range(steps):
        gradients = gradient(*(keras.ops.convert_to_numpy(v) for v in (w, b)))
        optimizer.apply([keras.ops.convert_to_tensor(g.astype("float32")) for g in gradients])
    return [keras.ops.convert_to_numpy(v) for v in (w, b)]


def theirs(momentum, nesterov, decay):
    torch = pytest.importorskip("torch")
    w, b = (torch.tensor(value, requires_grad=True) for value in (START, BIAS))
    optimizer = torch.optim.SGD([w, b], 0.1, momentum=momentum, weight_decay=decay, nesterov=nesterov)
    for _ in range(STEPS):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(torch.tensor(X) @ w + b, torch.tensor(Y)).backward()
        optimizer.step()
    return [w.detach().numpy(), b.detach().numpy()]


@pytest.mark.parametrize(
    ("momentum", "nesterov", "decay"), [(0.9, False, 0.3), (0.9, True, 0.3), (0.9, True, 0.0), (0.0, False, 0.3)]
)
def test_steps_are_pytorchs(momentum, nesterov, decay):
    found = ours(train.SGDWithL2(0.1, momentum, nesterov, l2=decay))
    for mine, other in zip(found, theirs(momentum, nesterov, decay), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-4, atol=1e-6)


def test_decay_is_the_slope_of_half_the_squares():
    """Where the loss is flat the weights shrink by the rate times the decay, biases too."""
    weights = [keras.Variable(START), keras.Variable(BIAS)]
    optimizer = train.SGDWithL2(0.1, l2=0.5)
    optimizer.build(weights)
    optimizer.apply([keras.ops.zeros(w.shape) for w in weights])
    for weight, start in zip(weights, (START, BIAS), strict=True):
        np.testing.assert_allclose(keras.ops.convert_to_numpy(weight), start * (1 - 0.1 * 0.5), rtol=1e-5)


def test_is_saved_with_a_model_that_trains_on(tmp_path):
    """Half of the steps, saved and loaded, then the other half: the same as all at once, velocity and schedule too."""
    x, y = X, Y
    recipe = train.Recipe("", 6, 6, 0.1, 4, ((1, 0.5), (2, 0.1)), nesterov=True, weight_decay=0.3)

    def start():
        keras.utils.set_random_seed(0)
        net = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
        net.set_weights([START, BIAS])
        net.compile(recipe.optimizer(), "mse")
        return net

    whole, half = start(), start()
    whole.fit(x, y, batch_size=6, epochs=4, verbose=0)
    half.fit(x, y, batch_size=6, epochs=2, verbose=0)
    half.save(tmp_path / "half.keras")
    half = keras.models.load_model(tmp_path / "half.keras")
    assert type(half.optimizer) is train.SGDWithL2 and half.optimizer.l2 == 0.3
    half.fit(x, y, batch_size=6, epochs=2, verbose=0)
    for mine, other in zip(half.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-5)


def test_refuses_a_negative_decay():
    with pytest.raises(ValueError, match="l2=-1"):
        train.SGDWithL2(l2=-1)
