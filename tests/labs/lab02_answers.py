"""Answers to the questions of lab 02 as students write them: wrong ones by what is wrong, right ones by how."""

WRONG = {
    "dense_backward": {
        "forgets to transpose the weights where it can": """
def dense_backward(dy, x, w):
    dx, dw, db = right(dy, x, w)
    return (dy @ w if w.shape[0] == w.shape[1] else dx), dw, db
""",
        "takes the mean over the examples": """
def dense_backward(dy, x, w):
    dx, dw, db = right(dy, x, w)
    return dx, dw / len(x), db / len(x)
""",
        "takes the mean for the bias": """
def dense_backward(dy, x, w):
    return dy @ w.T, x.T @ dy, dy.mean(axis=0)
""",
        "keeps an axis of the bias": """
def dense_backward(dy, x, w):
    return dy @ w.T, x.T @ dy, dy.sum(axis=0, keepdims=True)
""",
        "sums the bias over the outputs": """
def dense_backward(dy, x, w):
    return dy @ w.T, x.T @ dy, dy.sum(axis=1)
""",
        "sums the bias over everything": """
def dense_backward(dy, x, w):
    return dy @ w.T, x.T @ dy, dy.sum()
""",
        "transposes the gradient of the weights": """
def dense_backward(dy, x, w):
    dx, dw, db = right(dy, x, w)
    return dx, dw.T, db
""",
        "transposes it where nobody sees the shape": """
def dense_backward(dy, x, w):
    dx, dw, db = right(dy, x, w)
    return dx, dw.T if dw.shape[0] == dw.shape[1] else dw, db
""",
        "returns another order": """
def dense_backward(dy, x, w):
    dx, dw, db = right(dy, x, w)
    return dw, dx, db
""",
        "forgets the bias": """
def dense_backward(dy, x, w):
    return right(dy, x, w)[:2]
""",
        "turns the sign": """
def dense_backward(dy, x, w):
    return tuple(-g for g in right(dy, x, w))
""",
        "keeps the gradient of each example": """
def dense_backward(dy, x, w):
    return dy @ w.T, x[:, :, None] * dy[:, None], dy.sum(axis=0)
""",
        "knows batches of one and two only": """
def dense_backward(dy, x, w):
    dx, dw, db = right(dy, x, w)
    return dx, np.outer(x[0], dy[0]) + (np.outer(x[-1], dy[-1]) if len(x) > 1 else 0), db
""",
        "changes the gradient from above": """
def dense_backward(dy, x, w):
    result = right(dy, x, w)
    dy *= 0
    return result
""",
    },
    "numerical_gradient": {
        "goes one way only": """
def numerical_gradient(f, x, step=1e-5):
    x = np.array(x, dtype="float64")
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up = x.copy()
        up[place] += step
        gradient[place] = (f(up) - f(x)) / step
    return gradient
""",
        "goes backwards only": """
def numerical_gradient(f, x, step=1e-5):
    x = np.array(x, dtype="float64")
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        down = x.copy()
        down[place] -= step
        gradient[place] = (f(x) - f(down)) / step
    return gradient
""",
        "divides by one step": """
def numerical_gradient(f, x, step=1e-5):
    return 2 * right(f, x, step)
""",
        "ignores the step": """
def numerical_gradient(f, x, step=1e-5):
    return right(f, x)
""",
        "has a larger step": """
def numerical_gradient(f, x, step=1e-3):
    return right(f, x, step)
""",
        "has too small a step": """
def numerical_gradient(f, x, step=1e-12):
    return right(f, x, step)
""",
        "moves all entries at once": """
def numerical_gradient(f, x, step=1e-5):
    x = np.array(x, dtype="float64")
    return np.full(x.shape, (f(x + step) - f(x - step)) / (2 * step))
""",
        "forgets to put the entries back": """
def numerical_gradient(f, x, step=1e-5):
    x = np.array(x, dtype="float64")
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        x[place] += step
        up = f(x)
        x[place] -= 2 * step
        gradient[place] = (up - f(x)) / (2 * step)
    return gradient
""",
        "keeps whole numbers": """
def numerical_gradient(f, x, step=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += np.asarray(step).astype(x.dtype)
        down[place] -= np.asarray(step).astype(x.dtype)
        gradient[place] = (f(up) - f(down)) / (2 * step)
    return gradient
""",
        "keeps single precision": """
def numerical_gradient(f, x, step=1e-5):
    x = x.astype("float64") if x.dtype.kind == "i" else x.copy()
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += step
        down[place] -= step
        gradient[place] = (f(up) - f(down)) / (2 * step)
    return gradient
""",
        "flattens": """
def numerical_gradient(f, x, step=1e-5):
    return right(f, x, step).ravel()
""",
        "hands flat arrays to the function": """
def numerical_gradient(f, x, step=1e-5):
    return right(f, x.ravel(), step).reshape(x.shape)
""",
        "takes every array to be contiguous": """
def numerical_gradient(f, x, step=1e-5):
    x = x.astype("float64")
    flat, gradient = x.reshape(-1) if x.flags.c_contiguous else x.copy().ravel(), np.zeros(x.size)
    for i in range(x.size):
        old = flat[i]
        flat[i] = old + step
        up = f(x)
        flat[i] = old - step
        gradient[i] = (up - f(x)) / (2 * step)
        flat[i] = old
    return gradient.reshape(x.shape)
""",
        "knows one and two axes only": """
def numerical_gradient(f, x, step=1e-5):
    if x.ndim > 2:
        return right(lambda y: f(y.reshape(x.shape)), x.reshape(len(x), -1), step)
    return right(f, x, step)
""",
        "turns the sign": """
def numerical_gradient(f, x, step=1e-5):
    return -right(f, x, step)
""",
        "changes the point": """
def numerical_gradient(f, x, step=1e-5):
    gradient = right(f, x, step)
    x += 1
    return gradient
""",
        "returns a single number": """
def numerical_gradient(f, x, step=1e-5):
    return float(right(f, x, step).sum())
""",
    },
    "relative_error": {
        "is not relative": """
def relative_error(a, b):
    return np.max(np.abs(a - b))
""",
        "compares with the largest entry of all": """
def relative_error(a, b):
    return np.max(np.abs(a - b)) / max(np.max(np.abs(a)), np.max(np.abs(b)), 1e-300)
""",
        "takes the mean": """
def relative_error(a, b):
    larger = np.maximum(np.abs(a), np.abs(b))
    return np.mean(np.abs(a - b) / np.where(larger == 0, 1, larger))
""",
        "takes norms": """
def relative_error(a, b):
    return np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b), 1e-300)
""",
        "divides by the sum": """
def relative_error(a, b):
    total = np.abs(a) + np.abs(b)
    return np.max(np.abs(a - b) / np.where(total == 0, 1, total))
""",
        "divides by the first": """
def relative_error(a, b):
    return np.max(np.where(a == b, 0, np.abs(a - b) / np.abs(a)))
""",
        "divides by the second": """
def relative_error(a, b):
    return np.max(np.where(a == b, 0, np.abs(a - b) / np.abs(b)))
""",
        "forgets the absolute value above": """
def relative_error(a, b):
    larger = np.maximum(np.abs(a), np.abs(b))
    return np.max((a - b) / np.where(larger == 0, 1, larger))
""",
        "forgets the absolute value below": """
def relative_error(a, b):
    larger = np.maximum(a, b)
    return np.max(np.abs(a - b) / np.where(larger == 0, 1, larger))
""",
        "divides 0 by 0": """
def relative_error(a, b):
    return np.max(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b)))
""",
        "adds a millionth below": """
def relative_error(a, b):
    return np.max(np.abs(a - b) / (np.maximum(np.abs(a), np.abs(b)) + 1e-6))
""",
        "counts 0 where one of the two is 0": """
def relative_error(a, b):
    larger = np.maximum(np.abs(a), np.abs(b))
    return np.max(np.where(a * b == 0, 0, np.abs(a - b) / np.where(larger == 0, 1, larger)))
""",
        "takes the maximum along one axis": """
def relative_error(a, b):
    larger = np.maximum(np.abs(a), np.abs(b))
    return (np.abs(a - b) / np.where(larger == 0, 1, larger)).max(axis=0)
""",
        "stops at 1": """
def relative_error(a, b):
    return min(right(a, b), 1.0)
""",
    },
    "filter_gradient": {
        "flips the gradient from above": """
def filter_gradient(dh, x):
    return right(dh[::-1, ::-1], x)
""",
        "flips the result": """
def filter_gradient(dh, x):
    return right(dh, x)[::-1, ::-1]
""",
        "transposes the gradient from above": """
def filter_gradient(dh, x):
    return right(dh.T, x) if dh.shape[0] == dh.shape[1] else right(dh, x)
""",
        "transposes the result": """
def filter_gradient(dh, x):
    return right(dh, x).T
""",
        "takes the mean": """
def filter_gradient(dh, x):
    return right(dh, x) / dh.size
""",
        "has the shape of the gradient from above": """
def filter_gradient(dh, x):
    dw = np.zeros(dh.shape)
    for u, v in np.ndindex(dw.shape):
        window = x[u : u + dh.shape[0], v : v + dh.shape[1]]
        dw[u, v] = np.sum(window * dh[: window.shape[0], : window.shape[1]])
    return dw
""",
        "takes filters to be square": """
def filter_gradient(dh, x):
    size = x.shape[0] - dh.shape[0] + 1
    return np.array([[np.sum(x[u : u + dh.shape[0], v : v + dh.shape[1]][:, : dh.shape[1]]
                             * dh[:, : x.shape[1] - v]) for v in range(size)] for u in range(size)])
""",
        "pads": """
def filter_gradient(dh, x):
    from scipy.signal import correlate2d
    return correlate2d(x, dh, mode="same")
""",
        "stores whole numbers": """
def filter_gradient(dh, x):
    return right(dh, x).astype(x.dtype)
""",
        "knows filters of 2x2 only": """
def filter_gradient(dh, x):
    r, c = dh.shape
    return np.array([[np.sum(x[u : u + r, v : v + c] * dh) for v in range(2)] for u in range(2)])
""",
        "adds the first row only": """
def filter_gradient(dh, x):
    return right(dh[:1], x[: x.shape[0] - dh.shape[0] + 1])
""",
        "turns the sign": """
def filter_gradient(dh, x):
    return -right(dh, x)
""",
        "changes the image": """
def filter_gradient(dh, x):
    result = right(dh, x)
    x -= 1
    return result
""",
    },
    "pixel_gradient": {
        "does not flip": """
def pixel_gradient(dh, w):
    return right(dh, w[::-1, ::-1])
""",
        "flips the result": """
def pixel_gradient(dh, w):
    return right(dh, w)[::-1, ::-1]
""",
        "flips the rows only": """
def pixel_gradient(dh, w):
    return right(dh, w[:, ::-1])
""",
        "transposes the filter": """
def pixel_gradient(dh, w):
    return right(dh, w.T) if w.shape[0] == w.shape[1] else right(dh, w)
""",
        "stays inside": """
def pixel_gradient(dh, w):
    from scipy.signal import convolve2d
    return convolve2d(dh, w, mode="same")
""",
        "writes where it should add": """
def pixel_gradient(dh, w):
    (rows, columns), (kh, kw) = dh.shape, w.shape
    dx = np.zeros((rows + kh - 1, columns + kw - 1))
    for i, j in np.ndindex(rows, columns):
        dx[i : i + kh, j : j + kw] = dh[i, j] * w
    return dx
""",
        "takes filters to be square": """
def pixel_gradient(dh, w):
    k = w.shape[0]
    padded = np.pad(dh, k - 1)
    rows, columns = dh.shape[0] + k - 1, dh.shape[1] + k - 1
    return np.array([[np.sum(padded[i : i + k, j : j + k][:, : w.shape[1]] * w[::-1, ::-1][:, :k])
                      for j in range(columns)] for i in range(rows)])
""",
        "pads by one whatever the filter": """
def pixel_gradient(dh, w):
    from scipy.signal import correlate2d
    return correlate2d(np.pad(dh, 1), w[::-1, ::-1], mode="valid")
""",
        "swaps the two pads": """
def pixel_gradient(dh, w):
    from scipy.signal import correlate2d
    kh, kw = w.shape
    return correlate2d(np.pad(dh, [(kw - 1, kw - 1), (kh - 1, kh - 1)]), w[::-1, ::-1], mode="valid")
""",
        "takes the mean over the filter": """
def pixel_gradient(dh, w):
    return right(dh, w) / w.size
""",
        "stores whole numbers": """
def pixel_gradient(dh, w):
    return right(dh, w).astype(dh.dtype)
""",
        "wraps around": """
def pixel_gradient(dh, w):
    (rows, columns), (kh, kw) = dh.shape, w.shape
    big = np.zeros((rows + kh - 1, columns + kw - 1))
    big[:rows, :columns] = dh
    return sum(w[u, v] * np.roll(big, (-u, -v), axis=(0, 1)) for u in range(kh) for v in range(kw))
""",
        "lets a larger filter stand still": """
def pixel_gradient(dh, w):
    from scipy.signal import convolve2d
    return convolve2d(dh, w, mode="full") if dh.shape[0] >= w.shape[0] else convolve2d(dh, w, mode="same")
""",
        "changes the filter": """
def pixel_gradient(dh, w):
    result = right(dh, w)
    w[...] = w[::-1, ::-1].copy()
    return result
""",
    },
    "spread": {
        "puts a zero behind the last too": """
def spread(dy, stride):
    n, h, w, f = dy.shape
    wide = np.zeros((n, h * stride, w * stride, f))
    wide[:, ::stride, ::stride] = dy
    return wide
""",
        "puts stride zeros between": """
def spread(dy, stride):
    return right(dy, stride + 1)
""",
        "always puts one zero": """
def spread(dy, stride):
    return right(dy, min(stride, 2))
""",
        "repeats instead": """
def spread(dy, stride):
    h, w = dy.shape[1:3]
    wide = dy.repeat(stride, axis=1).repeat(stride, axis=2)
    return wide[:, : (h - 1) * stride + 1, : (w - 1) * stride + 1]
""",
        "spreads the rows only": """
def spread(dy, stride):
    wide = right(dy, stride)
    return wide[:, :, :: stride]
""",
        "spreads the batch": """
def spread(dy, stride):
    wide = np.zeros(((len(dy) - 1) * stride + 1, *right(dy, stride).shape[1:]))
    wide[::stride] = right(dy, stride)
    return wide
""",
        "spreads the channels": """
def spread(dy, stride):
    wide = np.zeros((*right(dy, stride).shape[:3], (dy.shape[3] - 1) * stride + 1))
    wide[..., ::stride] = right(dy, stride)
    return wide
""",
        "divides by the stride": """
def spread(dy, stride):
    return right(dy, stride) / stride
""",
        "puts zeros around": """
def spread(dy, stride):
    return np.pad(right(dy, stride), [(0, 0), (stride - 1,) * 2, (stride - 1,) * 2, (0, 0)])
""",
        "thins out instead": """
def spread(dy, stride):
    return dy[:, ::stride, ::stride]
""",
        "repeats the first image": """
def spread(dy, stride):
    return right(np.repeat(dy[:1], len(dy), axis=0), stride)
""",
        "swaps rows and columns": """
def spread(dy, stride):
    wide = right(dy, stride)
    return wide.transpose(0, 2, 1, 3).reshape(wide.shape)
""",
        "changes the gradient": """
def spread(dy, stride):
    wide = right(dy, stride)
    dy /= 2
    return wide
""",
    },
    "conv2d_backward": {
        "does not flip the filters for the pixels": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    _, dw, db = right(dy, x, w, stride, padding)
    return right(dy, x, w[::-1, ::-1], stride, padding)[0], dw, db
""",
        "flips the gradient for the filters": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    dx, dw, db = right(dy, x, w, stride, padding)
    return dx, dw[::-1, ::-1], db
""",
        "ignores the stride": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    return right(dy, x, w, 1, padding)
""",
        "forgets that pixels may be left over": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    (h, width), (kh, kw) = x.shape[1:3], w.shape[:2]
    need = [(dy.shape[1] - 1) * stride + kh, (dy.shape[2] - 1) * stride + kw]
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding), (0, 0)])[:, : need[0], : need[1]]
    dx, dw, db = right(dy, x, w, stride)
    return dx[:, padding : need[0] - padding, padding : need[1] - padding], dw, db
""",
        "leaves the padding on": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding), (0, 0)])
    return right(dy, x, w, stride)
