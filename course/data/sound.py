"""From a sound to a picture of it: log-mel spectrogram, and the cepstral coefficients made from that."""

import numpy as np


def mel(frequency):
    """Pitch in mel of a frequency in Hz. Source: O'Shaughnessy 1987, "Speech communication"; 1000 Hz are 1000 mel."""
    return 1127.0 * np.log1p(np.asarray(frequency) / 700)


def mel_filters(bands, frequencies, low, high):
    """Triangles over frequency, evenly spaced in mel: matrix (bands, len(frequencies)), 1 at each triangle's tip.

    Args:
        bands: number of triangles.
        frequencies: of the spectrum's values, in Hz.
        low, high: where the first triangle starts and the last one ends, in Hz.

    Source: Davis & Mermelstein 1980, figure 1, with straight flanks in mel.
    """
    corners = np.linspace(mel(low), mel(high), bands + 2)
    left, tip, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    pitch = mel(frequencies)
    return np.clip(np.minimum((pitch - left) / (tip - left), (right - pitch) / (right - tip)), 0, None)


def log_mel(sound, rate, *, window=256, hop=80, bands=16, low=100.0, high=None):
    """How loud a sound is in each band, moment by moment: log-mel spectrogram.

    Args:
        sound: samples (…, samples), at least a window of them.
        rate: samples a second.
        window: samples of a frame, under a Hann window.
        hop: samples from one frame to the next.
        bands: number of mel bands, from `low` to `high` Hz, by default to half the rate.

    Returns (…, frames, bands), float32: natural logarithm of the power, with 1e-6 added.
    Raises ValueError for a sound shorter than a window, and for bands outside 0 to half the rate.
    Source: Davis & Mermelstein 1980, "Comparison of parametric representations for monosyllabic word recognition".
    """
    from scipy.signal import get_window

    sound, high = np.asarray(sound, float), rate / 2 if high is None else high
    if sound.shape[-1] < window:
        raise ValueError(f"a sound of {sound.shape[-1]} samples: must have at least the window's {window}")
    if not 0 <= low < high <= rate / 2:
        raise ValueError(f"low={low}, high={high}: must be 0 <= low < high <= {rate / 2}, half the rate")
    frames = np.lib.stride_tricks.sliding_window_view(sound, window, axis=-1)[..., ::hop, :]
    power = np.abs(np.fft.rfft(frames * get_window("hann", window))) ** 2
    filters = mel_filters(bands, np.fft.rfftfreq(window, 1 / rate), low, high)
    return np.log(power @ filters.T + 1e-6).astype("float32")


def mfcc(log_mel, coefficients=13):
    """Mel-frequency cepstral coefficients: the cosine transform of each frame's bands, its first coefficients.

    Args: log_mel (…, bands); number of coefficients, at most the bands. Returns (…, coefficients), float32.
    Raises ValueError for more.
    Source: Davis & Mermelstein 1980, section II.A; orthonormal transform (DCT-II).
    """
    from scipy.fft import dct

    bands = np.shape(log_mel)[-1]
    if not 1 <= coefficients <= bands:
        raise ValueError(f"coefficients={coefficients}: must be 1 to {bands}, the number of bands")
    return dct(log_mel, norm="ortho")[..., :coefficients].astype("float32")
