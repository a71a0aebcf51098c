"""Answers to the questions of lab 10 as students write them: wrong ones by what is wrong, right ones by how."""

WRONG = {
    "confusion": {
        "rows are what was said": """
def confusion(truth, said, classes, ignore=255):
    return right(truth, said, classes, ignore).T
""",
        "counts the unknown": """
def confusion(truth, said, classes, ignore=255):
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (truth.astype(int) % classes, said), 1)
    return counts
""",
        "clips the unknown to the last class": """
def confusion(truth, said, classes, ignore=255):
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (np.clip(truth.astype(int), 0, classes - 1), said), 1)
    return counts
""",
        "knows 255 only": """
def confusion(truth, said, classes, ignore=255):
    return right(truth, said, classes, 255)
""",
        "ignores what is too large, not what is to be ignored": """
def confusion(truth, said, classes, ignore=255):
    known = (truth >= 0) & (truth < classes)
    return right(truth[known], said[known], classes, -99)
""",
        "leaves out what is called by that number, too": """
def confusion(truth, said, classes, ignore=255):
    known = (truth != ignore) & (said != ignore)
    return right(truth[known], said[known], classes, ignore)
""",
        "counts a pair once": """
def confusion(truth, said, classes, ignore=255):
    counts = np.zeros((classes, classes), int)
    known = truth != ignore
    counts[truth[known], said[known]] += 1
    return counts
""",
        "adds in the type of the labels": """
def confusion(truth, said, classes, ignore=255):
    known = truth != ignore
    with np.errstate(all="ignore"):
        pairs = truth[known] * truth.dtype.type(classes) + said[known]
    pairs = np.clip(pairs.astype(int), 0, classes**2 - 1)
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)
""",
        "makes shares": """
def confusion(truth, said, classes, ignore=255):
    counts = right(truth, said, classes, ignore)
    return counts / max(1, counts.sum())
""",
        "makes floats": """
def confusion(truth, said, classes, ignore=255):
    return right(truth, said, classes, ignore) * 1.0
""",
        "is as large as the classes that are there": """
def confusion(truth, said, classes, ignore=255):
    known = truth != ignore
    largest = 1 + max([0, *truth[known].tolist(), *said[known].tolist()])
    return right(truth, said, largest, ignore)
""",
        "counts the first image": """
def confusion(truth, said, classes, ignore=255):
    return right(truth[:1], said[:1], classes, ignore)
""",
        "marks the unknown in place": """
def confusion(truth, said, classes, ignore=255):
    counts = right(truth, said, classes, ignore)
    truth[truth == ignore] = 0
    return counts
""",
    },
    "rate_labels": {
        "adds the intersection twice": """
def rate_labels(counts):
    both = np.diag(counts)
    either = counts.sum(0) + counts.sum(1)
    return rated(counts, both, either)
""",
        "takes twice the intersection over both (Dice)": """
def rate_labels(counts):
    return rated(counts, 2 * np.diag(counts), counts.sum(0) + counts.sum(1))
""",
        "divides by what is true (recall)": """
def rate_labels(counts):
    return rated(counts, np.diag(counts), counts.sum(1))
""",
        "divides by what is called (precision)": """
def rate_labels(counts):
    return rated(counts, np.diag(counts), counts.sum(0))
""",
        "gives absent classes 0": """
def rate_labels(counts):
    found = right(counts)
    return found | {"iou": np.nan_to_num(found["iou"])}
""",
        "counts absent classes as 0 in the mean": """
def rate_labels(counts):
    found = right(counts)
    return found | {"mean_iou": np.nan_to_num(found["iou"]).mean()}
""",
        "counts absent classes as right": """
def rate_labels(counts):
    found = right(counts)
    iou = np.nan_to_num(found["iou"], nan=1.0)
    return found | {"iou": iou, "mean_iou": iou.mean()}
""",
        "lets absent classes spoil the mean": """
def rate_labels(counts):
    found = right(counts)
    return found | {"mean_iou": np.mean(found["iou"])}
""",
        "leaves classes that are never true out of the mean": """
def rate_labels(counts):
    found = right(counts)
    there = counts.sum(axis=1) > 0
    return found | {"mean_iou": found["iou"][there].mean()}
""",
        "leaves classes that are never right out of the mean": """
def rate_labels(counts):
    found = right(counts)
    return found | {"mean_iou": found["iou"][np.diag(counts) > 0].mean() if np.trace(counts) else 0.0}
""",
        "weighs classes by their pixels": """
def rate_labels(counts):
    found = right(counts)
    share = counts.sum(axis=1) / counts.sum()
    return found | {"mean_iou": np.nansum(share * found["iou"])}
""",
        "takes the mean recall for the accuracy": """
def rate_labels(counts):
    true = counts.sum(axis=1)
    return right(counts) | {"accuracy": np.mean((np.diag(counts) / np.maximum(1, true))[true > 0])}
""",
        "gives per cent": """
def rate_labels(counts):
    return {name: 100 * value for name, value in right(counts).items()}
""",
        "leaves out absent classes from the list": """
def rate_labels(counts):
    found = right(counts)
    return found | {"iou": found["iou"][~np.isnan(found["iou"])]}
""",
        "divides in place": """
def rate_labels(counts):
    found = right(counts)
    counts -= counts
    return found
""",
    },
    "fully_convolutional": {
        "keeps the size of the image": """
def fully_convolutional(model):
    return converted(model, image=keras.Input(model.input_shape[1:]))
""",
        "forgets the weights": """
def fully_convolutional(model):
    return converted(model, copy=False)
""",
        "forgets the activations": """
def fully_convolutional(model):
    return converted(model, activation=lambda layer: None)
""",
        "uses ReLU throughout": """
def fully_convolutional(model):
    return converted(model, activation=lambda layer: "relu")
""",
        "makes all windows 1x1": """
def fully_convolutional(model):
    return converted(model, window=lambda shape: (1, 1), copy=False)
""",
        "pads the window": """
def fully_convolutional(model):
    return converted(model, padding="same")
""",
        "moves windows side by side": """
def fully_convolutional(model):
    return converted(model, strides=lambda window: window)
""",
        "reshapes with channels first": """
def fully_convolutional(model):
    def order(kernel, shape):
        h, w, c, units = shape
        return kernel.reshape(c, h, w, units).transpose(1, 2, 0, 3)
    return converted(model, order=order)
""",
        "exchanges height and width": """
def fully_convolutional(model):
    def order(kernel, shape):
        h, w, c, units = shape
        return kernel.reshape(w, h, c, units).transpose(1, 0, 2, 3)
    return converted(model, order=order)
""",
        "turns the filters": """
def fully_convolutional(model):
    return converted(model, order=lambda kernel, shape: kernel.reshape(shape)[::-1, ::-1])
""",
        "forgets the biases": """
def fully_convolutional(model):
    return converted(model, bias=0)
""",
        "gives every dense layer the first window": """
def fully_convolutional(model):
    return converted(model, keep=True, copy=False)
""",
        "averages over the map at the end": """
def fully_convolutional(model):
    net = converted(model)
    return keras.Model(net.input, layers.GlobalAveragePooling2D(keepdims=True)(net.output))
""",
        "leaves out the last layer": """
def fully_convolutional(model):
    net = converted(model)
    return keras.Model(net.input, net.layers[-2].output)
""",
        "returns the given model": """
def fully_convolutional(model):
    return model
""",
    },
    "transposed_conv": {
        "convolves": """
def transposed_conv(x, w, stride):
    return right(x, w[::-1, ::-1], stride)
""",
        "exchanges the channels of the filters": """
def transposed_conv(x, w, stride):
    return right(x, w.swapaxes(2, 3), stride)
""",
        "lets later stamps replace earlier ones": """
def transposed_conv(x, w, stride):
    y = 0 * right(x, w, stride)
    for i, j in np.ndindex(*x.shape[1:3]):
        y[:, stride * i : stride * i + w.shape[0], stride * j : stride * j + w.shape[1]] = np.einsum(
            "nc,uvfc->nuvf", x[:, i, j], w)
    return y
""",
        "averages where stamps overlap": """
def transposed_conv(x, w, stride):
    times = right(np.ones((1, *x.shape[1:3], 1)), np.ones((*w.shape[:2], 1, 1)), stride)
    return right(x, w, stride) / np.maximum(times, 1)
""",
        "ignores the stride": """
def transposed_conv(x, w, stride):
    return right(x, w, 1)
""",
        "writes stride times the size": """
def transposed_conv(x, w, stride):
    return right(x, w, stride)[:, : stride * x.shape[1], : stride * x.shape[2]]
""",
        "leaves a gap at the end": """
def transposed_conv(x, w, stride):
    return np.pad(right(x, w, stride), [(0, 0), (0, stride - 1), (0, stride - 1), (0, 0)])
""",
        "cuts off a margin": """
def transposed_conv(x, w, stride):
    y, (a, b) = right(x, w, stride), [max(0, (k - stride) // 2) for k in w.shape[:2]]
    return y[:, a : y.shape[1] - a, b : y.shape[2] - b]
""",
        "adds up the channels alike": """
def transposed_conv(x, w, stride):
    return right(x.sum(axis=-1, keepdims=True), w.sum(axis=-1, keepdims=True), stride)
""",
        "stamps the first image": """
def transposed_conv(x, w, stride):
    return right(np.repeat(x[:1], len(x), axis=0), w, stride)
""",
        "turns rows into columns": """
def transposed_conv(x, w, stride):
    return right(x, w.swapaxes(0, 1), stride)
""",
        "keeps whole numbers": """
def transposed_conv(x, w, stride):
    return right(x, w, stride).astype(x.dtype)
""",
        "takes square windows for granted": """
def transposed_conv(x, w, stride):
    side = min(w.shape[:2])
    return right(x, w[:side, :side], stride)
""",
        "repeats pixels and convolves": """
def transposed_conv(x, w, stride):
    y = x.repeat(stride, axis=1).repeat(stride, axis=2)
    return right(y[:, : stride * (x.shape[1] - 1) + 1, : stride * (x.shape[2] - 1) + 1], w, 1)
""",
        "empties the maps": """
def transposed_conv(x, w, stride):
    y = right(x, w, stride)
    x *= 0
    return y
""",
    },
    "tent": {
        "takes 2 f numbers always": """
def tent(factor):
    return made(factor, 2 * factor)
""",
        "takes 2 f - 1 numbers always": """
def tent(factor):
    return made(factor, 2 * factor - 1)
""",
        "ends in zeros": """
def tent(factor):
    size = 2 * factor - factor % 2
    row = 1 - np.abs(np.linspace(-1, 1, size)) if size > 1 else np.ones(1)
    return np.outer(row, row)
""",
        "has its middle a half too far": """
def tent(factor):
    return made(factor, middle=(2 * factor - factor % 2) / 2)
""",
        "has its middle at a pixel": """
def tent(factor):
    return made(factor, middle=(2 * factor - factor % 2 - 1) // 2)
""",
        "divides by the size": """
def tent(factor):
    return made(factor, slope=2 * factor - factor % 2)
""",
        "divides by half the size": """
def tent(factor):
    return made(factor, slope=(2 * factor - factor % 2) / 2)
""",
        "is a pyramid": """
def tent(factor):
    size = 2 * factor - factor % 2
    away = np.abs(np.arange(size) - (size - 1) / 2)
    return 1 - np.maximum(away[:, None], away) / factor
""",
        "adds two tents": """
def tent(factor):
    row = np.sqrt(np.diag(right(factor)))
    return (row[:, None] + row) / 2
""",
        "sums to 1": """
def tent(factor):
    w = right(factor)
    return w / w.sum()
""",
        "is highest at 1": """
def tent(factor):
    w = right(factor)
    return w / w.max()
""",
        "repeats the nearest": """
def tent(factor):
    return np.ones((factor, factor))
""",
        "gives a row": """
def tent(factor):
    return np.sqrt(np.diag(right(factor)))
""",
        "has two more axes": """
def tent(factor):
    return right(factor)[..., None, None]
""",
    },
    "coverage": {
        "gives shares": """
def coverage(n, kernel_size, stride):
    counts = right(n, kernel_size, stride)
    return counts / counts.max()
""",
        "gives floats": """
def coverage(n, kernel_size, stride):
    return np.convolve(np.kron(np.ones(n), np.eye(stride)[0])[: stride * (n - 1) + 1], np.ones(kernel_size))
""",
        "cuts off the end": """
def coverage(n, kernel_size, stride):
    return right(n, kernel_size, stride)[: stride * n]
""",
        "is too long": """
def coverage(n, kernel_size, stride):
    return np.append(right(n, kernel_size, stride), [0] * (stride - 1)).astype(int)
""",
        "repeats the inner pattern": """
def coverage(n, kernel_size, stride):
    size = stride * (n - 1) + kernel_size
    return np.array([len(range(p % stride, kernel_size, stride)) for p in range(size)])
""",
        "says whether": """
def coverage(n, kernel_size, stride):
    return np.minimum(right(n, kernel_size, stride), 1)
""",
        "forgets the stride": """
def coverage(n, kernel_size, stride):
    return right(n, kernel_size, 1)
""",
        "exchanges kernel and stride": """
def coverage(n, kernel_size, stride):
    return right(n, stride, kernel_size)
""",
        "forgets the first stamp": """
def coverage(n, kernel_size, stride):
    counts = right(n, kernel_size, stride)
    counts[:kernel_size] -= 1
    return counts
""",
        "counts along both axes": """
def coverage(n, kernel_size, stride):
    counts = right(n, kernel_size, stride)
    return np.outer(counts, counts)
""",
        "lets stamps touch at least": """
def coverage(n, kernel_size, stride):
    return right(n, kernel_size, min(stride, kernel_size))
""",
        "knows two stamps at most": """
def coverage(n, kernel_size, stride):
    return np.minimum(right(n, kernel_size, stride), 2)
""",
    },
    "without_strides": {
        "keeps the stride of the first layer": """
def without_strides(model):
    return spread(model, keep=1)
""",
        "spreads nothing": """
def without_strides(model):
    return spread(model, following=lambda rate, stride: 1)
""",
        "spreads a layer by its own stride": """
def without_strides(model):
    return spread(model, own=True)
""",
        "spreads by the stride before, not by all": """
def without_strides(model):
    return spread(model, following=lambda rate, stride: stride)
""",
        "adds up the strides": """
def without_strides(model):
    return spread(model, following=lambda rate, stride: rate + stride - 1)
""",
        "takes 2 for every stride": """
def without_strides(model):
    return spread(model, following=lambda rate, stride: 2 * rate if stride > 1 else rate)
""",
        "doubles with every layer": """
def without_strides(model):
    return spread(model, following=lambda rate, stride: 2 * rate)
""",
        "spreads the first layer, too": """
def without_strides(model):
    return spread(model, first=model.layers[1].strides[0])
""",
        "pads": """
def without_strides(model):
    return spread(model, padding="same")
""",
        "forgets the weights": """
def without_strides(model):
    return spread(model, copy=False)
""",
        "forgets the activations": """
def without_strides(model):
    return spread(model, activation=lambda layer: None)
""",
        "uses ReLU throughout": """
def without_strides(model):
    return spread(model, activation=lambda layer: "relu")
""",
        "enlarges the answers": """
def without_strides(model):
    jump = int(np.prod([layer.strides[0] for layer in model.layers[1:]]))
    return keras.Model(model.input, layers.UpSampling2D(jump)(model.output))
""",
        "forgets the biases": """
def without_strides(model):
    return spread(model, bias=0)
""",
        "returns the given model": """
def without_strides(model):
    return model
""",
    },
    "pixel_loss": {
        "divides by all pixels": """
def pixel_loss(scores, labels, ignore=255):
    loss, slope = right(scores, labels, ignore)
    share = np.mean(labels != ignore)
    return loss * share, slope * share
""",
        "divides the gradient by all pixels": """
def pixel_loss(scores, labels, ignore=255):
    loss, slope = right(scores, labels, ignore)
    return loss, slope * np.mean(labels != ignore)
""",
        "adds up": """
def pixel_loss(scores, labels, ignore=255):
    loss, slope = right(scores, labels, ignore)
    return loss * np.sum(labels != ignore), slope * np.sum(labels != ignore)
""",
        "takes the mean of the images' means": """
def pixel_loss(scores, labels, ignore=255):
    each = [right(scores[i : i + 1], labels[i : i + 1], ignore) for i in range(len(scores))]
    return np.mean([loss for loss, _ in each]), np.concatenate([slope for _, slope in each]) / len(each)
""",
        "takes the unknown for class 0": """
def pixel_loss(scores, labels, ignore=255):
    return right(scores, np.where(labels == ignore, 0, labels).astype(int), -99)
""",
        "lets the gradient flow at the unknown": """
def pixel_loss(scores, labels, ignore=255):
    loss, slope = right(scores, labels, ignore)
    s = scores - scores.max(axis=-1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=-1, keepdims=True)
    known = labels != ignore
    return loss, np.where(known[..., None], slope, p / max(1, known.sum()))
""",
        "knows 255 only": """
def pixel_loss(scores, labels, ignore=255):
    return right(scores, labels, 255)
""",
        "overflows": """
def pixel_loss(scores, labels, ignore=255):
    with np.errstate(all="ignore"):
        p = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
        known = labels != ignore
        y = np.eye(scores.shape[-1])[np.where(known, labels, 0)]
        loss = -np.sum((np.log(p) * y).sum(axis=-1)[known]) / max(1, known.sum())
    return loss, (p - y) * known[..., None] / max(1, known.sum())
""",
        "clips the probabilities": """
def pixel_loss(scores, labels, ignore=255):
    loss, slope = right(scores, labels, ignore)
    return min(loss, -np.log(1e-7)), slope
""",
        "is NaN where nothing is known": """
def pixel_loss(scores, labels, ignore=255):
    loss, slope = right(scores, labels, ignore)
    with np.errstate(all="ignore"):
        factor = np.float64(1) if np.any(labels != ignore) else np.float64(0) / 0
    return loss * factor, slope * factor
""",
        "takes a softmax over the pixels of a row": """
def pixel_loss(scores, labels, ignore=255):
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    return right(np.log(e / e.sum(axis=2, keepdims=True) + 1e-300), labels, ignore)
""",
        "gives the gradient of the sum": """
def pixel_loss(scores, labels, ignore=255):
    loss, slope = right(scores, labels, ignore)
    return loss, slope * np.sum(labels != ignore)
""",
        "climbs": """
def pixel_loss(scores, labels, ignore=255):
    loss, slope = right(scores, labels, ignore)
    return loss, -slope
""",
        "takes scores for probabilities": """
def pixel_loss(scores, labels, ignore=255):
    p = np.clip(scores, 1e-9, None)
    return right(np.log(p), labels, ignore)
""",
        "returns the loss alone": """
def pixel_loss(scores, labels, ignore=255):
    return right(scores, labels, ignore)[0]
""",
        "returns the gradient of the known pixels alone": """
def pixel_loss(scores, labels, ignore=255):
    loss, slope = right(scores, labels, ignore)
    return loss, slope[labels != ignore]
""",
        "shifts the scores in place": """
def pixel_loss(scores, labels, ignore=255):
    scores -= scores.max(axis=-1, keepdims=True)
    return right(scores, labels, ignore)
""",
    },
    "fcn_skip": {
        "leaves out the fine scores": """
def fcn_skip(x, classes):
    return skipped(x, classes, join=lambda coarse, fine: coarse)
""",
        "leaves out the coarse scores": """
def fcn_skip(x, classes):
    return skipped(x, classes, join=lambda coarse, fine: fine)
""",
        "puts the scores side by side": """
def fcn_skip(x, classes):
    return skipped(x, classes, join=lambda coarse, fine: layers.Concatenate()([coarse, fine]))
""",
        "averages the scores": """
def fcn_skip(x, classes):
    return skipped(x, classes, join=lambda coarse, fine: layers.Average()([coarse, fine]))
""",
        "multiplies the scores": """
def fcn_skip(x, classes):
    return skipped(x, classes, join=lambda coarse, fine: layers.Multiply()([coarse, fine]))
""",
        "rectifies the scores": """
def fcn_skip(x, classes):
    return layers.ReLU()(skipped(x, classes))
""",
        "ends in a softmax": """
def fcn_skip(x, classes):
    return layers.Softmax()(skipped(x, classes))
""",
        "leaves out the ReLU": """
def fcn_skip(x, classes):
    return skipped(x, classes, activation=None)
""",
        "rectifies the coarse scores": """
def fcn_skip(x, classes):
    return skipped(x, classes, scored="relu")
""",
        "has a bias in the enlarging layer": """
def fcn_skip(x, classes):
    return skipped(x, classes, use_bias=True)
""",
        "enlarges by interpolation": """
def fcn_skip(x, classes):
    return skipped(x, classes, enlarge=lambda x: layers.UpSampling2D(2, interpolation="bilinear")(x))
""",
        "pools by the average": """
def fcn_skip(x, classes):
    return skipped(x, classes, pool=layers.AveragePooling2D)
""",
        "keeps the number of channels": """
def fcn_skip(x, classes):
    return skipped(x, classes, deep=x.shape[-1])
""",
        "rounds sizes up": """
def fcn_skip(x, classes):
    x = layers.ZeroPadding2D(((0, x.shape[1] % 2), (0, x.shape[2] % 2)))(x)
    return skipped(x, classes)
""",
        "drops the first row and column": """
def fcn_skip(x, classes):
    return skipped(x, classes, cut=lambda odd: (odd, 0))
""",
        "enlarges with a window of 2": """
def fcn_skip(x, classes):
    return skipped(x, classes, enlarge=lambda x: layers.Conv2DTranspose(classes, 2, 2, use_bias=False)(x))
""",
        "shares the scores of both": """
def fcn_skip(x, classes):
    return skipped(x, classes, fine_of=lambda x: layers.Conv2D(2 * x.shape[-1], 3, padding="same")(x))
""",
    },
    "u_net": {
        "adds instead of putting side by side": """
def u_net(x, filters, depth):
    return net(x, filters, depth, join=lambda x, up: layers.Add()([x, up]))
""",
        "puts the maps from below first": """
def u_net(x, filters, depth):
    return net(x, filters, depth, join=lambda x, up: layers.Concatenate()([up, x]))
""",
        "forgets to hand maps across": """
def u_net(x, filters, depth):
    return net(x, filters, depth, join=lambda x, up: up)
""",
        "hands maps across before they are convolved": """
def u_net(x, filters, depth):
    return net(x, filters, depth, early=True)
""",
        "has one convolution instead of two": """
def u_net(x, filters, depth):
    return net(x, filters, depth, count=1)
""",
        "never doubles the filters": """
def u_net(x, filters, depth):
    return net(x, filters, depth, factor=1)
""",
        "goes down one level only": """
def u_net(x, filters, depth):
    return net(x, filters, min(depth, 1))
""",
        "is one level too deep": """
def u_net(x, filters, depth):
    return net(x, filters, depth + 1) if depth else net(x, filters, 0)
""",
        "rectifies the up-convolution": """
def u_net(x, filters, depth):
    return net(x, filters, depth, up="relu")
""",
        "keeps the channels on the way up": """
def u_net(x, filters, depth):
    return net(x, filters, depth, narrow=False)
""",
        "enlarges by repeating": """
def u_net(x, filters, depth):
    return net(x, filters, depth, enlarge=lambda y, f: layers.Conv2D(f, 2, padding="same")(layers.UpSampling2D(2)(y)))
""",
        "pools by the average": """
def u_net(x, filters, depth):
    return net(x, filters, depth, pool=layers.AveragePooling2D)
""",
        "leaves out the ReLUs": """
def u_net(x, filters, depth):
    return net(x, filters, depth, activation=None)
""",
        "rectifies after the second convolution only": """
def u_net(x, filters, depth):
    return net(x, filters, depth, first=None)
""",
        "ends linearly": """
def u_net(x, filters, depth):
    return net(x, filters, depth, last=None)
""",
        "has no biases": """
def u_net(x, filters, depth):
    return net(x, filters, depth, use_bias=False)
""",
        "pads nothing": """
def u_net(x, filters, depth):
    return net(x, filters, depth, padding="valid")
""",
        "enlarges with a window of 3": """
def u_net(x, filters, depth):
    return net(x, filters, depth, enlarge=lambda y, f: layers.Conv2DTranspose(f, 3, 2, padding="same")(y))
""",
        "leaves out the last two convolutions": """
def u_net(x, filters, depth):
    return net(x, filters, depth, after=False)
""",
    },
}

