"""Answers to the questions of lab 06 as students write them: wrong ones by what is wrong, right ones by how."""

WRONG = {
    "conv_cost": {
        "forgets the biases": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    parameters, macs, activations = right(size, channels, filters, kernel_size, strides)
    return parameters - filters, macs, activations
""",
        "counts biases as multiply-adds": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    parameters, macs, activations = right(size, channels, filters, kernel_size, strides)
    return parameters, macs + activations, activations
""",
        "rounds the output down": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    places = (size // strides) ** 2
    weights = kernel_size**2 * channels * filters
    return weights + filters, weights * places, filters * places
""",
        "ignores the stride": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    return right(size, channels, filters, kernel_size)
""",
        "multiplies at the input's places": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    parameters, _, activations = right(size, channels, filters, kernel_size, strides)
    return parameters, right(size, channels, filters, kernel_size)[1], activations
""",
        "has a bias for each channel": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    parameters, macs, activations = right(size, channels, filters, kernel_size, strides)
    return parameters - filters + channels, macs, activations
""",
        "takes windows of one row": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    places = (-(-size // strides)) ** 2
    weights = kernel_size * channels * filters
    return weights + filters, weights * places, filters * places
""",
        "has one channel a filter": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    return right(size, 1, filters, kernel_size, strides)
""",
        "does not pad": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    places = ((size - kernel_size) // strides + 1) ** 2
    weights = kernel_size**2 * channels * filters
    return weights + filters, weights * places, filters * places
""",
        "returns floats": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    return tuple(float(n) for n in right(size, channels, filters, kernel_size, strides))
""",
        "counts FLOPs": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    parameters, macs, activations = right(size, channels, filters, kernel_size, strides)
    return parameters, 2 * macs, activations
""",
        "counts the input's activations": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    return *right(size, channels, filters, kernel_size, strides)[:2], size**2 * channels
""",
        "divides the number of places, not the side": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    places = -(-(size**2) // strides)
    weights = kernel_size**2 * channels * filters
    return weights + filters, weights * places, filters * places
""",
    },
    "stack_cost": {
        "reads the first channels in every layer": """
def stack_cost(kernel_size, channels, filters):
    count, large, _ = right(kernel_size, channels, filters)
    return count, large, count * 9 * channels * filters
""",
        "changes the channels in the last layer": """
def stack_cost(kernel_size, channels, filters):
    count, large, _ = right(kernel_size, channels, filters)
    return count, large, 9 * channels * filters + (count - 1) * 9 * channels**2
""",
        "has one layer more": """
def stack_cost(kernel_size, channels, filters):
    count, large, stack = right(kernel_size, channels, filters)
    return count + 1, large, stack + 9 * filters**2
""",
        "adds three pixels a layer": """
def stack_cost(kernel_size, channels, filters):
    count = -(-kernel_size // 3)
    return count, kernel_size**2 * channels * filters, 9 * channels * filters + (count - 1) * 9 * filters**2
""",
        "always has two layers": """
def stack_cost(kernel_size, channels, filters):
    _, large, _ = right(kernel_size, channels, filters)
    return 2, large, 9 * channels * filters + 9 * filters**2
""",
        "counts biases": """
def stack_cost(kernel_size, channels, filters):
    count, large, stack = right(kernel_size, channels, filters)
    return count, large + filters, stack + count * filters
""",
        "knows C to C only": """
def stack_cost(kernel_size, channels, filters):
    count = (kernel_size - 1) // 2
    return count, kernel_size**2 * filters**2, 9 * count * filters**2
""",
        "returns another order": """
def stack_cost(kernel_size, channels, filters):
    count, large, stack = right(kernel_size, channels, filters)
    return count, stack, large
""",
    },
    "merge_kernels": {
        "turns the first kernel": """
def merge_kernels(first, second):
    return right(first[::-1, ::-1], second)
""",
        "correlates the kernels": """
def merge_kernels(first, second):
    return right(first, second[::-1, ::-1])
""",
        "swaps the layers": """
def merge_kernels(first, second):
    return right(second, first) if first.shape[2:] == second.shape[2:] else right(first, second)[::-1, ::-1]
""",
        "multiplies the channels without a sum": """
def merge_kernels(first, second):
    m = first.shape[3]
    return sum(right(first[..., i:i+1], second[:, :, i:i+1]) for i in range(m)) / m
""",
        "swaps rows and columns of the second kernel": """
def merge_kernels(first, second):
    return right(first, second.swapaxes(0, 1)) if second.shape[0] == second.shape[1] else right(first, second)
""",
        "keeps the first window": """
def merge_kernels(first, second):
    merged = right(first, second)
    a, b = first.shape[:2]
    top, left = (merged.shape[0] - a) // 2, (merged.shape[1] - b) // 2
    return merged[top : top + a, left : left + b]
""",
        "writes over what is there": """
def merge_kernels(first, second):
    a, b, c, _ = first.shape
    u, v, _, f = second.shape
    merged = np.zeros((a + u - 1, b + v - 1, c, f))
    for i in range(u):
        for j in range(v):
            merged[i : i + a, j : j + b] = first @ second[i, j]
    return merged
""",
        "takes the windows to be square": """
def merge_kernels(first, second):
    a, u = first.shape[0], second.shape[0]
    merged = np.zeros((a + u - 1, a + u - 1, first.shape[2], second.shape[3]))
    for i in range(u):
        for j in range(u):
            merged[i : i + a, j : j + a] += first @ second[i, j]
    return merged
""",
        "takes both windows to be equal": """
def merge_kernels(first, second):
    a, b, c, _ = first.shape
    merged = np.zeros((2 * a - 1, 2 * b - 1, c, second.shape[3]))
    for i in range(a):
        for j in range(b):
            merged[i : i + a, j : j + b] += first @ second[i, j]
    return merged
""",
        "swaps channels and filters": """
def merge_kernels(first, second):
    return right(first, second).swapaxes(2, 3)
""",
        "stores whole numbers": """
def merge_kernels(first, second):
    return right(first, second).astype(first.dtype)
""",
        "changes the second kernel": """
def merge_kernels(first, second):
    merged = right(first, second)
    second /= 2
    return merged
""",
        "multiplies the windows place by place": """
def merge_kernels(first, second):
    return np.einsum("abcm,abmf->abcf", first, second)
""",
    },
    "vgg": {
        "has no ReLU in the convolutions": """
def vgg(x, config, units, classes):
    for entry in config:
        x = layers.MaxPooling2D(2)(x) if entry == "M" else layers.Conv2D(entry, 3, padding="same")(x)
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return layers.Dense(classes, activation="softmax")(x)
""",
        "has no ReLU in the hidden layers": """
def vgg(x, config, units, classes):
    for entry in config:
        x = layers.MaxPooling2D(2)(x) if entry == "M" else layers.Conv2D(entry, 3, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width)(x)
    return layers.Dense(classes, activation="softmax")(x)
""",
        "returns scores": """
def vgg(x, config, units, classes):
    x = vgg_body(x, config, units)
    return layers.Dense(classes)(x)


def vgg_body(x, config, units):
    for entry in config:
        x = layers.MaxPooling2D(2)(x) if entry == "M" else layers.Conv2D(entry, 3, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return x
""",
        "does not pad": """
def vgg(x, config, units, classes):
    for entry in config:
        x = layers.MaxPooling2D(2)(x) if entry == "M" else layers.Conv2D(entry, 3, activation="relu")(x)
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return layers.Dense(classes, activation="softmax")(x)
""",
        "pools the mean": """
def vgg(x, config, units, classes):
    for entry in config:
        if entry == "M":
            x = layers.AveragePooling2D(2)(x)
        else:
            x = layers.Conv2D(entry, 3, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return layers.Dense(classes, activation="softmax")(x)
""",
        "pads the pools": """
def vgg(x, config, units, classes):
    for entry in config:
        if entry == "M":
            x = layers.MaxPooling2D(2, padding="same")(x)
        else:
            x = layers.Conv2D(entry, 3, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return layers.Dense(classes, activation="softmax")(x)
""",
        "pools over 3x3": """
def vgg(x, config, units, classes):
    for entry in config:
        if entry == "M":
            x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
        else:
            x = layers.Conv2D(entry, 3, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return layers.Dense(classes, activation="softmax")(x)
""",
        "has no biases": """
def vgg(x, config, units, classes):
    for entry in config:
        if entry == "M":
            x = layers.MaxPooling2D(2)(x)
        else:
            x = layers.Conv2D(entry, 3, padding="same", activation="relu", use_bias=False)(x)
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return layers.Dense(classes, activation="softmax")(x)
""",
        "averages where it should flatten": """
def vgg(x, config, units, classes):
    for entry in config:
        x = layers.MaxPooling2D(2)(x) if entry == "M" else layers.Conv2D(entry, 3, padding="same", activation="relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return layers.Dense(classes, activation="softmax")(x)
""",
        "ignores the hidden layers": """
def vgg(x, config, units, classes):
    return right(x, config, [], classes)
""",
        "always has the paper's hidden layers": """
def vgg(x, config, units, classes):
    return right(x, config, units[:2] if len(units) > 1 else [5, 6], classes)
""",
        "has sigmoids at the end": """
def vgg(x, config, units, classes):
    for entry in config:
        x = layers.MaxPooling2D(2)(x) if entry == "M" else layers.Conv2D(entry, 3, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return layers.Dense(classes, activation="sigmoid")(x)
""",
        "activates behind the pool only": """
def vgg(x, config, units, classes):
    for entry in config:
        if entry == "M":
            x = layers.ReLU()(layers.MaxPooling2D(2)(x))
        else:
            x = layers.Conv2D(entry, 3, padding="same")(x)
    x = layers.Flatten()(x)
    for width in units:
        x = layers.Dense(width, activation="relu")(x)
    return layers.Dense(classes, activation="softmax")(x)
""",
    },
    "vgg_table": {
        "counts biases": """
def vgg_table(config, units, classes, size, channels=3):
    rows = right(config, units, classes, size, channels)
    outputs = [n for n in [*config, *units, classes]]
    return [(a, w + (0 if n == "M" else n), m) for (a, w, m), n in zip(rows, outputs)]
""",
        "does not shrink the maps": """
def vgg_table(config, units, classes, size, channels=3):
    rows = []
    for entry in config:
        if entry == "M":
            rows.append((size**2 * channels, 0, 0))
        else:
            weights = 9 * channels * entry
            channels = entry
            rows.append((size**2 * channels, weights, weights * size**2))
    inputs = size**2 * channels
    for outputs in [*units, classes]:
        rows.append((outputs, inputs * outputs, inputs * outputs))
        inputs = outputs
    return rows
""",
        "rounds odd sides up": """
def vgg_table(config, units, classes, size, channels=3):
    rows = []
    for entry in config:
        if entry == "M":
            size = (size + 1) // 2
            rows.append((size**2 * channels, 0, 0))
        else:
            weights = 9 * channels * entry
            channels = entry
            rows.append((size**2 * channels, weights, weights * size**2))
    inputs = size**2 * channels
    for outputs in [*units, classes]:
        rows.append((outputs, inputs * outputs, inputs * outputs))
        inputs = outputs
    return rows
""",
        "halves odd sides into fractions": """
def vgg_table(config, units, classes, size, channels=3):
    rows = []
    for entry in config:
        if entry == "M":
            size /= 2
            rows.append((size**2 * channels, 0, 0))
        else:
            weights = 9 * channels * entry
            channels = entry
            rows.append((size**2 * channels, weights, weights * size**2))
    inputs = size**2 * channels
    for outputs in [*units, classes]:
        rows.append((outputs, inputs * outputs, inputs * outputs))
        inputs = outputs
    return rows
""",
        "keeps the image's channels": """
def vgg_table(config, units, classes, size, channels=3):
    rows = []
    for entry in config:
        if entry == "M":
            size //= 2
            rows.append((size**2 * rows[-1][0] // max(1, (2 * size) ** 2) if rows else size**2 * channels, 0, 0))
        else:
            weights = 9 * channels * entry
            rows.append((size**2 * entry, weights, weights * size**2))
    inputs = size**2 * ([n for n in config if n != "M"] or [channels])[-1]
    for outputs in [*units, classes]:
        rows.append((outputs, inputs * outputs, inputs * outputs))
        inputs = outputs
    return rows
""",
        "leaves the pools out": """
def vgg_table(config, units, classes, size, channels=3):
    rows = right(config, units, classes, size, channels)
    return [row for row, n in zip(rows, [*config, *units, classes]) if n != "M"]
""",
        "gives the image a row": """
def vgg_table(config, units, classes, size, channels=3):
    return [(size**2 * channels, 0, 0), *right(config, units, classes, size, channels)]
""",
        "leaves the classes out": """
def vgg_table(config, units, classes, size, channels=3):
    return right(config, units, classes, size, channels)[:-1]
""",
        "puts the averages of the last maps into the first dense layer": """
def vgg_table(config, units, classes, size, channels=3):
    rows = right(config, units, classes, size, channels)
    inputs = ([n for n in config if n != "M"] or [channels])[-1]
    first = [*units, classes][0]
    rows[len(config)] = (first, inputs * first, inputs * first)
    return rows
""",
        "has dense layers without multiply-adds": """
def vgg_table(config, units, classes, size, channels=3):
    rows = right(config, units, classes, size, channels)
    return rows[: len(config)] + [(a, w, 0) for a, w, _ in rows[len(config) :]]
""",
        "always takes colour images": """
def vgg_table(config, units, classes, size, channels=3):
    return right(config, units, classes, size)
""",
        "swaps weights and work": """
def vgg_table(config, units, classes, size, channels=3):
    return [(a, m, w) for a, w, m in right(config, units, classes, size, channels)]
""",
        "counts a pool's activations before it": """
def vgg_table(config, units, classes, size, channels=3):
    rows = right(config, units, classes, size, channels)
    for i, n in enumerate(config):
        if n == "M":
            rows[i] = ((rows[i - 1][0] if i else size**2 * channels), 0, 0)
    return rows
""",
        "halves the maps in the convolutions": """
def vgg_table(config, units, classes, size, channels=3):
    rows = right(config, units, classes, size, channels)
    return [(a, w, m // 4 if n != "M" and i < len(config) else m)
            for i, ((a, w, m), n) in enumerate(zip(rows, [*config, *units, classes]))]
""",
        "multiplies for each window only once": """
def vgg_table(config, units, classes, size, channels=3):
    rows = right(config, units, classes, size, channels)
    return [(a, w, 9 * a if w and i < len(config) else m) for i, (a, w, m) in enumerate(rows)]
""",
    },
    "largest_batch": {
        "forgets gradient and momentum of the weights": """
def largest_batch(activations, weights, memory):
    return max(0, (memory - 4 * weights) // (8 * activations))
""",
        "forgets the gradients of the activations": """
def largest_batch(activations, weights, memory):
    return max(0, (memory - 12 * weights) // (4 * activations))
""",
        "counts the weights for each image": """
def largest_batch(activations, weights, memory):
    return memory // (12 * weights + 8 * activations)
""",
        "counts numbers, not bytes": """
def largest_batch(activations, weights, memory):
    return right(activations, weights, 4 * memory)
""",
        "is negative where nothing fits": """
def largest_batch(activations, weights, memory):
    return (memory - 12 * weights) // (8 * activations)
""",
        "truncates towards zero where nothing fits": """
def largest_batch(activations, weights, memory):
    return int((memory - 12 * weights) / (8 * activations))
""",
        "rounds up": """
def largest_batch(activations, weights, memory):
    return max(0, -(-(memory - 12 * weights) // (8 * activations)))
""",
        "rounds to the nearest": """
def largest_batch(activations, weights, memory):
    return max(0, round((memory - 12 * weights) / (8 * activations)))
""",
        "returns a float": """
def largest_batch(activations, weights, memory):
    return max(0, (memory - 12 * weights) / (8 * activations))
""",
        "must stay below the memory": """
def largest_batch(activations, weights, memory):
    return right(activations, weights, memory - 1)
""",
        "always runs one image": """
def largest_batch(activations, weights, memory):
    return max(1, right(activations, weights, memory))
""",
    },
    "inception": {
        "has no reductions": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same", activation="relu")(x)
    pool = conv(layers.MaxPooling2D(3, 1, padding="same")(x), filters[5], 1)
    return layers.Concatenate()([conv(x, filters[0], 1), conv(x, filters[2], 3), conv(x, filters[4], 5), pool])
""",
        "reduces without a ReLU": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same", activation="relu")(x)
    less = lambda x, f: layers.Conv2D(f, 1)(x)
    pool = conv(layers.MaxPooling2D(3, 1, padding="same")(x), filters[5], 1)
    three, five = conv(less(x, filters[1]), filters[2], 3), conv(less(x, filters[3]), filters[4], 5)
    return layers.Concatenate()([conv(x, filters[0], 1), three, five, pool])
""",
        "has no ReLU at the ends": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same")(x)
    less = lambda x, f: layers.Conv2D(f, 1, activation="relu")(x)
    pool = conv(layers.MaxPooling2D(3, 1, padding="same")(x), filters[5], 1)
    three, five = conv(less(x, filters[1]), filters[2], 3), conv(less(x, filters[3]), filters[4], 5)
    return layers.Concatenate()([conv(x, filters[0], 1), three, five, pool])
""",
        "chains the branches": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same", activation="relu")(x)
    one = conv(x, filters[0], 1)
    three = conv(conv(one, filters[1], 1), filters[2], 3)
    five = conv(conv(three, filters[3], 1), filters[4], 5)
    return layers.Concatenate()([one, three, five, conv(layers.MaxPooling2D(3, 1, padding="same")(x), filters[5], 1)])
""",
        "has 3x3 for 5x5": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same", activation="relu")(x)
    pool = conv(layers.MaxPooling2D(3, 1, padding="same")(x), filters[5], 1)
    three, five = conv(conv(x, filters[1], 1), filters[2], 3), conv(conv(x, filters[3], 1), filters[4], 3)
    return layers.Concatenate()([conv(x, filters[0], 1), three, five, pool])
""",
        "pools the mean": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same", activation="relu")(x)
    x_pooled = layers.AveragePooling2D(3, 1, padding="same")(x)
    three, five = conv(conv(x, filters[1], 1), filters[2], 3), conv(conv(x, filters[3], 1), filters[4], 5)
    return layers.Concatenate()([conv(x, filters[0], 1), three, five, conv(x_pooled, filters[5], 1)])
""",
        "pools behind the projection": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same", activation="relu")(x)
    pool = layers.MaxPooling2D(3, 1, padding="same")(conv(x, filters[5], 1))
    three, five = conv(conv(x, filters[1], 1), filters[2], 3), conv(conv(x, filters[3], 1), filters[4], 5)
    return layers.Concatenate()([conv(x, filters[0], 1), three, five, pool])
""",
        "does not project the pool": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same", activation="relu")(x)
    three, five = conv(conv(x, filters[1], 1), filters[2], 3), conv(conv(x, filters[3], 1), filters[4], 5)
    pool = layers.MaxPooling2D(3, 1, padding="same")(x)
    return layers.Concatenate()([conv(x, filters[0], 1), three, five, pool])
""",
        "pools over 2x2": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same", activation="relu")(x)
    pool = conv(layers.MaxPooling2D(2, 1, padding="same")(x), filters[5], 1)
    three, five = conv(conv(x, filters[1], 1), filters[2], 3), conv(conv(x, filters[3], 1), filters[4], 5)
    return layers.Concatenate()([conv(x, filters[0], 1), three, five, pool])
""",
        "joins in another order": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same", activation="relu")(x)
    pool = conv(layers.MaxPooling2D(3, 1, padding="same")(x), filters[5], 1)
    three, five = conv(conv(x, filters[1], 1), filters[2], 3), conv(conv(x, filters[3], 1), filters[4], 5)
    return layers.Concatenate()([conv(x, filters[0], 1), five, three, pool])
""",
        "joins the rows": """
def inception(x, filters):
    y = right(x, filters)
    return layers.Permute((2, 1, 3))(y)
""",
        "takes the filters in another order": """
def inception(x, filters):
    one, three, reduce3, five, reduce5, pool = filters
    return right(x, [one, reduce3, three, reduce5, five, pool])
""",
        "has no biases": """
def inception(x, filters):
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same", activation="relu", use_bias=False)(x)
    pool = conv(layers.MaxPooling2D(3, 1, padding="same")(x), filters[5], 1)
    three, five = conv(conv(x, filters[1], 1), filters[2], 3), conv(conv(x, filters[3], 1), filters[4], 5)
    return layers.Concatenate()([conv(x, filters[0], 1), three, five, pool])
""",
        "adds a shortcut": """
def inception(x, filters):
    y = right(x, filters)
    if x.shape[-1] != y.shape[-1]:
        x = layers.AveragePooling2D(x.shape[1:3], 1, padding="same")(x)
        x = layers.Concatenate()([x[..., :1]] * y.shape[-1])
    return layers.Add()([x, y])
""",
    },
    "inception_cost": {
        "counts the 3x3 window twice": """
def inception_cost(size, channels, filters):
    naive, reduced, wide, out = right(size, channels, filters)
    return naive, reduced + 9 * filters[1] * filters[2] * size**2, wide, out
""",
        "forgets the reductions themselves": """
def inception_cost(size, channels, filters):
    naive, reduced, wide, out = right(size, channels, filters)
    return naive, reduced - channels * (filters[1] + filters[3]) * size**2, wide, out
""",
        "forgets the projection of the pool": """
def inception_cost(size, channels, filters):
    naive, reduced, wide, out = right(size, channels, filters)
    return naive, reduced - channels * filters[5] * size**2, wide, out
""",
        "has large windows that read all channels": """
def inception_cost(size, channels, filters):
    naive, _, wide, out = right(size, channels, filters)
    return naive, naive + channels * (filters[1] + filters[3] + filters[5]) * size**2, wide, out
""",
        "has no pool in the naive output": """
def inception_cost(size, channels, filters):
    naive, reduced, wide, out = right(size, channels, filters)
    return naive, reduced, wide - channels, out
""",
        "hands reductions on": """
def inception_cost(size, channels, filters):
    naive, reduced, wide, _ = right(size, channels, filters)
    return naive, reduced, wide, sum(filters)
""",
        "projects the naive pool": """
def inception_cost(size, channels, filters):
    naive, reduced, wide, out = right(size, channels, filters)
    return naive + channels * filters[5] * size**2, reduced, out, out
""",
        "forgets the places": """
def inception_cost(size, channels, filters):
    naive, reduced, wide, out = right(size, channels, filters)
    return naive // size**2, reduced // size**2, wide, out
""",
        "takes one row of places": """
def inception_cost(size, channels, filters):
    naive, reduced, wide, out = right(size, channels, filters)
    return naive // size, reduced // size, wide, out
""",
        "counts biases": """
def inception_cost(size, channels, filters):
    naive, reduced, wide, out = right(size, channels, filters)
    return naive + (wide - channels) * size**2, reduced + sum(filters) * size**2, wide, out
""",
        "swaps reductions and windows": """
def inception_cost(size, channels, filters):
    one, reduce3, three, reduce5, five, pool = filters
    return right(size, channels, (one, three, reduce3, five, reduce5, pool))
""",
        "has 3x3 for 5x5": """
def inception_cost(size, channels, filters):
    one, reduce3, three, reduce5, five, pool = filters
    naive, reduced, wide, out = right(size, channels, filters)
    return naive - 16 * channels * five * size**2, reduced - 16 * reduce5 * five * size**2, wide, out
""",
    },
    "average_head": {
        "sums where it should average": """
def average_head(x, w, b):
    return x.sum(axis=(1, 2)) @ w + b, x @ w + b
""",
        "averages the batch": """
def average_head(x, w, b):
    return np.tile(x.mean(axis=(0, 1, 2)) @ w + b, (len(x), 1)), x @ w + b
""",
        "has no bias in the maps": """
def average_head(x, w, b):
    return x.mean(axis=(1, 2)) @ w + b, x @ w
""",
        "has no bias in the scores": """
def average_head(x, w, b):
    return x.mean(axis=(1, 2)) @ w, x @ w + b
""",
        "takes the largest": """
def average_head(x, w, b):
    return x.max(axis=(1, 2)) @ w + b, x @ w + b
""",
        "spreads the bias over the places": """
def average_head(x, w, b):
    return x.mean(axis=(1, 2)) @ w + b, x @ w + b / (x.shape[1] * x.shape[2])
""",
        "averages the columns only": """
def average_head(x, w, b):
    return x.mean(axis=2)[:, 0] @ w + b, x @ w + b
""",
        "returns another order": """
def average_head(x, w, b):
    return right(x, w, b)[::-1]
""",
        "puts the classes first": """
def average_head(x, w, b):
    scores, maps = right(x, w, b)
    return scores, np.moveaxis(maps, -1, 1)
""",
        "transposes the weights where it can": """
def average_head(x, w, b):
    return right(x, w.T if w.shape[0] == w.shape[1] else w, b)
""",
        "rectifies the maps": """
def average_head(x, w, b):
    scores, maps = right(x, w, b)
    return scores, np.maximum(maps, 0)
""",
        "divides by the square of the width": """
def average_head(x, w, b):
    return x.sum(axis=(1, 2)) / x.shape[2] ** 2 @ w + b, x @ w + b
""",
        "keeps the image's type": """
def average_head(x, w, b):
    scores, maps = right(x, w, b)
    return scores.astype(x.dtype), maps.astype(x.dtype)
""",
        "repeats the first image": """
def average_head(x, w, b):
    return right(np.repeat(x[:1], len(x), axis=0), w, b)
""",
    },
    "auxiliary_loss": {
        "weighs all losses alike": """
def auxiliary_loss(scores, labels, weight=0.3):
    return right(scores, labels, 1)
""",
        "always takes 0.3": """
def auxiliary_loss(scores, labels, weight=0.3):
    return right(scores, labels)
""",
        "sums over the batch": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = right(scores, labels, weight)
    return loss * len(labels), [g * len(labels) for g in gradients]
""",
        "does not divide the gradient by the batch": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = right(scores, labels, weight)
    return loss, [g * len(labels) for g in gradients]
""",
        "does not weigh the gradients": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = right(scores, labels, weight)
    return loss, [right([z], labels)[1][0] for z in scores]
""",
        "takes the mean of the losses": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = right(scores, labels, weight)
    return loss / len(scores), gradients
""",
        "weighs the end": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = right(scores[::-1], labels, weight)
    return loss, gradients[::-1]
""",
        "turns the sign of the gradient": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = right(scores, labels, weight)
    return loss, [-g for g in gradients]
""",
        "turns the sign of the loss": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = right(scores, labels, weight)
    return -loss, gradients
""",
        "forgets the label in the gradient": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = right(scores, labels, weight)
    y = np.eye(scores[0].shape[1])[labels] / len(labels)
    return loss, [g + (weight if i else 1) * y for i, g in enumerate(gradients)]
""",
        "overflows": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients, y = 0, [], np.eye(scores[0].shape[1])[labels]
    for i, z in enumerate(scores):
        with np.errstate(all="ignore"):
            p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
            loss -= (weight if i else 1) * np.log((p * y).sum(axis=1)).mean()
        gradients.append((weight if i else 1) * (p - y) / len(y))
    return loss, gradients
""",
        "bounds the probabilities": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients, y = 0, [], np.eye(scores[0].shape[1])[labels]
    for i, z in enumerate(scores):
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        loss -= (weight if i else 1) * np.log(np.clip((p * y).sum(axis=1), 1e-7, 1)).mean()
        gradients.append((weight if i else 1) * (p - y) / len(y))
    return loss, gradients
""",
        "subtracts the largest of all rows": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients, y = 0, [], np.eye(scores[0].shape[1])[labels]
    for i, z in enumerate(scores):
        with np.errstate(all="ignore"):
            p = np.exp(z - z.max())
            p = p / p.sum(axis=1, keepdims=True)
            loss -= (weight if i else 1) * np.log((p * y).sum(axis=1)).mean()
        gradients.append((weight if i else 1) * (p - y) / len(y))
    return loss, gradients
""",
        "takes the softmax over the batch": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients, y = 0, [], np.eye(scores[0].shape[1])[labels]
    for i, z in enumerate(scores):
        p = np.exp(z - z.max(axis=0))
        p /= p.sum(axis=0)
        loss -= (weight if i else 1) * np.log((p * y).sum(axis=1)).mean()
        gradients.append((weight if i else 1) * (p - y) / len(y))
    return loss, gradients
""",
        "returns the end's gradient only": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = right(scores, labels, weight)
    return loss, gradients[:1]
""",
        "changes the scores": """
def auxiliary_loss(scores, labels, weight=0.3):
    result = right(scores, labels, weight)
    for z in scores:
        z -= z.max(axis=1, keepdims=True)
    return result
""",
        "knows two heads": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = right(scores[:3], labels, weight)
    return loss, gradients + [np.zeros_like(z) for z in scores[3:]]
""",
    },
}

RIGHT = {
    "conv_cost": {
        "by NumPy": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    side = int(np.ceil(size / strides))
    kernel = np.zeros((kernel_size, kernel_size, channels, filters))
    return kernel.size + filters, kernel.size * side * side, side * side * filters
""",
        "by a layer of Keras": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    image = keras.Input((size, size, channels))
    layer = layers.Conv2D(filters, kernel_size, strides, padding="same")
    shape = layer(image).shape[1:]
    return layer.count_params(), (layer.count_params() - filters) * shape[0] * shape[1], int(np.prod(shape))
""",
        "by counting places": """
def conv_cost(size, channels, filters, kernel_size, strides=1):
    places = len(range(0, size, strides)) ** 2
    per_output = kernel_size * kernel_size * channels
    return np.array([(per_output + 1) * filters, per_output * filters * places, filters * places])
""",
    },
    "stack_cost": {
        "by a loop": """
def stack_cost(kernel_size, channels, filters):
    count, stack, read = 0, 0, channels
    for seen in range(3, kernel_size + 1, 2):
        stack += 3 * 3 * read * filters
        read = filters
        count += 1
    return count, kernel_size * kernel_size * channels * filters, stack
""",
        "as a list": """
def stack_cost(kernel_size, channels, filters):
    n = kernel_size // 2
    return [n, kernel_size**2 * channels * filters, 9 * filters * (channels + (n - 1) * filters)]
""",
    },
    "merge_kernels": {
        "by scipy": """
def merge_kernels(first, second):
    from scipy.signal import convolve2d

    merged = [[sum(convolve2d(first[..., c, m], second[..., m, f]) for m in range(first.shape[3]))
               for f in range(second.shape[3])] for c in range(first.shape[2])]
    return np.moveaxis(np.array(merged), (0, 1), (2, 3))
""",
        "by the formula": """
def merge_kernels(first, second):
    (a, b, c, m), (u, v, _, f) = first.shape, second.shape
    merged = np.zeros((a + u - 1, b + v - 1, c, f), dtype="float32")
    for i, j, k, l in np.ndindex(a, b, u, v):
        merged[i + k, j + l] += np.einsum("cm,mf->cf", first[i, j], second[k, l])
    return merged
""",
        "by padding and shifting": """
def merge_kernels(first, second):
    u, v = second.shape[:2]
    big = np.pad(first, [(0, u - 1), (0, v - 1), (0, 0), (0, 0)])
    return sum(np.roll(big, (i, j), axis=(0, 1)) @ second[i, j] for i in range(u) for j in range(v))
""",
    },
    "vgg": {
        "with activations as layers": """
def vgg(x, config, units, classes):
    for entry in config:
        if isinstance(entry, str):
            x = layers.MaxPool2D(pool_size=(2, 2), strides=(2, 2))(x)
        else:
            x = layers.Conv2D(entry, (3, 3), padding="same")(x)
            x = layers.Activation("relu")(x)
    x = layers.Reshape((-1,))(x)
    for width in units:
        x = layers.ReLU()(layers.Dense(width)(x))
    return layers.Softmax()(layers.Dense(classes)(x))
""",
        "as a Sequential": """
def vgg(x, config, units, classes):
    stack = [layers.MaxPooling2D() if n == "M" else layers.Conv2D(n, 3, padding="same", activation="relu")
             for n in config]
    stack += [layers.Flatten(), *(layers.Dense(n, activation="relu") for n in units)]
    return keras.Sequential([*stack, layers.Dense(classes, activation="softmax")])(x)
""",
        "with padding as a layer": """
def vgg(x, config, units, classes):
    for entry in config:
        if entry == "M":
            x = layers.MaxPooling2D(2, padding="valid")(x)
            continue
        x = layers.ZeroPadding2D(1)(x)
        x = layers.Conv2D(entry, 3, activation=keras.activations.relu)(x)
    x = layers.Flatten()(x)
    for width in list(units):
        x = layers.Dense(units=width, activation="relu")(x)
    return layers.Dense(classes, "softmax")(x)
""",
    },
    "vgg_table": {
        "as an array": """
def vgg_table(config, units, classes, size, channels=3):
    table = np.zeros((len(config) + len(units) + 1, 3), dtype="int64")
    for i, n in enumerate(config):
        if n == "M":
            size = size // 2
        else:
            table[i, 1] = channels * 3 * 3 * n
            table[i, 2] = table[i, 1] * size * size
            channels = n
        table[i, 0] = size * size * channels
    inputs = size * size * channels
    for i, n in enumerate(list(units) + [classes], start=len(config)):
        table[i] = n, inputs * n, inputs * n
        inputs = n
    return table
""",
        "by recursion": """
def vgg_table(config, units, classes, size, channels=3):
    def dense(inputs, widths):
        if not widths:
            return []
        n = widths[0]
        return [[n, inputs * n, inputs * n]] + dense(n, widths[1:])

    def maps(entries, side, c):
        if not entries:
            return dense(side * side * c, list(units) + [classes])
        n, rest = entries[0], entries[1:]
        if n == "M":
            return [[(side // 2) ** 2 * c, 0, 0]] + maps(rest, side // 2, c)
        return [[side * side * n, 9 * c * n, 9 * c * n * side * side]] + maps(rest, side, n)

    return maps(list(config), size, channels)
""",
    },
    "largest_batch": {
        "by counting": """
def largest_batch(activations, weights, memory):
    if memory < 12 * weights + 8 * activations:
        return 0
    return (memory - 12 * weights) // 4 // (2 * activations)
""",
        "by a search": """
def largest_batch(activations, weights, memory):
    fits = lambda n: 4 * (3 * weights + 2 * activations * n) <= memory
    low, high = 0, 1
    while fits(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
""",
        "by NumPy": """
def largest_batch(activations, weights, memory):
    return int(np.clip(np.floor((memory - 12 * weights) / (8 * activations)), 0, None))
""",
    },
    "inception": {
        "branch by branch, from the last": """
def inception(x, filters):
    pool = layers.MaxPool2D(pool_size=3, strides=1, padding="same")(x)
    pool = layers.Conv2D(filters[5], 1)(pool)
    pool = layers.ReLU()(pool)
    five = layers.Conv2D(filters[3], (1, 1), activation="relu")(x)
    five = layers.ZeroPadding2D(2)(five)
    five = layers.Conv2D(filters[4], (5, 5), activation="relu")(five)
    three = layers.Conv2D(filters[1], (1, 1), activation="relu")(x)
    three = layers.Conv2D(filters[2], (3, 3), padding="same", activation="relu")(three)
    one = layers.Conv2D(filters[0], (1, 1), activation="relu")(x)
    return layers.concatenate([one, three, five, pool])
""",
        "with one ReLU behind the join": """
def inception(x, filters):
    one, reduce3, three, reduce5, five, pool = filters
    conv = lambda x, f, k: layers.Conv2D(f, k, padding="same")(x)
    relu = lambda x: layers.Activation("relu")(x)
    parts = [conv(x, one, 1), conv(relu(conv(x, reduce3, 1)), three, 3), conv(relu(conv(x, reduce5, 1)), five, 5),
             conv(layers.MaxPooling2D((3, 3), strides=(1, 1), padding="same")(x), pool, 1)]
    return relu(layers.Concatenate(axis=-1)(parts))
""",
        "with branches as Sequential": """
def inception(x, filters):
    conv = lambda i, k: layers.Conv2D(filters[i], k, padding="same", activation="relu")
    branches = [[conv(0, 1)], [conv(1, 1), conv(2, 3)], [conv(3, 1), conv(4, 5)],
                [layers.MaxPooling2D(3, 1, "same"), conv(5, 1)]]
    return layers.Concatenate()([keras.Sequential(branch)(x) for branch in branches])
""",
    },
    "inception_cost": {
        "from a table of convolutions": """
def inception_cost(size, channels, filters):
    f = list(filters)
    work = lambda rows: sum(k * k * c * n for k, c, n in rows) * size * size
    naive = [(1, channels, f[0]), (3, channels, f[2]), (5, channels, f[4])]
    module = [(1, channels, f[0]), (1, channels, f[1]), (3, f[1], f[2]),
              (1, channels, f[3]), (5, f[3], f[4]), (1, channels, f[5])]
    ends = f[0] + f[2] + f[4]
    return [work(naive), work(module), ends + channels, ends + f[5]]
""",
        "by matrices": """
def inception_cost(size, channels, filters):
    f = np.asarray(filters, dtype="int64")
    places = size * size
    wide, narrow = f[[0, 2, 4]], f[[0, 1, 3, 5]]
    naive = places * channels * (wide @ [1, 9, 25])
    module = places * (channels * narrow.sum() + 9 * f[1] * f[2] + 25 * f[3] * f[4])
    return np.array([naive, module, wide.sum() + channels, wide.sum() + f[5]])
""",
    },
    "average_head": {
        "maps first": """
def average_head(x, w, b):
    maps = np.tensordot(x, w, axes=1) + b
    return maps.mean(axis=(1, 2)), maps
""",
        "by loops, in single precision": """
def average_head(x, w, b):
    n, rows, columns, _ = x.shape
    maps = np.zeros((n, rows, columns, len(b)), dtype="float32")
    for i in range(rows):
        for j in range(columns):
            maps[:, i, j] = x[:, i, j] @ w + b
    scores = sum(maps[:, i, j] for i in range(rows) for j in range(columns)) / (rows * columns)
    return [scores, maps]
""",
    },
    "auxiliary_loss": {
        "by scipy": """
def auxiliary_loss(scores, labels, weight=0.3):
    from scipy.special import log_softmax, softmax

    factors = [1] + [weight] * (len(scores) - 1)
    y = np.eye(scores[0].shape[1])[labels]
    losses = [-(log_softmax(z, axis=1) * y).sum() / len(y) for z in scores]
    return float(np.dot(factors, losses)), [f * (softmax(z, axis=1) - y) / len(y) for f, z in zip(factors, scores)]
""",
        "stacked": """
def auxiliary_loss(scores, labels, weight=0.3):
    z = np.stack(scores)
    factor = np.full((len(scores), 1, 1), weight, dtype=float)
    factor[0] = 1
    z = z - z.max(axis=-1, keepdims=True)
    y = (np.arange(z.shape[-1]) == np.asarray(labels)[:, None]).astype(float)
    total = np.exp(z).sum(axis=-1, keepdims=True)
    loss = (factor * y * (np.log(total) - z)).sum() / len(labels)
    return loss, list(factor * (np.exp(z) / total - y) / len(labels))
""",
        "by loops": """
def auxiliary_loss(scores, labels, weight=0.3):
    loss, gradients = 0.0, []
    for i, z in enumerate(scores):
        gradient = np.zeros(z.shape)
        factor = (weight if i > 0 else 1.0) / len(labels)
        for n, label in enumerate(labels):
            e = np.exp(z[n] - max(z[n]))
            loss += factor * (np.log(sum(e)) + max(z[n]) - z[n][label])
            gradient[n] = factor * e / sum(e)
            gradient[n, label] -= factor
        gradients.append(gradient)
    return loss, gradients
""",
    },
}

MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "stack_cost": {"adds three pixels a layer"},
    "merge_kernels": {"swaps the layers"},
    "vgg": {"activates behind the pool only"},
    "largest_batch": {"truncates towards zero where nothing fits"},
    "inception": {"pools behind the projection", "joins the rows"},
    "average_head": {"transposes the weights where it can", "keeps the image's type"},
    "auxiliary_loss": {"knows two heads"},
}