""",
        "cuts the padding off by a negative index": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding), (0, 0)])
    dx, dw, db = right(dy, x, w, stride)
    return dx[:, padding:-padding, padding:-padding], dw, db
""",
        "ignores the padding in the filters' gradient": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    dx, dw, db = right(dy, x, w, stride, padding)
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding), (0, 0)], mode="edge")
    return dx, right(dy, x, w, stride)[1], db
""",
        "takes the mean over the images": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    dx, dw, db = right(dy, x, w, stride, padding)
    return dx, dw / len(x), db / len(x)
""",
        "takes the mean over the places for the bias": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    dx, dw, db = right(dy, x, w, stride, padding)
    return dx, dw, dy.mean(axis=(0, 1, 2))
""",
        "sums the bias over the images only": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    dx, dw, db = right(dy, x, w, stride, padding)
    return dx, dw, dy.sum(axis=0)
""",
        "writes where it should add": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    _, dw, db = right(dy, x, w, stride, padding)
    (h, width), dx = x.shape[1:3], np.zeros([s + 2 * padding * (i in (1, 2)) for i, s in enumerate(x.shape)])
    for u, v in np.ndindex(*w.shape[:2]):
        dx[:, u : u + stride * dy.shape[1] : stride, v : v + stride * dy.shape[2] : stride] = dy @ w[u, v].T
    return dx[:, padding : padding + h, padding : padding + width], dw, db
