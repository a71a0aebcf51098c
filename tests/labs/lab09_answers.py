"""Answers to the questions of lab 09 as students write them: wrong ones by what is wrong, right ones by how."""

WRONG = {
    "describe": {
        "flattens the maps": """
def describe(model, layer, images):
    y = keras.ops.convert_to_numpy(keras.Model(model.input, model.layers[layer].output)(images))
    return y.reshape(len(y), -1)
""",
        "takes the largest value of a map": """
def describe(model, layer, images):
    y = keras.ops.convert_to_numpy(keras.Model(model.input, model.layers[layer].output)(images))
    return y.max(axis=(1, 2)) if y.ndim == 4 else y
""",
        "averages the channels too": """
def describe(model, layer, images):
    y = keras.ops.convert_to_numpy(keras.Model(model.input, model.layers[layer].output)(images))
    return y.mean(axis=(1, 2, 3))[:, None] if y.ndim == 4 else y
""",
        "averages over the images": """
def describe(model, layer, images):
    y = keras.ops.convert_to_numpy(keras.Model(model.input, model.layers[layer].output)(images))
    return y.mean(axis=(0, 1)) if y.ndim == 4 else y
""",
        "returns maps as they are": """
def describe(model, layer, images):
    return keras.ops.convert_to_numpy(keras.Model(model.input, model.layers[layer].output)(images))
""",
        "runs in training mode": """
def describe(model, layer, images):
    y = keras.ops.convert_to_numpy(keras.Model(model.input, model.layers[layer].output)(images, training=True))
    return y.mean(axis=(1, 2)) if y.ndim == 4 else y
""",
        "counts the layers without the input": """
def describe(model, layer, images):
    return right(model, min(layer + 1, len(model.layers) - 1), images)
""",
        "takes the last layer": """
def describe(model, layer, images):
    return right(model, -1, images)
""",
        "takes a layer's input": """
def describe(model, layer, images):
    y = keras.ops.convert_to_numpy(keras.Model(model.input, model.layers[max(layer, 1)].input)(images))
    return y.mean(axis=(1, 2)) if y.ndim == 4 else y
""",
        "adds up the places": """
def describe(model, layer, images):
    y = keras.ops.convert_to_numpy(keras.Model(model.input, model.layers[layer].output)(images))
    return y.sum(axis=(1, 2)) if y.ndim == 4 else y
""",
        "subtracts the mean of the batch": """
def describe(model, layer, images):
    y = right(model, layer, images)
    return y - y.mean(axis=0)
""",
        "rectifies": """
def describe(model, layer, images):
    return np.maximum(right(model, layer, images), 0)
""",
    },
    "few_per_class": {
        "ignores the order": """
def few_per_class(labels, count, order):
    return right(labels, count, range(len(labels)))
""",
        "returns the positions sorted": """
def few_per_class(labels, count, order):
    return np.sort(right(labels, count, order))
""",
        "returns positions in the order": """
def few_per_class(labels, count, order):
    return right(np.asarray(labels)[np.asarray(order)], count, range(len(labels)))
""",
        "groups them by class": """
def few_per_class(labels, count, order):
    taken = right(labels, count, order)
    return taken[np.argsort(np.asarray(labels)[taken], kind="stable")]
""",
        "takes one too many": """
def few_per_class(labels, count, order):
    return right(labels, count + 1, order)
""",
        "takes the first ones of all classes": """
def few_per_class(labels, count, order):
    return np.asarray(order)[: count * len(set(np.asarray(labels).tolist()))]
""",
        "takes classes to start at 0": """
def few_per_class(labels, count, order):
    seen, taken = [0] * len(set(np.asarray(labels).tolist())), []
    for i in order:
        if seen[labels[i]] < count:
            taken.append(i)
            seen[labels[i]] += 1
    return np.array(taken)
""",
        "returns labels": """
def few_per_class(labels, count, order):
    return np.asarray(labels)[right(labels, count, order)]
""",
        "drops classes with too few": """
def few_per_class(labels, count, order):
    taken, labels = right(labels, count, order), np.asarray(labels)
    return np.array([i for i in taken if np.sum(labels == labels[i]) >= count], dtype=int)
""",
        "gives all classes as many as the smallest has": """
def few_per_class(labels, count, order):
    least = min(np.unique(labels, return_counts=True)[1])
    return right(labels, min(count, least), order)
""",
        "returns a mask": """
def few_per_class(labels, count, order):
    mask = np.zeros(len(labels), bool)
    mask[right(labels, count, order)] = True
    return mask
""",
        "walks backwards": """
def few_per_class(labels, count, order):
    return right(labels, count, np.asarray(order)[::-1])
""",
    },
    "standardise": {
        "takes the test's own statistics": """
def standardise(train, test):
    return right(train, train)[0], right(test, test)[0]
""",
        "takes the statistics of both together": """
def standardise(train, test):
    both = right(np.concatenate([train, test]), test)[0]
    return both[: len(train)], both[len(train) :]
""",
        "divides by 0": """
def standardise(train, test):
    with np.errstate(all="ignore"):
        return (train - train.mean(0)) / train.std(0), (test - train.mean(0)) / train.std(0)
""",
        "adds a little to every deviation": """
def standardise(train, test):
    scale = train.std(axis=0) + 0.01
    return (train - train.mean(axis=0)) / scale, (test - train.mean(axis=0)) / scale
""",
        "divides a constant by a tiny number": """
def standardise(train, test):
    scale = train.std(axis=0) + 1e-8
    return (train - train.mean(axis=0)) / scale, (test - train.mean(axis=0)) / scale
""",
        "divides by the variance": """
def standardise(train, test):
    scale = np.where(train.std(axis=0) == 0, 1, train.var(axis=0))
    return (train - train.mean(axis=0)) / scale, (test - train.mean(axis=0)) / scale
""",
        "takes the sample's deviation": """
def standardise(train, test):
    scale = np.where(train.std(axis=0) == 0, 1, train.std(axis=0, ddof=1))
    return (train - train.mean(axis=0)) / scale, (test - train.mean(axis=0)) / scale
""",
        "has one mean for all numbers": """
def standardise(train, test):
    return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()
""",
        "standardises each example": """
def standardise(train, test):
    def each(x):
        scale = x.std(axis=1, keepdims=True)
        return (x - x.mean(axis=1, keepdims=True)) / np.where(scale == 0, 1, scale)
    return each(train), each(test)
""",
        "forgets the mean": """
def standardise(train, test):
    scale = np.where(train.std(axis=0) == 0, 1, train.std(axis=0))
    return train / scale, test / scale
""",
        "leaves the test as it is": """
def standardise(train, test):
    return right(train, test)[0], test
""",
        "scales to 0 … 1": """
def standardise(train, test):
    low, high = train.min(axis=0), train.max(axis=0)
    scale = np.where(high == low, 1, high - low)
    return (train - low) / scale, (test - low) / scale
""",
        "works in place": """
def standardise(train, test):
    train_, test_ = right(train, test)
    if train.dtype.kind == "f":
        train[...], test[...] = train_, test_
    return train_, test_
""",
    },
    "nearest_mean": {
        "takes the nearest example": """
def nearest_mean(known, labels, asked):
    return labels[((asked[:, None] - known) ** 2).sum(-1).argmin(1)]
""",
        "returns positions instead of classes": """
def nearest_mean(known, labels, asked):
    kinds = np.unique(labels)
    return np.searchsorted(kinds, right(known, labels, asked))
""",
        "names classes in the order of their appearance": """
def nearest_mean(known, labels, asked):
    kinds = np.unique(labels)
    seen = np.array(list(dict.fromkeys(labels.tolist())))
    return seen[np.searchsorted(kinds, right(known, labels, asked))]
""",
        "adds up instead of averaging": """
def nearest_mean(known, labels, asked):
    kinds = np.unique(labels)
    sums = np.stack([known[labels == kind].sum(axis=0) for kind in kinds])
    return kinds[((asked[:, None] - sums) ** 2).sum(-1).argmin(1)]
""",
        "takes the farthest": """
def nearest_mean(known, labels, asked):
    kinds = np.unique(labels)
    means = np.stack([known[labels == kind].mean(axis=0) for kind in kinds])
    return kinds[((asked[:, None] - means) ** 2).sum(-1).argmax(1)]
""",
        "compares scalar products": """
def nearest_mean(known, labels, asked):
    kinds = np.unique(labels)
    means = np.stack([known[labels == kind].mean(axis=0) for kind in kinds])
    return kinds[(asked @ means.T).argmax(1)]
""",
        "compares angles": """
def nearest_mean(known, labels, asked):
    kinds = np.unique(labels)
    means = np.stack([known[labels == kind].mean(axis=0) for kind in kinds])
    means = means / (np.linalg.norm(means, axis=1, keepdims=True) + 1e-9)
    return kinds[(asked @ means.T).argmax(1)]
""",
        "takes the sum of differences": """
def nearest_mean(known, labels, asked):
    kinds = np.unique(labels)
    means = np.stack([known[labels == kind].mean(axis=0) for kind in kinds])
    return kinds[np.abs((asked[:, None] - means).sum(-1)).argmin(1)]
""",
        "uses the first number only": """
def nearest_mean(known, labels, asked):
    return right(known[:, :1], labels, asked[:, :1])
""",
        "takes the median": """
def nearest_mean(known, labels, asked):
    kinds = np.unique(labels)
    means = np.stack([np.median(known[labels == kind], axis=0) for kind in kinds])
    return kinds[((asked[:, None] - means) ** 2).sum(-1).argmin(1)]
""",
        "takes classes to be 0, 1, 2": """
def nearest_mean(known, labels, asked):
    means = np.stack([known[labels == kind].mean(axis=0) for kind in range(labels.max() + 1)])
    return ((asked[:, None] - means) ** 2).sum(-1).argmin(1)
""",
        "averages the distances to all examples": """
def nearest_mean(known, labels, asked):
    kinds = np.unique(labels)
    far = ((asked[:, None] - known) ** 2).sum(-1)
    return kinds[np.stack([far[:, labels == kind].mean(axis=1) for kind in kinds]).argmin(0)]
""",
        "returns floats": """
def nearest_mean(known, labels, asked):
    return right(known, labels, asked).astype(float)
""",
        "adds up the distances along each axis first": """
def nearest_mean(known, labels, asked):
    kinds = np.unique(labels)
    means = np.stack([known[labels == kind].mean(axis=0) for kind in kinds])
    return kinds[np.abs(asked[:, None] - means).sum(-1).argmin(1)]
""",
    },
    "softmax_gradient": {
        "overflows": """
def softmax_gradient(x, labels, w, b):
    with np.errstate(all="ignore"):
        e = np.exp(x @ w + b)
        p = e / e.sum(axis=1, keepdims=True)
        d = p - np.eye(len(b))[labels]
        return -np.mean(np.log(p[range(len(x)), labels])), x.T @ d / len(x), d.mean(axis=0)
""",
        "takes the logarithm of 0": """
def softmax_gradient(x, labels, w, b):
    s = x @ w + b
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d = p - np.eye(len(b))[labels]
    with np.errstate(all="ignore"):
        return -np.mean(np.log(p[range(len(x)), labels])), x.T @ d / len(x), d.mean(axis=0)
""",
        "adds a little within the logarithm": """
def softmax_gradient(x, labels, w, b):
    s = x @ w + b
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d = p - np.eye(len(b))[labels]
    return -np.mean(np.log(p[range(len(x)), labels] + 1e-9)), x.T @ d / len(x), d.mean(axis=0)
""",
        "adds up over the examples": """
def softmax_gradient(x, labels, w, b):
    return tuple(part * len(x) for part in right(x, labels, w, b))
""",
        "divides the loss only": """
def softmax_gradient(x, labels, w, b):
    loss, dw, db = right(x, labels, w, b)
    return loss, dw * len(x), db * len(x)
""",
        "turns the gradient's sign": """
def softmax_gradient(x, labels, w, b):
    loss, dw, db = right(x, labels, w, b)
    return loss, -dw, -db
""",
        "forgets the bias": """
def softmax_gradient(x, labels, w, b):
    return right(x, labels, w, 0 * b)
""",
        "turns the loss's sign": """
def softmax_gradient(x, labels, w, b):
    loss, dw, db = right(x, labels, w, b)
    return -loss, dw, db
""",
        "normalises over the examples": """
def softmax_gradient(x, labels, w, b):
    s = x @ w + b
    s = s - s.max(axis=0)
    log_p = s - np.log(np.exp(s).sum(axis=0))
    d = (np.exp(log_p) - np.eye(len(b))[labels]) / len(x)
    return -np.mean(log_p[range(len(x)), labels]), x.T @ d, d.sum(axis=0)
""",
        "subtracts 1 everywhere": """
def softmax_gradient(x, labels, w, b):
    loss, dw, db = right(x, labels, w, b)
    s = x @ w + b
    e = np.exp(s - s.max(axis=1, keepdims=True))
    d = (e / e.sum(axis=1, keepdims=True) - 1) / len(x)
    return loss, x.T @ d, d.sum(axis=0)
""",
        "averages the loss over the classes": """
def softmax_gradient(x, labels, w, b):
    loss, dw, db = right(x, labels, w, b)
    return loss / len(b), dw, db
""",
        "gives the bias's gradient to the scores of each example": """
def softmax_gradient(x, labels, w, b):
    loss, dw, db = right(x, labels, w, b)
    return loss, dw, np.tile(db, (len(x), 1))
""",
        "counts in bits": """
def softmax_gradient(x, labels, w, b):
    loss, dw, db = right(x, labels, w, b)
    return loss / np.log(2), dw, db
""",
        "changes the weights": """
def softmax_gradient(x, labels, w, b):
    got = right(x, labels, w, b)
    b += 1
    return got
""",
    },
    "fit_head": {
        "climbs": """
def fit_head(x, labels, classes, steps, rate):
    return right(x, labels, classes, steps, -rate)
""",
        "takes one step more": """
def fit_head(x, labels, classes, steps, rate):
    return right(x, labels, classes, steps + 1, rate)
""",
        "never moves the bias": """
def fit_head(x, labels, classes, steps, rate):
    w, b = np.zeros((x.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        w = w - rate * softmax_gradient(x, labels, w, b)[1]
    return w, b
""",
        "moves the weights before it looks at the bias": """
def fit_head(x, labels, classes, steps, rate):
    w, b = np.zeros((x.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        w = w - rate * softmax_gradient(x, labels, w, b)[1]
        b = b - rate * softmax_gradient(x, labels, w, b)[2]
    return w, b
""",
        "starts at random": """
def fit_head(x, labels, classes, steps, rate):
    w, b = np.random.default_rng(0).normal(size=(x.shape[1], classes)) * 0.01, np.zeros(classes)
    for _ in range(steps):
        _, dw, db = softmax_gradient(x, labels, w, b)
        w, b = w - rate * dw, b - rate * db
    return w, b
""",
        "starts at ones": """
def fit_head(x, labels, classes, steps, rate):
    w, b = np.ones((x.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        _, dw, db = softmax_gradient(x, labels, w, b)
        w, b = w - rate * dw, b - rate * db
    return w, b
""",
        "goes from example to example": """
def fit_head(x, labels, classes, steps, rate):
    w, b = np.zeros((x.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        for i in range(len(x)):
            _, dw, db = softmax_gradient(x[i : i + 1], labels[i : i + 1], w, b)
            w, b = w - rate * dw / len(x), b - rate * db / len(x)
    return w, b
""",
        "ignores the rate": """
def fit_head(x, labels, classes, steps, rate):
    return right(x, labels, classes, steps, 1.0)
""",
        "counts the classes itself": """
def fit_head(x, labels, classes, steps, rate):
    return right(x, labels, labels.max() + 1, steps, rate)
""",
        "stops in the middle of the steps": """
def fit_head(x, labels, classes, steps, rate):
    return right(x, labels, classes, min(steps, 2), rate)
""",
        "has momentum": """
def fit_head(x, labels, classes, steps, rate):
    w, b, before = np.zeros((x.shape[1], classes)), np.zeros(classes), (0, 0)
    for _ in range(steps):
        _, dw, db = softmax_gradient(x, labels, w, b)
        before = 0.9 * before[0] + dw, 0.9 * before[1] + db
        w, b = w - rate * before[0], b - rate * before[1]
    return w, b
""",
        "lets the rate fall": """
def fit_head(x, labels, classes, steps, rate):
    w, b = np.zeros((x.shape[1], classes)), np.zeros(classes)
    for i in range(steps):
        _, dw, db = softmax_gradient(x, labels, w, b)
        w, b = w - rate * dw / (i + 1), b - rate * db / (i + 1)
    return w, b
""",
        "returns them the other way round": """
def fit_head(x, labels, classes, steps, rate):
    return right(x, labels, classes, steps, rate)[::-1]
""",
    },
    "new_head": {
        "freezes nothing": """
def new_head(model, classes):
    return keras.Model(model.input, layers.Dense(classes, activation="softmax")(model.layers[-2].output))
""",
        "freezes the head too": """
def new_head(model, classes):
    net = right(model, classes)
    net.trainable = False
    return net
""",
        "leaves normalisations unfrozen": """
def new_head(model, classes):
    for layer in model.layers:
        layer.trainable = isinstance(layer, layers.BatchNormalization)
    return keras.Model(model.input, layers.Dense(classes, activation="softmax")(model.layers[-2].output))
""",
        "freezes all but the normalisations' statistics": """
def new_head(model, classes):
    copy = keras.models.clone_model(model, clone_function=lambda layer: (
        layers.BatchNormalization(center=False, scale=False) if isinstance(layer, layers.BatchNormalization)
        else type(layer).from_config(layer.get_config())))
    for layer in copy.layers:
        layer.trainable = isinstance(layer, layers.BatchNormalization)
    return keras.Model(copy.input, layers.Dense(classes, activation="softmax")(copy.layers[-2].output))
""",
        "stands on the old softmax": """
def new_head(model, classes):
    model.trainable = False
    return keras.Model(model.input, layers.Dense(classes, activation="softmax")(model.output))
""",
        "cuts off one layer too many": """
def new_head(model, classes):
    for layer in model.layers:
        layer.trainable = False
    x = model.layers[-3].output
    x = layers.GlobalAveragePooling2D()(x) if len(x.shape) == 4 else x
    return keras.Model(model.input, layers.Dense(classes, activation="softmax")(x))
""",
        "forgets the softmax": """
def new_head(model, classes):
    for layer in model.layers:
        layer.trainable = False
    return keras.Model(model.input, layers.Dense(classes)(model.layers[-2].output))
""",
        "has sigmoids": """
def new_head(model, classes):
    for layer in model.layers:
        layer.trainable = False
    return keras.Model(model.input, layers.Dense(classes, activation="sigmoid")(model.layers[-2].output))
""",
        "forgets the bias": """
def new_head(model, classes):
    for layer in model.layers:
        layer.trainable = False
    x = model.layers[-2].output
    return keras.Model(model.input, layers.Dense(classes, activation="softmax", use_bias=False)(x))
""",
        "makes the layers anew": """
def new_head(model, classes):
    copy = keras.models.clone_model(model)
    return right(copy, classes)
""",
        "keeps the old number of classes": """
def new_head(model, classes):
    return right(model, model.output_shape[-1])
""",
        "adds a hidden layer": """
def new_head(model, classes):
    for layer in model.layers:
        layer.trainable = False
    x = layers.Dense(16, activation="relu")(model.layers[-2].output)
    return keras.Model(model.input, layers.Dense(classes, activation="softmax")(x))
""",
        "freezes the first layer only": """
def new_head(model, classes):
    model.layers[1].trainable = False
    return keras.Model(model.input, layers.Dense(classes, activation="softmax")(model.layers[-2].output))
""",
        "returns the layers that are frozen": """
def new_head(model, classes):
    model.trainable = False
    return keras.Model(model.input, model.layers[-2].output)
""",
    },
    "what_moves": {
        "takes statistics for frozen": """
def what_moves(model):
    counts = right(model)
    return counts | {"moving": 0, "still": counts["moving"] + counts["still"]}
""",
        "takes all frozen numbers for moving": """
def what_moves(model):
    counts = right(model)
    return counts | {"moving": counts["moving"] + counts["still"], "still": 0}
""",
        "lets frozen normalisations move": """
def what_moves(model):
    counts = right(model)
    moving = sum(2 * layer.moving_mean.shape[0] for layer in model.layers
                 if isinstance(layer, layers.BatchNormalization))
    return counts | {"moving": moving, "still": counts["still"] - moving + counts["moving"]}
""",
        "counts everything as learning": """
def what_moves(model):
    return {"gradient": model.count_params(), "moving": 0, "still": 0}
""",
        "counts weights, not numbers": """
def what_moves(model):
    counts = {"gradient": 0, "moving": 0, "still": 0}
    for layer in model.layers:
        follows = isinstance(layer, layers.BatchNormalization) and layer.trainable
        counts["gradient"] += len(layer.trainable_weights)
        counts["moving" if follows else "still"] += len(layer.non_trainable_weights)
    return counts
""",
        "adds γ and β to what moves": """
def what_moves(model):
    counts = {"gradient": 0, "moving": 0, "still": 0}
    for layer in model.layers:
        normal = isinstance(layer, layers.BatchNormalization)
        kind = "still" if not layer.trainable else "moving" if normal else "gradient"
        counts[kind] += layer.count_params()
    return counts
""",
        "takes half of each normalisation for statistics": """
def what_moves(model):
    counts = {"gradient": 0, "moving": 0, "still": 0}
    for layer in model.layers:
        half = layer.count_params() // 2 if isinstance(layer, layers.BatchNormalization) else 0
        counts["moving" if layer.trainable else "still"] += half
        counts["gradient" if layer.trainable else "still"] += layer.count_params() - half
    return counts
""",
        "counts the mean and forgets the variance": """
def what_moves(model):
    counts = right(model)
    return counts | {"moving": counts["moving"] // 2}
""",
        "forgets what is still": """
def what_moves(model):
    return right(model) | {"still": 0}
""",
        "asks the model alone whether it is frozen": """
def what_moves(model):
    total, learn = model.count_params(), sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    moving = sum(2 * layer.moving_mean.shape[0] for layer in model.layers
                 if isinstance(layer, layers.BatchNormalization))
    moving = moving if model.trainable and learn else 0
    return {"gradient": learn, "moving": moving, "still": total - learn - moving}
""",
        "takes every normalisation for one": """
def what_moves(model):
    counts = {"gradient": 0, "moving": 0, "still": 0}
    for layer in model.layers:
        n = layer.count_params()
        if "Normalization" in type(layer).__name__ and layer.trainable:
            counts["moving"] += n // 2
            counts["gradient"] += n - n // 2
        else:
            counts["gradient" if layer.trainable else "still"] += n
    return counts
""",
        "makes floats": """
def what_moves(model):
    return {name: float(number) for name, number in right(model).items()}
""",
    },
    "statistics_after": {
        "exchanges old and new": """
def statistics_after(mean, variance, batches, momentum):
    return right(mean, variance, batches, 1 - momentum)
""",
        "looks at the first batch only": """
def statistics_after(mean, variance, batches, momentum):
    return right(mean, variance, batches[:1], momentum)
""",
        "joins all batches": """
def statistics_after(mean, variance, batches, momentum):
    return right(mean, variance, [np.concatenate(batches)] if batches else [], momentum)
""",
        "goes backwards": """
def statistics_after(mean, variance, batches, momentum):
    return right(mean, variance, batches[::-1], momentum)
""",
        "takes the sample's variance": """
def statistics_after(mean, variance, batches, momentum):
    for batch in batches:
        flat = batch.reshape(-1, batch.shape[-1])
        mean = momentum * mean + (1 - momentum) * flat.mean(axis=0)
        new = flat.var(axis=0, ddof=1) if len(flat) > 1 else 0
        variance = momentum * variance + (1 - momentum) * new
    return mean, variance
""",
        "takes the distance from the moving mean": """
def statistics_after(mean, variance, batches, momentum):
    for batch in batches:
        mean = momentum * mean + (1 - momentum) * batch.mean(axis=(0, 1, 2))
        variance = momentum * variance + (1 - momentum) * ((batch - mean) ** 2).mean(axis=(0, 1, 2))
    return mean, variance
""",
        "follows the deviation": """
def statistics_after(mean, variance, batches, momentum):
    for batch in batches:
        mean = momentum * mean + (1 - momentum) * batch.mean(axis=(0, 1, 2))
        variance = momentum * variance + (1 - momentum) * batch.std(axis=(0, 1, 2))
    return mean, variance
""",
        "averages over the images only": """
def statistics_after(mean, variance, batches, momentum):
    for batch in batches:
        mean = momentum * mean + (1 - momentum) * batch.mean(axis=0)[0, 0]
        variance = momentum * variance + (1 - momentum) * batch.var(axis=0)[0, 0]
    return mean, variance
""",
        "averages the variances of the places": """
def statistics_after(mean, variance, batches, momentum):
    for batch in batches:
        mean = momentum * mean + (1 - momentum) * batch.mean(axis=(0, 1, 2))
        variance = momentum * variance + (1 - momentum) * batch.var(axis=0).mean(axis=(0, 1))
    return mean, variance
""",
        "has one number for all channels": """
def statistics_after(mean, variance, batches, momentum):
    for batch in batches:
        mean = momentum * mean + (1 - momentum) * batch.mean()
        variance = momentum * variance + (1 - momentum) * batch.var()
    return mean, variance
""",
        "lets the mean alone follow": """
def statistics_after(mean, variance, batches, momentum):
    return right(mean, variance, batches, momentum)[0], variance
""",
        "exchanges mean and variance": """
def statistics_after(mean, variance, batches, momentum):
    return right(mean, variance, batches, momentum)[::-1]
""",
        "forgets the share of the new": """
def statistics_after(mean, variance, batches, momentum):
    for batch in batches:
        mean = momentum * mean + batch.mean(axis=(0, 1, 2))
        variance = momentum * variance + batch.var(axis=(0, 1, 2))
    return mean, variance
""",
        "works in place": """
def statistics_after(mean, variance, batches, momentum):
    new = right(mean, variance, batches, momentum)
    mean[:], variance[:] = new
    return mean.copy(), variance.copy()
""",
    },
    "fine_tune_step": {
        "forgets the ReLU on the way back": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    return step(x, labels, v, w, b, rate, slow, mask=False)
""",
        "forgets the ReLU on the way there": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    return step(x, labels, v, w, b, rate, slow, relu=False)
""",
        "moves the head first": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    _, w, b = step(x, labels, v, w, b, rate, 0)
    return step(x, labels, v, w, b, rate, slow)[0], w, b
""",
        "moves the head before it reads it for v": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    return step(x, labels, v, w, b, rate, slow, late=True)
""",
        "slows the head": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    right_v, _, _ = step(x, labels, v, w, b, rate, 1)
    _, slow_w, slow_b = step(x, labels, v, w, b, rate * slow, 1)
    return right_v, slow_w, slow_b
""",
        "slows everything": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    return step(x, labels, v, w, b, rate * slow, 1)
""",
        "ignores the slowness": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    return step(x, labels, v, w, b, rate, 1)
""",
        "takes slow for the rate of v": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    return step(x, labels, v, w, b, rate, slow / rate)
""",
        "climbs": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    return step(x, labels, v, w, b, -rate, slow)
""",
        "adds up over the examples": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    return step(x, labels, v, w, b, rate * len(x), slow)
""",
        "divides twice on the way to v": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    return step(x, labels, v, w, b, rate, slow / len(x))[0], *step(x, labels, v, w, b, rate, slow)[1:]
""",
        "forgets the bias": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    moved = step(x, labels, v, w, 0 * b, rate, slow)
    return *moved[:2], b + moved[2]
""",
        "leaves the bias alone": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    return *step(x, labels, v, w, b, rate, slow)[:2], b
""",
        "returns gradients": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    moved = step(x, labels, v, w, b, 1, 1)
    return tuple(old - new for old, new in zip((v, w, b), moved))
""",
        "overflows": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    with np.errstate(all="ignore"):
        h = np.maximum(x @ v, 0)
        e = np.exp(h @ w + b)
        d = (e / e.sum(axis=1, keepdims=True) - np.eye(len(b))[labels]) / len(x)
        return v - slow * rate * x.T @ (d @ w.T * (h > 0)), w - rate * h.T @ d, b - rate * d.sum(axis=0)
""",
        "moves in place": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    moved = step(x, labels, v, w, b, rate, slow)
    w[...] = moved[1]
    return moved
""",
    },
    "similarity": {
        "does not centre": """
def similarity(x, y):
    norm = np.linalg.norm
    return norm(x.T @ y) ** 2 / (norm(x.T @ x) * norm(y.T @ y))
""",
        "centres each image": """
def similarity(x, y):
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    norm = np.linalg.norm
    return norm(x.T @ y) ** 2 / max(1e-9, norm(x.T @ x) * norm(y.T @ y))
""",
        "centres by one mean": """
def similarity(x, y):
    x, y = x - x.mean(), y - y.mean()
    norm = np.linalg.norm
    return norm(x.T @ y) ** 2 / (norm(x.T @ x) * norm(y.T @ y))
""",
        "forgets the square": """
def similarity(x, y):
    return np.sqrt(right(x, y))
""",
        "squares all norms": """
def similarity(x, y):
    return right(x, y) ** 2
""",
        "divides by the norms of x and y": """
def similarity(x, y):
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    norm = np.linalg.norm
    return norm(x.T @ y) ** 2 / (norm(x) ** 2 * norm(y) ** 2)
""",
        "centres x only": """
def similarity(x, y):
    x = x - x.mean(axis=0)
    norm = np.linalg.norm
    return norm(x.T @ y) ** 2 / (norm(x.T @ x) * norm(y.T @ y))
""",
        "compares channel by channel": """
def similarity(x, y):
    d = min(x.shape[1], y.shape[1])
    x, y = x[:, :d] - x[:, :d].mean(axis=0), y[:, :d] - y[:, :d].mean(axis=0)
    return abs(np.sum(x * y)) / np.sqrt(np.sum(x * x) * np.sum(y * y))
""",
        "takes the largest singular values": """
def similarity(x, y):
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    def norm(m):
        return np.linalg.norm(m, 2)
    return norm(x.T @ y) ** 2 / (norm(x.T @ x) * norm(y.T @ y))
""",
        "standardises": """
def similarity(x, y):
    def each(m):
        m = m - m.mean(axis=0)
        return m / m.std(axis=0)
    return right(each(x), each(y))
""",
        "gives a distance": """
def similarity(x, y):
    return 1 - right(x, y)
""",
        "compares the images' kernels without centring": """
def similarity(x, y):
    a, b = x @ x.T, y @ y.T
    return np.sum(a * b) / np.sqrt(np.sum(a * a) * np.sum(b * b))
""",
        "adds up signs": """
def similarity(x, y):
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    norm = np.linalg.norm
    return np.sum(x.T @ y) ** 2 / (norm(x.T @ x) * norm(y.T @ y))
""",
        "centres in place": """
def similarity(x, y):
    got = right(x, y)
    if x.dtype.kind == "f":
        x -= x.mean(axis=0)
    return got
""",
    },
}

