"""Captioned scenes, the catch game, short texts and tones: what they show, and what they must not give away."""

import hashlib

import numpy as np
import pytest
from scipy.fft import dct
from scipy.ndimage import label
from scipy.signal import spectrogram
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from course import backend, data
from course.data.captions import COLOURS
from course.data.sound import mel_filters


@pytest.fixture(scope="module")
def scenes():
    return data.load("captions", size=48, n_train=60, n_test=20, seed=3)


@pytest.fixture(scope="module")
def reviews():
    return data.load("texts", n_train=300, n_test=200)


def nearest_colour(pixel):
    direction = {name: np.array(colour) / np.linalg.norm(colour) for name, colour in COLOURS.items()}
    return max(direction, key=lambda name: direction[name] @ pixel / np.linalg.norm(pixel))


def coloured(image):
    """Pixels of the thing, (row, column) in shares of the side: those that are not grey."""
    regions, _ = label(image.max(axis=2) - image.min(axis=2) > 0.25, np.ones((3, 3)))
    return regions == 1 + np.bincount(regions.ravel())[1:].argmax()


def test_captions_say_what_is_seen_where(scenes):
    """The coloured region, found in the image: its colour and place are the caption's."""
    assert scenes.words_train.shape == (60, 10) and scenes.words_train.dtype == np.int32
    for image, words, y in zip(scenes.x_train, scenes.words_train, scenes.y_train, strict=True):
        _, size, colour, thing, *place = scenes.text(words).split()
        region = coloured(image)
        assert nearest_colour(np.median(image[region], axis=0)) == colour and thing == "circle"
        assert size == scenes.class_names[y] == ("small" if np.ptp(np.argwhere(region)[:, 0]) < 20 else "large")
        row, column = np.argwhere(region).mean(axis=0) / 48
        if max(abs(row - 0.5), abs(column - 0.5)) < 0.1:
            assert place == ["in", "the", "middle"]
        else:
            assert place == ["at", "the", "top" if row < 0.5 else "bottom", "left" if column < 0.5 else "right"]


def test_no_word_of_a_caption_tells_another():
    set_ = data.load("captions", size=24, n_train=800, n_test=0)
    assert (set_.words_train[:, 0] == 1).all() and (set_.words_train[:, -1] == 0).all()
    captions = [set_.text(row).split() for row in set_.words_train]
    for parts in ((1, 2), (1, -1), (2, -1)):
        counts = np.unique([[caption[i] for i in parts] for caption in captions], axis=0, return_counts=True)[1]
        options = {1: 2, 2: 4, -1: 3}
        assert len(counts) == options[parts[0]] * options[parts[1]] and counts.min() > 20


def test_words_and_numbers(scenes, reviews):
    assert scenes.text([1, 2, 3, 5, 9, 0, 4]) == "a small red circle"
    assert scenes.first(4, 2).words_train.shape == (4, 10)
    with pytest.raises(ValueError, match="captions has 18 words"):
        scenes.text([99])
    with pytest.raises(ValueError, match="digits has 0 words"):
        data.load("digits", size=8).text([1])
    assert max(scenes.words_train.max(), scenes.words_test.max()) < len(scenes.vocabulary)
    assert reviews.x_train.max() < len(reviews.vocabulary) and len(set(reviews.vocabulary)) == len(reviews.vocabulary)


def test_a_random_player_catches_one_ball_in_five():
    game, rng, caught = data.Catch(), np.random.default_rng(0), []
    game.reset(seed=0)
    for _ in range(1500):
        game.reset()
        steps, over = 0, False
        while not over:
            _, reward, over, cut_off, info = game.step(rng.integers(3))
            steps += 1
            assert not cut_off and info == {} and (reward == 0) != over
        assert steps == 6
        caught.append(reward == 1)
    assert 0.16 < np.mean(caught) < 0.24