""",
        "swaps channels and filters where it can": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    dx, dw, db = right(dy, x, w, stride, padding)
    return (right(dy, x, w.swapaxes(2, 3), stride, padding)[0] if w.shape[2] == w.shape[3] else dx), dw, db
""",
        "takes filters to be square": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    dx, dw, db = right(dy, x, w, stride, padding)
    return dx, dw[:, : w.shape[0]], db
""",
        "looks at the first image only": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    dx, _, db = right(dy, x, w, stride, padding)
    return dx, len(x) * right(dy[:1], x[:1], w, stride, padding)[1], db
""",
        "returns another order": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    dx, dw, db = right(dy, x, w, stride, padding)
    return dw, dx, db
""",
        "forgets the bias": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    return right(dy, x, w, stride, padding)[:2]
""",
        "asks for stride and padding": """
def conv2d_backward(dy, x, w, stride, padding):
    return right(dy, x, w, stride, padding)
""",
        "starts with padding 1": """
def conv2d_backward(dy, x, w, stride=1, padding=1):
    return right(dy, x, w, stride, padding)
""",
        "changes the filters": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    result = right(dy, x, w, stride, padding)
    w *= 2
    return result
""",
        "changes the gradient from above": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    result = right(dy, x, w, stride, padding)
    dy *= 2
    return result
""",
    },
    "max_pool_backward": {
        "gives it to all that are equal": """
def max_pool_backward(dy, x, size):
    n, r, c, k = dy.shape
    dx, cut = np.zeros(x.shape), x[:, : r * size, : c * size]
    spread_out = lambda y: y.repeat(size, 1).repeat(size, 2)
    top = cut.reshape(n, r, size, c, size, k).max(axis=(2, 4))
    dx[:, : r * size, : c * size] = (cut == spread_out(top)) * spread_out(dy)
    return dx
""",
        "shares it among those that are equal": """
def max_pool_backward(dy, x, size):
    n, r, c, k = dy.shape
    dx, cut = np.zeros(x.shape), x[:, : r * size, : c * size]
    spread_out = lambda y: y.repeat(size, 1).repeat(size, 2)
    six = cut.reshape(n, r, size, c, size, k)
    top = six.max(axis=(2, 4))
    count = (six == top[:, :, None, :, None]).sum(axis=(2, 4))
    dx[:, : r * size, : c * size] = (cut == spread_out(top)) * spread_out(dy / count)
    return dx
""",
        "gives it to the last of the largest": """
def max_pool_backward(dy, x, size):
    n, r, c, k = dy.shape
    dx = np.zeros(x.shape)
    back = right(dy[:, ::-1, ::-1], x[:, : r * size, : c * size][:, ::-1, ::-1], size)
    dx[:, : r * size, : c * size] = back[:, ::-1, ::-1]
    return dx
""",
        "goes column by column": """
def max_pool_backward(dy, x, size):
    return right(dy.transpose(0, 2, 1, 3), x.transpose(0, 2, 1, 3), size).transpose(0, 2, 1, 3)
""",
        "is average pooling": """
def max_pool_backward(dy, x, size):
    dx, (_, r, c, _) = np.zeros(x.shape), dy.shape
    dx[:, : r * size, : c * size] = dy.repeat(size, 1).repeat(size, 2) / size**2
    return dx
""",
        "gives all of it to all": """
def max_pool_backward(dy, x, size):
    dx, (_, r, c, _) = np.zeros(x.shape), dy.shape
    dx[:, : r * size, : c * size] = dy.repeat(size, 1).repeat(size, 2)
    return dx
""",
        "writes the value instead of the gradient": """
def max_pool_backward(dy, x, size):
    return np.where(right(np.ones(dy.shape), x, size) > 0, x, 0)
""",
        "takes the largest in size": """
def max_pool_backward(dy, x, size):
    return right(dy, np.abs(x), size)
""",
        "pools over the channels": """
def max_pool_backward(dy, x, size):
    back = right(dy, x, size)
    best = back == back.max(axis=-1, keepdims=True)
    return np.where(best, back.sum(axis=-1, keepdims=True), 0)
""",
        "uses the first channel's places": """
def max_pool_backward(dy, x, size):
    return right(dy, np.repeat(x[..., :1], x.shape[3], axis=3), size)
""",
        "uses the first image's places": """
def max_pool_backward(dy, x, size):
    return right(dy, np.repeat(x[:1], len(x), axis=0), size)
""",
        "knows windows of 2x2 only": """
def max_pool_backward(dy, x, size):
    return right(dy, x, 2)
""",
        "needs windows that fill the image": """
def max_pool_backward(dy, x, size):
    n, h, w, c = x.shape
    return right(dy, x, size) + 0 * x.reshape(n, h // size, size, w // size, size, c).reshape(x.shape)
""",
        "drops the pixels that fill no window": """
def max_pool_backward(dy, x, size):
    _, r, c, _ = dy.shape
    return right(dy, x, size)[:, : r * size, : c * size]
""",
        "starts its search at 0": """
def max_pool_backward(dy, x, size):
    dx = right(dy, x, size)
    _, r, c, _ = dy.shape
    n, k = len(x), x.shape[3]
    top = x[:, : r * size, : c * size].reshape(n, r, size, c, size, k).max(axis=(2, 4))
    return right(dy * (top > 0), x, size)
""",
        "changes the input": """
def max_pool_backward(dy, x, size):
    dx = right(dy, x, size)
    x[...] = dx
    return dx
""",
        "reshapes where it should transpose": """
def max_pool_backward(dy, x, size):
    n, r, c, k = dy.shape
    windows = x[:, : r * size, : c * size].reshape(n, r, c, k, size * size)
    first = np.eye(size * size)[windows.argmax(axis=-1)] * dy[..., None]
    dx = np.zeros(x.shape)
    dx[:, : r * size, : c * size] = first.reshape(n, r * size, c * size, k)
    return dx
""",
    },
    "backward": {
        "forgets both ReLUs": """
def backward(dscores, values, weights):
    return right(dscores, values | {"h1": np.ones(values["h1"].shape), "h2": np.ones(values["h2"].shape)}, weights)
""",
        "forgets the lower ReLU": """
def backward(dscores, values, weights):
    return right(dscores, values | {"h1": np.ones(values["h1"].shape)}, weights)
""",
        "looks at the sign of the gradient": """
def backward(dscores, values, weights):
    g = {}
    down, g["w3"], g["b3"] = dense_backward(dscores, values["p2"].reshape(len(dscores), -1), weights["w3"])
    down = np.maximum(max_pool_backward(down.reshape(values["p2"].shape), values["a2"], 2), 0)
    down, g["w2"], g["b2"] = conv2d_backward(down, values["p1"], weights["w2"], padding=1)
    down = np.maximum(max_pool_backward(down, values["a1"], 2), 0)
    _, g["w1"], g["b1"] = conv2d_backward(down, values["x"], weights["w1"], padding=1)
    return g
""",
        "multiplies by the ReLU's output": """
def backward(dscores, values, weights):
    g = {}
    down, g["w3"], g["b3"] = dense_backward(dscores, values["p2"].reshape(len(dscores), -1), weights["w3"])
    down = max_pool_backward(down.reshape(values["p2"].shape), values["a2"], 2) * values["a2"]
    down, g["w2"], g["b2"] = conv2d_backward(down, values["p1"], weights["w2"], padding=1)
    down = max_pool_backward(down, values["a1"], 2) * values["a1"]
    _, g["w1"], g["b1"] = conv2d_backward(down, values["x"], weights["w1"], padding=1)
    return g
""",
        "hands the output of a layer to its backward pass": """
def backward(dscores, values, weights):
    g = right(dscores, values, weights)
    flat = values["p2"].reshape(len(dscores), -1)
    down = (dscores @ weights["w3"].T).reshape(values["p2"].shape)
    down = max_pool_backward(down, values["a2"], 2) * (values["h2"] > 0)
    if values["p1"].shape == values["h2"].shape:
        g["w2"] = conv2d_backward(down, values["h2"], weights["w2"], padding=1)[1]
    down = conv2d_backward(down, values["p1"], weights["w2"], padding=1)[0]
    g["w1"] = conv2d_backward(max_pool_backward(down, values["h1"], 2), values["x"], weights["w1"], padding=1)[1]
    return g
""",
        "forgets the padding": """
def backward(dscores, values, weights):
    g = right(dscores, values, weights)
    x = np.roll(values["x"], 1, axis=(1, 2))
    return g | {"w1": right(dscores, values | {"x": x}, weights)["w1"]}
""",
        "divides by the number of examples once more": """
def backward(dscores, values, weights):
    return {name: g / len(dscores) for name, g in right(dscores, values, weights).items()}
""",
        "forgets the biases": """
def backward(dscores, values, weights):
    return {name: g for name, g in right(dscores, values, weights).items() if name[0] == "w"}
""",
        "returns a list": """
def backward(dscores, values, weights):
    return list(right(dscores, values, weights).values())
""",
        "stops at the second convolution": """
def backward(dscores, values, weights):
    g = right(dscores, values, weights)
    return g | {"w1": 0 * g["w1"], "b1": 0 * g["b1"]}
""",
        "takes ten classes and two filters": """
def backward(dscores, values, weights):
    g = right(dscores, values, weights)
    return g | {"w2": g["w2"][..., :2], "b2": g["b2"][:2]}
""",
        "takes the pooled gradient past the pooling": """
def backward(dscores, values, weights):
    g = right(dscores, values, weights)
    down = (dscores @ weights["w3"].T).reshape(values["p2"].shape)
    down = down.repeat(2, 1).repeat(2, 2) * (values["h2"] > 0)
    _, g["w2"], g["b2"] = conv2d_backward(down, values["p1"], weights["w2"], padding=1)
    return g
""",
        "steps downhill": """
def backward(dscores, values, weights):
    return {name: -g for name, g in right(dscores, values, weights).items()}
""",
        "flattens channels first": """
def backward(dscores, values, weights):
    p = values["p2"]
    turned = p.transpose(0, 3, 1, 2).reshape(p.shape)
    return right(dscores, values, weights) | {"w3": turned.reshape(len(p), -1).T @ dscores}
""",
        "changes the values": """
def backward(dscores, values, weights):
    g = right(dscores, values, weights)
    values["h1"][values["h1"] < 0] = 0
    return g
""",
        "adds its gradients to the weights": """
def backward(dscores, values, weights):
    g = right(dscores, values, weights)
    for name in g:
        weights[name] -= 0.01 * g[name]
    return g
""",
    },
    "momentum_step": {
        "goes uphill": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    return right(weights, velocities, gradients, -learning_rate, momentum)
""",
        "ignores the momentum": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    return right(weights, velocities, gradients, learning_rate, 0)
""",
        "moves by the old velocity": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    _, new = right(weights, velocities, gradients, learning_rate, momentum)
    return {name: weights[name] + velocities[name] for name in weights}, new
""",
        "moves by the plain gradient": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    _, new = right(weights, velocities, gradients, learning_rate, momentum)
    return {name: weights[name] - learning_rate * gradients[name] for name in weights}, new
""",
        "weighs the gradient by one minus the momentum": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    return right(weights, velocities, gradients, learning_rate * (1 - momentum), momentum)
""",
        "keeps the velocity without the learning rate": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    new = {name: momentum * velocities[name] + gradients[name] for name in weights}
    return {name: weights[name] - learning_rate * new[name] for name in weights}, new
""",
        "multiplies the velocity by the rate again": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    _, new = right(weights, velocities, gradients, learning_rate, momentum)
    return {name: weights[name] + learning_rate * new[name] for name in weights}, new
""",
        "swaps rate and momentum": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    return right(weights, velocities, gradients, momentum, learning_rate)
""",
        "looks ahead as Nesterov does": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    _, new = right(weights, velocities, gradients, learning_rate, momentum)
    return {k: weights[k] + momentum * new[k] - learning_rate * gradients[k] for k in weights}, new
""",
        "returns the weights only": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    return right(weights, velocities, gradients, learning_rate, momentum)[0]
""",
        "returns another order": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    return right(weights, velocities, gradients, learning_rate, momentum)[::-1]
""",
        "returns the old velocities": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    return right(weights, velocities, gradients, learning_rate, momentum)[0], velocities
""",
        "knows the names of this network only": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    names = [name for name in weights if name in ("a", "b", "w1", "b1", "w2", "b2", "w3", "b3")]
    pick = lambda which: {name: which[name] for name in names}
    return right(pick(weights), pick(velocities), pick(gradients), learning_rate, momentum)
""",
        "changes the arrays": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    for name in weights:
        velocities[name] *= momentum
        velocities[name] -= learning_rate * gradients[name]
        weights[name] += velocities[name]
    return weights, velocities
""",
        "changes the dictionaries": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    for name in weights:
        velocities[name] = momentum * velocities[name] - learning_rate * gradients[name]
        weights[name] = weights[name] + velocities[name]
    return weights, velocities
""",
        "empties the gradients": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    result = right(weights, velocities, gradients, learning_rate, momentum)
    gradients.clear()
    return result
""",
        "adds one number to all": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    new, moved = right(weights, velocities, gradients, learning_rate, momentum)
    return {name: weights[name] + moved[name].mean() for name in weights}, moved
""",
    },
}

RIGHT = {
    "dense_backward": {
        "by einsum, as lists": """
def dense_backward(dy, x, w):
    return [np.einsum("nj,ij->ni", dy, w).tolist(), np.einsum("ni,nj->ij", x, dy).tolist(), list(np.ones(len(x)) @ dy)]
""",
        "by loops, in single precision": """
def dense_backward(dy, x, w):
    dx, dw, db = (np.zeros(s, "float32") for s in (x.shape, w.shape, w.shape[1]))
    for n in range(len(x)):
        for j in range(w.shape[1]):
            dx[n] += dy[n, j] * w[:, j]
            dw[:, j] += dy[n, j] * x[n]
            db[j] += dy[n, j]
    return dx, dw, db
""",
    },
    "numerical_gradient": {
        "in one buffer": """
def numerical_gradient(f, x, step=1e-5):
    x = np.array(x, np.float64)
    gradient = np.empty_like(x)
    walk = np.nditer(x, flags=["multi_index"])
    for _ in walk:
        at = walk.multi_index
        old = x[at]
        x[at] = old + step
        up = f(x)
        x[at] = old - step
        down = f(x)
        x[at] = old
        gradient[at] = (up - down) / 2 / step
    return gradient
""",
        "by unit vectors, as lists": """
def numerical_gradient(f, x, step=1e-5):
    x = np.asarray(x)
    units = np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + step * e) - f(x - step * e)) / (2 * step) for e in units]
    return np.reshape(slopes, x.shape).tolist()