# What the wrong steps are made of.
STEP = """
def step(x, labels, v, w, b, rate, slow, mask=True, relu=True, late=False):
    a = x @ v
    h = np.maximum(a, 0) if relu else a
    s = h @ w + b
    e = np.exp(s - s.max(axis=1, keepdims=True))
    d = (e / e.sum(axis=1, keepdims=True) - np.eye(len(b))[labels]) / len(x)
    new = w - rate * h.T @ d
    back = d @ (new if late else w).T
    back = back * (a > 0) if mask else back
    return v - slow * rate * x.T @ back, new, b - rate * d.sum(axis=0)
"""
WRONG["fine_tune_step"] = {what: STEP + text for what, text in WRONG["fine_tune_step"].items()}

RIGHT = {
    "describe": {
        "by pooling in the model": """
def describe(model, layer, images):
    x = model.layers[layer].output
    if len(x.shape) == 4:
        x = layers.GlobalAveragePooling2D()(x)
    return keras.ops.convert_to_numpy(keras.Model(model.inputs, x)(images))
""",
        "layer by layer": """
def describe(model, layer, images):
    last = layer % len(model.layers)
    y = images
    for step in model.layers[1 : last + 1]:
        y = step(y, training=False) if isinstance(step, layers.BatchNormalization) else step(y)
    y = keras.ops.convert_to_numpy(y)
    return y.mean(axis=tuple(range(1, y.ndim - 1)))
""",
    },
    "few_per_class": {
        "by counting the earlier ones": """
def few_per_class(labels, count, order):
    labels, order = np.asarray(labels), np.asarray(order)
    drawn = labels[order]
    keep = [np.sum(drawn[:i] == drawn[i]) < count for i in range(len(drawn))]
    return order[keep]
""",
        "class by class": """
def few_per_class(labels, count, order):
    labels, order = np.asarray(labels), np.asarray(order)
    places = [np.flatnonzero(labels[order] == kind)[:count] for kind in np.unique(labels)]
    return order[np.sort(np.concatenate(places))]
""",
    },
    "standardise": {
        "in single precision": """
def standardise(train, test):
    mean, scale = np.mean(train, 0, keepdims=True), np.std(train, 0, keepdims=True)
    scale = scale + (scale == 0)
    return [((part - mean) / scale).astype("float32") for part in (train, test)]
""",
        "by scikit-learn": """
def standardise(train, test):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test)
""",
        "in a loop": """
def standardise(train, test):
    a, b = np.array(train, dtype=float), np.array(test, dtype=float)
    for j in range(a.shape[1]):
        mean, scale = train[:, j].mean(), np.sqrt(train[:, j].var()) or 1.0
        a[:, j], b[:, j] = (a[:, j] - mean) / scale, (b[:, j] - mean) / scale
    return a, b
""",
    },
    "nearest_mean": {
        "in loops": """
def nearest_mean(known, labels, asked):
    means = {kind: known[labels == kind].mean(axis=0) for kind in set(labels.tolist())}
    return np.array([min(means, key=lambda kind: np.linalg.norm(x - means[kind])) for x in asked])
""",
        "by scalar products": """
def nearest_mean(known, labels, asked):
    kinds, numbers = np.unique(labels, return_inverse=True)
    one_hot = np.eye(len(kinds))[numbers]
    means = one_hot.T @ known / one_hot.sum(axis=0)[:, None]
    return kinds[(asked @ means.T - (means**2).sum(axis=1) / 2).argmax(axis=1)]
""",
        "by scikit-learn": """
def nearest_mean(known, labels, asked):
    from sklearn.neighbors import NearestCentroid

    return NearestCentroid().fit(known, labels).predict(asked)
""",
    },
    "softmax_gradient": {
        "by SciPy": """
def softmax_gradient(x, labels, w, b):
    from scipy.special import log_softmax

    log_p = log_softmax(x @ w + b, axis=1)
    d = np.exp(log_p)
    d[np.arange(len(x)), labels] -= 1
    return -log_p[np.arange(len(x)), labels].mean(), x.T @ d / len(x), d.mean(axis=0)
""",
        "example by example": """
def softmax_gradient(x, labels, w, b):
    loss, dw, db = 0.0, np.zeros_like(w), np.zeros_like(b)
    for row, label in zip(x, labels):
        s = row @ w + b
        top = s.max()
        total = top + np.log(np.sum(np.exp(s - top)))
        p = np.exp(s - total)
        p[label] -= 1
        loss, dw, db = loss + total - s[label], dw + np.outer(row, p), db + p
    return np.array([loss / len(x)])[0], dw / len(x), db / len(x)
""",
    },
    "fit_head": {
        "with the bias as a weight": """
def fit_head(x, labels, classes, steps, rate):
    x = np.hstack([x, np.ones((len(x), 1))])
    w = np.zeros((x.shape[1], classes))
    for _ in range(steps):
        s = x @ w
        e = np.exp(s - s.max(axis=1, keepdims=True))
        w = w - rate * x.T @ (e / e.sum(axis=1, keepdims=True) - np.eye(classes)[labels]) / len(x)
    return w[:-1], w[-1]
""",
        "in place": """
def fit_head(x, labels, classes, steps, rate):
    parts = [np.zeros([x.shape[1], classes]), np.zeros([classes])]
    for _ in range(steps):
        gradients = softmax_gradient(x, labels, *parts)[1:]
        for part, gradient in zip(parts, gradients):
            part -= rate * np.asarray(gradient)
    return parts
""",
    },
    "new_head": {
        "on a copy": """
def new_head(model, classes):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    trunk = keras.Model(copy.input, copy.layers[-2].output)
    trunk.trainable = False
    return keras.Model(trunk.input, layers.Dense(classes, activation="softmax")(trunk.output))
""",
        "with the trunk as one layer": """
def new_head(model, classes):
    trunk = keras.Model(model.input, model.layers[-1].input)
    trunk.trainable = False
    image = keras.Input(model.input_shape[1:])
    return keras.Model(image, layers.Dense(classes, activation="softmax")(trunk(image)))
""",
        "as a chain, softmax apart": """
def new_head(model, classes):
    net = keras.Sequential([keras.Input(model.input_shape[1:]), *model.layers[1:-1]])
    for layer in net.layers:
        layer.trainable = False
    net.add(layers.Dense(classes))
    net.add(layers.Softmax())
    return net
""",
    },
    "what_moves": {
        "by the model's sums": """
def what_moves(model):
    def size(weights):
        return sum(int(np.prod(w.shape)) for w in weights)
    moving = sum(size([layer.moving_mean, layer.moving_variance]) for layer in model.layers
                 if type(layer).__name__ == "BatchNormalization" and layer.trainable)
    learn = size(model.trainable_weights)
    return {"gradient": learn, "moving": moving, "still": model.count_params() - learn - moving}
""",
        "weight by weight": """
def what_moves(model):
    counts = dict.fromkeys(["still", "moving", "gradient"], 0)
    for layer in model.layers:
        learn = [id(w) for w in layer.trainable_weights]
        for w in layer.weights:
            kind = "gradient" if id(w) in learn else "still"
            if kind == "still" and layer.trainable and hasattr(layer, "moving_mean"):
                kind = "moving"
            counts[kind] += int(np.prod(w.shape))
    return counts
""",
    },
    "statistics_after": {
        "as a weighted sum": """
def statistics_after(mean, variance, batches, momentum):
    n = len(batches)
    m, v = momentum**n * mean, momentum**n * variance
    for i, batch in enumerate(batches, start=1):
        flat = batch.reshape(-1, batch.shape[-1])
        share = (1 - momentum) * momentum ** (n - i)
        m, v = m + share * flat.mean(0), v + share * ((flat**2).mean(0) - flat.mean(0) ** 2)
    return m, v
""",
        "step by step, in single precision": """
def statistics_after(mean, variance, batches, momentum):
    state = [np.array(mean, "float32"), np.array(variance, "float32")]
    for batch in batches:
        for old, new in zip(state, (np.mean(batch, (0, 1, 2)), np.var(batch, (0, 1, 2)))):
            old += (1 - momentum) * (new - old)
    return state
""",
    },
    "fine_tune_step": {
        "with softmax_gradient for the head": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    h = np.maximum(x @ v, 0)
    _, dw, db = softmax_gradient(h, labels, w, b)
    d = np.stack([softmax_gradient(h[i : i + 1], labels[i : i + 1], w, b)[2] for i in range(len(x))]) / len(x)
    dv = x.T @ ((d @ np.asarray(w).T) * (x @ v > 0))
    return v - rate * slow * dv, w - rate * dw, b - rate * db
""",
        "example by example": """
def fine_tune_step(x, labels, v, w, b, rate, slow):
    dv, dw, db = np.zeros_like(v), np.zeros_like(w), np.zeros_like(b)
    for row, label in zip(x, labels):
        h = (row @ v).clip(0)
        s = h @ w + b
        d = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
        d[label] -= 1.0
        db += d
        dw += np.outer(h, d)
        dv += np.outer(row, np.where(h > 0, w @ d, 0))
    n = len(x)
    return [v - slow * rate / n * dv, w - rate / n * dw, b - rate / n * db]
""",
    },
    "similarity": {
        "from the kernels": """
def similarity(x, y):
    n = len(x)
    centre = np.eye(n) - np.full((n, n), 1 / n)
    a, b = centre @ (x @ x.T) @ centre, centre @ (y @ y.T) @ centre
    return np.trace(a @ b) / np.sqrt(np.trace(a @ a) * np.trace(b @ b))
""",
        "in single precision": """
def similarity(x, y):
    x = (x - np.mean(x, 0)).astype("float32")
    y = (y - np.mean(y, 0)).astype("float32")
    top = np.square(np.einsum("nd,ne->de", x, y)).sum()
    return top / np.sqrt(np.square(x.T @ x).sum() * np.square(y.T @ y).sum())
""",
    },
}

BUILT_ON = {"softmax_gradient": {"fit_head"}}  # its solution calls it

MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "nearest_mean": {"uses the first number only", "adds up the distances along each axis first"},
    "fit_head": {"stops in the middle of the steps"},
    "new_head": {"cuts off one layer too many"},
    "fine_tune_step": {"overflows"},
    "similarity": {"standardises", "centres in place", "centres by one mean"},
}
