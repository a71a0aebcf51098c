"""Tones that rise, fall, stay or shake: sounds for a time-delay network."""

import numpy as np

from course.data.dataset import Dataset
from course.data.drawing import check
from course.data.sound import log_mel, mfcc

RATE, SECONDS = 8000, 0.5
CLASSES = ("steady", "rising", "falling", "trill")
FEATURES = {
    "wave": lambda wave: wave,
    "log_mel": lambda wave: log_mel(wave, RATE),
    "mfcc": lambda wave: mfcc(log_mel(wave, RATE)),
}


def tones(n_train=1024, n_test=512, *, features="log_mel", noise=0.1, seed=0) -> Dataset:
    """Half a second with one tone in it, somewhere: steady, rising or falling by an octave and a half, or a trill.

    Pitch (400 to 1100 Hz in the middle), loudness, overtones, start and length (0.2 to 0.3 s) tell nothing of the
    class, only the course of the pitch does. Asking for more tones leaves the rest as it is.

    Args:
        n_train, n_test: number of sounds, training ones at least 4.
        features: "wave": 4000 samples, 8000 a second; "log_mel": `data.log_mel`, 47 frames of 16 bands; "mfcc":
            `data.mfcc` of that, 13 coefficients.
        noise: standard deviation of the noise; the tone's amplitude is 0.5 to 1.
        seed: an integer from 0; another one, other tones.

    Returns a `Dataset` of sounds (N, 4000), (N, 47, 16) or (N, 47, 13), float32.
    Raises ValueError for arguments out of range.
    """
    check("n_train", n_train, len(CLASSES))
    check("n_test", n_test, 0)
    check("seed", seed, 0)
    if features not in FEATURES:
        raise ValueError(f"features={features!r}: must be one of {', '.join(FEATURES)}")
    if not noise >= 0:
        raise ValueError(f"noise={noise!r}: must be 0 or more")
    x, y = {}, {}
    for split, n in {"train": n_train, "test": n_test}.items():
        y[split] = np.arange(n) % len(CLASSES)
        waves = [
            _tone(kind, noise, np.random.default_rng([seed, split == "test", i])) for i, kind in enumerate(y[split])
        ]
        x[split] = FEATURES[features](np.array(waves, "float32").reshape(n, int(RATE * SECONDS)))
    return Dataset(
        "tones", x["train"], y["train"], x["test"], y["test"],
        class_names=CLASSES, source="made here", licence="CC0",
    )  # fmt: skip


def _tone(kind, noise, rng):
    """Samples of one sound."""
    time = np.arange(int(RATE * SECONDS)) / RATE
    length = rng.uniform(0.2, 0.3)
    start = rng.uniform(0, SECONDS - length)
    passed = np.clip((time - start) / length, 0, 1)
    shake = np.where(np.floor((time - start) / 0.04) % 2 == 0, -0.3, 0.3)
    octaves = (0 * passed, 1.5 * (passed - 0.5), 1.5 * (0.5 - passed), shake)[kind]
    pitch = 400 * 2.75 ** rng.random() * 2**octaves
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    overtone = rng.uniform(0, 0.5)
    loud = np.sin(np.pi * passed) ** 0.5 * rng.uniform(0.5, 1)
    return loud * (np.sin(phase) + overtone * np.sin(2 * phase)) + noise * rng.normal(size=len(time))
