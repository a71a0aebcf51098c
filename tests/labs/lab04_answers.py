"""Answers to the questions of lab 04 as students write them: wrong ones by what is wrong, right ones by how."""

WRONG = {
    "pool2d": {
        "ignores the stride": """
def pool2d(x, size, stride, kind="max"):
    return right(x, size, size, kind)
""",
        "always takes the maximum": """
def pool2d(x, size, stride, kind="max"):
    return right(x, size, stride)
""",
        "always takes the mean": """
def pool2d(x, size, stride, kind="max"):
    return right(x, size, stride, "average")
""",
        "takes the mean unless it is told": """
def pool2d(x, size, stride, kind="average"):
    return right(x, size, stride, kind)
""",
        "sums": """
def pool2d(x, size, stride, kind="max"):
    y = right(x, size, stride, kind)
    return y * size**2 if kind == "average" else y
""",
        "divides by the stride": """
def pool2d(x, size, stride, kind="max"):
    y = right(x, size, stride, kind)
    return y * size**2 / stride**2 if kind == "average" else y
""",
        "pads what is left over": """
def pool2d(x, size, stride, kind="max"):
    more = [(-(side - size)) % stride for side in x.shape[1:3]]
    return right(np.pad(x, [(0, 0), (0, more[0]), (0, more[1]), (0, 0)]), size, stride, kind)
""",
        "loses the last window": """
def pool2d(x, size, stride, kind="max"):
    y = right(x, size, stride, kind)
    return y[:, : max(1, (x.shape[1] - size) // stride), : max(1, (x.shape[2] - size) // stride)]
""",
        "counts places as if windows lay side by side": """
def pool2d(x, size, stride, kind="max"):
    return right(x, size, stride, kind)[:, : x.shape[1] // size, : x.shape[2] // size]
""",
        "starts from zeros": """
def pool2d(x, size, stride, kind="max"):
    y = right(x, size, stride, kind)
    return np.maximum(y, 0) if kind == "max" else y
""",
        "pools over the channels too": """
def pool2d(x, size, stride, kind="max"):
    y = right(x, size, stride, kind)
    y = y.max(axis=3, keepdims=True) if kind == "max" else y.mean(axis=3, keepdims=True)
    return np.repeat(y, x.shape[3], axis=3)
""",
        "swaps rows and columns": """
def pool2d(x, size, stride, kind="max"):
    return right(x.transpose(0, 2, 1, 3), size, stride, kind)
""",
        "keeps the type of the maps": """
def pool2d(x, size, stride, kind="max"):
    return right(x, size, stride, kind).astype(x.dtype)
""",
        "adds bytes up as bytes": """
def pool2d(x, size, stride, kind="max"):
    if kind == "max" or x.dtype.kind == "f":
        return right(x, size, stride, kind)
    seen = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return seen.sum(axis=(-2, -1), dtype=x.dtype) / size**2
""",
        "pools the first image only": """
def pool2d(x, size, stride, kind="max"):
    return right(np.repeat(x[:1], len(x), axis=0), size, stride, kind)
""",
        "takes the middle of an even number of sorted values": """
def pool2d(x, size, stride, kind="max"):
    seen = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return seen.max(axis=(-2, -1)) if kind == "max" else np.median(seen, axis=(-2, -1))
""",
        "cuts windows side by side by reshaping": """
def pool2d(x, size, stride, kind="max"):
    n, h, w, c = x.shape
    rows, columns = h // size, w // size
    parts = x[:, : rows * size, : columns * size].reshape(n, rows, size, columns, size, c)
    return parts.max(axis=(2, 4)) if kind == "max" else parts.mean(axis=(2, 4))
""",
        "changes the maps": """
def pool2d(x, size, stride, kind="max"):
    y = right(x, size, stride, kind)
    x -= 1
    return y
""",
    },
    "max_pool_switches": {
        "numbers places within the window": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return y, s // x.shape[2] % size * size + s % x.shape[2] % size
""",
        "numbers places column by column": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return y, s % x.shape[2] * x.shape[1] + s // x.shape[2]
""",
        "takes the width that is pooled": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return y, s // x.shape[2] * (x.shape[2] // size * size) + s % x.shape[2]
""",
        "takes the height for the width": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return y, s // x.shape[2] * x.shape[1] + s % x.shape[2]
""",
        "counts channels too": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return y, s * x.shape[3] + np.arange(x.shape[3])
""",
        "counts on through the images": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return y, s + np.arange(len(x))[:, None, None, None] * x.shape[1] * x.shape[2]
""",
        "lets the last of equals win": """
def max_pool_switches(x, size):
    y, s = right(x[:, : x.shape[1] // size * size, : x.shape[2] // size * size][:, ::-1, ::-1], size)
    w = x.shape[2] // size * size
    s = x.shape[1] // size * size * w - 1 - s[:, ::-1, ::-1]
    return y[:, ::-1, ::-1], s // w * x.shape[2] + s % w
""",
        "lets equals win column by column": """
def max_pool_switches(x, size):
    y, s = right(x.transpose(0, 2, 1, 3), size)
    s = s % x.shape[1] * x.shape[2] + s // x.shape[1]
    return y.transpose(0, 2, 1, 3), s.transpose(0, 2, 1, 3)
""",
        "counts from 1": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return y, s + 1
""",
        "returns the switches as floats": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return y, s.astype(float)
""",
        "returns the switches first": """
def max_pool_switches(x, size):
    return right(x, size)[::-1]
""",
        "returns the pooled maps alone": """
def max_pool_switches(x, size):
    return right(x, size)[0]
""",
        "looks for the largest magnitude": """
def max_pool_switches(x, size):
    s = right(np.abs(x), size)[1]
    return right(x, size)[0], s
""",
        "uses the switches of the first channel": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return y, s[..., :1] + 0 * s
""",
        "uses the switches of the first image": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return y, s[:1] + 0 * s
""",
        "starts from zeros": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    return np.maximum(y, 0), s
""",
        "changes the maps": """
def max_pool_switches(x, size):
    y, s = right(x, size)
    x[:] = 0
    return y, s
""",
    },
    "unpool": {
        "puts values in the corners of their windows": """
def unpool(y, switches, height, width):
    rows, columns = y.shape[1:3]
    a, b = height // rows, width // columns
    corner = np.arange(rows)[:, None, None] * a * width + np.arange(columns)[:, None] * b
    return right(y, corner + 0 * switches, height, width)
""",
        "fills the windows": """
def unpool(y, switches, height, width):
    x = np.zeros((len(y), height, width, y.shape[3]), y.dtype)
    a, b = height // y.shape[1], width // y.shape[2]
    big = y.repeat(a, axis=1).repeat(b, axis=2)
    x[:, : big.shape[1], : big.shape[2]] = big
    return x
""",
        "takes the height for the width": """
def unpool(y, switches, height, width):
    row, column = switches // height, switches % height
    return right(y, np.minimum(row * width + column, height * width - 1), height, width)
""",
        "transposes the maps": """
def unpool(y, switches, height, width):
    return right(y, switches, width, height).reshape(len(y), width, height, -1).transpose(0, 2, 1, 3)
""",
        "uses the first channel's switches": """
def unpool(y, switches, height, width):
    return right(y, switches[..., :1] + 0 * switches, height, width)
""",
        "uses the first image's switches": """
def unpool(y, switches, height, width):
    return right(y, switches[:1] + 0 * switches, height, width)
""",
        "writes all images into one": """
def unpool(y, switches, height, width):
    x = right(y, switches, height, width).sum(axis=0, keepdims=True)
    return np.repeat(x, len(y), axis=0).astype(y.dtype)
""",
        "always makes floats": """
def unpool(y, switches, height, width):
    return right(y, switches, height, width).astype(float)
""",
        "always makes whole numbers": """
def unpool(y, switches, height, width):
    return right(y, switches, height, width).astype(int)
""",
        "drops negative values": """
def unpool(y, switches, height, width):
    return np.maximum(right(y, switches, height, width), 0)
""",
        "takes the flat index of the whole array": """
def unpool(y, switches, height, width):
    x = np.zeros(len(y) * height * width * y.shape[3], y.dtype)
    x[switches.ravel()] = y.ravel()
    return x.reshape(len(y), height, width, y.shape[3])
""",
        "counts switches from 1": """
def unpool(y, switches, height, width):
    return right(y, switches - 1, height, width)
""",
        "fills with ones": """
def unpool(y, switches, height, width):
    return right(y, switches, height, width) + (1 - right(np.ones_like(y), switches, height, width))
""",
        "mixes channels and places": """
def unpool(y, switches, height, width):
    return right(y, switches, height, width).reshape(len(y), y.shape[3], height, width).transpose(0, 2, 3, 1)
""",
        "changes the switches": """
def unpool(y, switches, height, width):
    x = right(y, switches, height, width)
    switches //= width
    return x
""",
        "changes the values": """
def unpool(y, switches, height, width):
    x = right(y, switches, height, width)
    y *= 2
    return x
""",
    },
    "receptive_field": {
        "lets its own stride act first": """
def receptive_field(chain):
    size, jump, start = 1, 1, 0
    for k, s, d, p in chain:
        jump *= s
        size += d * (k - 1) * jump
        start += (d * (k - 1) / 2 - p) * jump
    return size, jump, start
""",
        "ignores the jump": """
def receptive_field(chain):
    size, jump, start = right(chain)
    return 1 + sum(d * (k - 1) for k, _, d, _ in chain), jump, start
""",
        "ignores the dilation": """
def receptive_field(chain):
    return right([(k, s, 1, p) for k, s, _, p in chain])
""",
        "dilates the whole kernel": """
def receptive_field(chain):
    return right([(k * d, s, 1, p) for k, s, d, p in chain])
""",
        "ignores the padding": """
def receptive_field(chain):
    return right([(k, s, d, 0) for k, s, d, _ in chain])
""",
        "adds the padding": """
def receptive_field(chain):
    return right([(k, s, d, -p) for k, s, d, p in chain])
""",
        "counts the padding in pixels": """
def receptive_field(chain):
    size, jump, _ = right(chain)
    return size, jump, right([(k, s, d, 0) for k, s, d, _ in chain])[2] - sum(p for *_, p in chain)
""",
        "rounds the start": """
def receptive_field(chain):
    size, jump, start = 1, 1, 0
    for k, s, d, p in chain:
        start += (d * (k - 1) // 2 - p) * jump
        size, jump = size + d * (k - 1) * jump, jump * s
    return size, jump, start
""",
        "cuts the start at 0": """
def receptive_field(chain):
    size, jump, start = right(chain)
    return size, jump, max(start, 0)
""",
        "starts at the first pixel": """
def receptive_field(chain):
    size, jump, start = right(chain)
    return size, jump, start - (size - 1) / 2
""",
        "counts pixels from a half": """
def receptive_field(chain):
    size, jump, start = right(chain)
    return size, jump, start + 0.5
""",
        "adds k instead of k - 1": """
def receptive_field(chain):
    size, jump, start = right(chain)
    return size + sum(d for _, _, d, _ in chain), jump, start
""",
        "adds the strides up": """
def receptive_field(chain):
    size, _, start = right(chain)
    return size, 1 + sum(s - 1 for _, s, _, _ in chain), start
""",
        "returns the last stride": """
def receptive_field(chain):
    size, jump, start = right(chain)
    return size, chain[-1][1] if chain else 1, start
""",
        "reads the chain from the end": """
def receptive_field(chain):
    return right(chain[::-1])
""",
        "returns the size alone": """
def receptive_field(chain):
    return right(chain)[0]
""",
        "fails without layers": """
def receptive_field(chain):
    k, s, d, p = chain[0]
    return right(chain)
""",
        "starts from size 0": """
def receptive_field(chain):
    size, jump, start = right(chain)
    return size - 1, jump, start
""",
        "empties the chain": """
def receptive_field(chain):
    result = right(chain)
    while chain:
        chain.pop()
    return result
""",
    },
    "pixels_seen": {
        "does not cut at the edges": """
def pixels_seen(chain, unit, pixels):
    return tuple(place - 1000 for place in right([*chain[:0], (1, 1, 1, -1000), *chain], unit, 10000))
""",
        "cuts at pixels": """
def pixels_seen(chain, unit, pixels):
    return right(chain, unit, pixels + 1)
""",
        "goes one too far": """
def pixels_seen(chain, unit, pixels):
    first, last = right(chain, unit, pixels)
    return first, last + 1
""",
        "reads the chain from the front": """
def pixels_seen(chain, unit, pixels):
    return right(chain[::-1], unit, pixels)
""",
        "ignores the padding": """
def pixels_seen(chain, unit, pixels):
    return right([(k, s, d, 0) for k, s, d, _ in chain], unit, pixels)
""",
        "ignores the dilation": """
def pixels_seen(chain, unit, pixels):
    return right([(k, s, 1, p) for k, s, _, p in chain], unit, pixels)
""",
        "ignores the strides": """
def pixels_seen(chain, unit, pixels):
    return right([(k, 1, d, p) for k, _, d, p in chain], unit, pixels)
""",
        "counts units from 1": """
def pixels_seen(chain, unit, pixels):
    return right(chain, unit - 1, pixels)
""",
        "cuts at the left edge only": """
def pixels_seen(chain, unit, pixels):
    return right(chain, unit, 10**6)
""",
        "moves a field that is cut": """
def pixels_seen(chain, unit, pixels):
    first = last = unit
    for k, s, d, p in reversed(chain):
        first, last = first * s - p, last * s - p + d * (k - 1)
    first = max(first, 0)
    return first, min(first + right([(k, s, d, 0) for k, s, d, p in chain], 0, 10**6)[1], pixels - 1)
""",
        "returns the length in place of the end": """
def pixels_seen(chain, unit, pixels):
    first, last = right(chain, unit, pixels)
    return first, last - first + 1
""",
        "pads in pixels": """
def pixels_seen(chain, unit, pixels):
    first, last = right([(k, s, d, 0) for k, s, d, _ in chain], unit, 10**6)
    all_padding = sum(p for *_, p in chain)
    return max(first - all_padding, 0), min(last - all_padding, pixels - 1)
""",
        "turns the chain around for good": """
def pixels_seen(chain, unit, pixels):
    result = right(chain, unit, pixels)
    chain.reverse()
    return result
""",
    },
    "layers_needed": {
        "wants more than that many pixels": """
def layers_needed(pixels, pattern):
    return right(pixels + 1, pattern)
""",
        "needs at least one layer": """
def layers_needed(pixels, pattern):
    return max(1, right(pixels, pattern))
""",
        "repeats the first layer only": """
def layers_needed(pixels, pattern):
    return right(pixels, [layer for layer in pattern if layer[0] > 1][:1])
""",
        "counts passes through the pattern": """
def layers_needed(pixels, pattern):
    return -(-right(pixels, pattern) // len(pattern))
""",
        "counts whole passes": """
def layers_needed(pixels, pattern):
    return -(-right(pixels, pattern) // len(pattern)) * len(pattern)
""",
        "stops a layer early": """
def layers_needed(pixels, pattern):
    return max(0, right(pixels, pattern) - 1)
""",
        "counts one too many": """
def layers_needed(pixels, pattern):
    return right(pixels, pattern) + 1
""",
        "turns the pattern around": """
def layers_needed(pixels, pattern):
    return right(pixels, pattern[::-1])
""",
        "ignores strides": """
def layers_needed(pixels, pattern):
    return right(pixels, [(k, 1, d, p) for k, s, d, p in pattern])
""",
        "lets a stride act at once": """
def layers_needed(pixels, pattern):
    size, jump, n = 1, 1, 0
    while size < pixels:
        k, s, d, p = pattern[n % len(pattern)]
        jump *= s
        size += d * (k - 1) * jump
        n += 1
    return n
""",
        "ignores dilation": """
def layers_needed(pixels, pattern):
    return right(pixels, [(k, s, 1, p) for k, s, d, p in pattern])
""",
        "divides as if growth were linear": """
def layers_needed(pixels, pattern):
    k, s, d, p = pattern[-1]
    return -(-(pixels - 1) // max(1, d * (k - 1)))
""",
        "does not repeat the pattern": """
def layers_needed(pixels, pattern):
    return min(len(pattern), right(pixels, pattern))
""",
        "leaves out layers of one": """
def layers_needed(pixels, pattern):
    return right(pixels, [layer for layer in pattern if layer[0] > 1])
""",
        "lengthens the pattern": """
def layers_needed(pixels, pattern):
    n = right(pixels, pattern)
    pattern += pattern
    return n
""",
    },
    "seen_pixels": {
        "swaps row and column": """
def seen_pixels(model, image, row, column):
    h, w = model.outputs[0].shape[1:3]
    return right(model, image, min(column, h - 1), min(row, w - 1))
""",
        "transposes the map": """
def seen_pixels(model, image, row, column):
    seen = right(model, image, row, column)
    return seen.T.reshape(seen.shape)
""",
        "takes any unit": """
def seen_pixels(model, image, row, column):
    h, w = model.outputs[0].shape[1:3]
    return np.any([right(model, image, i, j) for i in range(h) for j in range(w)], axis=0)
""",
        "takes the middle unit": """
def seen_pixels(model, image, row, column):
    h, w = model.outputs[0].shape[1:3]
    return right(model, image, h // 2, w // 2)
""",
        "takes the first channel of the output": """
def seen_pixels(model, image, row, column):
    first = keras.Model(model.inputs, keras.layers.Cropping2D(0)(model.outputs[0]))
    h, w, _ = image.shape
    batch = np.repeat(image[None].astype("float32"), h * w + 1, axis=0)
    for n in range(h * w):
        batch[n, n // w, n % w] += 1
    y = keras.ops.convert_to_numpy(first(batch))[:, row, column, 0]
    return (np.abs(y[:-1] - y[-1]) > 1e-4).reshape(h, w)
""",
        "changes the first channel of the image": """
def seen_pixels(model, image, row, column):
    h, w, _ = image.shape
    batch = np.repeat(image[None].astype("float32"), h * w + 1, axis=0)
    for n in range(h * w):
        batch[n, n // w, n % w, 0] += 1
    y = keras.ops.convert_to_numpy(model(batch))[:, row, column]
    return (np.abs(y[:-1] - y[-1]).max(axis=-1) > 1e-4).reshape(h, w)
""",
        "starts from a black image": """
def seen_pixels(model, image, row, column):
    return right(model, np.zeros_like(image), row, column)
""",
        "compares with a black image": """
def seen_pixels(model, image, row, column):
    h, w, _ = image.shape
    batch = np.repeat(image[None].astype("float32"), h * w + 1, axis=0)
    for n in range(h * w):
        batch[n, n // w, n % w] += 1
    batch[-1] = 0
    y = keras.ops.convert_to_numpy(model(batch))[:, row, column]
    return (np.abs(y[:-1] - y[-1]).max(axis=-1) > 1e-4).reshape(h, w)
""",
        "leaves earlier pixels changed": """
def seen_pixels(model, image, row, column):
    h, w, _ = image.shape
    batch = np.repeat(image[None].astype("float32"), h * w + 1, axis=0)
    for n in range(h * w):
        batch[n:-1, n // w, n % w] += 1
    y = keras.ops.convert_to_numpy(model(batch))[:, row, column]
    return (np.abs(y[:-1] - y[-1]).max(axis=-1) > 1e-4).reshape(h, w)
""",
        "sees growth only": """
def seen_pixels(model, image, row, column):
    h, w, _ = image.shape
    batch = np.repeat(image[None].astype("float32"), h * w + 1, axis=0)
    for n in range(h * w):
        batch[n, n // w, n % w] += 1 - 2 * 0
    y = keras.ops.convert_to_numpy(model(-batch))[:, row, column]
    return (np.abs(y[:-1] - y[-1]).max(axis=-1) > 1e-4).reshape(h, w)
""",
        "fills the holes": """
def seen_pixels(model, image, row, column):
    seen = right(model, image, row, column)
    rows, columns = np.nonzero(seen)
    if len(rows):
        seen[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = True
    return seen
""",
        "returns differences": """
def seen_pixels(model, image, row, column):
    return right(model, image, row, column).astype(float)
""",
        "tells what is not seen": """
def seen_pixels(model, image, row, column):
    return ~right(model, image, row, column)
""",
        "takes black pixels away": """
def seen_pixels(model, image, row, column):
    return right(model, image, row, column) & (image.max(axis=-1) != image.min())
""",
        "asks for a change of 1": """
def seen_pixels(model, image, row, column):
    h, w, _ = image.shape
    batch = np.repeat(image[None].astype("float32"), h * w + 1, axis=0)
    for n in range(h * w):
        batch[n, n // w, n % w] += 1
    y = keras.ops.convert_to_numpy(model(batch))[:, row, column]
    return (np.abs(y[:-1] - y[-1]).max(axis=-1) >= 1.5).reshape(h, w)
""",
        "changes the image": """
def seen_pixels(model, image, row, column):
    seen = right(model, image, row, column)
    image += 1
    return seen
""",
    },
    "ways": {
        "ignores the dilation": """
def ways(chain):
    return right([(k, s, 1, p) for k, s, d, p in chain])
""",
        "dilates and fills the holes": """
def ways(chain):
    return right([(d * (k - 1) + 1, s, 1, p) for k, s, d, p in chain])
""",
        "ignores the strides": """
def ways(chain):
    return right([(k, 1, d, p) for k, s, d, p in chain])
""",
        "lets its own stride act first": """
def ways(chain):
    strides = [s for _, s, _, _ in chain]
    paths, jump = np.ones(1, int), 1
    for k, s, d, _ in chain:
        jump *= s
        reads = np.zeros(d * (k - 1) * jump + 1, int)
        reads[:: d * jump] = 1
        paths = np.convolve(paths, reads)
    return paths
""",
        "says which are reached": """
def ways(chain):
    return (right(chain) > 0).astype(int)
""",
        "normalises": """
def ways(chain):
    return right(chain) / right(chain).sum()
""",
        "reads the chain from the end": """
def ways(chain):
    return right(chain[::-1])
""",
        "adds layers where it should convolve": """
def ways(chain):
    paths = np.zeros(len(right(chain)), int)
    for n in range(1, len(chain) + 1):
        part = right(chain[:n])
        start = (len(paths) - len(part)) // 2
        paths[start : start + len(part)] += part
    return paths
""",
        "keeps the size": """
def ways(chain):
    paths = right(chain)
    return np.convolve(paths, np.ones(3), mode="same")[1:-1] if len(paths) > 2 else paths
""",
        "uses the field from the bottom of a pyramid": """
def ways(chain):
    n = len(right(chain))
    return np.minimum(np.arange(1, n + 1), np.arange(n, 0, -1))
""",
        "leaves pixels without a way out": """
def ways(chain):
    paths = right(chain)
    return paths[paths > 0]
""",
        "fails without layers": """
def ways(chain):
    k, s, d, p = chain[-1]
    return right(chain)
""",
        "adds the padding": """
def ways(chain):
    return np.pad(right(chain), max([p for *_, p in chain], default=0))
""",
        "forgets the first layer": """
def ways(chain):
    return right(chain[1:])
""",
        "loses large numbers": """
def ways(chain):
    return right(chain).astype("uint8")
""",
        "counts rows and columns": """
def ways(chain):
    return np.outer(right(chain), right(chain))
""",
        "empties the chain": """
def ways(chain):
    paths = right(chain)
    chain.clear()
    return paths
""",
    },
    "influence": {
        "forgets the absolute value": """
def influence(model, images):
    def middle(x):
        y = model(x)
        return keras.ops.sum(y[:, y.shape[1] // 2, y.shape[2] // 2])
    return value_and_gradients(middle, images)[1].mean(axis=(0, 3))
""",
        "averages before the absolute value": """
def influence(model, images):
    def middle(x):
        y = model(x)
        return keras.ops.sum(y[:, y.shape[1] // 2, y.shape[2] // 2])
    return np.abs(value_and_gradients(middle, images)[1].mean(axis=(0, 3)))
""",
        "averages the images before the absolute value": """
def influence(model, images):
    def middle(x):
        y = model(x)
        return keras.ops.sum(y[:, y.shape[1] // 2, y.shape[2] // 2])
    return np.abs(value_and_gradients(middle, images)[1].mean(axis=0)).mean(axis=-1)
""",
        "squares": """
def influence(model, images):
    return sum(right(model, image[None]) ** 2 for image in images) / len(images)
""",
        "sums over the images": """
def influence(model, images):
    return right(model, images) * len(images)
""",
        "sums over the channels": """
def influence(model, images):
    return right(model, images) * images.shape[-1]
""",
        "means over the channels of the output": """
def influence(model, images):
    return right(model, images) / model.outputs[0].shape[-1]
""",
        "means over the images twice": """
def influence(model, images):
    return right(model, images) / len(images)
""",
        "takes the first channel of the output": """
def influence(model, images):
    def middle(x):
        y = model(x)
        return keras.ops.sum(y[:, y.shape[1] // 2, y.shape[2] // 2, 0])
    return np.abs(value_and_gradients(middle, images)[1]).mean(axis=(0, 3))
""",
        "takes all units": """
def influence(model, images):
    _, gradient = value_and_gradients(lambda x: keras.ops.sum(model(x)), images)
    return np.abs(gradient).mean(axis=(0, 3))
""",
        "takes the unit before the middle": """
def influence(model, images):
    def middle(x):
        y = model(x)
        return keras.ops.sum(y[:, (y.shape[1] - 1) // 2, (y.shape[2] - 1) // 2])
    return np.abs(value_and_gradients(middle, images)[1]).mean(axis=(0, 3))
""",
        "takes the middle of the image": """
def influence(model, images):
    def middle(x):
        y = model(x)
        h, w = y.shape[1:3]
        return keras.ops.sum(y[:, min(h - 1, x.shape[1] // 2), min(w - 1, x.shape[2] // 2)])
    return np.abs(value_and_gradients(middle, images)[1]).mean(axis=(0, 3))
""",
        "uses the first image": """
def influence(model, images):
    return right(model, images[:1])
""",
        "uses the first channel of the image": """
def influence(model, images):
    def middle(x):
        y = model(x)
        return keras.ops.sum(y[:, y.shape[1] // 2, y.shape[2] // 2])
    return np.abs(value_and_gradients(middle, images)[1])[..., 0].mean(axis=0)
""",
        "takes the gradient of a square": """
def influence(model, images):
    def middle(x):
        y = model(x)
        return keras.ops.sum(keras.ops.square(y[:, y.shape[1] // 2, y.shape[2] // 2])) / 2
    return np.abs(value_and_gradients(middle, images)[1]).mean(axis=(0, 3))
""",
        "scales to the largest": """
def influence(model, images):
    found = right(model, images)
    return found / found.max()
""",
        "keeps the channels": """
def influence(model, images):
    def middle(x):
        y = model(x)
        return keras.ops.sum(y[:, y.shape[1] // 2, y.shape[2] // 2])
    return np.abs(value_and_gradients(middle, images)[1]).mean(axis=0)
""",
        "multiplies by the images": """
def influence(model, images):
    def middle(x):
        y = model(x)
        return keras.ops.sum(y[:, y.shape[1] // 2, y.shape[2] // 2])
    return np.abs(images * value_and_gradients(middle, images)[1]).mean(axis=(0, 3))
""",
        "changes the images": """
def influence(model, images):
    found = right(model, images)
    images *= 0
    return found
""",
    },
    "side_holding": {
        "wants more than the share": """
def side_holding(influence, share):
    return right(influence, share + 1e-9)
""",
        "returns the reach": """
def side_holding(influence, share):
    return right(influence, share) // 2
""",
        "returns the half, rounded up": """
def side_holding(influence, share):
    return right(influence, share) // 2 + 1
""",
        "returns twice the reach": """
def side_holding(influence, share):
    return right(influence, share) - 1
""",
        "compares with the largest value": """
def side_holding(influence, share):
    m = len(influence) // 2
    for n in range(m + 1):
        if influence[m - n, m - n : m + n + 1].max() < (1 - share) * influence.max():
            return 2 * n + 1
    return len(influence)
""",
        "does not take a share of the total": """
def side_holding(influence, share):
    m = len(influence) // 2
    for n in range(m + 1):
        if influence[m - n : m + n + 1, m - n : m + n + 1].sum() >= share:
            return 2 * n + 1
    return len(influence)
""",
        "takes means": """
def side_holding(influence, share):
    m = len(influence) // 2
    for n in range(m + 1):
        if influence[m - n : m + n + 1, m - n : m + n + 1].mean() >= share * influence.mean():
            return 2 * n + 1
    return len(influence)
""",
        "leaves the last row and column out": """
def side_holding(influence, share):
    m = len(influence) // 2
    for n in range(m + 1):
        if influence[m - n : m + n, m - n : m + n].sum() >= share * influence.sum():
            return 2 * n + 1
    return len(influence)
""",
        "looks at the middle row": """
def side_holding(influence, share):
    m = len(influence) // 2
    for n in range(m + 1):
        if influence[m, m - n : m + n + 1].sum() >= share * influence[m].sum():
            return 2 * n + 1
    return len(influence)
""",
        "counts pixels": """
def side_holding(influence, share):
    m = len(influence) // 2
    for n in range(m + 1):
        if (2 * n + 1) ** 2 >= share * influence.size:
            return 2 * n + 1
    return len(influence)
""",
        "starts at the strongest pixel": """
def side_holding(influence, share):
    i, j = np.unravel_index(influence.argmax(), influence.shape)
    for n in range(len(influence)):
        inside = influence[max(0, i - n) : i + n + 1, max(0, j - n) : j + n + 1]
        if inside.sum() >= share * influence.sum():
            return 2 * n + 1
    return len(influence)
""",
        "adds discs": """
def side_holding(influence, share):
    m = len(influence) // 2
    d = np.hypot(*np.ogrid[-m : m + 1, -m : m + 1])
    for n in range(m + 1):
        if influence[d <= n].sum() >= share * influence.sum():
            return 2 * n + 1
    return len(influence)
""",
        "always takes nine tenths": """
def side_holding(influence, share):
    return right(influence, 0.9)
""",
        "normalises the map in place": """
def side_holding(influence, share):
    side = right(influence, share)
    influence[:] = 0
    return side
""",
    },
}

RIGHT = {
    "pool2d": {
        "by loops, as lists": """
def pool2d(x, size, stride, kind="max"):
    keep = max if kind == "max" else lambda values: sum(values) / len(values)
    n, h, w, c = x.shape
    x = np.float64(x)
    return [[[[keep([x[a, i + u, j + v, f] for u in range(size) for v in range(size)]) for f in range(c)]
              for j in range(0, w - size + 1, stride)] for i in range(0, h - size + 1, stride)] for a in range(n)]
""",
        "place by place, in single precision": """
def pool2d(x, size, stride, kind="max"):
    x = x.astype("float32")
    h, w = x.shape[1] - size + 1, x.shape[2] - size + 1
    parts = [x[:, u : u + h : stride, v : v + w : stride] for u in range(size) for v in range(size)]
    return np.maximum.reduce(parts) if kind == "max" else sum(parts) / np.float32(size * size)
""",
    },
    "max_pool_switches": {
        "by loops, as lists": """
def max_pool_switches(x, size):
    n, h, w, c = x.shape
    pooled, switches = np.zeros((n, h // size, w // size, c)), np.zeros((n, h // size, w // size, c), "int32")
    for a, i, j, f in np.ndindex(pooled.shape):
        places = [(i * size + u, j * size + v) for u in range(size) for v in range(size)]
        row, column = max(places, key=lambda place: x[a, place[0], place[1], f])
        pooled[a, i, j, f], switches[a, i, j, f] = x[a, row, column, f], row * w + column
    return [pooled.tolist(), switches.tolist()]
""",
        "by windows of numbers": """
def max_pool_switches(x, size):
    n, h, w, c = x.shape
    def cut(a):
        view = np.lib.stride_tricks.sliding_window_view(a, (size, size), axis=(1, 2))[:, ::size, ::size]
        return view.reshape(*view.shape[:4], -1)
    numbers = cut(np.broadcast_to(np.arange(h * w).reshape(1, h, w, 1), x.shape))
    winner = cut(x).argmax(axis=-1)[..., None]
    pick = lambda a: np.take_along_axis(a, winner, axis=-1)[..., 0]
    return pick(cut(x)), pick(numbers)
""",
    },
    "unpool": {
        "by a loop": """
def unpool(y, switches, height, width):
    x = np.zeros_like(y, shape=(len(y), height, width, y.shape[-1]))
    for a, i, j, c in np.ndindex(*y.shape):
        x[a, switches[a, i, j, c] // width, switches[a, i, j, c] % width, c] = y[a, i, j, c]
    return x
""",
        "by one index of the whole array": """
def unpool(y, switches, height, width):
    n, _, _, c = y.shape
    x = np.zeros(n * height * width * c, y.dtype)
    image = np.arange(n)[:, None, None, None] * height * width
    x[((image + switches) * c + np.arange(c)).ravel()] = y.ravel()
    return x.reshape(n, height, width, c)
""",
    },
    "receptive_field": {
        "from the top down": """
def receptive_field(chain):
    def reach(first, last):
        for k, s, d, p in chain[::-1]:
            first, last = first * s - p, last * s - p + d * (k - 1)
        return first, last
    (a, b), (c, _) = reach(0, 0), reach(1, 1)
    return [b - a + 1, c - a, (a + b) / 2]
""",
        "in NumPy": """
def receptive_field(chain):
    k, s, d, p = np.array(chain, dtype=float).reshape(-1, 4).T
    jumps = np.concatenate([[1.0], np.cumprod(s)])
    return np.array([1 + d * (k - 1) @ jumps[:-1], jumps[-1], (d * (k - 1) / 2 - p) @ jumps[:-1]])
""",
    },
    "pixels_seen": {
        "by question 4": """
def pixels_seen(chain, unit, pixels):
    size, jump, start = receptive_field(chain)
    first = int(start + unit * jump - (size - 1) / 2)
    return np.clip([first, first + size - 1], 0, pixels - 1)
""",
        "recursively": """
def pixels_seen(chain, unit, pixels):
    def down(layers, first, last):
        if not layers:
            return [max(0, first), min(pixels - 1, last)]
        *below, (k, s, d, p) = layers
        return down(below, first * s - p, last * s - p + (k - 1) * d)
    return down(list(chain), unit, unit)
""",
    },
    "layers_needed": {
        "without question 4": """
def layers_needed(pixels, pattern):
    from itertools import cycle
    size, jump = 1, 1
    for n, (k, s, d, p) in enumerate(cycle(pattern)):
        if size >= pixels:
            return n
        size += d * (k - 1) * jump
        jump *= s
""",
        "recursively, in NumPy": """
def layers_needed(pixels, pattern):
    def more(n, size, jump):
        k, s, d, p = pattern[n % len(pattern)]
        return n if size >= pixels else more(n + 1, size + (k - 1) * d * jump, jump * s)
    return np.int64(more(0, 1, 1))
""",
    },
    "seen_pixels": {
        "by a grid of dots": """
def seen_pixels(model, image, row, column):
    h, w, c = image.shape
    dots = np.eye(h * w).reshape(h * w, h, w, 1)
    before = keras.ops.convert_to_numpy(model(image[None]))[0, row, column]
    after = keras.ops.convert_to_numpy(model(image + dots))[:, row, column]
    return np.any(np.abs(after - before) > 1e-4, axis=1).reshape(h, w)
""",
        "row by row": """
def seen_pixels(model, image, row, column):
    h, w, _ = image.shape
    seen = np.zeros((h, w), dtype=bool)
    still = keras.ops.convert_to_numpy(model(image[None].astype("float32")))[0, row, column, :]
    for i in range(h):
        batch = np.stack([image.astype("float32")] * w)
        batch[np.arange(w), i, np.arange(w)] += 1
        y = keras.ops.convert_to_numpy(model(batch))[:, row, column, :]
        seen[i] = [max(abs(a - b) for a, b in zip(one, still)) > 1e-4 for one in y]
    return seen
""",
    },
    "ways": {
        "from the top down": """
def ways(chain):
    paths = [1]
    for k, s, d, p in reversed(chain):
        below = [0] * ((len(paths) - 1) * s + d * (k - 1) + 1)
        for i, count in enumerate(paths):
            for u in range(k):
                below[i * s + d * u] += count
        paths = below
    return paths
""",
        "by a recursion from every pixel, in floats": """
def ways(chain):
    def count(n, place):
        if n == len(chain):
            return 1.0 * (place == 0)
        k, s, d, _ = chain[n]
        return sum(count(n + 1, (place - d * u) // s) for u in range(k) if (place - d * u) % s == 0 and place >= d * u)
    return np.array([count(0, pixel) for pixel in range(receptive_field(chain)[0])])
""",
        "as a product of polynomials": """
def ways(chain):
    product, jump = np.poly1d([1]), 1
    for k, s, d, p in chain:
        factor = np.zeros((k - 1) * d * jump + 1)
        factor[:: d * jump] = 1
        product, jump = product * np.poly1d(factor), jump * s
    return np.round(product.coeffs)
""",
    },
    "influence": {
        "image by image, as lists": """
def influence(model, images):
    total = np.zeros(images.shape[1:3])
    for image in images:
        def middle(x):
            y = model(x)
            return keras.ops.sum(y[0, y.shape[1] // 2, y.shape[2] // 2, :])
        total += np.mean(np.abs(value_and_gradients(middle, image[None])[1][0]), axis=-1)
    return (total / len(images)).tolist()
""",
        "by a mask": """
def influence(model, images):
    mask = np.zeros((1, *model.outputs[0].shape[1:]), "float32")
    mask[:, mask.shape[1] // 2, mask.shape[2] // 2] = 1
    mask = np.repeat(mask, len(images), axis=0)
    _, g = value_and_gradients(lambda x: keras.ops.sum(keras.ops.multiply(model(x), mask)), images)
    return np.einsum("nrqc->rq", np.abs(g)) / (g.shape[0] * g.shape[3])
""",
    },
    "side_holding": {
        "by distances": """
def side_holding(influence, share):
    m = len(influence) // 2
    d = np.maximum(*map(abs, np.ogrid[-m : m + 1, -m : m + 1]))
    held = np.cumsum(np.bincount(d.ravel(), influence.ravel()))
    return 2 * int(np.argmax(held >= share * influence.sum() * (1 - 1e-12))) + 1
""",
        "from the outside in": """
def side_holding(influence, share):
    side, total = len(influence), np.sum(influence)
    while side > 1:
        cut = (len(influence) - side) // 2 + 1
        if influence[cut:-cut, cut:-cut].sum() < share * total:
            break
        side -= 2
    return np.int32(side)
""",
    },
}

BUILT_ON = {"receptive_field": {"layers_needed"}}  # its solution calls it

MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "pixels_seen": {"turns the chain around for good"},
    "ways": {"loses large numbers"},
}
