"""Answers to the questions of lab 05 as students write them: wrong ones by what is wrong, right ones by how."""

LENET = """
def lenet5(classes):
    image = keras.Input((32, 32, 1))
    x = layers.Conv2D(6, 5, activation="relu")(image)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(16, 5, activation="relu")(x)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(120, 5, activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(84, activation="relu")(x)
    x = layers.Dense(classes, activation="softmax")(x)
    return keras.Model(image, x)
"""


def lenet(old, new, count=1):
    """LeNet-5 with one line written differently."""
    assert LENET.count(old) >= 1, old
    return LENET.replace(old, new, count)


WRONG = {
    "lenet5": {
        "pools by the mean": lenet("layers.MaxPooling2D", "layers.AveragePooling2D", 2),
        "pools by the mean once": lenet(
            "x = layers.MaxPooling2D(2)(x)\n    x = layers.Conv2D(120",
            """x = \
layers.AveragePooling2D(2)(x)\n    x = layers.Conv2D(120""",
        ),
        "pads": lenet('Conv2D(6, 5, activation="relu")', 'Conv2D(6, 5, padding="same", activation="relu")'),
        "squashes by tanh": LENET.replace('"relu"', '"tanh"'),
        "squashes F6 by tanh": lenet('Dense(84, activation="relu")', 'Dense(84, activation="tanh")'),
        "forgets the ReLU of C1": lenet('Conv2D(6, 5, activation="relu")', "Conv2D(6, 5)"),
        "forgets the ReLU of C5": lenet('Conv2D(120, 5, activation="relu")', "Conv2D(120, 5)"),
        "forgets the ReLU of F6": lenet('Dense(84, activation="relu")', "Dense(84)"),
        "has no softmax": lenet(', activation="softmax"', ""),
        "has sigmoids": lenet('"softmax"', '"sigmoid"'),
        "has ReLU before the softmax": lenet(
            'layers.Dense(classes, activation="softmax")(x)',
            'layers.Softmax()(layers.Dense(classes, activation="relu")(x))',
        ),
        "always has ten classes": lenet("Dense(classes", "Dense(10"),
        "has no biases in the convolutions": LENET.replace(
            'activation="relu")(', 'use_bias=False, activation="relu")(', 3
        ),
        "forgets the ReLU of C3": lenet('Conv2D(16, 5, activation="relu")', "Conv2D(16, 5)"),
        "leaks in C1": lenet('Conv2D(6, 5, activation="relu")', 'Conv2D(6, 5, activation="leaky_relu")'),
        "leaves C5 out": lenet('    x = layers.Conv2D(120, 5, activation="relu")(x)\n', ""),
        "leaves F6 out": lenet('    x = layers.Dense(84, activation="relu")(x)\n', ""),
        "has windows of 3": LENET.replace(", 5,", ", 3,"),
        "takes 28 x 28 pixels": lenet("(32, 32, 1)", "(28, 28, 1)"),
        "takes colours": lenet("(32, 32, 1)", "(32, 32, 3)"),
        "averages all places behind C5": LENET.replace("Conv2D(120, 5,", "Conv2D(120, 3,").replace(
            "layers.Flatten()", "layers.GlobalAveragePooling2D()"
        ),
        "drops units": lenet("x = layers.Dense(84", "x = layers.Dropout(0.5)(x)\n    x = layers.Dense(85"),
        "pools with overlap": LENET.replace("MaxPooling2D(2)", 'MaxPooling2D(3, 2, padding="same")'),
        "returns the output tensor": lenet("return keras.Model(image, x)", "return x"),
        "forgets the return": lenet("return keras.Model(image, x)", "keras.Model(image, x)"),
    },
    "c3_table": {
        "is written for the first twelve maps": """
def c3_table():
    table = right()
    table[:, 12:15] = table[:, 6:9]
    return table
""",
        "is transposed": """
def c3_table():
    return right().T
""",
        "counts maps from 1": """
def c3_table():
    return np.roll(right(), 1, axis=0)
""",
        "does not close the ring": """
def c3_table():
    table = np.zeros((6, 16), bool)
    for i in range(6):
        table[i : i + 3, i] = table[i : i + 4, 6 + i] = True
    for i in range(3):
        table[[i, i + 1, i + 3, (i + 4) % 6], 12 + i] = True
    table[:, 15] = True
    return table
""",
        "lets four neighbours start one before": """
def c3_table():
    table = right()
    table[:, 6:12] = np.roll(table[:, 6:12], -1, axis=0)
    return table
""",
        "turns the ring the other way": """
def c3_table():
    return right()[::-1]
""",
        "has three neighbours in the middle": """
def c3_table():
    table = right()
    table[:, :6] = np.roll(table[:, :6], -1, axis=0)
    return table
""",
        "has pairs of neighbours at the wrong distance": """
def c3_table():
    table = right()
    for i in range(3):
        table[:, 12 + i] = False
        table[[i, (i + 1) % 6, (i + 2) % 6, (i + 4) % 6], 12 + i] = True
    return table
""",
        "orders the pairs differently": """
def c3_table():
    table = right()
    table[:, 12:15] = table[:, [14, 12, 13]]
    return table
""",
        "reads all everywhere": """
def c3_table():
    return np.ones((6, 16), bool)
""",
        "leaves the last map out": """
def c3_table():
    table = right()
    table[:, 15] = False
    return table
""",
        "has numbers in place of booleans": """
def c3_table():
    return right().astype(int)
""",
        "marks what is not read": """
def c3_table():
    return ~right()
""",
        "lists the maps": """
def c3_table():
    return [np.flatnonzero(column).tolist() for column in right().T]
""",
    },
    "sparse_conv": {
        "ignores the table": """
def sparse_conv(x, w, b, table):
    return right(x, w, b, np.ones_like(table))
""",
        "reads what is not marked": """
def sparse_conv(x, w, b, table):
    return right(x, w, b, ~table)
""",
        "adds the bias once for each map that is read": """
def sparse_conv(x, w, b, table):
    return right(x, w, b * table.sum(axis=0), table)
""",
        "forgets the bias": """
def sparse_conv(x, w, b, table):
    return right(x, w, 0 * b, table)
""",
        "has ReLU": """
def sparse_conv(x, w, b, table):
    return np.maximum(right(x, w, b, table), 0)
""",
        "pads": """
def sparse_conv(x, w, b, table):
    return keras.ops.convert_to_numpy(keras.ops.conv(np.float32(x), np.float32(w * table), padding="same")) + b
""",
        "turns the filters": """
def sparse_conv(x, w, b, table):
    return right(x, w[::-1, ::-1], b, table)
""",
        "takes the mean over the maps that are read": """
def sparse_conv(x, w, b, table):
    return right(x, w / table.sum(axis=0), b, table)
""",
        "leaves out maps that anyone leaves out": """
def sparse_conv(x, w, b, table):
    return right(x, w, b, table & table.all(axis=1, keepdims=True))
""",
        "reads maps that anyone reads": """
def sparse_conv(x, w, b, table):
    return right(x, w, b, table | table.any(axis=1, keepdims=True))
""",
        "reads the table by columns": """
def sparse_conv(x, w, b, table):
    return right(x, w, b, table.T.reshape(table.shape))
""",
        "convolves the first image only": """
def sparse_conv(x, w, b, table):
    return right(np.repeat(x[:1], len(x), axis=0), w, b, table)
""",
        "zeroes the filters in place": """
def sparse_conv(x, w, b, table):
    w *= table
    return right(x, w, b, table)
""",
        "masks the biases": """
def sparse_conv(x, w, b, table):
    return right(x, w, b * table[0], table)
""",
        "puts the maps first": """
def sparse_conv(x, w, b, table):
    return np.moveaxis(right(x, w, b, table), -1, 1)
""",
        "takes one map of the table for all": """
def sparse_conv(x, w, b, table):
    return right(x, w, b, np.repeat(table[:, :1], table.shape[1], axis=1))
""",
        "looks at weights that are not 100": """
def sparse_conv(x, w, b, table):
    return right(x, np.where(np.abs(w) > 50, 0, w), b, np.ones_like(table))
""",
        "moves by two": """
def sparse_conv(x, w, b, table):
    return right(x, w, b, table)[:, ::2, ::2]
""",
    },
    "layer_table": {
        "forgets the biases": """
def layer_table(net, side, channels):
    return [(s, c, p - c if p else 0, m) for s, c, p, m in right(net, side, channels)]
""",
        "counts biases as work": """
def layer_table(net, side, channels):
    return [(s, c, p, p * s * s) for s, c, p, m in right(net, side, channels)]
""",
        "ignores groups": """
def layer_table(net, side, channels):
    return right([(*layer[:5], 1) if layer[0] == "conv" else layer for layer in net], side, channels)
""",
        "divides by the groups twice": """
def layer_table(net, side, channels):
    rows = right(net, side, channels)
    g = [layer[5] if layer[0] == "conv" else 1 for layer in net]
    return [(s, c, (p - c) // k + c if p else 0, m // k) for k, (s, c, p, m) in zip(g, rows)]
""",
        "ignores the padding": """
def layer_table(net, side, channels):
    return right([(*layer[:4], 0, layer[5]) if layer[0] == "conv" else layer for layer in net], side, channels)
""",
        "pads on one side": """
def layer_table(net, side, channels):
    rows = []
    for layer in net:
        if layer[0] == "conv":
            k, s, p = layer[2:5]
            new = (side + p - k) // s + 1
            row = right([layer], side, channels)[0]
            row = (new, row[1], row[2], row[3] // row[0] ** 2 * new**2)
        else:
            row = right([layer], side, channels)[0]
        rows.append(row)
        side, channels = row[:2]
    return rows
""",
        "rounds sizes up": """
def layer_table(net, side, channels):
    rows = []
    for layer in net:
        row = right([layer], side, channels)[0]
        if layer[0] == "pool":
            row = (-(-(side - layer[1]) // layer[2]) + 1, *row[1:])
        rows.append(row)
        side, channels = row[:2]
    return rows
""",
        "multiplies by the places of the input": """
def layer_table(net, side, channels):
    rows = right(net, side, channels)
    before = [side] + [row[0] for row in rows]
    return [(s, c, p, m // s**2 * b**2 if k[0] == "conv" else m) for k, b, (s, c, p, m) in zip(net, before, rows)]
""",
        "reads channels alone in dense layers": """
def layer_table(net, side, channels):
    rows = []
    for layer in net:
        row = right([layer], 1 if layer[0] == "dense" else side, channels)[0]
        rows.append(row)
        side, channels = row[:2]
    return rows
""",
        "counts operations": """
def layer_table(net, side, channels):
    return [(s, c, p, 2 * m) for s, c, p, m in right(net, side, channels)]
""",
        "counts work for one place": """
def layer_table(net, side, channels):
    return [(s, c, p, m // s**2) for s, c, p, m in right(net, side, channels)]
""",
        "counts one row of places": """
def layer_table(net, side, channels):
    return [(s, c, p, m // s) for s, c, p, m in right(net, side, channels)]
""",
        "gives pools weights": """
def layer_table(net, side, channels):
    return [(s, c, p or k[1] ** 2 * c, m) for k, (s, c, p, m) in zip(net, right(net, side, channels))]
""",
        "gives pools work": """
def layer_table(net, side, channels):
    return [(s, c, p, m or k[1] ** 2 * c * s * s) for k, (s, c, p, m) in zip(net, right(net, side, channels))]
""",
        "makes fractions": """
def layer_table(net, side, channels):
    return [(s / 1, c, p, m) for s, c, p, m in right(net, side, channels)]
""",
        "returns the last layer": """
def layer_table(net, side, channels):
    return right(net, side, channels)[-1]
""",
        "swaps the last two columns": """
def layer_table(net, side, channels):
    return [(s, c, m, p) for s, c, p, m in right(net, side, channels)]
""",
        "leaves pools out": """
def layer_table(net, side, channels):
    return [row for layer, row in zip(net, right(net, side, channels)) if layer[0] != "pool"]
""",
        "takes every stride to be 1": """
def layer_table(net, side, channels):
    return right([(*n[:3], 1, *n[4:]) if n[0] == "conv" else n for n in net], side, channels)
""",
        "empties the list": """
def layer_table(net, side, channels):
    rows = right(net, side, channels)
    net.clear()
    return rows
""",
    },
    "local_response_norm": {
        "divides alpha by n": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return right(a, n, k, alpha / n, beta)
""",
        "adds neither squares": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    reach = n // 2
    s = np.pad(np.abs(a).astype(float), [(0, 0)] * 3 + [(reach, reach)])
    return a / (k + alpha * sum(s[..., i : i + a.shape[-1]] for i in range(n))) ** beta
""",
        "squares the sum": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    reach = n // 2
    s = np.pad(a.astype(float), [(0, 0)] * 3 + [(reach, reach)])
    return a / (k + alpha * sum(s[..., i : i + a.shape[-1]] for i in range(n)) ** 2) ** beta
""",
        "takes n channels on each side": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return right(a, 2 * n + 1, k, alpha, beta)
""",
        "looks at channels before only": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    s = np.pad(a.astype(float) ** 2, [(0, 0)] * 3 + [(n - 1, 0)])
    return a / (k + alpha * sum(s[..., i : i + a.shape[-1]] for i in range(n))) ** beta
""",
        "closes the channels to a ring": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    s = a.astype(float) ** 2
    return a / (k + alpha * sum(np.roll(s, i, axis=-1) for i in range(-(n // 2), n // 2 + 1))) ** beta
""",
        "repeats the channels at the ends": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    s = np.pad(a.astype(float) ** 2, [(0, 0)] * 3 + [(n // 2, n // 2)], mode="edge")
    return a / (k + alpha * sum(s[..., i : i + a.shape[-1]] for i in range(n))) ** beta
""",
        "loses the last channel of the window": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    y = np.empty(a.shape)
    for i in range(a.shape[-1]):
        window = a[..., max(0, i - n // 2) : i + n // 2].astype(float)
        y[..., i] = a[..., i] / (k + alpha * (window**2).sum(axis=-1)) ** beta
    return y
""",
        "lets windows begin before the first channel": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    y = np.empty(a.shape)
    for i in range(a.shape[-1]):
        window = a[..., i - n // 2 : i + n // 2 + 1].astype(float)
        y[..., i] = a[..., i] / (k + alpha * (window**2).sum(axis=-1)) ** beta
    return y
""",
        "leaves the value itself out": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    reach = n // 2
    s = np.pad(a.astype(float) ** 2, [(0, 0)] * 3 + [(reach, reach)])
    total = sum(s[..., i : i + a.shape[-1]] for i in range(n) if i != reach)
    return a / (k + alpha * total) ** beta
""",
        "overwrites as it goes": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    y = a.astype(float)
    for i in range(a.shape[-1]):
        window = y[..., max(0, i - n // 2) : i + n // 2 + 1]
        y[..., i] = y[..., i] / (k + alpha * (window**2).sum(axis=-1)) ** beta
    return y
""",
        "forgets beta": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return right(a, n, k, alpha, 1)
""",
        "forgets k": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return right(a, n, 1.0, alpha, beta)
""",
        "multiplies": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return right(a, n, k, alpha, -beta)
""",
        "raises the sum alone": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    base = a / right(a, n, 0, 1, 1) if np.all(a) else 1 + 0 * a
    return a / (k + alpha * base**beta)
""",
        "normalises over rows": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return np.moveaxis(right(np.moveaxis(a, 1, -1), n, k, alpha, beta), -1, 1)
""",
        "normalises over all channels": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return right(a, 2 * a.shape[-1] + 1, k, alpha, beta)
""",
        "returns the absolute value": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return np.abs(right(a, n, k, alpha, beta))
""",
        "keeps whole numbers": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    return right(a, n, k, alpha, beta).astype(a.dtype)
""",
        "has other constants of its own": """
def local_response_norm(a, n=5, k=1.0, alpha=1e-4, beta=0.75):
    return right(a, n, k, alpha, beta)
""",
        "squares in place": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    y = right(a, n, k, alpha, beta)
    a *= a
    return y
""",
    },
    "augment": {
        "never reaches the last place": """
def augment(images, size, u):
    u, (h, w) = u.copy(), images.shape[1:3]
    u[:, 0] *= (h - size) / (h - size + 1)
    u[:, 1] *= (w - size) / (w - size + 1)
    return right(images, size, u)
""",
        "rounds": """
def augment(images, size, u):
    _, h, w, _ = images.shape
    out = []
    for image, (a, b, m) in zip(images, u):
        i, j = int(round(a * (h - size))), int(round(b * (w - size)))
        square = image[i : i + size, j : j + size]
        out.append(square[:, ::-1] if m < 0.5 else square)
    return np.stack(out)
""",
        "mirrors the others": """
def augment(images, size, u):
    return right(images, size, u * [1, 1, -1] + [0, 0, 0.99999])
""",
        "mirrors before it cuts": """
def augment(images, size, u):
    flipped = np.stack([image[:, ::-1] if m < 0.5 else image for image, m in zip(images, u[:, 2])])
    return right(flipped, size, np.stack([u[:, 0], u[:, 1], 0 * u[:, 2] + 0.9], axis=1))
""",
        "turns upside down": """
def augment(images, size, u):
    squares = right(images, size, u)
    turn = u[:, 2] < 0.5
    squares[turn] = squares[turn][:, ::-1, ::-1]
    return squares
""",
        "swaps rows and columns": """
def augment(images, size, u):
    return right(images, size, u[:, [1, 0, 2]])
""",
        "takes the height for the width": """
def augment(images, size, u):
    h, w = images.shape[1:3]
    u = u.copy()
    u[:, 1] = np.minimum(u[:, 1] * (h - size + 1) / (w - size + 1), 0.999)
    return right(images, size, u)
""",
        "cuts all at the first image's place": """
def augment(images, size, u):
    v = u.copy()
    v[:, :2] = u[:1, :2]
    return right(images, size, v)
""",
        "mirrors all like the first": """
def augment(images, size, u):
    v = u.copy()
    v[:, 2] = u[0, 2]
    return right(images, size, v)
""",
        "never mirrors": """
def augment(images, size, u):
    return right(images, size, np.column_stack([u[:, :2], np.ones(len(u))]))
""",
        "draws its own numbers": """
def augment(images, size, u):
    return right(images, size, np.random.default_rng(0).random(u.shape))
""",
        "cuts the centre": """
def augment(images, size, u):
    return right(images, size, np.column_stack([0 * u[:, :2] + 0.5, u[:, 2]]))
""",
        "cuts one row more": """
def augment(images, size, u):
    return right(images, min(size + 1, *images.shape[1:3]), u)
""",
        "mirrors the channels": """
def augment(images, size, u):
    squares = right(images, size, np.column_stack([u[:, :2], np.ones(len(u))]))
    turn = u[:, 2] < 0.5
    squares[turn] = squares[turn][..., ::-1]
    return squares
""",
        "mirrors the batch": """
def augment(images, size, u):
    squares = right(images, size, np.column_stack([u[:, :2], np.ones(len(u))]))
    turn = u[:, 2] < 0.5
    squares[turn] = squares[turn][::-1]
    return squares
""",
        "uses one number for both places": """
def augment(images, size, u):
    return right(images, size, u[:, [0, 0, 2]])
""",
        "mirrors at 0.5 too": """
def augment(images, size, u):
    return right(images, size, u - [0, 0, 1e-9] if len(u) == 1 else 1 - np.ceil(1 - u))
""",
        "mirrors the images in place": """
def augment(images, size, u):
    squares = right(images, size, u)
    images[:] = images[:, :, ::-1].copy()
    return squares
""",
    },
    "principal_components": {
        "has the smallest first": """
def principal_components(images):
    values, components = right(images)
    return values[::-1], components[:, ::-1]
""",
        "turns the values alone": """
def principal_components(images):
    values, components = right(images)
    return values, components[:, ::-1]
""",
        "has components in rows": """
def principal_components(images):
    values, components = right(images)
    return values, components.T
""",
        "turns the rows": """
def principal_components(images):
    values, components = right(images)
    return values, components[::-1]
""",
        "forgets to subtract the mean": """
def principal_components(images):
    pixels = images.reshape(-1, images.shape[-1]).astype(float)
    values, components = np.linalg.eigh(pixels.T @ pixels / len(pixels))
    return values[::-1], components[:, ::-1]
""",
        "subtracts the mean of all channels": """
def principal_components(images):
    pixels = images.reshape(-1, images.shape[-1]).astype(float)
    pixels -= pixels.mean()
    values, components = np.linalg.eigh(pixels.T @ pixels / len(pixels))
    return values[::-1], components[:, ::-1]
""",
        "subtracts each image's own mean": """
def principal_components(images):
    return right(images.astype(float) - images.mean(axis=(1, 2), keepdims=True))
""",
        "takes the first image": """
def principal_components(images):
    return right(images[:1])
""",
        "does not divide": """
def principal_components(images):
    values, components = right(images)
    return values * images[..., 0].size, components
""",
        "divides by the images": """
def principal_components(images):
    values, components = right(images)
    return values * images[0, ..., 0].size, components
""",
        "takes standard deviations": """
def principal_components(images):
    values, components = right(images)
    return np.sqrt(np.abs(values)), components
""",
        "takes correlations": """
def principal_components(images):
    return right(images.astype(float) / (images.std(axis=(0, 1, 2)) + 1e-12))
""",
        "mixes channels and pixels": """
def principal_components(images):
    return right(images.reshape(images.shape[-1], -1).T.reshape(images.shape))
""",
        "stays in bytes": """
def principal_components(images):
    if images.dtype != np.uint8:
        return right(images)
    pixels = images.reshape(-1, images.shape[-1])
    pixels = pixels - pixels.mean(axis=0).astype("uint8")
    values, components = np.linalg.eigh((pixels.T @ pixels).astype(float) / len(pixels))
    return values[::-1], components[:, ::-1]
""",
        "scales the components": """
def principal_components(images):
    values, components = right(images)
    return values, components * np.sqrt(np.abs(values))
""",
        "returns the components first": """
def principal_components(images):
    return right(images)[::-1]
""",
        "returns the values alone": """
def principal_components(images):
    return right(images)[0]
""",
        "scales bytes to 1": """
def principal_components(images):
    return right(images / 255)
""",
        "takes singular values": """
def principal_components(images):
    pixels = images.reshape(-1, images.shape[-1]).astype(float)
    _, s, v = np.linalg.svd(pixels - pixels.mean(axis=0), full_matrices=False)
    return s, v.T
""",
        "centres in place": """
def principal_components(images):
    found = right(images)
    images[:] = 0
    return found
""",
    },
    "tint": {
        "has components in rows": """
def tint(images, values, components, alpha):
    return right(images, values, components.T, alpha)
""",
        "forgets the values": """
def tint(images, values, components, alpha):
    return right(images, np.ones_like(values), components, alpha)
""",
        "takes the roots of the values": """
def tint(images, values, components, alpha):
    return right(images, np.sqrt(values), components, alpha)
""",
        "tints all images like the first": """
def tint(images, values, components, alpha):
    return right(images, values, components, alpha[:1] + 0 * alpha)
""",
        "uses one number for all components": """
def tint(images, values, components, alpha):
    return right(images, values, components, alpha[:, :1] + 0 * alpha)
""",
        "takes the first component": """
def tint(images, values, components, alpha):
    return right(images, values, components, alpha * (np.arange(alpha.shape[1]) == 0))
""",
        "cuts off at black and white": """
def tint(images, values, components, alpha):
    return np.clip(right(images, values, components, alpha), 0, 255 if images.max() > 1 else 1)
""",
        "multiplies": """
def tint(images, values, components, alpha):
    return images * (1 + right(0 * images, values, components, alpha))
""",
        "subtracts": """
def tint(images, values, components, alpha):
    return right(images, values, components, -alpha)
""",
        "keeps whole numbers": """
def tint(images, values, components, alpha):
    return right(images, values, components, alpha).astype(images.dtype)
""",
        "scales by another 0.1": """
def tint(images, values, components, alpha):
    return right(images, values, components, 0.1 * alpha)
""",
        "adds along rows where it can": """
def tint(images, values, components, alpha):
    shift = (alpha * values) @ components.T
    if len(images) == images.shape[2]:
        return images + shift[None, None]
    return right(images, values, components, alpha)
""",
        "adds one vector to each row": """
def tint(images, values, components, alpha):
    y = images.astype(float)
    y[:, 0] = right(images, values, components, alpha)[:, 0]
    return y
""",
        "draws its own numbers": """
def tint(images, values, components, alpha):
    return right(images, values, components, 0.1 * np.random.default_rng(0).normal(size=alpha.shape))
""",
        "returns the vectors": """
def tint(images, values, components, alpha):
    return (alpha * values) @ components.T
""",
        "turns the values around": """
def tint(images, values, components, alpha):
    return right(images, values[::-1], components, alpha)
""",
        "adds in place": """
def tint(images, values, components, alpha):
    y = right(images, values, components, alpha)
    images[:] = y
    return y
""",
        "scales alpha in place": """
def tint(images, values, components, alpha):
    y = right(images, values, components, alpha)
    alpha *= values
    return y
""",
    },
    "ten_views": {
        "returns the mirrors one by one": """
def ten_views(images, size):
    return right(images, size)[[0, 5, 1, 6, 2, 7, 3, 8, 4, 9]]
""",
        "begins with the centre": """
def ten_views(images, size):
    return right(images, size)[[4, 0, 1, 2, 3, 9, 5, 6, 7, 8]]
""",
        "goes round the corners": """
def ten_views(images, size):
    return right(images, size)[[0, 1, 3, 2, 4, 5, 6, 8, 7, 9]]
""",
        "goes down first": """
def ten_views(images, size):
    return right(images, size)[[0, 2, 1, 3, 4, 5, 7, 6, 8, 9]]
""",
        "mirrors the image before it cuts": """
def ten_views(images, size):
    return np.concatenate([right(images, size)[:5], right(images[:, :, ::-1], size)[:5]])
""",
        "turns upside down": """
def ten_views(images, size):
    views = right(images, size)[:5]
    return np.concatenate([views, views[:, :, ::-1]])
""",
        "mirrors the channels": """
def ten_views(images, size):
    views = right(images, size)[:5]
    return np.concatenate([views, views[..., ::-1]])
""",
        "mirrors nothing": """
def ten_views(images, size):
    views = right(images, size)[:5]
    return np.concatenate([views, views])
""",
        "returns five views": """
def ten_views(images, size):
    return right(images, size)[:5]
""",
        "puts images first": """
def ten_views(images, size):
    return np.swapaxes(right(images, size), 0, 1)
""",
        "rounds the centre up": """
def ten_views(images, size):
    views = right(images, size)
    h, w = images.shape[1:3]
    i, j = -(-(h - size) // 2), -(-(w - size) // 2)
    views[4] = images[:, i : i + size, j : j + size]
    views[9] = views[4][:, :, ::-1]
    return views
""",
        "takes images to be square": """
def ten_views(images, size):
    side = min(images.shape[1:3])
    return right(images[:, :side, :side], size)
""",
        "swaps rows and columns": """
def ten_views(images, size):
    return right(images.transpose(0, 2, 1, 3), size)
""",
        "lets the last image win": """
def ten_views(images, size):
    return right(np.repeat(images[-1:], len(images), axis=0), size)
""",
        "loses the last row": """
def ten_views(images, size):
    views = right(images, size)
    views[2:4] = right(images[:, :-1] if images.shape[1] > size else images, size)[2:4]
    return views
""",
        "averages the views": """
def ten_views(images, size):
    return right(images, size).mean(axis=0)
""",
        "spoils the images": """
def ten_views(images, size):
    views = right(images, size)
    images[:] = images[:, :, ::-1].copy()
    return views
""",
    },
    "top_k_accuracy": {
        "returns the error": """
def top_k_accuracy(labels, scores, k):
    return 1 - right(labels, scores, k)
""",
        "ignores k": """
def top_k_accuracy(labels, scores, k):
    return right(labels, scores, 1)
""",
        "always takes five": """
def top_k_accuracy(labels, scores, k):
    return right(labels, scores, min(5, scores.shape[1]))
""",
        "takes one guess more": """
def top_k_accuracy(labels, scores, k):
    return right(labels, scores, k + 1)
""",
        "takes the k-th guess alone": """
def top_k_accuracy(labels, scores, k):
    guesses = np.argsort(-scores, axis=1, kind="stable")
    return np.mean(guesses[:, k - 1] == labels)
""",
        "takes the lowest scores": """
def top_k_accuracy(labels, scores, k):
    return right(labels, -scores, k)
""",
        "lets the higher of equals win": """
def top_k_accuracy(labels, scores, k):
    guesses = np.argsort(scores, axis=1, kind="stable")[:, -k:]
    return np.mean(np.any(guesses == labels[:, None], axis=1))
""",
        "lets all equals in": """
def top_k_accuracy(labels, scores, k):
    own = scores[np.arange(len(labels)), labels]
    return np.mean((scores > own[:, None]).sum(axis=1) < k)
""",
        "lets no equals in": """
def top_k_accuracy(labels, scores, k):
    own = scores[np.arange(len(labels)), labels]
    return np.mean((scores >= own[:, None]).sum(axis=1) <= k)
""",
        "counts": """
def top_k_accuracy(labels, scores, k):
    return right(labels, scores, k) * len(labels)
""",
        "gives percent": """
def top_k_accuracy(labels, scores, k):
    return 100 * right(labels, scores, k)
""",
        "divides by k": """
def top_k_accuracy(labels, scores, k):
    return right(labels, scores, k) / k
""",
        "answers for each image": """
def top_k_accuracy(labels, scores, k):
    return [right(labels[[i]], scores[[i]], k) for i in range(len(labels))]
""",
        "asks whether all are right": """
def top_k_accuracy(labels, scores, k):
    return float(right(labels, scores, k) == 1)
""",
        "compares positions": """
def top_k_accuracy(labels, scores, k):
    return np.mean(np.argsort(-scores, axis=1, kind="stable")[np.arange(len(labels)), labels] < k)
""",
        "looks for the label anywhere in the batch": """
def top_k_accuracy(labels, scores, k):
    return np.mean(np.isin(labels, np.argsort(-scores, axis=1, kind="stable")[:, :k]))
""",
        "sorts the scores in place": """
def top_k_accuracy(labels, scores, k):
    result = right(labels, scores, k)
    scores.sort(axis=1)
    return result
""",
    },
}

RIGHT = {
    "lenet5": {
        "C5 as a dense layer": """
def lenet5(classes):
    image = keras.Input((32, 32, 1))
    x = image
    for filters in (6, 16):
        x = layers.Conv2D(filters, (5, 5), activation="relu", padding="valid")(x)
        x = layers.MaxPooling2D((2, 2), strides=2)(x)
    x = layers.Flatten()(x)
    for units in (120, 84):
        x = layers.Dense(units, activation="relu")(x)
    return keras.Model(image, layers.Dense(classes, activation="softmax")(x), name="digits")
""",
        "activations as layers": """
def lenet5(classes):
    model = keras.Sequential([keras.Input(shape=(32, 32, 1))])
    for filters in (6, 16, 120):
        model.add(layers.Conv2D(filters, 5))
        model.add(layers.ReLU())
        if filters < 120:
            model.add(layers.MaxPool2D())
    model.add(layers.Reshape((120,)))
    model.add(layers.Dense(84))
    model.add(layers.Activation("relu"))
    model.add(layers.Dense(classes))
    model.add(layers.Softmax())
    return model
""",
        "compiled, with global pooling of one place": """
def lenet5(classes):
    image = keras.Input((32, 32, 1))
    x = layers.MaxPooling2D(2)(layers.Conv2D(6, 5, activation="relu")(image))
    x = layers.MaxPooling2D(2)(layers.Conv2D(16, 5, activation="relu")(x))
    x = layers.GlobalMaxPooling2D()(layers.Conv2D(120, 5, activation="relu")(x))
    x = layers.Dense(classes, activation="softmax")(layers.Dense(84, activation="relu")(x))
    model = keras.Model(image, x)
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model
""",
    },
    "c3_table": {
        "by rolling, as lists": """
def c3_table():
    columns = []
    for first, count in (([1, 1, 1, 0, 0, 0], 6), ([1, 1, 1, 1, 0, 0], 6), ([1, 1, 0, 1, 1, 0], 3)):
        columns += [np.roll(first, i) for i in range(count)]
    return (np.array([*columns, np.ones(6)]) == 1).T.tolist()
""",
        "by the printed table": """
def c3_table():
    rows = ["X...XXX..XXXX.XX", "XX...XXX..XXXX.X", "XXX...XXX..X.XXX",
            ".XXX..XXXX..X.XX", "..XXX..XXXX.XX.X", "...XXX..XXXX.XXX"]
    return np.array([list(row) for row in rows]) == "X"
""",
    },
    "sparse_conv": {
        "by einsum": """
def sparse_conv(x, w, b, table):
    seen = np.lib.stride_tricks.sliding_window_view(x, w.shape[:2], axis=(1, 2))
    return np.einsum("nijcuv,uvcf,cf->nijf", seen, w, table) + b
""",
        "map by map, by SciPy, as lists": """
def sparse_conv(x, w, b, table):
    from scipy.signal import correlate2d
    maps = []
    for f in range(w.shape[3]):
        read = np.flatnonzero(table[:, f])
        one = [sum((correlate2d(image[:, :, c], w[:, :, c, f], "valid") for c in read),
                   np.full((x.shape[1] - w.shape[0] + 1, x.shape[2] - w.shape[1] + 1), b[f])) for image in x]
        maps.append(one)
    return np.moveaxis(np.array(maps), 0, -1).tolist()
""",
    },
    "layer_table": {
        "as lists, a dense layer as a convolution": """
def layer_table(net, side, channels):
    rows = []
    for layer in net:
        if layer[0] == "pool":
            side = 1 + (side - layer[1]) // layer[2]
            rows.append([side, channels, 0, 0])
            continue
        f, k, s, p, g = layer[1:] if layer[0] == "conv" else (layer[1], side, 1, 0, 1)
        side = 1 + (side - k + 2 * p) // s
        w = f * k * k * (channels // g)
        channels = f
        rows.append([side, f, w + f, w * side * side])
    return rows
""",
        "recursively, in an array": """
def layer_table(net, side, channels):
    if not net:
        return np.zeros((0, 4), "int64")
    kind, *n = net[0]
    if kind == "dense":
        w = side * side * channels * n[0]
        row = 1, n[0], w + n[0], w
    elif kind == "pool":
        row = len(range(n[0], side + 1, n[1])), channels, 0, 0
    else:
        new = len(range(n[1], side + 2 * n[3] + 1, n[2]))
        w = n[0] * n[1] ** 2 * channels // n[4]
        row = new, n[0], w + n[0], w * new**2
    return np.vstack([np.array([row], "int64"), layer_table(net[1:], row[0], row[1])])
""",
    },
    "local_response_norm": {
        "channel by channel": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    b = np.empty(a.shape, "float32")
    for i in range(a.shape[-1]):
        around = a[..., max(0, i - (n - 1) // 2) : i + (n - 1) // 2 + 1].astype("float32")
        b[..., i] = a[..., i] / (k + alpha * np.square(around).sum(axis=-1)) ** beta
    return b
""",
        "by running sums": """
def local_response_norm(a, n=5, k=2.0, alpha=1e-4, beta=0.75):
    c = a.shape[-1]
    sums = np.concatenate([np.zeros((*a.shape[:-1], 1)), np.cumsum(a.astype(float) ** 2, axis=-1)], axis=-1)
    first, last = np.maximum(0, np.arange(c) - n // 2), np.minimum(c, np.arange(c) + n // 2 + 1)
    return np.multiply(a, (k + alpha * (sums[..., last] - sums[..., first])) ** -beta).tolist()
""",
    },
    "augment": {
        "by indices": """
def augment(images, size, u):
    n, h, w, _ = images.shape
    top = np.floor(u[:, 0] * (h - size + 1)).astype(int)
    left = np.floor(u[:, 1] * (w - size + 1)).astype(int)
    across = np.where(u[:, 2:] < 0.5, np.arange(size)[::-1], np.arange(size))
    rows, columns = top[:, None] + np.arange(size), left[:, None] + across
    return images[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]
""",
        "by loops, as lists": """
def augment(images, size, u):
    out = []
    for n in range(len(images)):
        i = int(u[n, 0] * (images.shape[1] - size + 1) // 1)
        j = int(u[n, 1] * (images.shape[2] - size + 1) // 1)
        square = images[n][i : i + size][:, j : j + size]
        out.append((np.fliplr(square) if u[n][2] < 0.5 else square).tolist())
    return out
""",
    },
    "principal_components": {
        "by np.cov": """
def principal_components(images):
    values, components = np.linalg.eigh(np.cov(images.reshape(-1, images.shape[-1]).T))
    order = np.argsort(values)[::-1]
    return [values[order], -components[:, order]]
""",
        "by singular values": """
def principal_components(images):
    pixels = np.float64(images).reshape(-1, images.shape[-1])
    _, s, v = np.linalg.svd(pixels - pixels.mean(axis=0), full_matrices=False)
    return (s**2 / len(pixels)).tolist(), v.T.tolist()
""",
    },
    "tint": {
        "image by image": """
def tint(images, values, components, alpha):
    out = []
    for image, a in zip(images, alpha):
        out.append(image + components @ (a * values))
    return np.array(out, "float32")
""",
        "by einsum, as lists": """
def tint(images, values, components, alpha):
    shift = np.einsum("ni,i,ci->nc", alpha, values, components)
    return (images + shift.reshape(len(images), 1, 1, -1)).tolist()
""",
    },
    "ten_views": {
        "one after the other": """
def ten_views(images, size):
    n, h, w, c = images.shape
    views = np.zeros((10, n, size, size, c), images.dtype)
    i, j = (h - size) // 2, (w - size) // 2
    views[0] = images[:, :size, :size]
    views[1] = images[:, :size, w - size :]
    views[2] = images[:, h - size :, :size]
    views[3] = images[:, h - size :, w - size :]
    views[4] = images[:, i : i + size, j : j + size]
    for k in range(5):
        views[5 + k] = np.flip(views[k], axis=2)
    return views
""",
        "as nested lists": """
def ten_views(images, size):
    h, w = images.shape[1:3]
    tops, lefts = [0, 0, h - size, h - size, (h - size) // 2], [0, w - size, 0, w - size, (w - size) // 2]
    places = zip(tops, lefts)
    cut = [[[row[j : j + size] for row in image[i : i + size].tolist()] for image in images] for i, j in places]
    return cut + [[[row[::-1] for row in image] for image in view] for view in cut]
""",
    },
    "top_k_accuracy": {
        "by ranks": """
def top_k_accuracy(labels, scores, k):
    rows = np.arange(len(labels))
    own = scores[rows, labels][:, None]
    before = (scores > own) | ((scores == own) & (np.arange(scores.shape[1]) < labels[:, None]))
    return float(np.mean(before.sum(axis=1) < k))
""",
        "by Python's sort": """
def top_k_accuracy(labels, scores, k):
    right = 0
    for label, row in zip(labels, scores.tolist()):
        order = sorted(range(len(row)), key=lambda c: (-row[c], c))
        right += int(label) in order[:k]
    return right / len(labels)
""",
    },
}

MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "sparse_conv": {"looks at weights that are not 100"},
}