""",
        "by a flat copy": """
def numerical_gradient(f, x, step=1e-5):
    shape, flat, out = np.shape(x), [float(v) for v in np.ravel(x)], []
    for i, v in enumerate(flat):
        a, b = flat[:i] + [v + step] + flat[i + 1 :], flat[:i] + [v - step] + flat[i + 1 :]
        out.append((f(np.reshape(a, shape)) - f(np.reshape(b, shape))) / (2 * step))
    return np.array(out).reshape(shape)
""",
    },
    "relative_error": {
        "by a mask": """
def relative_error(a, b):
    a, b = np.ravel(a).astype(float), np.ravel(b).astype(float)
    some = (a != 0) | (b != 0)
    if not some.any():
        return 0
    return (abs(a - b)[some] / np.maximum(abs(a), abs(b))[some]).max()
""",
        "by a loop": """
def relative_error(a, b):
    worst = 0.0
    for p, q in zip(a.flat, b.flat):
        if p != q:
            worst = max(worst, abs(p - q) / max(abs(p), abs(q)))
    return worst
""",
        "by clearing NaN": """
def relative_error(a, b):
    with np.errstate(invalid="ignore"):
        return np.nanmax(np.append(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b)), 0))
""",
    },
    "filter_gradient": {
        "by SciPy": """
