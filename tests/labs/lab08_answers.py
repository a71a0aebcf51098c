"""Answers to the questions of lab 08 as students write them: wrong ones by what is wrong, right ones by how."""

WRONG = {
    "layer_cost": {
        "ignores the groups": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    return right(side, channels, filters, kernel_size, stride)
""",
        "divides by the groups twice": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    return right(side, channels // groups, filters // groups, kernel_size, stride)
""",
        "ignores the stride": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    return right(side, channels, filters, kernel_size, 1, groups)
""",
        "rounds the side down": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    cost = right(side // stride, channels, filters, kernel_size, 1, groups)
    return cost | {"moved": cost["moved"] + (side**2 - (side // stride) ** 2) * channels}
""",
        "makes floats": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    cost = right(side, channels, filters, kernel_size, stride, groups)
    return {name: number * 1.0 for name, number in cost.items()}
""",
        "pads nothing": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    after = max(0, (side - kernel_size) // stride + 1)
    weights = kernel_size**2 * (channels // groups) * filters
    moved = side**2 * channels + weights + after**2 * filters
    return {"weights": weights, "macs": weights * after**2, "moved": moved}
""",
        "counts biases": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    cost = right(side, channels, filters, kernel_size, stride, groups)
    return cost | {"weights": cost["weights"] + filters, "moved": cost["moved"] + filters}
""",
        "forgets to move the weights": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    cost = right(side, channels, filters, kernel_size, stride, groups)
    return cost | {"moved": cost["moved"] - cost["weights"]}
""",
        "writes as much as it reads": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    cost = right(side, channels, filters, kernel_size, stride, groups)
    return cost | {"moved": 2 * side**2 * channels + cost["weights"]}
""",
        "uses each weight at the input's places": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    cost = right(side, channels, filters, kernel_size, stride, groups)
    return cost | {"macs": cost["weights"] * side**2}
""",
        "counts a multiplication and an addition as two": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    cost = right(side, channels, filters, kernel_size, stride, groups)
    return cost | {"macs": 2 * cost["macs"]}
""",
        "reads the input once for each group": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    cost = right(side, channels, filters, kernel_size, stride, groups)
    return cost | {"moved": cost["moved"] + (groups - 1) * side**2 * channels}
""",
    },
    "grouped_conv": {
        "lets every filter read the first group": """
def grouped_conv(x, w):
    return full_conv(x[..., : w.shape[2]], w)
""",
        "adds up the groups": """
def grouped_conv(x, w):
    groups = x.shape[-1] // w.shape[2]
    return full_conv(x, np.concatenate([w] * groups, axis=2))
""",
        "deals the channels out": """
def grouped_conv(x, w):
    groups = x.shape[-1] // w.shape[2]
    return right(np.concatenate([x[..., i::groups] for i in range(groups)], axis=-1), w)
""",
        "deals the filters out": """
def grouped_conv(x, w):
    groups = x.shape[-1] // w.shape[2]
    parts = [full_conv(c, w[..., i::groups]) for i, c in enumerate(np.split(x, groups, axis=-1))]
    return np.concatenate(parts, axis=-1)
""",
        "interleaves the results": """
def grouped_conv(x, w):
    groups = x.shape[-1] // w.shape[2]
    y = right(x, w)
    return np.concatenate([y[..., i :: y.shape[-1] // groups] for i in range(y.shape[-1] // groups)], axis=-1)
""",
        "knows full and depthwise only": """
def grouped_conv(x, w):
    if w.shape[2] == x.shape[-1]:
        return full_conv(x, w)
    return np.concatenate([full_conv(x[..., c : c + 1], w[..., c : c + 1]) for c in range(x.shape[-1])], axis=-1)
""",
        "takes as many groups as channels in one": """
def grouped_conv(x, w):
    groups = w.shape[2]
    return np.concatenate([full_conv(c[..., : w.shape[2]], f) for c, f in zip(
        np.array_split(x, groups, axis=-1), np.array_split(w, groups, axis=-1))], axis=-1)
""",
        "takes as many groups as filters in one": """
def grouped_conv(x, w):
    groups = max(1, w.shape[3] // w.shape[2])
    return np.concatenate([full_conv(c[..., : w.shape[2]], f) for c, f in zip(
        np.array_split(x, groups, axis=-1), np.array_split(w, groups, axis=-1))], axis=-1)
""",
        "repeats the first image": """
def grouped_conv(x, w):
    return right(np.repeat(x[:1], len(x), axis=0), w)
""",
        "keeps whole numbers": """
def grouped_conv(x, w):
    return right(x, w).astype(x.dtype)
""",
        "turns the filters": """
def grouped_conv(x, w):
    return right(x, w[::-1, ::-1])
""",
        "stacks the groups on an axis of their own": """
def grouped_conv(x, w):
    y = right(x, w)
    return y.reshape(*y.shape[:3], x.shape[-1] // w.shape[2], -1)
""",
        "changes the images": """
def grouped_conv(x, w):
    y = right(x, w)
    x *= 0
    return y
""",
    },
    "depthwise_separable": {
        "leaves out the first normalisation": """
def depthwise_separable(x, filters, strides=1):
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False, activation="relu6")(x)
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
""",
        "leaves out the first ReLU6": """
def depthwise_separable(x, filters, strides=1):
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
""",
        "leaves out the second ReLU6": """
def depthwise_separable(x, filters, strides=1):
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.BatchNormalization(momentum=0.9)(x)
""",
        "normalises after the ReLU6": """
def depthwise_separable(x, filters, strides=1):
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.9)(layers.ReLU(6.0)(x))
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.BatchNormalization(momentum=0.9)(layers.ReLU(6.0)(x))
""",
        "uses ReLU without an upper end": """
def depthwise_separable(x, filters, strides=1):
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
""",
        "has biases": """
def depthwise_separable(x, filters, strides=1):
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same")(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2D(filters, 1)(x)
    return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
""",
        "strides in the 1x1 convolution": """
def depthwise_separable(x, filters, strides=1):
    x = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2D(filters, 1, strides=strides, use_bias=False)(x)
    return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
""",
        "ignores the stride": """
def depthwise_separable(x, filters, strides=1):
    return right(x, filters)
""",
        "pads nothing": """
def depthwise_separable(x, filters, strides=1):
    x = layers.DepthwiseConv2D(3, strides=strides, use_bias=False)(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
""",
        "mixes channels before places": """
def depthwise_separable(x, filters, strides=1):
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x)
    return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
""",
        "takes Keras's separable layer as it is": """
def depthwise_separable(x, filters, strides=1):
    x = layers.SeparableConv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
    return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
""",
        "takes a full convolution": """
def depthwise_separable(x, filters, strides=1):
    x = layers.Conv2D(x.shape[-1], 3, strides=strides, padding="same", use_bias=False)(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
""",
        "pads a row on every side and then strides": """
def depthwise_separable(x, filters, strides=1):
    x = layers.DepthwiseConv2D(3, strides=strides, use_bias=False)(layers.ZeroPadding2D(1)(x))
    x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
""",
    },
    "predicted_seconds": {
        "adds computing and moving": """
def predicted_seconds(costs, peak, bandwidth):
    return sum(c["macs"] / peak + c["moved"] / bandwidth for c in costs)
""",
        "takes the faster of the two": """
def predicted_seconds(costs, peak, bandwidth):
    return sum(min(c["macs"] / peak, c["moved"] / bandwidth) for c in costs)
""",
        "compares the sums": """
def predicted_seconds(costs, peak, bandwidth):
    return max(sum(c["macs"] for c in costs) / peak, sum(c["moved"] for c in costs) / bandwidth)
""",
        "takes the slowest layer": """
def predicted_seconds(costs, peak, bandwidth):
    return max([max(c["macs"] / peak, c["moved"] / bandwidth) for c in costs], default=0)
""",
        "counts multiply-adds only": """
def predicted_seconds(costs, peak, bandwidth):
    return sum(c["macs"] / peak for c in costs)
""",
        "exchanges peak and bandwidth": """
def predicted_seconds(costs, peak, bandwidth):
    return right(costs, bandwidth, peak)
""",
        "divides whole numbers": """
def predicted_seconds(costs, peak, bandwidth):
    return sum(max(c["macs"] // peak, c["moved"] // bandwidth) for c in costs)
""",
        "turns the fractions over": """
def predicted_seconds(costs, peak, bandwidth):
    return sum(max(peak / c["macs"], bandwidth / c["moved"]) for c in costs)
""",
        "takes the mean": """
def predicted_seconds(costs, peak, bandwidth):
    return right(costs, peak, bandwidth) / max(1, len(costs))
""",
        "fails without layers": """
def predicted_seconds(costs, peak, bandwidth):
    table = np.array([[c["macs"] / peak, c["moved"] / bandwidth] for c in costs])
    return table.max(axis=1).sum()
""",
        "returns a time for each layer": """
def predicted_seconds(costs, peak, bandwidth):
    return [max(c["macs"] / peak, c["moved"] / bandwidth) for c in costs]
""",
    },
    "mobilenet_cost": {
        "forgets the 1x1 convolution": """
def mobilenet_cost(rows, side, alpha=1):
    costs, channels = [], 3
    for kind, filters, stride in rows:
        filters = int(alpha * filters)
        groups = channels if kind == "separable" else 1
        made = filters if kind == "full" else channels
        costs.append(layer_cost(side, channels, made, 3, stride, groups))
        side, channels = -(-side // stride), filters
    return {name: sum(cost[name] for cost in costs) for name in ("weights", "macs")}
""",
        "strides in the 1x1 convolution too": """
def mobilenet_cost(rows, side, alpha=1):
    costs, channels = [], 3
    for kind, filters, stride in rows:
        filters = int(alpha * filters)
        if kind == "full":
            costs.append(layer_cost(side, channels, filters, 3, stride))
        else:
            costs.append(layer_cost(side, channels, channels, 3, stride, channels))
            side = -(-side // stride)
            costs.append(layer_cost(side, channels, filters, 1, stride))
        side, channels = -(-side // stride), filters
    return {name: sum(cost[name] for cost in costs) for name in ("weights", "macs")}
""",
        "gives the 1x1 convolution the side before the stride": """
def mobilenet_cost(rows, side, alpha=1):
    costs, channels = [], 3
    for kind, filters, stride in rows:
        filters = int(alpha * filters)
        if kind == "full":
            costs.append(layer_cost(side, channels, filters, 3, stride))
        else:
            costs.append(layer_cost(side, channels, channels, 3, stride, channels))
            costs.append(layer_cost(side, channels, filters, 1))
        side, channels = -(-side // stride), filters
    return {name: sum(cost[name] for cost in costs) for name in ("weights", "macs")}
""",
        "never changes the channels": """
def mobilenet_cost(rows, side, alpha=1):
    costs = [right([row], side, alpha) for row in rows]
    return {name: sum(cost[name] for cost in costs) for name in ("weights", "macs")}
""",
        "never changes the side": """
def mobilenet_cost(rows, side, alpha=1):
    return right([(kind, filters, 1) for kind, filters, _ in rows], side, alpha)
""",
        "rounds the side down": """
def mobilenet_cost(rows, side, alpha=1):
    weights = macs = 0
    channels = 3
    for kind, filters, stride in rows:
        filters, side = int(alpha * filters), side // stride
        here = 9 * channels * filters if kind == "full" else 9 * channels + channels * filters
        weights, macs, channels = weights + here, macs + here * side**2, filters
    return {"weights": weights, "macs": macs}
""",
        "ignores the width multiplier": """
def mobilenet_cost(rows, side, alpha=1):
    return right(rows, side)
""",
        "thins the image too": """
def mobilenet_cost(rows, side, alpha=1):
    weights = macs = 0
    channels = int(3 * alpha)
    for kind, filters, stride in rows:
        filters, side = int(alpha * filters), -(-side // stride)
        here = 9 * channels * filters if kind == "full" else 9 * channels + channels * filters
        weights, macs, channels = weights + here, macs + here * side**2, filters
    return {"weights": weights, "macs": macs}
""",
        "multiplies the sums by the square": """
def mobilenet_cost(rows, side, alpha=1):
    cost = right(rows, side)
    return {name: int(alpha**2 * number) for name, number in cost.items()}
""",
        "rounds the filters up": """
def mobilenet_cost(rows, side, alpha=1):
    return right([(kind, int(np.ceil(alpha * filters)), stride) for kind, filters, stride in rows], side)
""",
        "takes every row to be separable": """
def mobilenet_cost(rows, side, alpha=1):
    return right([("separable", filters, stride) for _, filters, stride in rows], side, alpha)
""",
        "makes floats": """
def mobilenet_cost(rows, side, alpha=1):
    return {name: float(number) for name, number in right(rows, side, alpha).items()}
""",
        "writes the thin filters into the rows": """
def mobilenet_cost(rows, side, alpha=1):
    for i, (kind, filters, stride) in enumerate(rows):
        rows[i] = kind, int(alpha * filters), stride
    return right(rows, side)
""",
    },
    "recovery_error": {
        "always rectifies": """
def recovery_error(x, t, rectify=True):
    return right(x, t)
""",
        "never rectifies": """
def recovery_error(x, t, rectify=True):
    return right(x, t, False)
""",
        "forgets the root": """
def recovery_error(x, t, rectify=True):
    return right(x, t, rectify) ** 2
""",
        "goes back by the transpose": """
def recovery_error(x, t, rectify=True):
    y = np.maximum(x @ t, 0) if rectify else x @ t
    return np.sqrt(np.sum((y @ t.T - x) ** 2) / np.sum(x**2))
""",
        "goes back by the inverse of T": """
def recovery_error(x, t, rectify=True):
    y = np.maximum(x @ t, 0) if rectify else x @ t
    return np.sqrt(np.sum((y @ np.linalg.pinv(t) - x) ** 2) / np.sum(x**2))
""",
        "rectifies after the way back": """
def recovery_error(x, t, rectify=True):
    y = x @ t
    back = y @ np.linalg.lstsq(y, x, rcond=None)[0]
    back = np.maximum(back, 0) if rectify else back
    return np.sqrt(np.sum((back - x) ** 2) / np.sum(x**2))
""",
        "inverts what has no inverse": """
def recovery_error(x, t, rectify=True):
    y = np.maximum(x @ t, 0) if rectify else x @ t
    b = np.linalg.inv(y.T @ y) @ y.T @ x
    return np.sqrt(np.sum((y @ b - x) ** 2) / np.sum(x**2))
""",
        "adds a constant channel": """
def recovery_error(x, t, rectify=True):
    y = np.maximum(x @ t, 0) if rectify else x @ t
    y = np.hstack([y, np.ones((len(y), 1))])
    b = np.linalg.lstsq(y, x, rcond=None)[0]
    return np.sqrt(np.sum((y @ b - x) ** 2) / np.sum(x**2))
""",
        "divides by the spread": """
def recovery_error(x, t, rectify=True):
    return right(x, t, rectify) * np.sqrt(np.sum(x**2) / np.sum((x - x.mean(axis=0)) ** 2))
""",
        "does not divide": """
def recovery_error(x, t, rectify=True):
    return right(x, t, rectify) * np.sqrt(np.mean(x**2))
""",
        "uses ReLU6": """
def recovery_error(x, t, rectify=True):
    y = np.clip(x @ t, 0, 6) if rectify else x @ t
    b = np.linalg.lstsq(y, x, rcond=None)[0]
    return np.sqrt(np.sum((y @ b - x) ** 2) / np.sum(x**2))
""",
        "averages over the coordinates": """
def recovery_error(x, t, rectify=True):
    y = np.maximum(x @ t, 0) if rectify else x @ t
    b = np.linalg.lstsq(y, x, rcond=None)[0]
    return np.mean(np.sqrt(np.sum((y @ b - x) ** 2, axis=0) / np.sum(x**2, axis=0)))
""",
        "rectifies the points in place": """
def recovery_error(x, t, rectify=True):
    error = right(x, t, rectify)
    x[x < 0] = 0
    return error
""",
    },
    "inverted_residual": {
        "has a ReLU6 behind the projection": """
def inverted_residual(x, filters, strides=1, expansion=6):
    y = layers.ReLU(6.0)(block(x, filters, strides, expansion))
    return layers.Add()([x, y]) if strides == 1 and filters == x.shape[-1] else y
""",
        "has a ReLU6 behind the sum": """
def inverted_residual(x, filters, strides=1, expansion=6):
    return layers.ReLU(6.0)(right(x, filters, strides, expansion))
""",
        "has no shortcut": """
def inverted_residual(x, filters, strides=1, expansion=6):
    return block(x, filters, strides, expansion)
""",
        "has a shortcut whenever the channels agree": """
def inverted_residual(x, filters, strides=1, expansion=6):
    y = block(x, filters, strides, expansion)
    if filters == x.shape[-1]:
        y = layers.Add()([layers.AveragePooling2D(strides, padding="same")(x) if strides > 1 else x, y])
    return y
""",
        "makes the shortcut fit by a 1x1 convolution": """
def inverted_residual(x, filters, strides=1, expansion=6):
    y = block(x, filters, strides, expansion)
    if filters != x.shape[-1] or strides > 1:
        x = layers.Conv2D(filters, 1, strides, use_bias=False)(x)
    return layers.Add()([x, y])
""",
        "expands with expansion=1": """
def inverted_residual(x, filters, strides=1, expansion=6):
    start = x
    y = layers.Conv2D(expansion * x.shape[-1], 1, use_bias=False)(x)
    y = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(y))
    y = block(y, filters, strides, 1)
    return layers.Add()([start, y]) if strides == 1 and filters == start.shape[-1] else y
""",
        "expands the output's channels": """
def inverted_residual(x, filters, strides=1, expansion=6):
    start, y = x, x
    if expansion != 1:
        y = layers.Conv2D(expansion * filters, 1, use_bias=False)(y)
        y = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(y))
    y = block(y, filters, strides, 1)
    return layers.Add()([start, y]) if strides == 1 and filters == start.shape[-1] else y
""",
        "is narrow inside": """
def inverted_residual(x, filters, strides=1, expansion=6):
    start, y = x, x
    if expansion != 1:
        y = layers.Conv2D(max(1, x.shape[-1] // expansion), 1, use_bias=False)(y)
        y = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(y))
    y = block(y, filters, strides, 1)
    return layers.Add()([start, y]) if strides == 1 and filters == start.shape[-1] else y
""",
        "strides in the expansion": """
def inverted_residual(x, filters, strides=1, expansion=6):
    start, y = x, x
    if expansion != 1:
        y = layers.Conv2D(expansion * x.shape[-1], 1, strides, use_bias=False)(y)
        y = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(y))
        y = block(y, filters, 1, 1)
    else:
        y = block(y, filters, strides, 1)
    return layers.Add()([start, y]) if strides == 1 and filters == start.shape[-1] else y
""",
        "ignores the expansion": """
def inverted_residual(x, filters, strides=1, expansion=6):
    return right(x, filters, strides)
""",
        "uses ReLU without an upper end": """
def inverted_residual(x, filters, strides=1, expansion=6):
    y = block(x, filters, strides, expansion, top=None)
    return layers.Add()([x, y]) if strides == 1 and filters == x.shape[-1] else y
""",
        "concatenates where it should add": """
def inverted_residual(x, filters, strides=1, expansion=6):
    y = block(x, filters, strides, expansion)
    return layers.Concatenate()([x, y]) if strides == 1 and filters == x.shape[-1] else y
""",
        "has biases": """
def inverted_residual(x, filters, strides=1, expansion=6):
    y = block(x, filters, strides, expansion, use_bias=True)
    return layers.Add()([x, y]) if strides == 1 and filters == x.shape[-1] else y
""",
        "takes a full convolution inside": """
def inverted_residual(x, filters, strides=1, expansion=6):
    y = block(x, filters, strides, expansion, depthwise=False)
    return layers.Add()([x, y]) if strides == 1 and filters == x.shape[-1] else y
""",
        "adds the wide maps": """
def inverted_residual(x, filters, strides=1, expansion=6):
    start = x
    if expansion != 1:
        x = layers.Conv2D(expansion * x.shape[-1], 1, use_bias=False)(x)
        x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
    y = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x)
    y = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(y))
    if strides == 1 and filters == start.shape[-1]:
        y = layers.Add()([x, y])
    return layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, 1, use_bias=False)(y))
""",
        "forgets the last normalisation": """
def inverted_residual(x, filters, strides=1, expansion=6):
    y = block(x, filters, strides, expansion, last=False)
    return layers.Add()([x, y]) if strides == 1 and filters == x.shape[-1] else y
""",
    },
    "in_bits": {
        "has as many steps as values": """
def in_bits(x, bits, top=6):
    step = top / 2**bits
    return np.round(np.clip(x, 0, top) / step) * step
""",
        "rounds down": """
def in_bits(x, bits, top=6):
    step = top / (2**bits - 1)
    return np.floor(np.clip(x, 0, top) / step + 1e-9) * step
""",
        "rounds up": """
def in_bits(x, bits, top=6):
    step = top / (2**bits - 1)
    return np.ceil(np.clip(x, 0, top) / step - 1e-9) * step
""",
        "does not cut off above": """
def in_bits(x, bits, top=6):
    step = top / (2**bits - 1)
    return np.round(np.maximum(x, 0) / step) * step
""",
        "does not cut off below": """
def in_bits(x, bits, top=6):
    step = top / (2**bits - 1)
    return np.round(np.minimum(x, top) / step) * step
""",
        "ignores the top": """
def in_bits(x, bits, top=6):
    return right(x, bits)
""",
        "returns codes": """
def in_bits(x, bits, top=6):
    step = top / (2**bits - 1)
    return np.round(np.clip(x, 0, top) / step)
""",
        "squares the bits": """
def in_bits(x, bits, top=6):
    step = top / (bits**2 - 1) if bits > 1 else top
    return np.round(np.clip(x, 0, top) / step) * step
""",
        "takes the largest activation as the top": """
def in_bits(x, bits, top=6):
    return right(x, bits, np.max(x))
""",
        "rounds to whole numbers": """
def in_bits(x, bits, top=6):
    return np.round(np.clip(x, 0, top))
""",
        "wraps around like an overflow": """
def in_bits(x, bits, top=6):
    step = top / (2**bits - 1)
    return np.round(np.maximum(x, 0) / step) % 2**bits * step
""",
        "cuts the activations off in place": """
def in_bits(x, bits, top=6):
    y = right(x, bits, top)
    np.clip(x, 0, top, out=x)
    return y
""",
        "cuts off at 6 and then at the top": """
def in_bits(x, bits, top=6):
    return right(np.minimum(x, 6), bits, top)
""",
    },
    "channel_shuffle": {
        "reshapes without dealing": """
def channel_shuffle(x, groups):
    height, width, channels = x.shape[1:]
    x = layers.Reshape((height, width, groups, channels // groups))(x)
    return layers.Reshape((height, width, channels))(x)
""",
        "deals back": """
def channel_shuffle(x, groups):
    return right(x, x.shape[-1] // groups)
""",
        "turns the order round": """
def channel_shuffle(x, groups):
    height, width, channels = x.shape[1:]
    x = layers.Reshape((height, width, channels, 1))(right(x, groups))
    x = layers.Reshape((height, width, groups, channels // groups))(x)
    x = layers.Concatenate(axis=3)([layers.Cropping3D(((0, 0), (0, 0), (i, groups - 1 - i)))(
        layers.Reshape((height, width, groups, channels // groups))(x)) for i in range(groups)[::-1]])
    return layers.Reshape((height, width, channels))(x)
""",
        "mixes places too": """
def channel_shuffle(x, groups):
    height, width, channels = x.shape[1:]
    x = layers.Reshape((groups, channels // groups, height, width))(x)
    x = layers.Permute((2, 1, 3, 4))(x)
    return layers.Reshape((height, width, channels))(x)
""",
        "exchanges rows and columns": """
def channel_shuffle(x, groups):
    height, width, channels = x.shape[1:]
    x = layers.Reshape((height, width, groups, channels // groups))(x)
    x = layers.Permute((2, 1, 4, 3))(x)
    return layers.Reshape((height, width, channels))(x)
""",
        "leaves the table unread": """
def channel_shuffle(x, groups):
    height, width, channels = x.shape[1:]
    x = layers.Reshape((height, width, groups, channels // groups))(x)
    return layers.Permute((1, 2, 4, 3))(x)
""",
        "takes the side for the groups": """
def channel_shuffle(x, groups):
    return right(x, 2)
""",
        "moves the channels by one group": """
def channel_shuffle(x, groups):
    each = x.shape[-1] // groups
    height, width, channels = x.shape[1:]
    flat = layers.Reshape((height * width, channels))(x)
    turn = layers.Permute((2, 1))(flat)
    parts = [layers.Cropping1D((i * each, channels - (i + 1) * each))(turn) for i in range(groups)]
    parts = parts[1:] + parts[:1]
    turn = layers.Concatenate(axis=1)(parts) if groups > 1 else parts[0]
    return layers.Reshape((height, width, channels))(layers.Permute((2, 1))(turn))
""",
        "mixes with weights": """
def channel_shuffle(x, groups):
    return layers.Conv2D(x.shape[-1], 1, use_bias=False)(x)
""",
        "does nothing": """
def channel_shuffle(x, groups):
    return layers.Activation("linear")(x)
""",
    },
    "squeeze_excite": {
        "excites by ReLU": """
def squeeze_excite(x, ratio=4):
    return excite(x, ratio, last="relu")
""",
        "excites by softmax": """
def squeeze_excite(x, ratio=4):
    return excite(x, ratio, last="softmax")
""",
        "forgets the ReLU": """
def squeeze_excite(x, ratio=4):
    return excite(x, ratio, first=None)
""",
        "squeezes by the largest value": """
def squeeze_excite(x, ratio=4):
    return excite(x, ratio, pool=layers.GlobalMaxPooling2D)
""",
        "adds where it should multiply": """
def squeeze_excite(x, ratio=4):
    return excite(x, ratio, join=layers.Add)
""",
        "ignores the ratio": """
def squeeze_excite(x, ratio=4):
    return right(x)
""",
        "has no biases": """
def squeeze_excite(x, ratio=4):
    return excite(x, ratio, use_bias=False)
""",
        "may have no unit": """
def squeeze_excite(x, ratio=4):
    return excite(x, ratio, units=x.shape[-1] // ratio)
""",
        "rounds the units up": """
def squeeze_excite(x, ratio=4):
    return excite(x, ratio, units=-(-x.shape[-1] // ratio))
""",
        "takes the ratio for the units": """
def squeeze_excite(x, ratio=4):
    return excite(x, ratio, units=ratio)
""",
        "leaves out the squeeze": """
def squeeze_excite(x, ratio=4):
    units = max(1, x.shape[-1] // ratio)
    y = layers.Dense(units, activation="relu")(x)
    return layers.Multiply()([x, layers.Dense(x.shape[-1], activation="sigmoid")(y)])
""",
        "returns the weights of the channels": """
def squeeze_excite(x, ratio=4):
    units = max(1, x.shape[-1] // ratio)
    y = layers.Dense(units, activation="relu")(layers.GlobalAveragePooling2D()(x))
    y = layers.Dense(x.shape[-1], activation="sigmoid")(y)
    return layers.Multiply()([layers.Reshape((1, 1, x.shape[-1]))(y)] * 2)
""",
        "adds the input once more": """
def squeeze_excite(x, ratio=4):
    return layers.Add()([x, right(x, ratio)])
""",
        "weighs columns where they are as many as channels": """
def squeeze_excite(x, ratio=4):
    units = max(1, x.shape[-1] // ratio)
    y = layers.Dense(units, activation="relu")(layers.GlobalAveragePooling2D()(x))
    y = layers.Dense(x.shape[-1], activation="sigmoid")(y)
    shape = (1, x.shape[-1], 1) if x.shape[2] == x.shape[3] else (1, 1, x.shape[-1])
    return layers.Multiply()([x, layers.Reshape(shape)(y)])
""",
    },
    "compound_scale": {
        "scales linearly": """
def compound_scale(phi, side, channels, repeats):
    return scaled(side, channels, repeats, 1 + 0.2 * phi, 1 + 0.1 * phi, 1 + 0.15 * phi)
""",
        "rounds the repeats to the nearest": """
def compound_scale(phi, side, channels, repeats):
    return right(phi, side, channels, repeats) | {"repeats": [round(n * 1.2**phi) for n in repeats]}
""",
        "rounds the channels down": """
def compound_scale(phi, side, channels, repeats):
    return right(phi, side, channels, repeats) | {"channels": [max(8, int(n * 1.1**phi) // 8 * 8) for n in channels]}
""",
        "forgets the rule of a tenth": """
def compound_scale(phi, side, channels, repeats):
    wide = [max(8, int(n * 1.1**phi + 4) // 8 * 8) for n in channels]
    return right(phi, side, channels, repeats) | {"channels": wide}
""",
        "does not round the channels to 8": """
def compound_scale(phi, side, channels, repeats):
    return right(phi, side, channels, repeats) | {"channels": [round(n * 1.1**phi) for n in channels]}
""",
        "always rounds the channels up": """
def compound_scale(phi, side, channels, repeats):
    wide = [int(np.ceil(n * 1.1**phi / 8)) * 8 for n in channels]
    return right(phi, side, channels, repeats) | {"channels": wide}
""",
        "exchanges depth and width": """
def compound_scale(phi, side, channels, repeats):
    return scaled(side, channels, repeats, 1.1**phi, 1.2**phi, 1.15**phi)
""",
        "exchanges width and resolution": """
def compound_scale(phi, side, channels, repeats):
    return scaled(side, channels, repeats, 1.2**phi, 1.15**phi, 1.1**phi)
""",
        "rounds the side down": """
def compound_scale(phi, side, channels, repeats):
    return right(phi, side, channels, repeats) | {"side": int(side * 1.15**phi)}
""",
        "leaves the side as it is": """
def compound_scale(phi, side, channels, repeats):
    return right(phi, side, channels, repeats) | {"side": side}
""",
        "rounds half way down": """
def compound_scale(phi, side, channels, repeats):
    def width(n):
        low = max(8, int(np.ceil((n * 1.1**phi - 4) / 8)) * 8)
        return low if low >= 0.9 * n * 1.1**phi else low + 8
    return right(phi, side, channels, repeats) | {"channels": [width(n) for n in channels]}
""",
        "rounds half way to the even multiple": """
def compound_scale(phi, side, channels, repeats):
    def width(n):
        low = max(8, round(n * 1.1**phi / 8) * 8)
        return low if low >= 0.9 * n * 1.1**phi else low + 8
    return right(phi, side, channels, repeats) | {"channels": [width(n) for n in channels]}
""",
        "makes floats": """
def compound_scale(phi, side, channels, repeats):
    return right(phi, side, channels, repeats) | {"repeats": [float(np.ceil(n * 1.2**phi)) for n in repeats]}
""",
        "compares with a tenth of the original channels": """
def compound_scale(phi, side, channels, repeats):
    def width(n):
        low = max(8, int(n * 1.1**phi + 4) // 8 * 8)
        return low if low >= 0.9 * n else low + 8
    return right(phi, side, channels, repeats) | {"channels": [width(n) for n in channels]}
""",
        "writes into the repeats": """
def compound_scale(phi, side, channels, repeats):
    got = right(phi, side, channels, repeats)
    repeats[:] = got["repeats"]
    return got
""",
    },
}

