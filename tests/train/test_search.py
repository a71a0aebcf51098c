"""Architecture search: what it draws, how it breeds, what is on the front; and the one-shot network's layers."""

import itertools

import keras
import numpy as np
import pytest

from course import plot, train

OPTIONS = ["abc", "abc", "abc", "abc", "abc"]
EVERY = list(itertools.product(*OPTIONS))
COST = {"a": 1, "b": 2, "c": 4}


def cost(choices):
    return sum(COST[choice] for choice in choices)


def accuracy(choices):
    """Each place wants another letter: a smooth hill that breeding can climb."""
    return np.mean([choice == wanted for choice, wanted in zip(choices, "abcab", strict=True)])


def test_search_tries_each_network_once_and_tells_what_it_was_told():
    found = train.search(OPTIONS, accuracy, cost, target=10, tries=50, population=10, sample=3, seed=1)
    assert len({tried.choices for tried in found}) == 50
    for tried in found:
        assert tried.choices in EVERY
        assert tried.accuracy == accuracy(tried.choices) and tried.cost == cost(tried.choices)
        assert tried.reward == pytest.approx(tried.accuracy * (tried.cost / 10) ** -0.07)
    again = train.search(OPTIONS, accuracy, cost, target=10, tries=50, population=10, sample=3, seed=1)
    assert again == found
    assert [tried.choices for tried in train.search(OPTIONS, accuracy, cost, target=10, tries=9, seed=2)] != [
        tried.choices for tried in found[:9]
    ]


def test_a_search_of_all_finds_all():
    found = train.search(["ab", "abc"], lambda c: 0.5, cost, target=1, tries=99, population=4, sample=2)
    assert sorted(tried.choices for tried in found) == sorted(itertools.product("ab", "abc"))


def test_evolution_beats_chance_where_there_is_a_slope():
    """With 40 of 243 networks: the best one's share of the best possible reward, mean of 30 searches."""

    def mean_best(**how):
        runs = (train.search(OPTIONS, accuracy, cost, target=10, tries=40, seed=s, **how) for s in range(30))
        return np.mean([max(tried.reward for tried in found) for found in runs])

    assert mean_best(population=10, sample=4) > mean_best(population=40, sample=1) + 0.1


def test_children_differ_from_a_living_parent_in_one_place():
    found = train.search(["abcdefgh"] * 4, lambda c: 1 / 2, lambda c: 1, target=1, tries=40, population=5, sample=2)
    for number, child in enumerate(found[5:], start=5):
        alive = found[number - 5 : number]
        apart = [sum(a != b for a, b in zip(child.choices, old.choices, strict=True)) for old in alive]
        assert min(apart) == 1, number


def test_the_front_by_brute_force():
    rng = np.random.default_rng(0)
    prices, shares = rng.integers(1, 12, 60), rng.integers(1, 12, 60) / 12
    wanted = [
        not any((p <= price and s > share) or (p < price and s >= share) for p, s in zip(prices, shares, strict=True))
        for price, share in zip(prices, shares, strict=True)
    ]
    np.testing.assert_array_equal(plot.pareto_front(prices, shares), wanted)
    tried = [train.Tried((i,), share, price, 0) for i, (price, share) in enumerate(zip(prices, shares, strict=True))]
    front = train.pareto_front(tried)
    assert {t.choices[0] for t in front} == set(np.flatnonzero(wanted))
    assert [t.cost for t in front] == sorted(t.cost for t in front)


@pytest.mark.parametrize(
    ("options", "how", "words"),
    [
        ([], {}, "at least two options"),
        (["ab", "a"], {}, "at least two options"),
        (OPTIONS, {"tries": 0}, "tries=0"),
        (OPTIONS, {"population": 3, "sample": 4}, "population=3, sample=4"),
        (OPTIONS, {"sample": 0}, "sample=0"),
        (["ab", "aba"], {}, "each once"),
        ([[[1], [2], [1]]], {}, "each once"),
        (OPTIONS, {"target": 0}, "target=0: must be above 0"),
        (OPTIONS, {"target": float("nan")}, "target=nan: must be above 0"),
        (OPTIONS, {"accuracy": lambda c: 76.0}, "accuracy 76.0 must be from 0 to 1"),
        (OPTIONS, {"accuracy": lambda c: float("nan")}, "accuracy nan"),
        (OPTIONS, {"cost": lambda c: 0}, "cost 0.0 above 0"),
        (OPTIONS, {"cost": lambda c: float("inf")}, "cost inf"),
    ],
)
def test_what_cannot_be_searched_is_refused(options, how, words):
    with pytest.raises(ValueError, match=words):
        train.search(options, **{"accuracy": accuracy, "cost": cost, "target": 1} | how)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_front_of_what_is_no_number_is_refused(bad):
    for pair in (([1, bad], [1, 2]), ([1, 2], [bad, 2])):
        with pytest.raises(ValueError, match="must be finite"):
            plot.pareto_front(*pair)
        with pytest.raises(ValueError, match="must be finite"):
            train.pareto_front([train.Tried((), share, price, 0) for price, share in zip(*pair, strict=True)])


