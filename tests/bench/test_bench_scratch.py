"""Speed of scratch.conv2d as ratios to peers in the same run: pytest tests/bench -n0 -s.

The layer is one of VGG's size: 32 x 56 x 56 x 64 → 64, 3 x 3, float32, the same number of threads for all.
Nothing is asserted of time.
"""

import statistics
import time

import numpy as np
import pytest

from course import scratch

ROUNDS = 11


def interleaved(contenders):
    """Seconds of each contender over ROUNDS rounds, one after the other in each round; a first round is not counted."""
    seconds = {name: [] for name in contenders}
    for _ in range(ROUNDS + 1):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    return {name: values[1:] for name, values in seconds.items()}


def test_bench_conv2d(capsys):
    torch = pytest.importorskip("torch", reason="the peer is PyTorch: pip install -e '.[torch]'")
    rng = np.random.default_rng(0)
    x = rng.normal(size=(32, 56, 56, 64)).astype("float32")
    w = rng.normal(size=(3, 3, 64, 64)).astype("float32")
    rows = rng.normal(size=(32 * 56 * 56, 3 * 3 * 64)).astype("float32")
    columns = w.reshape(-1, 64)
    last = torch.from_numpy(x).permute(0, 3, 1, 2)  # our own layout: channels last
    first = last.contiguous()  # PyTorch's default layout
    weights = torch.from_numpy(w).permute(3, 2, 0, 1).contiguous()
    conv = torch.nn.functional.conv2d

    with torch.no_grad():
        ours = scratch.conv2d(x, w, padding=1)
        theirs = conv(last, weights, padding=1).permute(0, 2, 3, 1).numpy()
        np.testing.assert_allclose(ours, theirs, atol=1e-2)
        seconds = interleaved(
            {
                "scratch.conv2d": lambda: scratch.conv2d(x, w, padding=1),
                "its matrix product": lambda: rows @ columns,
                "torch, channels first": lambda: conv(first, weights, padding=1),
                "torch, channels last": lambda: conv(last, weights, padding=1),
            }
        )
    mine = seconds["scratch.conv2d"]
    with capsys.disabled():
        print(f"\nscratch.conv2d, 32x56x56x64 -> 64, 3x3, float32, {torch.get_num_threads()} threads, {ROUNDS} rounds")
        for name, values in seconds.items():
            ratios = sorted(a / b for a, b in zip(mine, values, strict=True))
            print(
                f"{name:22} {1000 * statistics.median(values):6.1f} ms   ours / this: {statistics.median(ratios):.2f} "
                f"({ratios[0]:.2f} to {ratios[-1]:.2f})"
            )