# What several of the wrong answers are made of.
BLOCK = """
def block(x, filters, strides=1, expansion=6, top=6.0, use_bias=False, depthwise=True, last=True):
    wide = expansion * x.shape[-1]
    if expansion != 1:
        x = layers.Conv2D(wide, 1, use_bias=use_bias)(x)
        x = layers.ReLU(top)(layers.BatchNormalization(momentum=0.9)(x))
    kinds = {"padding": "same", "strides": strides, "use_bias": use_bias}
    x = (layers.DepthwiseConv2D(3, **kinds) if depthwise else layers.Conv2D(wide, 3, **kinds))(x)
    x = layers.ReLU(top)(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2D(filters, 1, use_bias=use_bias)(x)
    return layers.BatchNormalization(momentum=0.9)(x) if last else x
"""
EXCITE = """
def excite(x, ratio, first="relu", last="sigmoid", pool=layers.GlobalAveragePooling2D, join=layers.Multiply,
           use_bias=True, units=None):
    units = max(1, x.shape[-1] // ratio) if units is None else units
    y = layers.Dense(units, activation=first, use_bias=use_bias)(pool()(x))
    y = layers.Dense(x.shape[-1], activation=last, use_bias=use_bias)(y)
    return join()([x, layers.Reshape((1, 1, x.shape[-1]))(y)])
"""
SCALED = """
def scaled(side, channels, repeats, depth, width, resolution):
    def wide(n):
        low = max(8, int(n * width + 4) // 8 * 8)
        return low if low >= 0.9 * n * width else low + 8
    return {"side": round(side * resolution), "channels": [wide(n) for n in channels],
            "repeats": [int(np.ceil(n * depth)) for n in repeats]}
"""
for question, helper in {"inverted_residual": BLOCK, "squeeze_excite": EXCITE, "compound_scale": SCALED}.items():
    WRONG[question] = {what: helper + text for what, text in WRONG[question].items()}