def two_places(seed=None):
    """A network that multiplies by 1 or 2 at one place, by 10, 30 or 50 at the next."""
    x = image = keras.Input((1,))
    choices = train.Choices(2, 3, seed=seed, name="choices")
    rows = choices(image)
    for place, factors in enumerate(((1, 2, 0), (10, 30, 50))):
        paths = [keras.layers.Rescaling(factor)(x) for factor in factors]
        x = train.Choice(place)([rows, *paths])
    return keras.Model(image, x), choices


def test_at_test_time_the_chosen_paths_are_taken():
    net, choices = two_places()
    ones = np.ones((4, 1), "float32")
    for chosen, product in {(0, 0): 10, (1, 2): 100, (2, 1): 0, (1, 0): 20}.items():
        choices.choose(chosen)
        np.testing.assert_array_equal(net.predict_on_batch(ones), product * ones)


def test_in_training_each_example_draws_its_own_path():
    net, _ = two_places(seed=3)
    ones = np.ones((600, 1), "float32")
    values, counts = np.unique(keras.ops.convert_to_numpy(net(ones, training=True)), return_counts=True)
    assert values.tolist() == [0, 10, 20, 30, 50, 60, 100]
    expected = 600 / 9 * np.array([3, 1, 1, 1, 1, 1, 1])
    assert np.abs(counts - expected).max() < 5 * np.sqrt(66)
    other = keras.ops.convert_to_numpy(net(ones, training=True))
    assert len(np.unique(other)) == 7


def test_saved_and_loaded_the_choice_is_the_same(tmp_path):
    net, choices = two_places()
    choices.choose([1, 2])
    net.save(tmp_path / "net.keras")
    loaded = keras.models.load_model(tmp_path / "net.keras")
    assert loaded.predict_on_batch(np.ones((1, 1), "float32"))[0, 0] == 100


@pytest.mark.parametrize("chosen", [[0], [0, 3], [0, -1], [0, 0.5], [0, 1.0], ["0", "1"]])
def test_a_choice_that_is_none_is_refused(chosen):
    _, choices = two_places()
    with pytest.raises(ValueError, match="must be 2 integers from 0 to 2"):
        choices.choose(chosen)


def test_no_places_are_refused():
    with pytest.raises(ValueError, match="places=0, options=2"):
        train.Choices(0, 2)


def drawn(net, times=3):
    ones = np.ones((40, 1), "float32")
    return [keras.ops.convert_to_numpy(net(ones, training=True)).tolist() for _ in range(times)]


def test_the_seed_repeats_the_draws():
    first, again, other = (drawn(two_places(seed)[0]) for seed in (3, 3, 4))
    assert first == again and first != other
    assert first[0] != first[1]


def test_a_clone_is_made_alike():
    net, choices = two_places(seed=3)
    clone = keras.models.clone_model(net)
    config = clone.get_layer("choices").get_config()
    assert (config["places"], config["options"], config["seed"]) == (2, 3, 3)
    assert drawn(clone) == drawn(net)
    for each in (choices, clone.get_layer("choices")):
        each.choose([1, 2])
    ones = np.ones((2, 1), "float32")
    np.testing.assert_array_equal(clone.predict_on_batch(ones), net.predict_on_batch(ones))


def test_in_half_precision():
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        net, choices = two_places()
        choices.choose([1, 2])
        assert net.output.dtype == "float16"
        found = net.predict_on_batch(np.ones((2, 1), "float32"))
        assert found.dtype == "float16" and found.tolist() == [[100], [100]]
        assert np.isin(drawn(net, 1), [0, 10, 20, 30, 50, 60, 100]).all()
    finally:
        keras.config.set_dtype_policy(policy)


def test_an_infinite_path_that_is_not_taken_does_no_harm():
    rows = np.array([[[1, 0]], [[0, 1]]], "float32")
    one, infinite = np.full((2, 3, 2, 4), 5, "float32"), np.full((2, 3, 2, 4), np.inf, "float32")
    found = keras.ops.convert_to_numpy(train.Choice(0)([rows, one, infinite]))
    np.testing.assert_array_equal(found, np.stack([one[0], infinite[1]]))


@pytest.mark.parametrize(
    ("place", "shapes", "words"),
    [
        (2, [(4,)] * 3, "place=2: must be an integer, 0 to 1"),
        (-1, [(4,)] * 3, "place=-1: must be an integer, 0 to 1"),
        (0.0, [(4,)] * 3, "place=0.0: must be an integer, 0 to 1"),
        (0, [(4,)] * 2, "2 paths, and 3 options"),
        (0, [(4,), (4,), (1,)], r"of one shape"),
        (0, [(4,), (4,), (1, 4)], r"of one shape"),
    ],
)
def test_a_choice_of_what_does_not_fit_is_refused(place, shapes, words):
    rows = train.Choices(2, 3)(keras.Input((1,)))
    with pytest.raises(ValueError, match=words):
        train.Choice(place)([rows, *map(keras.Input, shapes)])
