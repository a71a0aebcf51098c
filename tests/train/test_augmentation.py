"""Crops, colours and ten looks: the definitions of the AlexNet paper, on arrays small enough to look through."""

import itertools

import keras
import numpy as np
import pytest
from keras import layers, ops
from PIL import Image
from skimage import data as photographs
from sklearn.decomposition import PCA

from course import train

RNG = np.random.default_rng(0)
IMAGES = RNG.random((6, 9, 10, 3)).astype("float32")


def numpy(layer, x, **options):
    return ops.convert_to_numpy(layer(x, **options))


def places(image, size):
    """Every square in an image, by its place."""
    height, width = (side - size + 1 for side in image.shape[:2])
    return {(i, j): image[i : i + size, j : j + size] for i, j in itertools.product(range(height), range(width))}


def test_random_crops_are_squares_of_the_image_at_all_places_alike():
    many = np.repeat(IMAGES[:1], 3000, axis=0)
    crops = numpy(train.RandomCrop(8, seed=0), many, training=True)
    squares = places(IMAGES[0], 8)
    assert len(squares) == 2 * 3
    hits = {at: sum(np.array_equal(crop, square) for crop in crops) for at, square in squares.items()}
    assert sum(hits.values()) == 3000  # each of them is one of these
    assert all(400 < count < 600 for count in hits.values()), hits  # 500 as a mean, and 20 as a standard deviation


def test_each_image_has_a_place_of_its_own_and_each_call_new_ones():
    layer = train.RandomCrop(4, seed=1)
    found = []
    for _ in range(2):
        crops = numpy(layer, IMAGES, training=True)
        at = [
            [p for p, s in places(x, 4).items() if np.array_equal(s, crop)]
            for x, crop in zip(IMAGES, crops, strict=True)
        ]
        assert all(len(p) == 1 for p in at)
        found.append([p[0] for p in at])
    assert len(set(found[0])) > 2 and found[0] != found[1]


def test_the_crop_at_test_time_is_that_of_keras():
    crops = numpy(train.RandomCrop(5), IMAGES, training=False)
    np.testing.assert_array_equal(crops, numpy(layers.CenterCrop(5, 5), IMAGES))
    np.testing.assert_array_equal(crops, numpy(train.RandomCrop(5), IMAGES))


def test_a_crop_refuses_small_images_and_sizes():
    with pytest.raises(ValueError, match="images of 9 x 10: must have a size, of at least 10 pixels"):
        train.RandomCrop(10)(IMAGES)
    with pytest.raises(ValueError, match="images of None x None"):
        train.RandomCrop(10)(keras.Input((None, None, 3)))
    with pytest.raises(ValueError, match=r"images \(9, 10, 3\): must have shape \(N, H, W, C\)"):
        train.RandomCrop(3)(IMAGES[0])
    with pytest.raises(ValueError, match="size=0"):
        train.RandomCrop(0)


@pytest.mark.parametrize("height, width, size", [(60, 40, 16), (40, 61, 16), (33, 33, 16), (10, 14, 20)])
def test_resize_against_pillow(height, width, size):
    image = RNG.random((height, width)).astype("float32")
    found = train.resize_and_crop(image[..., None], size)
    tall, wide = (round(side * size / min(height, width)) for side in (height, width))
    scaled = np.asarray(Image.fromarray(image).resize((wide, tall), Image.BILINEAR))
    top, left = (tall - size) // 2, (wide - size) // 2
    assert found.shape == (size, size, 1) and found.dtype == "float32"
    np.testing.assert_allclose(found[..., 0], scaled[top : top + size, left : left + size], atol=1e-5)


def test_resize_takes_batches_and_bytes_and_refuses_the_rest():
    photograph = photographs.astronaut()[:300, :400]
    one = train.resize_and_crop(photograph, 64)
    np.testing.assert_allclose(train.resize_and_crop(photograph[None], 64)[0], one, atol=1e-3)
    assert one.max() > 200 and (one != one.round()).any()
    with pytest.raises(ValueError, match=r"images \(300, 400\)"):
        train.resize_and_crop(photograph[..., 0], 64)
    with pytest.raises(ValueError, match="size=0"):
        train.resize_and_crop(photograph, 0)
    with pytest.raises(ValueError, match=r"images \(0, 400, 3\)"):
        train.resize_and_crop(photograph[:0], 64)