RIGHT = {
    "layer_cost": {
        "by places and filters": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    places = len(range(0, side, stride)) ** 2
    one_filter = kernel_size * kernel_size * channels // groups
    return {"weights": filters * one_filter, "macs": places * filters * one_filter,
            "moved": side * side * channels + filters * one_filter + places * filters}
""",
        "with NumPy's numbers": """
def layer_cost(side, channels, filters, kernel_size, stride=1, groups=1):
    after = np.int64(np.ceil(side / stride))
    w = np.zeros((kernel_size, kernel_size, channels // groups, filters), dtype=bool)
    return dict(moved=channels * side**2 + w.size + filters * after**2, macs=w.size * after**2, weights=w.size)
""",
    },
    "grouped_conv": {
        "as a full convolution with zeros": """
def grouped_conv(x, w):
    k, _, each, filters = w.shape
    channels = x.shape[-1]
    groups = channels // each
    wide = np.zeros((k, k, channels, filters))
    for f in range(filters):
        g = f * groups // filters
        wide[:, :, g * each : (g + 1) * each, f] = w[..., f]
    return full_conv(x, wide)
""",
        "by an axis for the groups": """
def grouped_conv(x, w):
    k, _, each, filters = w.shape
    n, height, width, channels = x.shape
    groups, r = channels // each, k // 2
    x = np.pad(x, [(0, 0), (r, r), (r, r), (0, 0)]).reshape(n, height + 2 * r, width + 2 * r, groups, each)
    w = w.reshape(k, k, each, groups, filters // groups)
    y = sum(np.einsum("nijgc,cgf->nijgf", x[:, u : u + height, v : v + width], w[u, v])
            for u in range(k) for v in range(k))
    return y.reshape(n, height, width, filters).astype("float32")
""",
        "filter by filter": """
def grouped_conv(x, w):
    each, filters = w.shape[2:]
    in_group = filters // (x.shape[-1] // each)
    y = [full_conv(x[..., f // in_group * each :][..., :each], w[..., f : f + 1]) for f in range(filters)]
    return np.concatenate(y, -1)
""",
    },
    "depthwise_separable": {
        "by a convolution with groups": """
def depthwise_separable(x, filters, strides=1):
    c = x.shape[-1]
    x = layers.Conv2D(c, 3, strides, padding="same", groups=c, use_bias=False)(x)
    x = layers.Activation("relu6")(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Conv2D(filters, (1, 1), padding="same", use_bias=False)(x)
    return layers.Activation("relu6")(layers.BatchNormalization(momentum=0.9)(x))
""",
        "in a loop, without the momentum": """
def depthwise_separable(x, filters, strides=1):
    depthwise = layers.DepthwiseConv2D((3, 3), strides, "same", use_bias=False)
    for layer in (depthwise, layers.Conv2D(filters, 1, use_bias=False)):
        x = layers.ReLU(max_value=6)(layers.BatchNormalization()(layer(x)))
    return x
""",
    },
    "predicted_seconds": {
        "in a loop": """
def predicted_seconds(costs, peak, bandwidth):
    total = 0.0
    for cost in costs:
        compute, wait = cost["macs"] / peak, cost["moved"] / bandwidth
        total += compute if compute > wait else wait
    return total
""",
        "by NumPy, in single precision": """
def predicted_seconds(costs, peak, bandwidth):
    macs = np.array([cost["macs"] for cost in costs], "float32")
    moved = np.array([cost["moved"] for cost in costs], "float32")
    return np.maximum(macs / peak, moved / bandwidth).sum()
""",
    },
    "mobilenet_cost": {
        "without layer_cost": """
def mobilenet_cost(rows, side, alpha=1):
    weights = macs = 0
    c = 3
    for kind, f, s in rows:
        f, side = int(f * alpha), (side + s - 1) // s
        here = 9 * c * f if kind == "full" else 9 * c + c * f
        weights += here
        macs += here * side * side
        c = f
    return {"weights": weights, "macs": macs}
""",
        "as a list of layers first": """
def mobilenet_cost(rows, side, alpha=1):
    plan, c = [], 3
    for kind, filters, s in rows:
        f = int(np.floor(filters * alpha))
        plan += [(c, f, 3, s, 1)] if kind == "full" else [(c, c, 3, s, c), (c, f, 1, 1, 1)]
        c = f
    total = {"macs": 0, "weights": 0}
    for c, f, k, s, groups in plan:
        cost = layer_cost(side, c, f, k, stride=s, groups=groups)
        side = int(np.ceil(side / s))
        for name in total:
            total[name] += cost[name]
    return total
""",
    },
    "recovery_error": {
        "by the pseudo-inverse": """
def recovery_error(x, t, rectify=True):
    y = np.where((x @ t > 0) | (not rectify), x @ t, 0)
    return np.linalg.norm(y @ np.linalg.pinv(y) @ x - x) / np.linalg.norm(x)
""",
        "by singular vectors": """
def recovery_error(x, t, rectify=True):
    y = x @ t
    y = y.clip(min=0) if rectify else y
    u, s, _ = np.linalg.svd(y, full_matrices=False)
    u = u[:, s > 1e-10]
    return float(np.sqrt(max(0, 1 - np.sum((u.T @ x) ** 2) / np.sum(x * x))))
""",
        "through SciPy, in single precision": """
def recovery_error(x, t, rectify=True):
    from scipy.linalg import lstsq

    y = x @ t
    if rectify:
        y = y * (y > 0)
    return np.float32(np.sqrt(np.mean((y @ lstsq(y, x)[0] - x) ** 2) / np.mean(x**2)))
""",
    },
    "inverted_residual": {
        "with an inner function": """
def inverted_residual(x, filters, strides=1, expansion=6):
    def normal(y, relu=True):
        y = layers.BatchNormalization(momentum=0.9)(y)
        return layers.Activation("relu6")(y) if relu else y

    y = x
    if expansion > 1:
        y = normal(layers.Conv2D(x.shape[-1] * expansion, (1, 1), padding="same", use_bias=False)(y))
    y = normal(layers.DepthwiseConv2D(3, strides, "same", use_bias=False)(y))
    y = normal(layers.Conv2D(filters, 1, use_bias=False)(y), relu=False)
    return layers.add([y, x]) if y.shape == x.shape else y
""",
        "by a convolution with groups": """
def inverted_residual(x, filters, strides=1, expansion=6):
    shortcut, c = x, x.shape[-1] * expansion
    steps = [layers.Conv2D(c, 1, use_bias=False), layers.BatchNormalization(), layers.ReLU(6)] * (expansion != 1)
    steps += [layers.Conv2D(c, 3, strides, padding="same", groups=c, use_bias=False), layers.BatchNormalization(),
              layers.ReLU(6), layers.Conv2D(filters, 1, use_bias=False), layers.BatchNormalization()]
    for step in steps:
        x = step(x)
    return layers.Add()([x, shortcut]) if (strides, filters) == (1, shortcut.shape[-1]) else x
""",
    },
    "in_bits": {
        "by the nearest of all values": """
def in_bits(x, bits, top=6):
    values = np.linspace(0, top, 2**bits)
    return values[np.argmin(np.abs(np.asarray(x)[..., None] - values), axis=-1)]
""",
        "half way up, in single precision": """
def in_bits(x, bits, top=6):
    last = 2**bits - 1
    codes = np.floor(np.minimum(np.maximum(x, 0), top) * last / top + 0.5).astype(int)
    return (codes * (top / last)).astype("float32")
""",
    },
    "channel_shuffle": {
        "by one axis for all places": """
def channel_shuffle(x, groups):
    _, h, w, c = x.shape
    x = layers.Reshape((h * w, groups, c // groups))(x)
    x = layers.Permute((1, 3, 2))(x)
    return layers.Reshape((h, w, c))(x)
""",
        "with sizes left to Keras": """
def channel_shuffle(x, groups):
    shape = x.shape[1:]
    x = layers.Reshape((-1, groups, shape[-1] // groups))(x)
    x = layers.Permute([1, 3, 2])(x)
    return layers.Reshape(shape)(x)
""",
    },
    "squeeze_excite": {
        "by 1x1 convolutions": """
def squeeze_excite(x, ratio=4):
    c = x.shape[-1]
    y = layers.GlobalAveragePooling2D(keepdims=True)(x)
    y = layers.Conv2D(max(c // ratio, 1), 1, activation="relu")(y)
    return layers.multiply([x, layers.Conv2D(c, 1, activation="sigmoid")(y)])
""",
        "by dense layers on one pixel": """
def squeeze_excite(x, ratio=4):
    c = x.shape[-1]
    y = layers.GlobalAveragePooling2D(keepdims=True)(x)
    y = layers.ReLU()(layers.Dense(c // ratio or 1)(y))
    y = layers.Activation("sigmoid")(layers.Dense(c)(y))
    return layers.Multiply()([y, x])
""",
    },
    "compound_scale": {
        "with NumPy": """
def compound_scale(phi, side, channels, repeats):
    wanted = np.array(channels) * 1.1**phi
    wide = np.maximum(8, np.floor(wanted / 8 + 0.5).astype(int) * 8)
    wide = np.where(wide < 0.9 * wanted, wide + 8, wide)
    deep = np.ceil(np.array(repeats) * 1.2**phi).astype(int)
    return {"repeats": deep, "channels": wide, "side": int(side * 1.15**phi + 0.5)}
""",
        "in loops": """
def compound_scale(phi, side, channels, repeats):
    wide, deep = [], []
    for c in channels:
        c = c * 1.1**phi
        below = int(c // 8) * 8
        new = max(8, below if c - below < 4 else below + 8)
        wide.append(new + 8 if new < 0.9 * c else new)
    for r in repeats:
        deep.append(-int(-r * 1.2**phi // 1))
    return {"side": int(round(side * 1.15**phi)), "channels": wide, "repeats": deep}
""",
    },
}

BUILT_ON = {"layer_cost": {"mobilenet_cost"}}  # its solution calls it

MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "grouped_conv": {"keeps whole numbers", "turns the filters", "repeats the first image"},
    "mobilenet_cost": {"writes the thin filters into the rows"},
    "recovery_error": {"uses ReLU6"},
    "squeeze_excite": {"weighs columns where they are as many as channels"},
    "compound_scale": {"writes into the repeats"},
}
