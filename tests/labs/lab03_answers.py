"""Answers to the questions of lab 03 as students write them: wrong ones by what is wrong, right ones by how."""

WRONG = {
    "sigmoid": {
        "forgets the minus": """
def sigmoid(x):
    values = 1 / (1 + np.exp(x))
    return values, values * (1 - values)
""",
        "divides infinity by infinity": """
def sigmoid(x):
    values = np.exp(x) / (1 + np.exp(x))
    return values, values * (1 - values)
""",
        "takes the slope by exponentials that overflow": """
def sigmoid(x):
    return right(x)[0], np.exp(-x) / (1 + np.exp(-x)) ** 2
""",
        "takes the slope of x": """
def sigmoid(x):
    return right(x)[0], x * (1 - x)
""",
        "takes the slope at the value": """
def sigmoid(x):
    values = right(x)[0]
    return values, right(values)[1]
""",
        "adds in the slope": """
def sigmoid(x):
    values = right(x)[0]
    return values, values * (1 + values)
""",
        "is tanh": """
def sigmoid(x):
    return np.tanh(x), 1 - np.tanh(x) ** 2
""",
        "forgets to halve": """
def sigmoid(x):
    return (1 + np.tanh(x)) / 2, (1 - np.tanh(x) ** 2) / 2
""",
        "returns the values only": """
def sigmoid(x):
    return right(x)[0]
""",
        "returns another order": """
def sigmoid(x):
    return right(x)[::-1]
""",
        "clips what comes in": """
def sigmoid(x):
    return right(np.clip(x, -3, 3))
""",
        "flattens": """
def sigmoid(x):
    values, slopes = right(x.ravel())
    return values, slopes
""",
        "is a step far out": """
def sigmoid(x):
    values, slopes = right(x)
    return np.where(np.abs(x) > 4, x > 0, values), np.where(np.abs(x) > 4, 0, slopes)
""",
        "changes its input": """
def sigmoid(x):
    result = right(x)
    x *= -1
    return result
""",
    },
    "relu": {
        "ignores the slope": """
def relu(x, slope=0.0, cap=None):
    return right(x, 0.0, cap)
""",
        "ignores the cap": """
def relu(x, slope=0.0, cap=None):
    return right(x, slope)
""",
        "takes the larger of the two": """
def relu(x, slope=0.0, cap=None):
    return np.minimum(np.maximum(x, slope * x), np.inf if cap is None else cap), right(x, slope, cap)[1]
""",
        "has slope 1 at 0": """
def relu(x, slope=0.0, cap=None):
    values, slopes = right(x, slope, cap)
    return values, np.where(x == 0, 1, slopes)
""",
        "has slope 1/2 at 0": """
def relu(x, slope=0.0, cap=None):
    values, slopes = right(x, slope, cap)
    return values, np.where(x == 0, (1 + slope) / 2, slopes)
""",
        "has slope 0 at 0 whatever the left": """
def relu(x, slope=0.0, cap=None):
    values, slopes = right(x, slope, cap)
    return values, np.where(x == 0, 0, slopes)
""",
        "has slope 1 at the cap": """
def relu(x, slope=0.0, cap=None):
    values, slopes = right(x, slope, cap)
    return values, np.where(x == cap, 1, slopes)
""",
        "has slope 1 beyond the cap": """
def relu(x, slope=0.0, cap=None):
    return right(x, slope, cap)[0], right(x, slope)[1]
""",
        "has slope 0 on the left": """
def relu(x, slope=0.0, cap=None):
    return right(x, slope, cap)[0], right(x, 0.0, cap)[1]
""",
        "caps the left too": """
def relu(x, slope=0.0, cap=None):
    values, slopes = right(x, slope, cap)
    if cap is None:
        return values, slopes
    return np.where(x < -cap, -slope * cap, values), np.where(x < -cap, 0, slopes)
""",
        "always stops at 6": """
def relu(x, slope=0.0, cap=None):
    return right(x, slope, None if cap is None else 6)
""",
        "always leaks 0.01": """
def relu(x, slope=0.0, cap=None):
    return right(x, 0.01 if slope else 0.0, cap)
""",
        "keeps whole numbers": """
def relu(x, slope=0.0, cap=None):
    values, slopes = right(x, slope, cap)
    return values.astype(x.dtype), slopes
""",
        "keeps whole slopes": """
def relu(x, slope=0.0, cap=None):
    values, slopes = right(x, slope, cap)
    return values, slopes.astype(x.dtype)
""",
        "multiplies the left by 1 + slope": """
def relu(x, slope=0.0, cap=None):
    values, slopes = right(x, slope, cap)
    return np.where(x > 0, values, (1 + slope) * x * (slope != 0)), slopes
""",
        "returns the slope as a single number": """
def relu(x, slope=0.0, cap=None):
    return right(x, slope, cap)[0], slope
""",
        "works in place": """
def relu(x, slope=0.0, cap=None):
    values, slopes = right(x, slope, cap)
    x[...] = values
    return x, slopes
""",
    },
    "swish": {
        "overflows": """
def swish(x):
    gate = np.exp(x) / (1 + np.exp(x))
    return x * gate, x * gate + gate * (1 - x * gate)
""",
        "has the slope of the sigmoid": """
def swish(x):
    return right(x)[0], sigmoid(x)[1]
""",
        "takes the gate to be constant": """
def swish(x):
    return right(x)[0], sigmoid(x)[0]
""",
        "forgets the first term of the slope": """
def swish(x):
    values = right(x)[0]
    return values, sigmoid(x)[0] * (1 - values)
""",
        "has x for f in the slope": """
def swish(x):
    gate = sigmoid(x)[0]
    return x * gate, x + gate * (1 - x)
""",
        "has the gate for f in the slope": """
def swish(x):
    gate = sigmoid(x)[0]
    return x * gate, gate + gate * (1 - gate)
""",
        "multiplies by the slope of the sigmoid": """
def swish(x):
    gate, bend = sigmoid(x)
    return x * bend, right(x)[1]
""",
        "gates with the opposite": """
def swish(x):
    return x * sigmoid(-x)[0], right(x)[1]
""",
        "is ReLU": """
def swish(x):
    return np.maximum(x, 0), np.where(x > 0, 1.0, 0.0)
""",
        "is the hard one of mobile networks": """
def swish(x):
    return x * np.clip(x / 6 + 0.5, 0, 1), right(x)[1]
""",
        "returns the values only": """
def swish(x):
    return right(x)[0]
""",
        "returns another order": """
def swish(x):
    return right(x)[::-1]
""",
        "cuts off below -5": """
def swish(x):
    values, slopes = right(x)
    return np.where(x < -5, 0, values), np.where(x < -5, 0, slopes)
""",
        "scales the gate by 1.702": """
def swish(x):
    values, slopes = right(1.702 * x)
    return values / 1.702, slopes
""",
        "changes its input": """
def swish(x):
    result = right(x)
    x += 1
    return result
""",
    },
    "collapse": {
        "multiplies in the other order": """
def collapse(layers):
    w, b = right(layers)
    square = all(m.shape == layers[0][0].shape == m.shape[::-1] for m, _ in layers)
    if square:
        w = layers[0][0]
        for next_w, _ in layers[1:]:
            w = next_w @ w
    return w, b
""",
        "keeps the last bias": """
def collapse(layers):
    return right(layers)[0], layers[-1][1]
""",
        "adds the biases where it can": """
def collapse(layers):
    w, b = right(layers)
    return w, sum(c for _, c in layers) if len({c.shape for _, c in layers}) == 1 else b
""",
        "forgets the biases": """
def collapse(layers):
    w, b = right(layers)
    return w, 0 * b
""",
        "forgets the bias of the layer just added": """
def collapse(layers):
    w, b = layers[0]
    for next_w, _ in layers[1:]:
        w, b = w @ next_w, b @ next_w
    return w, b
""",
        "knows two layers only": """
def collapse(layers):
    return right(layers[:2])
""",
        "knows two and three layers only": """
def collapse(layers):
    return right(layers[:3])
""",
        "needs more than one layer": """
def collapse(layers):
    (w, b), (v, c), *more = layers
    return right([(w @ v, b @ v + c), *more])
""",
        "multiplies entry by entry where it can": """
def collapse(layers):
    w, b = right(layers)
    if len({m.shape for m, _ in layers}) == 1:
        w = np.prod([m for m, _ in layers], axis=0)
    return w, b
""",
        "transposes": """
def collapse(layers):
    w, b = right(layers)
    return w.T, b
""",
        "transposes where nobody sees the shape": """
def collapse(layers):
    w, b = right(layers)
    return w.T if w.shape[0] == w.shape[1] else w, b
""",
        "adds up the matrices where it can": """
def collapse(layers):
    w, b = right(layers)
    return sum(m for m, _ in layers) if len({m.shape for m, _ in layers}) == 1 else w, b
""",
        "returns the matrix only": """
def collapse(layers):
    return right(layers)[0]
""",
        "uses the new matrix for the bias": """
def collapse(layers):
    w, b = layers[0]
    for next_w, next_b in layers[1:]:
        w = w @ next_w
        b = (b @ w if b.shape[0] == w.shape[0] else b @ next_w) + next_b
    return w, b
""",
        "empties the list": """
def collapse(layers):
    result = right(layers)
    layers.clear()
    return result
""",
        "changes the first matrix": """
def collapse(layers):
    result = [part.copy() for part in right(layers)]
    layers[0][0][...] *= 2
    layers[0][1][...] += 1
    return result
""",
    },
    "gradient_flow": {
        "returns the last layer first": """
def gradient_flow(weights, x, dh, activation):
    return right(weights, x, dh, activation)[::-1]
""",
        "forgets the slopes": """
def gradient_flow(weights, x, dh, activation):
    return right(weights, x, dh, lambda z: (activation(z)[0], np.ones(z.shape)))
""",
        "has no activation on the way up": """
def gradient_flow(weights, x, dh, activation):
    return right(weights, x, dh, lambda z: (z, activation(z)[1]))
""",
        "takes the slopes at the outputs": """
def gradient_flow(weights, x, dh, activation):
    def bent(z):
        h = activation(z)[0]
        return h, activation(h)[1]
    return right(weights, x, dh, bent)
""",
        "always uses one activation": """
def gradient_flow(weights, x, dh, activation):
    return right(weights, x, dh, lambda z: (np.maximum(z, 0), (z > 0) * 1.0))
""",
        "measures before the slopes": """
def gradient_flow(weights, x, dh, activation):
    slopes, norms = [], []
    for w in weights:
        x, slope = activation(x @ w)
        slopes.append(slope)
    for w, slope in zip(weights[::-1], slopes[::-1]):
        norms.append(np.linalg.norm(dh))
        dh = (dh * slope) @ w.T
    return norms[::-1]
""",
        "measures what is handed down": """
def gradient_flow(weights, x, dh, activation):
    slopes, norms = [], []
    for w in weights:
        x, slope = activation(x @ w)
        slopes.append(slope)
    for w, slope in zip(weights[::-1], slopes[::-1]):
        dh = (dh * slope) @ w.T
        norms.append(np.linalg.norm(dh))
    return norms[::-1]
""",
        "forgets to transpose where it can": """
def gradient_flow(weights, x, dh, activation):
    slopes, norms = [], []
    for w in weights:
        x, slope = activation(x @ w)
        slopes.append(slope)
    for w, slope in zip(weights[::-1], slopes[::-1]):
        dz = dh * slope
        norms.append(np.linalg.norm(dz))
        dh = dz @ (w if w.shape[0] == w.shape[1] else w.T)
    return norms[::-1]
""",
        "uses the slopes in the order of the way up": """
def gradient_flow(weights, x, dh, activation):
    slopes, norms = [], []
    for w in weights:
        x, slope = activation(x @ w)
        slopes.append(slope)
    if len({s.shape for s in slopes}) > 1:
        slopes = slopes[::-1]
    for w, slope in zip(weights[::-1], slopes):
        dz = dh * slope
        norms.append(np.linalg.norm(dz))
        dh = dz @ w.T
    return norms[::-1]
""",
        "takes the mean square": """
def gradient_flow(weights, x, dh, activation):
    sizes = np.array([len(x) * w.shape[1] for w in weights])
    return right(weights, x, dh, activation) / np.sqrt(sizes)
""",
        "forgets the root": """
def gradient_flow(weights, x, dh, activation):
    return right(weights, x, dh, activation) ** 2
""",
        "sums the absolute values": """
def gradient_flow(weights, x, dh, activation):
    slopes, norms = [], []
    for w in weights:
        x, slope = activation(x @ w)
        slopes.append(slope)
    for w, slope in zip(weights[::-1], slopes[::-1]):
        dz = dh * slope
        norms.append(np.abs(dz).sum())
        dh = dz @ w.T
    return norms[::-1]
""",
        "takes the norm of the matrix as an operator": """
def gradient_flow(weights, x, dh, activation):
    slopes, norms = [], []
    for w in weights:
        x, slope = activation(x @ w)
        slopes.append(slope)
    for w, slope in zip(weights[::-1], slopes[::-1]):
        dz = dh * slope
        norms.append(np.linalg.norm(dz, 2))
        dh = dz @ w.T
    return norms[::-1]
""",
        "looks at the first example only": """
def gradient_flow(weights, x, dh, activation):
    return right(weights, x[:1], dh[:1], activation)
""",
        "divides by the number of examples": """
def gradient_flow(weights, x, dh, activation):
    return right(weights, x, dh, activation) / len(x)
""",
        "stops above the first layer": """
def gradient_flow(weights, x, dh, activation):
    return right(weights, x, dh, activation)[1:]
""",
        "returns shares of the last": """
def gradient_flow(weights, x, dh, activation):
    sizes = right(weights, x, dh, activation)
    return sizes / sizes[-1]
""",
        "changes the gradient from above": """
def gradient_flow(weights, x, dh, activation):
    result = right(weights, x, dh, activation)
    dh *= 0.5
    return result
""",
        "turns the list of weights round": """
def gradient_flow(weights, x, dh, activation):
    result = right(weights, x, dh, activation)
    weights.reverse()
    return result
""",
    },
    "fair_scale": {
        "takes the mean slope": """
def fair_scale(activation, z):
    return 1 / np.mean(activation(z)[1])
""",
        "squares the mean": """
def fair_scale(activation, z):
    return 1 / np.mean(activation(z)[1]) ** 2
""",
        "takes the values": """
def fair_scale(activation, z):
    return 1 / np.mean(activation(z)[0] ** 2)
""",
        "forgets to turn it round": """
def fair_scale(activation, z):
    return 1 / right(activation, z)
""",
        "takes the root": """
def fair_scale(activation, z):
    return np.sqrt(right(activation, z))
""",
        "adds up where it should take the mean": """
def fair_scale(activation, z):
    return right(activation, z) / z.size
""",
        "takes the mean along one axis": """
def fair_scale(activation, z):
    return 1 / np.mean(activation(z)[1] ** 2, axis=0)
""",
        "takes the slopes at the values": """
def fair_scale(activation, z):
    return right(activation, activation(z)[0])
""",
        "is always 2": """
def fair_scale(activation, z):
    return 2.0
""",
        "counts the units that are on": """
def fair_scale(activation, z):
    return 1 / np.mean(activation(z)[1] > 0)
""",
        "divides by the number of columns": """
def fair_scale(activation, z):
    return right(activation, z) / z.shape[-1]
""",
        "leaves out the units that are off": """
def fair_scale(activation, z):
    slopes = activation(z)[1]
    return 1 / np.mean(slopes[slopes > 0] ** 2) if np.any(slopes > 0) else 1 / np.mean(slopes**2)
""",
        "takes the variance": """
def fair_scale(activation, z):
    return 1 / (np.var(activation(z)[1]) + (np.ptp(activation(z)[1]) == 0) * np.mean(activation(z)[1] ** 2))
""",
        "rounds": """
def fair_scale(activation, z):
    return round(float(right(activation, z)), 1)
""",
        "changes the sums": """
def fair_scale(activation, z):
    result = right(activation, z)
    z /= 2
    return result
""",
    },
    "initial_std": {
        "returns the variance": """
def initial_std(shape, recipe):
    return right(shape, recipe) ** 2
""",
        "swaps the recipes": """
def initial_std(shape, recipe):
    return right(shape, "he" if recipe == "glorot" else "glorot")
""",
        "is always He": """
def initial_std(shape, recipe):
    return right(shape, "he")
""",
        "uses the fan-out for He": """
def initial_std(shape, recipe):
    *window, i, o = shape
    return right((*window, o, i), recipe)
""",
        "forgets the window": """
def initial_std(shape, recipe):
    return right(shape[-2:], recipe)
""",
        "forgets the window in the fan-out": """
def initial_std(shape, recipe):
    if recipe == "he":
        return right(shape, recipe)
    return np.sqrt(2 / (np.prod(shape[:-1]) + shape[-1]))
""",
        "counts one side of the window": """
def initial_std(shape, recipe):
    return right(shape[1:] if len(shape) > 2 else shape, recipe)
""",
        "squares one side of the window": """
def initial_std(shape, recipe):
    return right((shape[0], *shape[:1], *shape[2:]) if len(shape) > 2 else shape, recipe)
""",
        "takes the first two numbers of any shape": """
def initial_std(shape, recipe):
    return right(shape[:2], recipe)
""",
        "forgets the channels": """
def initial_std(shape, recipe):
    return right((*shape[:-2], 1, shape[-1]), recipe) if len(shape) > 2 else right(shape, recipe)
""",
        "has 1 in the place of 2 for He": """
def initial_std(shape, recipe):
    return right(shape, recipe) / (np.sqrt(2) if recipe == "he" else 1)
""",
        "has 1 in the place of 2 for Glorot": """
def initial_std(shape, recipe):
    return right(shape, recipe) / (np.sqrt(2) if recipe == "glorot" else 1)
""",
        "is the limit of the uniform kind": """
def initial_std(shape, recipe):
    return right(shape, recipe) * np.sqrt(3)
""",
        "multiplies the fans": """
def initial_std(shape, recipe):
    if recipe == "he":
        return right(shape, recipe)
    p = np.prod(shape[:-2])
    return np.sqrt(2 / (p * shape[-2] * p * shape[-1]))
""",
        "returns weights": """
def initial_std(shape, recipe):
    return right(shape, recipe) * np.random.default_rng(0).normal(size=shape)
""",
        "divides whole numbers": """
def initial_std(shape, recipe):
    *window, i, o = shape
    p = int(np.prod(window))
    return (2 / (p * i if recipe == "he" else 2 * (p * (i + o) // 2))) ** 0.5
""",
    },
    "off_and_dead": {
        "counts 0 as on": """
def off_and_dead(x, w, b):
    off = x @ w + b < 0
    return off.mean(), off.all(axis=0).mean()
""",
        "looks along the wrong axis": """
def off_and_dead(x, w, b):
    off = x @ w + b <= 0
    return off.mean(), off.all(axis=1).mean()
""",
        "takes any for all": """
def off_and_dead(x, w, b):
    off = x @ w + b <= 0
    return off.mean(), off.any(axis=0).mean()
""",
        "takes units that are off on average": """
def off_and_dead(x, w, b):
    z = x @ w + b
    return (z <= 0).mean(), (z.mean(axis=0) <= 0).mean()
""",
        "takes units that are off more often than not": """
def off_and_dead(x, w, b):
    off = x @ w + b <= 0
    return off.mean(), (off.mean(axis=0) > 0.5).mean()
""",
        "forgets the bias": """
def off_and_dead(x, w, b):
    return right(x, w, 0 * b)
""",
        "subtracts the bias": """
def off_and_dead(x, w, b):
    return right(x, w, -b)
""",
        "counts": """
def off_and_dead(x, w, b):
    off = x @ w + b <= 0
    return off.sum(), off.all(axis=0).sum()
""",
        "gives per cent": """
def off_and_dead(x, w, b):
    return tuple(100 * share for share in right(x, w, b))
""",
        "counts what is on": """
def off_and_dead(x, w, b):
    off, dead = right(x, w, b)
    return 1 - off, dead
""",
        "counts what is alive": """
def off_and_dead(x, w, b):
    off, dead = right(x, w, b)
    return off, 1 - dead
""",
        "returns another order": """
def off_and_dead(x, w, b):
    return right(x, w, b)[::-1]
""",
        "gives a share for each unit": """
def off_and_dead(x, w, b):
    off = x @ w + b <= 0
    return off.mean(axis=0), off.all(axis=0).mean()
""",
        "divides by the number of examples": """
def off_and_dead(x, w, b):
    off = x @ w + b <= 0
    return off.mean(), off.all(axis=0).sum() / len(x)
""",
        "asks whether the weights are negative": """
def off_and_dead(x, w, b):
    return right(x, w, b)[0], np.all(w <= 0, axis=0).mean()
""",
        "changes the biases": """
def off_and_dead(x, w, b):
    result = right(x, w, b)
    b -= 1
    return result
""",
    },
    "softmax": {
        "overflows": """
def softmax(scores, temperature=1.0):
    parts = np.exp(scores / temperature)
    return parts / parts.sum(axis=-1, keepdims=True)
""",
        "takes the largest of all examples away": """
def softmax(scores, temperature=1.0):
    parts = np.exp((scores - scores.max()) / temperature)
    return parts / parts.sum(axis=-1, keepdims=True)
""",
        "takes the mean away": """
def softmax(scores, temperature=1.0):
    parts = np.exp((scores - scores.mean(axis=-1, keepdims=True)) / temperature)
    return parts / parts.sum(axis=-1, keepdims=True)
""",
        "divides by the sum of all": """
def softmax(scores, temperature=1.0):
    parts = np.exp((scores - scores.max(axis=-1, keepdims=True)) / temperature)
    return parts / parts.sum()
""",
        "goes along the first axis": """
def softmax(scores, temperature=1.0):
    return np.moveaxis(right(np.moveaxis(scores, 0, -1), temperature), -1, 0)
""",
        "goes along the second axis": """
def softmax(scores, temperature=1.0):
    if scores.ndim < 2:
        return right(scores, temperature)
    return np.moveaxis(right(np.moveaxis(scores, 1, -1), temperature), -1, 1)
""",
        "knows two axes only": """
def softmax(scores, temperature=1.0):
    rows = np.atleast_2d(scores)
    return np.array([right(row, temperature) if row.ndim == 1 else np.full(row.shape, 1 / row.size) for row in rows]
                    ).reshape(scores.shape)
""",
        "ignores the temperature": """
def softmax(scores, temperature=1.0):
    return right(scores)
""",
        "multiplies by the temperature": """
def softmax(scores, temperature=1.0):
    return right(scores, 1 / temperature)
""",
        "divides the probabilities by the temperature": """
def softmax(scores, temperature=1.0):
    return right(scores) / temperature
""",
        "forgets the exponential": """
def softmax(scores, temperature=1.0):
    return scores / scores.sum(axis=-1, keepdims=True)
""",
        "adds up to each class only": """
def softmax(scores, temperature=1.0):
    parts = np.exp((scores - scores.max(axis=-1, keepdims=True)) / temperature)
    return parts / np.cumsum(parts, axis=-1)
""",
        "is hard": """
def softmax(scores, temperature=1.0):
    return (scores == scores.max(axis=-1, keepdims=True)) / 1.0
""",
        "squares": """
def softmax(scores, temperature=1.0):
    parts = right(scores, temperature) ** 2
    return parts / parts.sum(axis=-1, keepdims=True)
""",
        "clips the scores": """
def softmax(scores, temperature=1.0):
    return right(np.clip(scores, -500, 500), temperature)
""",
        "adds a little below": """
def softmax(scores, temperature=1.0):
    parts = np.exp((scores - scores.max(axis=-1, keepdims=True)) / temperature)
    return parts / (parts.sum(axis=-1, keepdims=True) + 0.001)
""",
        "divides whole numbers": """
def softmax(scores, temperature=1.0):
    return right((scores // temperature) if temperature > 1 else scores / temperature)
""",
        "changes the scores": """
def softmax(scores, temperature=1.0):
    result = right(scores, temperature)
    scores -= scores.max()
    return result
""",
    },
    "cross_entropy": {
        "takes the logarithm of 0": """
def cross_entropy(scores, labels):
    _, gradient = right(scores, labels)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels])), gradient
""",
        "clips the probabilities": """
def cross_entropy(scores, labels):
    _, gradient = right(scores, labels)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(np.clip(p, 1e-7, 1)[np.arange(len(labels)), labels])), gradient
""",
        "overflows": """
def cross_entropy(scores, labels):
    everyone, e = np.arange(len(labels)), np.exp(scores)
    gradient = e / e.sum(axis=1, keepdims=True)
    gradient[everyone, labels] -= 1
    return np.mean(np.log(e.sum(axis=1)) - scores[everyone, labels]), gradient / len(labels)
""",
        "adds up the examples": """
def cross_entropy(scores, labels):
    loss, gradient = right(scores, labels)
    return loss * len(labels), gradient * len(labels)
""",
        "forgets N in the gradient": """
def cross_entropy(scores, labels):
    loss, gradient = right(scores, labels)
    return loss, gradient * len(labels)
""",
        "divides by the classes too": """
def cross_entropy(scores, labels):
    loss, gradient = right(scores, labels)
    return loss / scores.shape[1], gradient / scores.shape[1]
""",
        "turns the sign of the loss": """
def cross_entropy(scores, labels):
    loss, gradient = right(scores, labels)
    return -loss, gradient
""",
        "turns the sign of the gradient": """
def cross_entropy(scores, labels):
    loss, gradient = right(scores, labels)
    return loss, -gradient
""",
        "returns the probabilities": """
def cross_entropy(scores, labels):
    loss, gradient = right(scores, labels)
    return loss, gradient + np.eye(scores.shape[1])[labels] / len(labels)
""",
        "differentiates the right class only": """
def cross_entropy(scores, labels):
    loss, gradient = right(scores, labels)
    return loss, gradient * np.eye(scores.shape[1])[labels]
""",
        "counts in bits": """
def cross_entropy(scores, labels):
    loss, gradient = right(scores, labels)
    return loss / np.log(2), gradient
""",
        "gives a loss for each example": """
def cross_entropy(scores, labels):
    return np.array([right(s[None], t[None])[0] for s, t in zip(scores, labels)]), right(scores, labels)[1]
""",
        "takes one class for all": """
def cross_entropy(scores, labels):
    return right(scores, np.full(labels.shape, labels[0]))
""",
        "takes 1 from a whole column": """
def cross_entropy(scores, labels):
    loss, gradient = right(scores, labels)
    p = gradient + np.eye(scores.shape[1])[labels] / len(labels)
    p[:, labels] -= 1 / len(labels)
    return loss, p
""",
        "moves by the largest of all": """
def cross_entropy(scores, labels):
    everyone, s = np.arange(len(labels)), scores - scores.max()
    e = np.exp(s)
    gradient = e / e.sum(axis=1, keepdims=True)
    gradient[everyone, labels] -= 1
    return np.mean(np.log(e.sum(axis=1)) - s[everyone, labels]), gradient / len(labels)
""",
        "adds the other classes": """
def cross_entropy(scores, labels):
    loss, gradient = right(scores, labels)
    p = gradient * len(labels) + np.eye(scores.shape[1])[labels]
    p[np.arange(len(labels)), labels] = 0
    return loss - np.mean(np.sum(np.log(1 - np.clip(p, 0, 0.999)), axis=1)), gradient
""",
        "returns the loss only": """
def cross_entropy(scores, labels):
    return right(scores, labels)[0]
""",
        "changes the scores": """
def cross_entropy(scores, labels):
    result = right(scores, labels)
    scores -= scores.max(axis=1, keepdims=True) + 1
    return result
""",
        "changes the labels": """
def cross_entropy(scores, labels):
    result = right(scores, labels)
    labels[...] = scores.argmax(axis=1)
    labels += 1
    return result
""",
    },
}