def test_mean_subtraction_leaves_no_mean():
    layer = train.mean_subtraction(IMAGES)
    np.testing.assert_allclose(numpy(layer, IMAGES), IMAGES - IMAGES.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(numpy(layer, IMAGES[:1]), IMAGES[:1] - IMAGES.mean(axis=0), atol=1e-6)
    for wrong in (IMAGES[0], IMAGES[:0]):
        with pytest.raises(ValueError, match=r"images \(.*\): must have shape \(N, H, W, C\), with one image at least"):
            train.mean_subtraction(wrong)


def test_principal_colours_against_scikit_learn():
    images = photographs.astronaut()[None, ::8, ::8] / 255
    values, components = train.principal_colours(images)
    theirs = PCA().fit(images.reshape(-1, 3))
    np.testing.assert_allclose(values, theirs.explained_variance_, rtol=1e-8)
    np.testing.assert_allclose(np.abs(np.sum(components * theirs.components_.T, axis=0)), 1, rtol=1e-6)
    two = np.concatenate([images, images[:, ::-1] / 2])
    np.testing.assert_allclose(train.principal_colours(two)[0], PCA().fit(two.reshape(-1, 3)).explained_variance_)


def test_the_colours_added_have_the_papers_covariance():
    """Each draw is one colour for all pixels, and of these the spread along component i is 0.1 times eigenvalue i."""
    mix = np.array([[2.0, 0, 0], [1, 1, 0], [1, 0.5, 0.7]])
    images = RNG.normal(size=(4, 8, 8, 3)) @ mix
    values, components = train.principal_colours(images)
    many = np.repeat(IMAGES[:1, :2, :2], 4000, axis=0)
    added = numpy(train.PCAColour(values, components, seed=0), many, training=True) - many
    np.testing.assert_allclose(added, np.broadcast_to(added[:, :1, :1], added.shape), atol=1e-5)
    assert len(np.unique(added[:, 0, 0, 0])) > 3900
    spread = np.cov(added[:, 0, 0].astype(float) @ components, rowvar=False)
    np.testing.assert_allclose(np.sqrt(np.diag(spread)), 0.1 * values, rtol=0.06)
    assert np.abs(spread - np.diag(np.diag(spread))).max() < 0.1 * spread.max()
    assert np.abs(added.mean(axis=0)).max() < 0.02 * values.max()


def test_no_colour_is_added_at_test_time_or_of_scale_0():
    layer = train.PCAColour(*train.principal_colours(IMAGES))
    np.testing.assert_array_equal(numpy(layer, IMAGES, training=False), IMAGES)
    np.testing.assert_array_equal(numpy(layer, IMAGES), IMAGES)
    assert (numpy(layer, IMAGES, training=True) != IMAGES).any()
    still = train.PCAColour(*train.principal_colours(IMAGES), scale=0)
    np.testing.assert_array_equal(numpy(still, IMAGES, training=True), IMAGES)


def test_colours_where_adding_could_broadcast():
    """Images as high as they have channels, one at a time: what TensorFlow's addition takes for a bias."""
    values, components = [1.0, 2.0, 3.0], np.eye(3)
    one = np.zeros((1, 3, 3, 3), "float32")
    added = numpy(train.PCAColour(values, components, seed=3), one, training=True)
    np.testing.assert_array_equal(added, np.broadcast_to(added[:, :1, :1], added.shape))
    assert len(np.unique(added)) == 3


def test_colours_refuse_what_does_not_fit():
    with pytest.raises(ValueError, match=r"values \(3,\), components \(2, 2\)"):
        train.PCAColour([1, 2, 3], np.eye(2))
    with pytest.raises(ValueError, match="scale=-1"):
        train.PCAColour([1, 2], np.eye(2), scale=-1)
    with pytest.raises(ValueError, match="images of 3 channels: must have 2"):
        train.PCAColour([1, 2], np.eye(2))(IMAGES)
    with pytest.raises(ValueError, match=r"images \(9, 10, 3\)"):
        train.principal_colours(IMAGES[0])


def recipe(net_size=8):
    return [
        keras.Input((9, 10, 3)),
        train.mean_subtraction(IMAGES),
        train.RandomCrop(net_size, seed=1),
        layers.RandomFlip("horizontal", seed=2),
        train.PCAColour(*train.principal_colours(IMAGES), scale=0.2, seed=3),
    ]


def test_the_recipe_inside_a_model_trains_saves_and_loads(tmp_path):
    net = keras.Sequential([*recipe(), layers.GlobalAveragePooling2D(), layers.Dense(2)])
    net.compile("sgd", "mse")
    net.fit(IMAGES, np.zeros((6, 2)), batch_size=4, epochs=1, verbose=0)  # the last batch has two images
    expected = net.predict_on_batch(IMAGES)
    inner = (IMAGES - IMAGES.mean(axis=0))[:, :8, 1:9]
    dense = net.layers[-1]
    np.testing.assert_allclose(expected, numpy(dense, inner.mean(axis=(1, 2))), atol=1e-5)
    net.save(tmp_path / "net.keras")
    again = keras.models.load_model(tmp_path / "net.keras", compile=False)
    np.testing.assert_allclose(again.predict_on_batch(IMAGES), expected, atol=1e-6)
    assert again.layers[1].get_config() == net.layers[1].get_config()
    assert again.layers[3].get_config() == net.layers[3].get_config() and again.layers[3].scale == 0.2


def test_the_same_seed_draws_the_same():
    draws = [numpy(keras.Sequential(recipe()), IMAGES, training=True) for _ in range(2)]
    np.testing.assert_array_equal(*draws)
    assert draws[0].shape == (6, 8, 8, 3)


@pytest.mark.parametrize("dtype", ["mixed_bfloat16", "mixed_float16"])
def test_half_precision_stays_half(dtype):
    colour = train.PCAColour(*train.principal_colours(IMAGES), dtype=dtype)
    y = train.RandomCrop(8, dtype=dtype)(colour(IMAGES, training=True), training=True)
    assert keras.backend.standardize_dtype(y.dtype) == dtype.removeprefix("mixed_")


def test_ten_crops_are_the_corners_the_centre_and_their_mirrors():
    crops = [ops.convert_to_numpy(crop) for crop in train.ten_crops(IMAGES, 6)]
    squares = places(IMAGES[2], 6)
    for place, crop, mirror in zip([(0, 0), (0, 4), (3, 0), (3, 4), (1, 2)], crops[:5], crops[5:], strict=True):
        np.testing.assert_array_equal(crop[2], squares[place])
        np.testing.assert_array_equal(mirror[2], squares[place][:, ::-1])
    with pytest.raises(ValueError, match="size=11: must be from 1 to the sides of the images, which are 9 x 10"):
        train.ten_crops(IMAGES, 11)
    with pytest.raises(ValueError, match=r"images \(9, 10, 3\): must have shape \(N, H, W, C\)"):
        train.ten_crops(IMAGES[0], 3)


@pytest.fixture
def net():
    image = keras.Input((6, 6, 3))
    x = layers.Dropout(0.5)(layers.Flatten()(layers.BatchNormalization()(image)))
    return keras.Model(image, layers.Dense(4, "softmax")(x), name="net")


def test_ten_crop_averages_the_probabilities(net, tmp_path):
    images = IMAGES[:, :, :9]
    wide = train.ten_crop(net, 9)
    expected = np.mean([net.predict_on_batch(crop) for crop in train.ten_crops(images, 6)], axis=0)
    found = wide.predict_on_batch(images)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    assert wide.count_params() == net.count_params() and wide.input_shape == (None, 9, 9, 3)
    wide.save(tmp_path / "wide.keras")
    np.testing.assert_allclose(
        keras.models.load_model(tmp_path / "wide.keras").predict_on_batch(images), found, atol=1e-6
    )
    np.testing.assert_allclose(wide.predict(images, batch_size=4, verbose=0), expected, atol=1e-6)


def test_ten_crop_of_its_own_size_sees_the_image_and_its_mirror(net):
    images = IMAGES[:, :6, :6]
    both = (net.predict_on_batch(images) + net.predict_on_batch(images[:, :, ::-1])) / 2
    np.testing.assert_allclose(train.ten_crop(net, 6).predict_on_batch(images), both, atol=1e-6)


def test_ten_crop_refuses_other_models(net):
    with pytest.raises(ValueError, match="size=6: must be from 1 to the sides of the images, which are 5 x 5"):
        train.ten_crop(net, 5)
    open_size = keras.Input((None, None, 3))
    with pytest.raises(ValueError, match="images of None x None: must be square, of a fixed size"):
        train.ten_crop(keras.Model(open_size, layers.Conv2D(2, 3)(open_size)), 9)
    with pytest.raises(ValueError, match="one image as input and one output"):
        train.ten_crop(keras.Model(net.inputs, [net.output, net.output]), 9)