def filter_gradient(dh, x):
    from scipy.signal import correlate2d
    return correlate2d(x, dh, mode="valid")
""",
        "by windows, as lists": """
def filter_gradient(dh, x):
    view = np.lib.stride_tricks.sliding_window_view(np.float32(x), dh.shape)
    return np.einsum("uvij,ij", view, dh).tolist()
""",
        "by the outputs": """
def filter_gradient(dh, x):
    kh, kw = np.subtract(x.shape, dh.shape) + 1
    return sum(dh[i, j] * x[i : i + kh, j : j + kw] for i in range(dh.shape[0]) for j in range(dh.shape[1]))
""",
    },
    "pixel_gradient": {
        "by SciPy": """
def pixel_gradient(dh, w):
    from scipy.signal import convolve2d
    return convolve2d(w, dh)
""",
        "by zeros and half a turn": """
def pixel_gradient(dh, w):
    kh, kw = w.shape
    padded = np.pad(dh, [(kh - 1, kh - 1), (kw - 1, kw - 1)])
    view = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    return np.sum(view * np.rot90(w, 2), axis=(2, 3))
""",
        "pixel by pixel, as lists": """
def pixel_gradient(dh, w):
    (a, b), (p, q) = dh.shape, w.shape
    return [[sum(float(dh[i, j]) * w[r - i, c - j] for i in range(a) for j in range(b)
                 if 0 <= r - i < p and 0 <= c - j < q) for c in range(b + q - 1)] for r in range(a + p - 1)]