def test_who_follows_the_ball_catches_it():
    game = data.Catch((14, 10, 3))
    for seed in range(30):
        seen, info = game.reset(seed=seed)
        over = False
        assert seen.shape == (14, 10, 3) and seen.dtype == np.float32 and info == {}
        while not over:
            assert (seen == seen[..., :1]).all() and seen.sum() == 3 * 2 * 4  # two cells of 2 x 2 pixels
            ball, paddle = (np.argwhere(part[..., 0]).mean(axis=0)[1] for part in (seen[:12], seen[12:]))
            seen, reward, over, *_ = game.step(1 + int(np.sign(ball - paddle)))
        assert reward == 1


def test_games_are_repeated_by_their_seed():
    first, second = data.Catch(), data.Catch()
    one = [first.reset(seed=4)[0], *(first.reset()[0] for _ in range(5))]
    two = [second.reset(seed=4)[0], *(second.reset()[0] for _ in range(5))]
    np.testing.assert_array_equal(one, two)
    assert any((image != one[0]).any() for image in one)


def test_the_decks_frame():
    seen, _ = data.Catch((210, 160, 3)).reset(seed=0)
    assert seen.shape == (210, 160, 3) and seen.sum() == 2 * 30 * 32 * 3


def test_the_same_words_say_both_and_word_pairs_tell(reviews):
    """Counts of single words are at chance, those of one to three words together tell nearly all."""
    train, test = ([reviews.text(row) for row in x] for x in (reviews.x_train, reviews.x_test))
    scores = {}
    for n in (1, 3):
        counter = CountVectorizer(ngram_range=(1, n)).fit(train)
        model = LogisticRegression(max_iter=1000).fit(counter.transform(train), reviews.y_train)
        scores[n] = model.score(counter.transform(test), reviews.y_test)
    assert scores[1] < 0.6 and scores[3] > 0.95


def test_tags_are_of_the_words_that_judge(reviews):
    good, bad = {"good", "great", "fine", "clever", "funny"}, {"bad", "awful", "poor", "silly", "dull"}
    for row, tags, praise in zip(reviews.x_train, reviews.masks_train, reviews.y_train, strict=True):
        words = [reviews.vocabulary[number] for number in row]
        for i, (word, tag) in enumerate(zip(words, tags, strict=True)):
            denied = "not" in words[max(0, i - 2) : i]
            assert tag == (0 if word not in good | bad else 2 if (word in good) != denied else 1)
            assert tag in (0, praise + 1)


@pytest.mark.parametrize("kind", range(4))
def test_pitch_goes_as_the_class_says(kind):
    """Loudest frequency at the tone's start and end, by SciPy's spectrogram."""
    tones = data.load("tones", n_train=24, n_test=0, features="wave", noise=0)
    assert tones.x_train.shape == (24, 4000) and np.abs(tones.x_train).max() <= 1.5
    for wave in tones.x_train[tones.y_train == kind]:
        frequencies, _, power = spectrogram(wave, 8000, nperseg=256, noverlap=192, nfft=2048)
        sounding = power.max(axis=0) > 0.05 * power.max()
        pitch = frequencies[power[:, sounding].argmax(axis=0)]
        octaves = np.log2(pitch[-1] / pitch[0])
        wanted = {0: (-0.05, 0.05), 1: (0.8, 1.6), 2: (-1.6, -0.8), 3: (-0.7, 0.7)}[kind]
        assert wanted[0] <= octaves <= wanted[1]
        assert np.ptp(np.log2(pitch)) > 0.4 or kind == 0