# What the wrong answers are made of.
RATED = """
def rated(counts, over, under):
    iou = np.where(under > 0, over / np.maximum(under, 1), np.nan)
    return {"accuracy": np.trace(counts) / counts.sum(), "iou": iou, "mean_iou": np.nanmean(iou)}
"""
CONVERTED = """
def converted(model, image=None, copy=True, activation=lambda layer: layer.activation, window=lambda shape: shape,
              padding="valid", strides=lambda window: 1, order=np.reshape, bias=1, keep=False):
    x = image = keras.Input((None, None, model.input_shape[-1])) if image is None else image
    size = (1, 1)
    for layer in model.layers[1:]:
        if isinstance(layer, layers.Flatten):
            size = window(layer.input.shape[1:3])
        elif isinstance(layer, layers.Dense):
            conv = layers.Conv2D(layer.units, size, strides(size), padding, activation=activation(layer))
            x = conv(x)
            if copy:
                kernel, b = layer.get_weights()
                conv.set_weights([order(kernel, tuple(conv.kernel.shape)), bias * b])
            size = size if keep else (1, 1)
        else:
            x = layer(x)
    return keras.Model(image, x)
"""
MADE = """
def made(factor, size=None, middle=None, slope=None):
    size = 2 * factor - factor % 2 if size is None else size
    middle = (size - 1) / 2 if middle is None else middle
    row = 1 - np.abs(np.arange(size) - middle) / (factor if slope is None else slope)
    return np.outer(row, row)
"""
SPREAD = """
def spread(model, keep=0, following=lambda rate, stride: rate * stride, own=False, first=1,
           padding="valid", copy=True, activation=lambda layer: layer.activation, bias=1):
    x = image = keras.Input(model.input_shape[1:])
    rate = first
    for i, layer in enumerate(model.layers[1:]):
        conv = layers.Conv2D(layer.filters, layer.kernel_size, layer.strides if i < keep else 1, padding,
                             dilation_rate=layer.strides[0] if own else rate, activation=activation(layer))
        x = conv(x)
        if copy:
            kernel, b = layer.get_weights()
            conv.set_weights([kernel, bias * b])
        rate = following(rate, layer.strides[0])
    return keras.Model(image, x)
"""
SKIPPED = """
def skipped(x, classes, join=lambda coarse, fine: layers.Add()([coarse, fine]), activation="relu", scored=None,
            use_bias=False, enlarge=None, pool=layers.MaxPooling2D, deep=None, cut=lambda odd: (0, odd), fine_of=None):
    y = pool(2)(x)
    y = layers.Conv2D(deep or 2 * x.shape[-1], 3, padding="same", activation=activation)(y)
    score = layers.Conv2D(classes, 1, activation=scored)
    y = score(y)
    if enlarge is None:
        y = layers.Conv2DTranspose(classes, 4, 2, padding="same", use_bias=use_bias)(y)
    else:
        y = enlarge(y)
    fine = layers.Conv2D(classes, 1)(x) if fine_of is None else score(fine_of(x))
    return join(y, layers.Cropping2D((cut(x.shape[1] % 2), cut(x.shape[2] % 2)))(fine))
"""
NET = """
def net(x, filters, depth, join=lambda x, up: layers.Concatenate()([x, up]), early=False, count=2, factor=2, up=None,
        narrow=True, enlarge=None, pool=layers.MaxPooling2D, activation="relu", first="relu", last="relu",
        use_bias=True, padding="same", after=True, top=True):
    options = dict(join=join, early=early, count=count, factor=factor, up=up, narrow=narrow, enlarge=enlarge,
                   pool=pool, activation=activation, first=first, use_bias=use_bias, padding=padding, after=after,
                   top=False)
    def several(x, ends="relu"):
        for i in range(count):
            kind = activation and (first if i < count - 1 else ends)
            x = layers.Conv2D(filters, 3, padding=padding, activation=kind, use_bias=use_bias)(x)
        return x
    before = x
    x = several(x, last if not depth else "relu")
    if not depth:
        return x
    y = net(pool(2)(x), factor * filters, depth - 1, **options)
    size = filters if narrow else y.shape[-1]
    if enlarge is None:
        y = layers.Conv2DTranspose(size, 2, 2, activation=up, use_bias=use_bias)(y)
    else:
        y = enlarge(y, size)
    x = join(before if early else x, y)
    return several(x, last) if after else x
"""
for question, helper in {
    "rate_labels": RATED, "fully_convolutional": CONVERTED, "tent": MADE, "without_strides": SPREAD,
    "fcn_skip": SKIPPED, "u_net": NET,
}.items():  # fmt: skip
    WRONG[question] = {what: helper + text for what, text in WRONG[question].items()}

