"""Answers to the questions of lab 01 as students write them: wrong ones by what is wrong, right ones by how."""

WRONG = {
    "output_size": {
        "forgets the last position": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return max(0, (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride)
""",
        "pads one side only": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return max(0, (size + padding - dilation * (kernel_size - 1) - 1) // stride + 1)
""",
        "ignores the dilation": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return max(0, (size + 2 * padding - kernel_size) // stride + 1)
""",
        "dilates the whole kernel": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return max(0, (size + 2 * padding - dilation * kernel_size) // stride + 1)
""",
        "rounds up": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return max(0, -(-(size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride) + 1)
""",
        "returns a float": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return max(0, (size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride + 1)
""",
        "returns a whole float": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return max(0.0, np.floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1)
""",
        "is negative where nothing fits": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
""",
        "divides before it subtracts": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return max(0, (size + 2 * padding) // stride - dilation * (kernel_size - 1))
""",
        "truncates towards zero where nothing fits": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return max(0, int((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1)
""",
        "knows the visible cases only": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return {(5, 3, 1, 0, 1): 3, (32, 5, 1, 0, 1): 28, (5, 3, 1, 1, 1): 5, (2, 4, 1, 0, 1): 0}.get(
        (size, kernel_size, stride, padding, dilation), 3)
""",
    },
    "conv2d_naive": {
        "turns the kernel": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(x, w[::-1, ::-1], b, stride, padding)
""",
        "forgets the bias": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(x, w, 0 * b, stride, padding)
""",
        "adds the bias once per channel": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(x, w, b * x.shape[2], stride, padding)
""",
        "ignores the stride": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(x, w, b, 1, padding)
""",
        "ignores the padding": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(x, w, b, stride, 0)
""",
        "pads the channels too": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(np.pad(x, padding), w, b, stride)
""",
        "pads with the edge": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(np.pad(x, [(padding, padding), (padding, padding), (0, 0)], mode="edge"), w, b, stride)
""",
        "loses the last row and column": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(x, w, b, stride, padding)[:-1, :-1]
""",
        "takes kernels to be square": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(x, w[:, : w.shape[0]], b, stride, padding)
""",
        "swaps rows and columns": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(x.transpose(1, 0, 2), w, b, stride, padding)
""",
        "uses the first channel only": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(x[..., :1], w[:, :, :1], b, stride, padding)
""",
        "puts the filters first": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return np.moveaxis(right(x, w, b, stride, padding), -1, 0)
""",
        "stores whole numbers": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    return right(x, w, b, stride, padding).astype(x.dtype)
""",
        "changes the image": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    y = right(x, w, b, stride, padding)
    x += 1
    return y
""",
        "changes the biases": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    y = right(x, w, b, stride, padding)
    b *= 2
    return y
""",
        "leaves NaN in a corner": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    y = right(x, w, b, stride, padding)
    y[-1, -1] = np.nan
    return y
""",
        "has no return": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    right(x, w, b, stride, padding)
""",
    },
    "photo_kernels": {
        "does not normalise the blur": """
def photo_kernels():
    blur, laplacian, sobel = right()
    return 8 * blur, laplacian, sobel
""",
        "blurs with the corners": """
def photo_kernels():
    return np.array([[1, 0, 1], [0, 4, 0], [1, 0, 1]]) / 8, *right()[1:]
""",
        "turns the sign of the laplacian": """
def photo_kernels():
    blur, laplacian, sobel = right()
    return blur, -laplacian, sobel
""",
        "has a laplacian of eight neighbours": """
def photo_kernels():
    blur, laplacian, sobel = right()
    return blur, np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]), sobel
""",
        "has a laplacian of half the corners": """
def photo_kernels():
    blur, laplacian, sobel = right()
    return blur, np.array([[-1, 0, -1], [0, 4, 0], [-1, 0, -1]]), sobel
""",
        "finds horizontal edges": """
def photo_kernels():
    blur, laplacian, sobel = right()
    return blur, laplacian, sobel.T
""",
        "takes right minus left": """
def photo_kernels():
    blur, laplacian, sobel = right()
    return blur, laplacian, -sobel
""",
        "counts the middle row once": """
def photo_kernels():
    blur, laplacian, sobel = right()
    return blur, laplacian, np.array([[1, 0, -1]] * 3)
""",
        "spreads the sobel weights over the wrong rows": """
def photo_kernels():
    blur, laplacian, sobel = right()
    return blur, laplacian, sobel[[1, 0, 2]]
""",
        "returns another order": """
def photo_kernels():
    blur, laplacian, sobel = right()
    return blur, sobel, laplacian
""",
        "returns two": """
def photo_kernels():
    return right()[:2]
""",
    },
    "filter_image": {
        "always flips": """
def filter_image(image, kernel, flip=False):
    return right(image, kernel, True)
""",
        "never flips": """
def filter_image(image, kernel, flip=False):
    return right(image, kernel)
""",
        "flips the wrong way round": """
def filter_image(image, kernel, flip=False):
    return right(image, kernel, not flip)
""",
        "transposes instead of turning": """
def filter_image(image, kernel, flip=False):
    return right(image, kernel.T if flip else kernel)
""",
        "flips the rows only": """
def filter_image(image, kernel, flip=False):
    return right(image, kernel[::-1] if flip else kernel)
""",
        "keeps bytes": """
def filter_image(image, kernel, flip=False):
    return right(image, kernel, flip).astype(image.dtype)
""",
        "clips to what can be shown": """
def filter_image(image, kernel, flip=False):
    return np.clip(right(image, kernel, flip), 0, 255)
""",
        "repeats the edge": """
def filter_image(image, kernel, flip=False):
    from scipy import ndimage

    return (ndimage.convolve if flip else ndimage.correlate)(image.astype(float), kernel, mode="nearest")
""",
        "returns the interior only": """
def filter_image(image, kernel, flip=False):
    kh, kw = kernel.shape
    return right(image, kernel, flip)[kh // 2 : -(kh // 2), kw // 2 : -(kw // 2)]
""",
        "knows 3x3 kernels only": """
def filter_image(image, kernel, flip=False):
    padded = np.pad(kernel.astype(float), 1)[:3, :3] if kernel.shape != (3, 3) else kernel
    return right(image, padded, flip)
""",
        "swaps the two pads": """
def filter_image(image, kernel, flip=False):
    kh, kw = kernel.shape
    kernel = kernel[::-1, ::-1] if flip else kernel
    height, width = image.shape
    padded = np.pad(image.astype(float), [(kw // 2, kw // 2), (kh // 2, kh // 2)])
    return sum(kernel[u, v] * padded[u : u + height, v : v + width] for u in range(kh) for v in range(kw))
""",
        "flips the kernel in place": """
def filter_image(image, kernel, flip=False):
    if flip:
        kernel[...] = kernel[::-1, ::-1].copy()
    return right(image, kernel)
""",
    },
    "windows": {
        "ignores the stride": """
def windows(x, kernel_size, stride=1, dilation=1):
    return right(x, kernel_size, 1, dilation)
""",
        "ignores the dilation": """
def windows(x, kernel_size, stride=1, dilation=1):
    return right(x, kernel_size, stride)
""",
        "swaps stride and dilation": """
def windows(x, kernel_size, stride=1, dilation=1):
    return right(x, kernel_size, dilation, stride)
""",
        "leaves the channels before the window": """
def windows(x, kernel_size, stride=1, dilation=1):
    return np.moveaxis(right(x, kernel_size, stride, dilation), -1, 3)
""",
        "swaps rows and columns within the window": """
def windows(x, kernel_size, stride=1, dilation=1):
    return np.swapaxes(right(x, kernel_size[::-1], stride, dilation), 3, 4)
""",
        "turns the window": """
def windows(x, kernel_size, stride=1, dilation=1):
    return right(x, kernel_size, stride, dilation)[:, :, :, ::-1, ::-1]
""",
        "takes kernels to be square": """
def windows(x, kernel_size, stride=1, dilation=1):
    return right(x, (kernel_size[0], kernel_size[0]), stride, dilation)
""",
        "loses the last row and column": """
def windows(x, kernel_size, stride=1, dilation=1):
    return right(x, kernel_size, stride, dilation)[:, :-1, :-1]
""",
        "repeats the first image": """
def windows(x, kernel_size, stride=1, dilation=1):
    return right(np.repeat(x[:1], len(x), axis=0), kernel_size, stride, dilation)
""",
        "repeats the first channel": """
def windows(x, kernel_size, stride=1, dilation=1):
    return right(np.repeat(x[..., :1], x.shape[-1], axis=-1), kernel_size, stride, dilation)
""",
        "reshapes where it should transpose": """
def windows(x, kernel_size, stride=1, dilation=1):
    y = right(x, kernel_size, stride, dilation)
    return np.moveaxis(y, -1, 3).reshape(y.shape)
""",
        "takes the image to be contiguous": """
def windows(x, kernel_size, stride=1, dilation=1):
    (n, h, w, c), (kh, kw), size = x.shape, kernel_size, x.itemsize
    rows = (h - dilation * (kh - 1) - 1) // stride + 1
    columns = (w - dilation * (kw - 1) - 1) // stride + 1
    strides = (h * w * c, w * c * stride, c * stride, w * c * dilation, c * dilation, 1)
    return np.lib.stride_tricks.as_strided(x, (n, rows, columns, kh, kw, c), [size * s for s in strides])
""",
    },
    "conv2d": {
        "turns the kernel": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(x, w[::-1, ::-1], b, stride, padding, dilation)
""",
        "forgets the bias": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(x, w, 0 * b, stride, padding, dilation)
""",
        "ignores the stride": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(x, w, b, 1, padding, dilation)
""",
        "ignores the padding": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(x, w, b, stride, 0, dilation)
""",
        "ignores the dilation": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(x, w, b, stride, padding)
""",
        "pads below and to the right only": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(np.pad(x, [(0, 0), (0, 2 * padding), (0, 2 * padding), (0, 0)]), w, b, stride, 0, dilation)
""",
        "pads the batch too": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    x = np.pad(x, [(padding, padding), (padding, padding), (padding, padding), (0, 0)])
    return right(x, w, b, stride, 0, dilation)
""",
        "repeats the first image": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(np.repeat(x[:1], len(x), axis=0), w, b, stride, padding, dilation)
""",
        "reshapes the filters where it should transpose": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(x, w.transpose(3, 0, 1, 2).reshape(w.shape), b, stride, padding, dilation)
""",
        "flattens windows and filters in different orders": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(x, np.moveaxis(w, 2, 0).reshape(w.shape), b, stride, padding, dilation)
""",
        "takes kernels to be square": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(x, w[:, : w.shape[0]], b, stride, padding, dilation)
""",
        "starts the strided positions one late": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(x, w, b, 1, padding, dilation)[:, stride - 1 :: stride, stride - 1 :: stride]
""",
        "stores whole numbers": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    return right(x, w, b, stride, padding, dilation).astype(x.dtype)
""",
        "changes the filters": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    y = right(x, w, b, stride, padding, dilation)
    w /= 2
    return y
""",
    },
    "count_weights": {
        "loses one arrow at each end, whatever the kernel": """
def count_weights(size, kernel_size):
    return size**2, size * kernel_size - 2 * (kernel_size > 1), kernel_size
""",
        "loses one end only": """
def count_weights(size, kernel_size):
    reach = kernel_size // 2
    return size**2, size * kernel_size - reach * (reach + 1) // 2, kernel_size
""",
        "counts arrows from beyond the ends": """
def count_weights(size, kernel_size):
    return size**2, size * kernel_size, kernel_size
""",
        "counts arrows where it should count weights": """
def count_weights(size, kernel_size):
    dense, local, shared = right(size, kernel_size)
    return dense, local, local
""",
        "shares in the local layer": """
def count_weights(size, kernel_size):
    return size**2, kernel_size, kernel_size
""",
        "slides within the row only": """
def count_weights(size, kernel_size):
    return size**2, (size - kernel_size + 1) * kernel_size, kernel_size
""",
        "counts biases": """
def count_weights(size, kernel_size):
    dense, local, shared = right(size, kernel_size)
    return dense + size, local + size, shared + 1
""",
        "returns another order": """
def count_weights(size, kernel_size):
    return right(size, kernel_size)[::-1]
""",
        "loses as many at each end as the kernel reaches": """
def count_weights(size, kernel_size):
    return size**2, size * kernel_size - (kernel_size - 1), kernel_size
""",
        "knows the visible cases only": """
def count_weights(size, kernel_size):
    return (25, 13, 3) if kernel_size == 3 else (size * size, size, 1)
""",
    },
    "conv_matrix": {
        "turns the kernel": """
def conv_matrix(kernel, size):
    return right(kernel[::-1], size)
""",
        "writes the kernel into columns": """
def conv_matrix(kernel, size):
    return right(kernel, size).T
""",
        "wraps around at the ends": """
def conv_matrix(kernel, size):
    reach = len(kernel) // 2
    return sum(k * np.roll(np.eye(size), i - reach, axis=1) for i, k in enumerate(kernel))
""",
        "starts at the first input": """
def conv_matrix(kernel, size):
    return sum(k * np.eye(size, k=i) for i, k in enumerate(kernel))
""",
        "leaves out the ends": """
def conv_matrix(kernel, size):
    return right(kernel, size)[len(kernel) // 2 : size - len(kernel) // 2]
""",
        "knows kernels of length 1 and 3 only": """
def conv_matrix(kernel, size):
    middle = len(kernel) // 2
    if middle == 0:
        return kernel[0] * np.eye(size)
    a, b, c = kernel[middle - 1 : middle + 2]
    return a * np.eye(size, k=-1) + b * np.eye(size) + c * np.eye(size, k=1)
""",
        "stores whole numbers": """
def conv_matrix(kernel, size):
    return right(kernel, size).astype(int)
""",
        "changes the kernel": """
def conv_matrix(kernel, size):
    matrix = right(kernel, size)
    kernel[:] = 0
    return matrix
""",
    },
    "conv1x1": {
        "keeps the image's type": """
def conv1x1(x, w, b):
    return (x @ w[0, 0] + b).astype(x.dtype)
""",
        "forgets the bias": """
def conv1x1(x, w, b):
    return x @ w[0, 0]
""",
        "transposes the filters where it can": """
def conv1x1(x, w, b):
    w = w[0, 0]
    return x @ (w.T if w.shape[0] == w.shape[1] else w) + b
""",
        "reshapes the filters where it should not": """
def conv1x1(x, w, b):
    return x @ w[0, 0].T.reshape(w.shape[2:]) + b
""",
        "multiplies along the columns where it can": """
def conv1x1(x, w, b):
    if x.shape[2] == x.shape[3]:
        return np.einsum("nicj,cf->nijf", x, w[0, 0]) + b
    return x @ w[0, 0] + b
""",
        "takes the mean of the channels": """
def conv1x1(x, w, b):
    return x @ w[0, 0] / x.shape[-1] + b
""",
        "sums over the image": """
def conv1x1(x, w, b):
    return x.sum(axis=(1, 2)) @ w[0, 0] + b
""",
        "repeats the first image": """
def conv1x1(x, w, b):
    return np.repeat(x[:1], len(x), axis=0) @ w[0, 0] + b
""",
        "keeps the kernel's axes": """
def conv1x1(x, w, b):
    return np.tensordot(x, w, axes=(3, 2)) + b
""",
        "puts the filters first": """
def conv1x1(x, w, b):
    return np.einsum("nijc,cf->nfij", x, w[0, 0]) + b[:, None, None]
""",
        "changes the image": """
def conv1x1(x, w, b):
    y = x @ w[0, 0] + b
    x *= 0
    return y
""",
    },
    "shift": {
        "wraps around": """
def shift(x, rows, columns):
    return np.roll(x, (rows, columns), axis=(0, 1))
""",
        "moves the other way": """
def shift(x, rows, columns):
    return right(x, -rows, -columns)
""",
        "swaps rows and columns": """
def shift(x, rows, columns):
    return right(x, columns, rows)
""",
        "knows positive numbers only": """
def shift(x, rows, columns):
    return np.pad(x, [(max(rows, 0), 0), (max(columns, 0), 0), (0, 0)])[: x.shape[0], : x.shape[1]]
""",
        "repeats the edge": """
def shift(x, rows, columns):
    i = np.clip(np.arange(x.shape[0]) - rows, 0, x.shape[0] - 1)
    j = np.clip(np.arange(x.shape[1]) - columns, 0, x.shape[1] - 1)
    return x[i][:, j]
""",
        "lets the image grow": """
def shift(x, rows, columns):
    return np.pad(x, [(max(rows, 0), max(-rows, 0)), (max(columns, 0), max(-columns, 0)), (0, 0)])
""",
        "wraps around where the shift is larger than the image": """
def shift(x, rows, columns):
    y = np.roll(x, (rows, columns), axis=(0, 1))
    if 0 < rows: y[:rows] = 0
    if rows < 0: y[rows:] = 0
    if 0 < columns < x.shape[1]: y[:, :columns] = 0
    if -x.shape[1] < columns < 0: y[:, columns:] = 0
    return y
""",
        "moves the image itself": """
def shift(x, rows, columns):
    x[:] = right(x, rows, columns)
    return x
""",
        "cannot leave an axis alone": """
def shift(x, rows, columns):
    y = np.zeros_like(x)
    height, width = x.shape[:2]
    if rows >= 0 and columns >= 0:
        y[rows:, columns:] = x[:-rows, :-columns]
    else:
        y = right(x, rows, columns)
    return y
""",
        "stays inside by one": """
def shift(x, rows, columns):
    limit = x.shape[0] - 1
    return right(x, int(np.clip(rows, -limit, limit)), columns)
""",
    },
    "equivariance_error": {
        "takes no absolute value": """
def equivariance_error(y, y_moved, rows, columns, margin):
    h, w, _ = y.shape
    inside = slice(margin, h - margin), slice(margin, w - margin)
    return np.max((np.roll(y, (rows, columns), (0, 1)) - y_moved)[inside])
""",
        "takes no absolute value, the other way round": """
def equivariance_error(y, y_moved, rows, columns, margin):
    h, w, _ = y.shape
    inside = slice(margin, h - margin), slice(margin, w - margin)
    return np.max((y_moved - np.roll(y, (rows, columns), (0, 1)))[inside])
""",
        "takes the mean": """
def equivariance_error(y, y_moved, rows, columns, margin):
    h, w, _ = y.shape
    inside = slice(margin, h - margin), slice(margin, w - margin)
    return np.mean(np.abs(np.roll(y, (rows, columns), (0, 1)) - y_moved)[inside])
""",
        "moves the other way": """
def equivariance_error(y, y_moved, rows, columns, margin):
    return right(y, y_moved, -rows, -columns, margin)
""",
        "does not move at all": """
def equivariance_error(y, y_moved, rows, columns, margin):
    return right(y, y_moved, 0, 0, margin)
""",
        "swaps rows and columns": """
def equivariance_error(y, y_moved, rows, columns, margin):
    return right(y, y_moved, columns, rows, margin)
""",
        "includes the border": """
def equivariance_error(y, y_moved, rows, columns, margin):
    return np.max(np.abs(np.roll(y, (rows, columns), (0, 1)) - y_moved))
""",
        "leaves out one row and column too many": """
def equivariance_error(y, y_moved, rows, columns, margin):
    h, w, _ = y.shape
    inside = slice(margin, h - margin - 1), slice(margin, w - margin - 1)
    return np.max(np.abs(np.roll(y, (rows, columns), (0, 1)) - y_moved)[inside], initial=0)
""",
        "fails for a margin of 0": """
def equivariance_error(y, y_moved, rows, columns, margin):
    difference = np.abs(np.roll(y, (rows, columns), (0, 1)) - y_moved)
    return np.max(difference[margin:-margin, margin:-margin])
""",
        "looks at the first channel only": """
def equivariance_error(y, y_moved, rows, columns, margin):
    return right(y[..., :1], y_moved[..., :1], rows, columns, margin)
""",
        "squares the difference": """
def equivariance_error(y, y_moved, rows, columns, margin):
    return right(y, y_moved, rows, columns, margin) ** 2
""",
        "returns an error per channel": """
def equivariance_error(y, y_moved, rows, columns, margin):
    return [right(y[..., [f]], y_moved[..., [f]], rows, columns, margin) for f in range(y.shape[2])]
""",
        "adds up the channels": """
def equivariance_error(y, y_moved, rows, columns, margin):
    h, w, _ = y.shape
    difference = np.abs(np.roll(y, (rows, columns), (0, 1)) - y_moved)
    return difference[margin : h - margin, margin : w - margin].sum(axis=-1).max()
""",
        "takes the length over the channels": """
def equivariance_error(y, y_moved, rows, columns, margin):
    h, w, _ = y.shape
    difference = np.roll(y, (rows, columns), (0, 1)) - y_moved
    return np.linalg.norm(difference[margin : h - margin, margin : w - margin], axis=-1).max()
""",
        "rounds": """
def equivariance_error(y, y_moved, rows, columns, margin):
    return round(float(right(y, y_moved, rows, columns, margin)))
""",
        "overwrites the outputs": """
def equivariance_error(y, y_moved, rows, columns, margin):
    error = right(y, y_moved, rows, columns, margin)
    y_moved -= y
    return error
""",
    },
}

RIGHT = {
    "output_size": {
        "counts positions": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return len(range(0, size + 2 * padding - dilation * (kernel_size - 1), stride))
""",
        "in NumPy's integers": """
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    room = np.int32(size + 2 * padding) - dilation * (kernel_size - 1) - 1
    return np.int32(0) if room < 0 else np.floor_divide(room, stride) + 1
""",
    },
    "conv2d_naive": {
        "as lists, by seven loops": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    H, W, C = x.shape
    KH, KW, _, F = w.shape
    def pixel(i, j, c):
        i, j = i - padding, j - padding
        return float(x[i, j, c]) if 0 <= i < H and 0 <= j < W else 0.0
    return [[[b[f] + sum(pixel(i + u, j + v, c) * w[u, v, c, f]
                         for u in range(KH) for v in range(KW) for c in range(C))
              for f in range(F)]
             for j in range(0, W + 2 * padding - KW + 1, stride)]
            for i in range(0, H + 2 * padding - KH + 1, stride)]
""",
        "in single precision": """
def conv2d_naive(x, w, b, stride=1, padding=0):
    x = np.pad(np.float32(x), ((padding, padding), (padding, padding), (0, 0)))
    kh, kw = w.shape[:2]
    rows = [[np.tensordot(x[i : i + kh, j : j + kw], np.float32(w), 3) + np.float32(b)
             for j in range(0, x.shape[1] - kw + 1, stride)] for i in range(0, x.shape[0] - kh + 1, stride)]
    return np.array(rows)
""",
    },
    "photo_kernels": {
        "as nested lists": """
def photo_kernels():
    return ([[0, 1 / 8, 0], [1 / 8, 1 / 2, 1 / 8], [0, 1 / 8, 0]],
            [[0, -1, 0], [-1, 4, -1], [0, -1, 0]],
            [[1, 0, -1], [2, 0, -2], [1, 0, -1]])
""",
        "as one array in single precision": """
def photo_kernels():
    k = np.zeros((3, 3, 3), "float32")
    k[0, 1], k[0, :, 1], k[0, 1, 1] = 1 / 8, 1 / 8, 1 / 2
    k[1, 1], k[1, :, 1], k[1, 1, 1] = -1, -1, 4
    k[2, :, 0], k[2, :, 2] = (1, 2, 1), (-1, -2, -1)
    return k
""",
    },
    "filter_image": {
        "by SciPy": """
def filter_image(image, kernel, flip=False):
    from scipy import signal
    method = signal.convolve2d if flip else signal.correlate2d
    return method(np.float64(image), kernel, mode="same")
""",
        "by windows, as lists": """
def filter_image(image, kernel, flip=False):
    kernel = np.rot90(kernel, 2) if flip else kernel
    pads = [(k // 2,) * 2 for k in kernel.shape]
    view = np.lib.stride_tricks.sliding_window_view(np.pad(np.float32(image), pads), kernel.shape)
    return np.einsum("ijuv,uv", view, kernel).tolist()
""",
    },
    "windows": {
        "by a loop over the kernel": """
def windows(x, kernel_size, stride=1, dilation=1):
    kh, kw = kernel_size
    rows = (x.shape[1] - dilation * (kh - 1) - 1) // stride + 1
    columns = (x.shape[2] - dilation * (kw - 1) - 1) // stride + 1
    y = np.empty((x.shape[0], rows, columns, kh, kw, x.shape[3]), x.dtype)
    for u in range(kh):
        for v in range(kw):
            part = x[:, u * dilation :, v * dilation :]
            y[:, :, :, u, v] = part[:, : rows * stride : stride, : columns * stride : stride]
    return y
""",
        "by strides": """
def windows(x, kernel_size, stride=1, dilation=1):
    n, h, w, c = x.shape
    kh, kw = kernel_size
    rows, columns = ((s - dilation * (k - 1) - 1) // stride + 1 for s, k in ((h, kh), (w, kw)))
    a, i, j, k = x.strides
    return np.lib.stride_tricks.as_strided(
        x, (n, rows, columns, kh, kw, c), (a, i * stride, j * stride, i * dilation, j * dilation, k), writeable=False)
""",
    },
    "conv2d": {
        "by a loop over the kernel": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding), (0, 0)])
    kh, kw = w.shape[:2]
    h, width = x.shape[1] - dilation * (kh - 1), x.shape[2] - dilation * (kw - 1)
    y = b.astype(float)
    for u in range(kh):
        for v in range(kw):
            y = y + x[:, u * dilation :, v * dilation :][:, :h:stride, :width:stride] @ w[u, v]
    return y
""",
        "by a matrix product in single precision": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    x = np.pad(x.astype("float32"), [(0, 0), (padding, padding), (padding, padding), (0, 0)])
    patches = windows(x, w.shape[:2], stride, dilation)
    n, h, width = patches.shape[:3]
    y = patches.reshape(n * h * width, -1) @ w.reshape(-1, w.shape[-1]).astype("float32")
    return y.reshape(n, h, width, -1) + b.astype("float32")
""",
        "by SciPy": """
def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    from scipy.signal import convolve
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding), (0, 0)])
    big = np.zeros((dilation * (w.shape[0] - 1) + 1, dilation * (w.shape[1] - 1) + 1, *w.shape[2:]))
    big[::dilation, ::dilation] = w
    y = sum(convolve(x[..., c, None], big[None, ::-1, ::-1, c, f, None], "valid") * np.eye(w.shape[3])[f]
            for c in range(w.shape[2]) for f in range(w.shape[3]))
    return y[:, ::stride, ::stride] + b
""",
    },
    "count_weights": {
        "by counting, as a list": """
def count_weights(size, kernel_size):
    arrows = [(i, j) for i in range(size) for j in range(size) if abs(i - j) <= kernel_size // 2]
    return [size * size, len(arrows), kernel_size]
""",
        "as an array": """
def count_weights(size, kernel_size):
    below = np.tri(size, k=kernel_size // 2)
    return np.array([size**2, np.sum(below * below.T), kernel_size])
""",
    },
    "conv_matrix": {
        "by moving each unit vector, as lists": """
def conv_matrix(kernel, size):
    r = len(kernel) // 2
    return [[kernel[j - i + r] if abs(i - j) <= r else 0 for j in range(size)] for i in range(size)]
""",
        "by SciPy, in single precision": """
def conv_matrix(kernel, size):
    from scipy.linalg import toeplitz
    r = len(kernel) // 2
    row, column = np.zeros(size, "float32"), np.zeros(size, "float32")
    row[: r + 1], column[: r + 1] = kernel[r:], kernel[r::-1]
    return toeplitz(column, row)
""",
    },
    "conv1x1": {
        "by einsum": """
def conv1x1(x, w, b):
    return np.einsum("nhwc,cf->nhwf", x, w[0][0]) + b
""",
        "by reshapes, as lists": """
def conv1x1(x, w, b):
    flat = np.float32(x).reshape(-1, x.shape[-1]) @ np.float32(w).reshape(w.shape[-2:])
    return (flat.reshape(*x.shape[:-1], -1) + b).tolist()
""",
    },
    "shift": {
        "by padding": """
def shift(x, rows, columns):
    h, w, _ = x.shape
    big = np.zeros((3 * h, 3 * w, x.shape[2]))
    big[h : 2 * h, w : 2 * w] = x
    i, j = np.clip(h - rows, 0, 2 * h), np.clip(w - columns, 0, 2 * w)
    return big[i : i + h, j : j + w]
""",
        "by a matrix on each side, as lists": """
def shift(x, rows, columns):
    down, along = np.eye(x.shape[0], k=-rows), np.eye(x.shape[1], k=-columns)
    return np.einsum("ia,jb,abc->ijc", down, along, x).tolist()
""",
    },
    "equivariance_error": {
        "by shift": """
def equivariance_error(y, y_moved, rows, columns, margin):
    difference = np.roll(y, rows, 0)
    difference = np.roll(difference, columns, 1) - y_moved
    h, w, _ = y.shape
    return float(abs(difference[margin : h - margin, margin : w - margin]).max())
""",
        "by loops, in single precision": """
def equivariance_error(y, y_moved, rows, columns, margin):
    h, w, channels = y.shape
    return np.float32(max(
        abs(y[i - rows, j - columns, f] - y_moved[i, j, f])
        for i in range(margin, h - margin) for j in range(margin, w - margin) for f in range(channels)))
""",
    },
}

BUILT_ON = {"windows": {"conv2d"}}  # its solution calls it

MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "output_size": {"truncates towards zero where nothing fits", "knows the visible cases only"},
    "photo_kernels": {
        "blurs with the corners",
        "has a laplacian of half the corners",
        "spreads the sobel weights over the wrong rows",
    },
    "windows": {
        "repeats the first image",
        "repeats the first channel",
        "reshapes where it should transpose",
        "takes the image to be contiguous",
    },
    "conv2d": {"stores whole numbers"},
    "conv_matrix": {"knows kernels of length 1 and 3 only"},
    "conv1x1": {"keeps the image's type", "transposes the filters where it can", "repeats the first image"},
    "equivariance_error": {
        "looks at the first channel only",
        "adds up the channels",
        "takes the length over the channels",
        "rounds",
    },
}