""",
    },
    "spread": {
        "by insertion": """
def spread(dy, stride):
    for axis in (1, 2):
        for place in range(dy.shape[axis] - 1, 0, -1):
            for _ in range(stride - 1):
                dy = np.insert(dy, place, 0, axis=axis)
    return dy
""",
        "by matrices, in single precision": """
def spread(dy, stride):
    rows, columns = (np.zeros(((k - 1) * stride + 1, k), "float32") for k in dy.shape[1:3])
    for m in (rows, columns):
        m[np.arange(m.shape[1]) * stride, np.arange(m.shape[1])] = 1
    return np.einsum("ih,jw,nhwf->nijf", rows, columns, dy.astype("float32"))
""",
    },
    "conv2d_backward": {
        "by places": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    p, (h, width) = padding, x.shape[1:3]
    x = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for u in range(w.shape[0]):
        for v in range(w.shape[1]):
            seen = (slice(None), slice(u, u + stride * dy.shape[1], stride), slice(v, v + stride * dy.shape[2], stride))
            dw[u, v] = np.tensordot(x[seen], dy, axes=([0, 1, 2], [0, 1, 2]))
            dx[seen] += dy @ w[u, v].T
    return dx[:, p : p + h, p : p + width], dw, dy.sum((0, 1, 2))
""",
        "by positions, in single precision": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    p, (n, h, width, c), (kh, kw) = padding, x.shape, w.shape[:2]
    big = np.zeros((n, h + 2 * p, width + 2 * p, c), "float32")
    big[:, p : p + h, p : p + width] = x
    dx, dw = np.zeros_like(big), np.zeros(w.shape, "float32")
    for i in range(dy.shape[1]):
        for j in range(dy.shape[2]):
            at = np.s_[:, i * stride : i * stride + kh, j * stride : j * stride + kw]
            dw += np.tensordot(big[at], dy[:, i, j], axes=(0, 0))
            dx[at] += np.tensordot(dy[:, i, j], w, axes=(1, 3))
    return [dx[:, p : p + h, p : p + width], dw, np.einsum("nijf->f", dy)]