def test_log_mel_and_mfcc_from_scipys_parts():
    sound = data.load("tones", n_train=4, n_test=0, features="wave").x_train
    _, _, power = spectrogram(
        sound.astype(float), 8000, "hann", nperseg=256, noverlap=176, detrend=False, scaling="spectrum"
    )
    window = np.hanning(257)[:-1]
    power = power * window.sum() ** 2  # SciPy's is divided by the window's sum, and of one side
    power[:, 1:-1] /= 2
    filters = mel_filters(16, np.linspace(0, 4000, 129), 100, 4000)
    ours = data.log_mel(sound, 8000)
    assert ours.shape == (4, 47, 16) and ours.dtype == np.float32
    np.testing.assert_allclose(ours, np.log(filters @ power + 1e-6).transpose(0, 2, 1), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(data.mfcc(ours, 13), dct(ours, axis=-1, norm="ortho")[..., :13], rtol=1e-4, atol=1e-4)
    loaded = data.load("tones", n_train=4, n_test=4, features="mfcc")
    np.testing.assert_allclose(loaded.x_train, data.mfcc(ours), rtol=1e-5, atol=1e-5)
    assert loaded.x_test.shape == (4, 47, 13)


@pytest.mark.skipif(backend.name() != "tensorflow", reason="TensorFlow's own mel filters")
def test_mel_filters_are_tensorflows():
    import tensorflow as tf

    ours = mel_filters(20, np.fft.rfftfreq(512, 1 / 16000), 125, 7600)
    theirs = tf.signal.linear_to_mel_weight_matrix(20, 257, 16000, 125.0, 7600.0).numpy().T
    np.testing.assert_allclose(ours, theirs, atol=2e-4)


def test_more_examples_leave_the_rest_as_it_is():
    for name, options in (("captions", {"size": 24}), ("texts", {}), ("tones", {})):
        few = data.load(name, n_train=8, n_test=4, **options)
        more = data.load(name, n_train=12, n_test=6, **options)
        np.testing.assert_array_equal(more.x_train[:8], few.x_train)
        np.testing.assert_array_equal(more.x_test[:4], few.x_test)
        assert not np.array_equal(few.x_train[:4], few.x_test)
        assert not np.array_equal(data.load(name, n_train=8, n_test=4, seed=1, **options).x_train, few.x_train)


def test_the_same_captions_and_texts_everywhere():
    """Digests of another day: they do not change with the machine or with releases of NumPy."""
    scenes, reviews = data.load("captions", size=24, n_train=12, n_test=4), data.load("texts", n_train=12, n_test=4)
    for content, digest in (
        (scenes.words_train.tobytes() + (255 * scenes.x_test).astype("uint8").tobytes(), "6de0307b6e4927d8"),
        (reviews.x_train.tobytes() + reviews.masks_test.tobytes(), "d17bd392c9ff90b0"),
    ):
        assert hashlib.sha256(content).hexdigest()[:16] == digest


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.load("captions", size=23), "size=23: must be an integer, 24 to 128"),
        (lambda: data.load("captions", n_train=1), "n_train=1: must be an integer, 2 or more"),
        (lambda: data.load("texts", n_train=1), "n_train=1"),
        (lambda: data.load("texts", seed=-1), "seed=-1"),
        (lambda: data.load("tones", n_train=3), "n_train=3"),
        (lambda: data.load("tones", noise=-1), "noise=-1: must be 0 or more"),
        (lambda: data.load("tones", features="mel"), "features='mel': must be one of wave, log_mel, mfcc"),
        (lambda: data.log_mel(np.zeros(255), 8000), "a sound of 255 samples"),
        (lambda: data.log_mel(np.zeros(256), 8000, high=5000), "high=5000"),
        (lambda: data.mfcc(np.zeros((3, 16)), 17), "coefficients=17: must be 1 to 16"),
        (lambda: data.Catch((6, 5, 1)), "at least 7 x 5 x 1"),
        (lambda: data.Catch((7, 5)), "must be"),
        (lambda: data.Catch().step(1), "no game is on"),
        (lambda: data.Catch().step(3), "action=3: must be 0, 1 or 2, for left, stay, right"),
    ],
)
def test_bad_arguments_say_so(call, message):
    with pytest.raises(ValueError, match=message):
        call()