RIGHT = {
    "confusion": {
        "by counting numbers of pairs": """
def confusion(truth, said, classes, ignore=255):
    i, j = truth.ravel().astype(int), said.ravel().astype(int)
    known = i != ignore
    return np.bincount(i[known] * classes + j[known], minlength=classes**2).reshape(classes, classes)
""",
        "pair by pair, as a list": """
def confusion(truth, said, classes, ignore=255):
    known = truth != ignore
    return [[int(np.sum(known & (truth == i) & (said == j))) for j in range(classes)] for i in range(classes)]
""",
        "by a histogram": """
def confusion(truth, said, classes, ignore=255):
    known = (truth != ignore).ravel()
    pairs = np.stack([truth.ravel()[known], said.ravel()[known]], axis=1)
    edges = np.arange(classes + 1) - 0.5
    return np.histogramdd(pairs.astype(float), bins=[edges, edges])[0].astype(int)
""",
        "by one-hot vectors": """
def confusion(truth, said, classes, ignore=255):
    known = truth != ignore
    one_hot = np.eye(classes, dtype=np.int64)
    return one_hot[truth[known]].T @ one_hot[said[known]]
""",
    },
    "rate_labels": {
        "class by class": """
def rate_labels(counts):
    iou = []
    for k in range(len(counts)):
        either = counts[k].sum() + counts[:, k].sum() - counts[k, k]
        iou.append(counts[k, k] / either if either else float("nan"))
    found = [value for value in iou if value == value]
    return {"mean_iou": sum(found) / len(found), "iou": iou, "accuracy": np.trace(counts) / np.sum(counts)}
""",
        "in single precision, with warnings": """
def rate_labels(counts):
    counts = counts.astype("float32")
    both = counts.diagonal()
    with np.errstate(invalid="ignore"):
        iou = both / (counts.sum(0) + counts.sum(1) - both)
    return dict(accuracy=both.sum() / counts.sum(), iou=iou, mean_iou=iou[~np.isnan(iou)].mean())
""",
    },
    "fully_convolutional": {
        "on copies": """
def fully_convolutional(model):
    names = [type(layer).__name__ for layer in model.layers]
    flat = names.index("Flatten")
    shape = model.layers[flat].input.shape[1:]
    steps = [keras.Input((None, None, model.input_shape[-1]))]
    steps += [type(layer).from_config(layer.get_config()) for layer in model.layers[1:flat]]
    for i, layer in enumerate(model.layers[flat + 1 :]):
        steps.append(layers.Conv2D(layer.units, shape[:2] if i == 0 else 1, activation=layer.activation))
    net = keras.Sequential(steps)
    net.set_weights([v.reshape(w.shape) for v, w in zip(model.get_weights(), net.get_weights())])
    return net
""",
        "with dense layers for the 1x1 convolutions": """
def fully_convolutional(model):
    x = image = keras.Input((None, None, model.input_shape[-1]))
    first = None
    for layer in model.layers[1:]:
        if isinstance(layer, layers.Flatten):
            first = layer.input.shape[1:]
        elif first is not None:
            w, b = layer.get_weights()
            conv = layers.Conv2D(layer.units, first[:2], padding="valid")
            conv.build((None, None, None, first[2]))
            conv.set_weights([w.reshape(*first, -1), b])
            x = layers.Activation(layer.activation)(conv(x))
            first = None
        else:
            x = layer(x)
    return keras.Model(image, x)
""",
    },
    "transposed_conv": {
        "stamp by stamp": """
def transposed_conv(x, w, stride):
    n, h, wd, _ = x.shape
    kh, kw, f, _ = w.shape
    y = np.zeros((n, stride * (h - 1) + kh, stride * (wd - 1) + kw, f))
    for i in range(h):
        for j in range(wd):
            y[:, i * stride : i * stride + kh, j * stride : j * stride + kw] += np.tensordot(x[:, i, j], w, (-1, -1))
    return y
""",
        "by zeros between, padding and a convolution": """
def transposed_conv(x, w, stride):
    n, h, wd, c = x.shape
    kh, kw = w.shape[:2]
    apart = np.zeros((n, stride * (h - 1) + 2 * kh - 1, stride * (wd - 1) + 2 * kw - 1, c), "float32")
    apart[:, kh - 1 : apart.shape[1] - kh + 1 : stride, kw - 1 : apart.shape[2] - kw + 1 : stride] = x
    seen = np.lib.stride_tricks.sliding_window_view(apart, (kh, kw), axis=(1, 2))
    return np.einsum("nijcuv,uvfc->nijf", seen, w[::-1, ::-1])
""",
        "by Keras": """
def transposed_conv(x, w, stride):
    x, w = (np.asarray(part, "float32") for part in (x, w))
    (h, wd), (kh, kw) = x.shape[1:3], w.shape[:2]
    wide = np.zeros((max(kh, stride), max(kw, stride), *w.shape[2:]), "float32")
    wide[:kh, :kw] = w
    y = keras.ops.convert_to_numpy(keras.ops.conv_transpose(x, wide, strides=stride))
    return y[:, : stride * (h - 1) + kh, : stride * (wd - 1) + kw]
""",
    },
    "tent": {
        "by interpolating": """
def tent(factor):
    size = 2 * factor - factor % 2
    places = np.arange(size) - (size - 1) / 2
    row = np.interp(np.abs(places), [0, factor], [1, 0])
    return np.multiply.outer(row, row).astype("float32")
""",
        "by a moving average": """
def tent(factor):
    if factor % 2:
        row = np.convolve(np.ones(factor), np.ones(factor)) / factor
    else:
        row = np.convolve(np.convolve(np.ones(factor), np.ones(factor)), [0.5, 0.5]) / factor
    return row[:, None] @ row[None]
""",
        "in loops": """
def tent(factor):
    size = 2 * factor if factor % 2 == 0 else 2 * factor - 1
    t = [1 - abs(i - (size - 1) / 2) / factor for i in range(size)]
    return [[a * b for b in t] for a in t]
""",
    },
    "coverage": {
        "by convolving": """
def coverage(n, kernel_size, stride):
    starts = np.zeros(stride * (n - 1) + 1, int)
    starts[::stride] = 1
    return np.convolve(starts, np.ones(kernel_size, int))
""",
        "pixel by pixel, as a list": """
def coverage(n, kernel_size, stride):
    size = stride * (n - 1) + kernel_size
    return [sum(1 for i in range(n) if stride * i <= p < stride * i + kernel_size) for p in range(size)]
""",
        "by transposed_conv": """
def coverage(n, kernel_size, stride):
    stamped = transposed_conv(np.ones((1, 1, n, 1)), np.ones((1, kernel_size, 1, 1)), stride)
    return np.asarray(stamped)[0, 0, :, 0].astype(int)
""",
    },
    "without_strides": {
        "by configurations": """
def without_strides(model):
    net, rate = keras.Sequential([keras.Input(model.input_shape[1:])]), 1
    for layer in model.layers:
        if not isinstance(layer, layers.Conv2D):
            continue
        config = layer.get_config() | {"strides": (1, 1), "dilation_rate": (rate, rate)}
        rate *= layer.strides[0]
        net.add(layers.Conv2D.from_config(config))
    net.set_weights(model.get_weights())
    return net
""",
        "with activations apart": """
def without_strides(model):
    convs = model.layers[1:]
    rates = np.cumprod([1, *(conv.strides[0] for conv in convs)]).tolist()
    image = keras.Input((None, None, model.input_shape[-1]))
    x = image
    for conv, rate in zip(convs, rates):
        new = layers.Conv2D(conv.filters, conv.kernel_size, dilation_rate=(rate, rate))
        x = layers.Activation(conv.activation)(new(x))
        new.kernel.assign(conv.kernel)
        new.bias.assign(conv.bias)
    return keras.Model(image, x)
""",
    },
    "pixel_loss": {
        "on the known pixels alone": """
def pixel_loss(scores, labels, ignore=255):
    from scipy.special import log_softmax

    known = labels != ignore
    slope = np.zeros(scores.shape)
    if not known.any():
        return 0.0, slope
    log_p, right = log_softmax(scores[known], axis=1), labels[known].astype(int)
    d = np.exp(log_p)
    d[np.arange(len(d)), right] -= 1
    slope[known] = d / len(d)
    return -log_p[np.arange(len(right)), right].mean(), slope
""",
        "pixel by pixel": """
def pixel_loss(scores, labels, ignore=255):
    loss, slope, count = 0.0, np.zeros(scores.shape), 0
    for at in np.ndindex(labels.shape):
        if labels[at] == ignore:
            continue
        s = scores[at] - np.max(scores[at])
        total = np.log(np.sum(np.exp(s)))
        loss += total - s[labels[at]]
        slope[at] = np.exp(s - total)
        slope[at][labels[at]] -= 1
        count += 1
    return (loss / count, slope / count) if count else (loss, slope)
""",
    },
    "fcn_skip": {
        "with the coarse way in a loop, and dense layers": """
def fcn_skip(x, classes):
    height, width, channels = x.shape[1:]
    fine = layers.Cropping2D(((0, height % 2), (0, width % 2)))(layers.Dense(classes)(x))
    for layer in (layers.MaxPool2D(), layers.Conv2D(channels * 2, (3, 3), padding="same"), layers.ReLU(),
                  layers.Dense(classes), layers.Conv2DTranspose(classes, (4, 4), (2, 2), "same", use_bias=False)):
        x = layer(x)
    return x + fine
""",
        "cropped first": """
def fcn_skip(x, classes):
    x = layers.Cropping2D(((0, x.shape[1] % 2), (0, x.shape[2] % 2)))(x)
    a = layers.Conv2D(classes, 1)(x)
    b = layers.Conv2D(2 * x.shape[-1], 3, padding="same", activation="relu")(layers.MaxPooling2D(2, 2)(x))
    b = layers.Conv2D(classes, 1, padding="same")(b)
    b = layers.Cropping2D(1)(layers.Conv2DTranspose(classes, 4, strides=2, use_bias=False)(b))
    return layers.add([a, b])
""",
    },
    "u_net": {
        "in loops": """
def u_net(x, filters, depth):
    def block(x, f):
        x = layers.ReLU()(layers.Conv2D(f, (3, 3), padding="same")(x))
        return layers.Activation("relu")(layers.Conv2D(f, 3, padding="same")(x))

    skips = []
    for level in range(depth):
        x = block(x, filters * 2**level)
        skips.append(x)
        x = layers.MaxPooling2D()(x)
    x = block(x, filters * 2**depth)
    for level in range(depth - 1, -1, -1):
        x = layers.Conv2DTranspose(filters * 2**level, 2, strides=2, padding="same")(x)
        x = block(layers.concatenate([skips[level], x]), filters * 2**level)
    return x
""",
        "from below, with the convolutions first": """
def u_net(x, filters, depth):
    convs = [layers.Conv2D(filters, 3, 1, "same", activation="relu") for _ in range(4 if depth else 2)]
    x = convs[1](convs[0](x))
    if depth > 0:
        y = u_net(layers.MaxPool2D(2)(x), filters=filters * 2, depth=depth - 1)
        y = layers.Conv2DTranspose(filters, (2, 2), (2, 2))(y)
        x = convs[3](convs[2](layers.Concatenate(axis=-1)([x, y])))
    return x
""",
    },
}

BUILT_ON = {}  # no solution calls another

MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "confusion": {"leaves out what is called by that number, too"},
    "transposed_conv": {"stamps the first image"},
}