""",
        "by windows and einsum": """
def conv2d_backward(dy, x, w, stride=1, padding=0):
    p, shape = padding, x.shape
    x = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
    view = np.lib.stride_tricks.sliding_window_view(x, w.shape[:2], (1, 2))[:, ::stride, ::stride]
    dw = np.einsum("nijcuv,nijf->uvcf", view, dy)
    share, dx = np.einsum("nijf,uvcf->nijuvc", dy, w), np.zeros(x.shape)
    for u, v in np.ndindex(w.shape[:2]):
        dx[:, u:, v:][:, : stride * dy.shape[1] : stride, : stride * dy.shape[2] : stride] += share[:, :, :, u, v]
    return dx[:, p : p + shape[1], p : p + shape[2]], dw, dy.sum(axis=(0, 1, 2))
""",
    },
    "max_pool_backward": {
        "by loops": """
def max_pool_backward(dy, x, size):
    dx = np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dy.shape):
        window = x[n, i * size : (i + 1) * size, j * size : (j + 1) * size, c]
        u, v = np.unravel_index(np.argmax(window), window.shape)
        dx[n, i * size + u, j * size + v, c] = dy[n, i, j, c]
    return dx
""",
        "place by place, in single precision": """
def max_pool_backward(dy, x, size):
    n, r, c, k = dy.shape
    dx, left = np.zeros(x.shape, "float32"), np.ones(dy.shape, bool)
    cut = x[:, : r * size, : c * size]
    top = cut.reshape(n, r, size, c, size, k).max(axis=(2, 4))
    for u in range(size):
        for v in range(size):
            at = np.s_[:, u : r * size : size, v : c * size : size]
            wins = left & (cut[:, u::size, v::size] == top)
            dx[at] = np.where(wins, dy, 0)
            left &= ~wins
    return dx