RIGHT = {
    "sigmoid": {
        "as the formula says": """
def sigmoid(x):
    s = 1 / (1 + np.exp(-x))
    return s, s * (1 - s)
""",
        "by SciPy, as a list": """
def sigmoid(x):
    from scipy.special import expit
    return [expit(x), expit(x) * expit(-x)]
""",
        "by tanh, in single precision": """
def sigmoid(x):
    t = np.tanh(np.float32(x) / 2)
    return (t + 1) / 2, (1 - t * t) / 4
""",
    },
    "relu": {
        "by masks": """
def relu(x, slope=0.0, cap=None):
    values, slopes = np.array(x, float), np.ones(x.shape)
    left = x <= 0
    values[left] *= slope
    slopes[left] = slope
    if cap is not None:
        values[x >= cap], slopes[x >= cap] = cap, 0
    return values, slopes
""",
        "by select, in single precision": """
def relu(x, slope=0.0, cap=None):
    x = np.asarray(x, "float32")
    c = np.float32(np.inf if cap is None else cap)
    return [np.select([x <= 0, x < c], [slope * x, x], c), np.select([x <= 0, x < c], [slope, 1], 0)]
""",
        "entry by entry, as lists": """
def relu(x, slope=0.0, cap=None):
    def one(v):
        if v <= 0:
            return slope * v, slope
        return (v, 1.0) if cap is None or v < cap else (float(cap), 0.0)
    pairs = np.array([one(float(v)) for v in np.ravel(x)]).reshape(*np.shape(x), 2)
    return pairs[..., 0], pairs[..., 1]
""",
    },
    "swish": {
        "by SciPy": """
def swish(x):
    from scipy.special import expit
    s = expit(x)
    return x * s, s + x * s * (1 - s)
""",
        "as the formula says, in single precision": """
def swish(x):
    x = np.float32(x)
    s = 1 / (1 + np.exp(-x))
    f = x * s
    return [f, f + s * (1 - f)]
""",
        "from the pair": """
def swish(x):
    s, ds = (np.asarray(part) for part in sigmoid(x))
    return s * x, s + x * ds
""",
    },
    "collapse": {
        "by what it does to the unit vectors": """
def collapse(layers):
    def deep(x):
        for w, b in layers:
            x = x @ w + b
        return x
    n = layers[0][0].shape[0]
    b = deep(np.zeros(n))
    return deep(np.eye(n)) - b, b
""",
        "with a column of ones, in single precision": """
def collapse(layers):
    total = None
    for w, b in layers:
        m = np.zeros((w.shape[0] + 1, w.shape[1] + 1), "float32")
        m[:-1, :-1], m[-1, :-1], m[-1, -1] = w, b, 1
        total = m if total is None else total @ m
    return [total[:-1, :-1], total[-1, :-1]]
""",
        "by recursion": """
def collapse(layers):
    *below, (w, b) = layers
    if not below:
        return w, b
    v, c = collapse(below)
    return np.dot(v, w), np.dot(c, w) + b
""",
    },
    "gradient_flow": {
        "with a list of sums": """
def gradient_flow(weights, x, dh, activation):
    h, sums = x, []
    for w in weights:
        sums.append(h @ w)
        h = activation(sums[-1])[0]
    sizes = []
    for l in range(len(weights) - 1, -1, -1):
        dz = dh * np.asarray(activation(sums[l])[1])
        sizes.insert(0, float(np.linalg.norm(dz)))
        dh = dz @ weights[l].T
    return sizes
""",
        "by recursion, in single precision": """
def gradient_flow(weights, x, dh, activation):
    def go(l, h):
        if l == len(weights):
            return np.float32(dh), []
        value, slope = activation(h @ weights[l])
        above, sizes = go(l + 1, value)
        dz = above * np.float32(slope)
        return np.einsum("no,io->ni", dz, weights[l]), [np.sqrt(np.vdot(dz, dz)), *sizes]
    return tuple(go(0, x)[1])
""",
    },
    "fair_scale": {
        "by counting": """
def fair_scale(activation, z):
    slopes = np.ravel(activation(z)[1])
    return len(slopes) / float(slopes @ slopes)
""",
        "by a norm, in single precision": """
def fair_scale(activation, z):
    s = np.float32(activation(z)[1])
    return (np.sqrt(np.float32(s.size)) / np.linalg.norm(s)) ** 2
""",
    },
    "initial_std": {
        "by cases": """
def initial_std(shape, recipe):
    if len(shape) == 2:
        fan_in, fan_out = shape
    else:
        kh, kw, c, f = shape
        fan_in, fan_out = kh * kw * c, kh * kw * f
    variance = {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in}[recipe]
    return variance ** 0.5
""",
        "by all products, as an array": """
def initial_std(shape, recipe):
    total = np.prod(shape)
    fans = np.array([total / shape[-1], total / shape[-2]])
    return np.float32(1) / np.sqrt(fans.mean() if recipe == "glorot" else fans[0] / 2)
""",
    },
    "off_and_dead": {
        "by ReLU's outputs": """
def off_and_dead(x, w, b):
    h = np.maximum(0, x @ w + b)
    return [np.mean(h == 0), np.mean(h.sum(axis=0) == 0)]
""",
        "by the largest sums, as an array": """
def off_and_dead(x, w, b):
    z = np.einsum("ni,io->no", x, w) + b
    return np.array([np.count_nonzero(z <= 0) / z.size, np.count_nonzero(z.max(axis=0) <= 0) / len(b)])
""",
    },
    "softmax": {
        "by SciPy": """
def softmax(scores, temperature=1.0):
    from scipy.special import softmax as theirs
    return theirs(scores / temperature, axis=-1)
""",
        "by logarithms, as lists": """
def softmax(scores, temperature=1.0):
    s = np.asarray(scores, float) / temperature
    s = s - s.max(-1)[..., None]
    return np.exp(s - np.log(np.exp(s).sum(-1))[..., None]).tolist()
""",
        "row by row": """
def softmax(scores, temperature=1.0):
    def one(row):
        parts = np.exp((row - max(row)) / temperature)
        return parts / sum(parts)
    return np.apply_along_axis(one, -1, np.asarray(scores, float))
""",
    },
    "cross_entropy": {
        "by SciPy": """
def cross_entropy(scores, labels):
    from scipy.special import log_softmax
    logs, right_ones = log_softmax(scores, axis=1), np.eye(scores.shape[1])[labels]
    return -np.sum(logs * right_ones) / len(labels), (np.exp(logs) - right_ones) / len(labels)
""",
        "with softmax of before": """
def cross_entropy(scores, labels):
    n = len(labels)
    top = scores.max(axis=1)
    loss = np.mean(np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top - scores[range(n), labels])
    gradient = np.array(softmax(scores))
    gradient[range(n), labels] -= 1
    return float(loss), gradient / n
""",
        "example by example": """
def cross_entropy(scores, labels):
    total, rows = 0, []
    for s, t in zip(scores, labels):
        e = np.exp(s - s.max())
        total += np.log(e.sum()) + s.max() - s[t]
        rows.append([(e[i] / e.sum() - (i == t)) / len(labels) for i in range(len(s))])
    return total / len(labels), rows
""",
    },
}

BUILT_ON = {"sigmoid": {"swish"}}  # its solution calls it

MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "sigmoid": {"is a step far out"},
    "relu": {"caps the left too"},
    "swish": {"cuts off below -5"},
    "collapse": {"knows two and three layers only"},
    "fair_scale": {"rounds"},
    "initial_std": {"squares one side of the window", "divides whole numbers"},
    "off_and_dead": {"takes units that are off more often than not"},
    "softmax": {"goes along the second axis", "clips the scores", "knows two axes only"},
}
