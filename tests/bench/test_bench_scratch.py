"""Mathematics in NumPy against PyTorch on the CPU and against the matrix products in it, on as many threads.

The layer is one of VGG's: 32 x 56 x 56 x 64 → 64, 3 x 3, float32.
"""

from functools import partial

import numpy as np
import pytest
from rows import compare

from course import scratch

torch = pytest.importorskip("torch", reason="the peer is PyTorch: pip install -e '.[torch]'")
F = torch.nn.functional
SHAPE, FILTERS = (32, 56, 56, 64), 64


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def draw(rng, *shape):
    return rng.normal(size=shape).astype("float32")


def layouts(x, requires_grad=False):
    """An array (N, H, W, C) in PyTorch: as it lies, and in PyTorch's usual order."""
    last = torch.from_numpy(x).permute(0, 3, 1, 2)
    return {
        "torch, channels last": last.requires_grad_(requires_grad),
        "torch, channels first": last.detach().contiguous().requires_grad_(requires_grad),
    }


def to_numpy(tensor):
    """Back to channels last."""
    return tensor.detach().permute(0, 2, 3, 1).numpy()


def test_bench_conv2d(rng):
    x, w = draw(rng, *SHAPE), draw(rng, 3, 3, SHAPE[-1], FILTERS)
    rows, columns = draw(rng, x[..., 0].size, w[..., 0].size), w.reshape(-1, FILTERS)
    weights = torch.from_numpy(w).permute(3, 2, 0, 1).contiguous()
    peers = {name: partial(F.conv2d, x, weights, padding=1) for name, x in layouts(x).items()}
    for run in peers.values():
        np.testing.assert_allclose(scratch.conv2d(x, w, padding=1), to_numpy(run()), atol=1e-2)
    compare("scratch.conv2d", lambda: scratch.conv2d(x, w, padding=1), peers | {"its product": lambda: rows @ columns})


def test_bench_conv2d_backward(rng):
    x, w, dy = draw(rng, *SHAPE), draw(rng, 3, 3, SHAPE[-1], FILTERS), draw(rng, *SHAPE[:3], FILTERS)
    weights = torch.from_numpy(w).permute(3, 2, 0, 1).contiguous().requires_grad_()
    bias = torch.zeros(FILTERS, requires_grad=True)

    def backward(x, dy):
        y = F.conv2d(x, weights, bias, padding=1)
        return lambda: torch.autograd.grad(y, (x, weights, bias), dy, retain_graph=True)

    slopes = layouts(dy)
    peers = {name: backward(x, slopes[name]) for name, x in layouts(x, requires_grad=True).items()}
    dx, dw, _ = scratch.conv2d_backward(dy, x, w, padding=1)
    for run in peers.values():
        found = run()
        np.testing.assert_allclose(dx, to_numpy(found[0]), atol=1e-2)
        np.testing.assert_allclose(dw, found[1].permute(2, 3, 1, 0).numpy(), rtol=1e-3, atol=1)

    rows, columns = draw(rng, x[..., 0].size, w[..., 0].size), w.reshape(-1, FILTERS)
    flat = dy.reshape(-1, FILTERS)
    products = {"its two products": lambda: (rows.T @ flat, flat @ columns.T)}
    compare("scratch.conv2d_backward", lambda: scratch.conv2d_backward(dy, x, w, padding=1), peers | products)


@pytest.fixture
def one_thread():
    """As many as NumPy has for all but matrix products."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def one(peers):
    return {f"{name}, 1 thread": run for name, run in peers.items()}


@pytest.mark.parametrize("kind", ["max_pool2d", "avg_pool2d"])
def test_bench_pooling(rng, one_thread, kind):
    x, dy = draw(rng, *SHAPE), draw(rng, SHAPE[0], SHAPE[1] // 2, SHAPE[2] // 2, SHAPE[3])
    ours, back, theirs = getattr(scratch, kind), getattr(scratch, f"{kind}_backward"), getattr(F, kind)
    slopes = layouts(dy)

    def backward(x, dy):
        y = theirs(x, 2)
        return lambda: torch.autograd.grad(y, x, dy, retain_graph=True)

    peers = {name: partial(theirs, x, 2) for name, x in layouts(x).items()}
    for run in peers.values():
        np.testing.assert_allclose(ours(x, 2), to_numpy(run()), atol=1e-5)
    compare(f"scratch.{kind}", lambda: ours(x, 2), one(peers))

    peers = {name: backward(x, slopes[name]) for name, x in layouts(x, requires_grad=True).items()}
    for run in peers.values():
        np.testing.assert_allclose(back(dy, x, 2), to_numpy(run()[0]), atol=1e-5)
    compare(f"scratch.{kind}_backward", lambda: back(dy, x, 2), one(peers))