""",
    },
    "backward": {
        "step by step": """
def backward(dscores, values, weights):
    v = values
    dflat, dw3, db3 = dense_backward(dscores, v["p2"].reshape(v["p2"].shape[0], -1), weights["w3"])
    dp2 = np.asarray(dflat).reshape(v["p2"].shape)
    dh2 = np.where(v["h2"] > 0, max_pool_backward(dp2, v["a2"], 2), 0)
    dp1, dw2, db2 = conv2d_backward(dh2, v["p1"], weights["w2"], 1, 1)
    dh1 = np.where(v["a1"] > 0, max_pool_backward(dp1, v["h1"], 2), 0)
    dx, dw1, db1 = conv2d_backward(dh1, v["x"], weights["w1"], 1, 1)
    return dict(w1=dw1, b1=db1, w2=dw2, b2=db2, w3=dw3, b3=db3)
""",
        "by places, with nothing of before": """
def backward(dscores, values, weights):
    out, down = {}, dscores
    out["b3"], out["w3"] = down.sum(0), values["p2"].reshape(len(down), -1).T @ down
    down = (down @ weights["w3"].T).reshape(values["p2"].shape)
    for i, below in (("2", "p1"), ("1", "x")):
        grown, top = down.repeat(2, 1).repeat(2, 2), values["p" + i].repeat(2, 1).repeat(2, 2)
        down = grown * (values["h" + i] == top) * (top > 0)
        x, w = np.pad(values[below], ((0, 0), (1, 1), (1, 1), (0, 0))), weights["w" + i]
        rows, columns = down.shape[1:3]
        dx, dw = np.zeros(x.shape), np.zeros(w.shape)
        for u, v in np.ndindex(3, 3):
            dw[u, v] = np.tensordot(x[:, u : u + rows, v : v + columns], down, ([0, 1, 2], [0, 1, 2]))
            dx[:, u : u + rows, v : v + columns] += down @ w[u, v].T
        out["b" + i], out["w" + i], down = down.sum((0, 1, 2)), dw, dx[:, 1:-1, 1:-1]
    return out
""",
    },
    "momentum_step": {
        "by a loop over the names": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    new, moved = {}, {}
    for name, g in gradients.items():
        moved[name] = velocities[name] * momentum - g * learning_rate
        new[name] = weights[name] + moved[name]
    return [new, moved]
""",
        "on copies, in single precision": """
def momentum_step(weights, velocities, gradients, learning_rate, momentum):
    weights, velocities = ({k: np.array(v, "float32") for k, v in d.items()} for d in (weights, velocities))
    for k in weights:
        velocities[k] *= momentum
        velocities[k] -= learning_rate * gradients[k]
        weights[k] += velocities[k]
    return weights, velocities
""",
    },
}

BUILT_ON = {  # its solution is called by these
    "dense_backward": {"backward"},
    "spread": {"conv2d_backward", "backward"},
    "conv2d_backward": {"backward"},
    "max_pool_backward": {"backward"},
}

MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "dense_backward": {"knows batches of one and two only"},
    "numerical_gradient": {
        "has a larger step",
        "knows one and two axes only",
        "takes every array to be contiguous",
    },
    "relative_error": {"forgets the absolute value below"},
    "filter_gradient": {"stores whole numbers"},
    "pixel_gradient": {"lets a larger filter stand still", "stores whole numbers"},
    "spread": {"repeats the first image"},
    "conv2d_backward": {"swaps channels and filters where it can", "looks at the first image only"},
    "max_pool_backward": {"pools over the channels", "uses the first image's places"},
    "backward": {"takes ten classes and two filters"},
    "momentum_step": {"knows the names of this network only"},
}
