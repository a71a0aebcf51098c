"""Answers to the questions of lab 07 as students write them: wrong ones by what is wrong, right ones by how."""

WRONG = {
    "residual_chain": {
        "leaves the shortcut out": """
def residual_chain(x, weights, shortcut=1.0):
    return right(x, weights, 0.0)
""",
        "ignores the factor of the shortcut": """
def residual_chain(x, weights, shortcut=1.0):
    return right(x, weights)
""",
        "leaves the input out": """
def residual_chain(x, weights, shortcut=1.0):
    return right(x, weights, shortcut)[1:]
""",
        "returns the last state only": """
def residual_chain(x, weights, shortcut=1.0):
    return right(x, weights, shortcut)[-1]
""",
        "adds the input of the chain to every layer": """
def residual_chain(x, weights, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * x + np.tanh(states[-1] @ w))
    return states
""",
        "multiplies from the left": """
def residual_chain(x, weights, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * states[-1] + np.tanh(states[-1] @ w.T))
    return states
""",
        "puts the sum inside": """
def residual_chain(x, weights, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(np.tanh(shortcut * states[-1] + states[-1] @ w))
    return states
""",
        "scales the branch": """
def residual_chain(x, weights, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(states[-1] + shortcut * np.tanh(states[-1] @ w))
    return states
""",
        "has one state in all places": """
def residual_chain(x, weights, shortcut=1.0):
    x = x.astype(float)
    states = [x]
    for w in weights:
        x *= shortcut
        x += np.tanh(x @ w)
        states.append(x)
    return states
""",
        "changes the input": """
def residual_chain(x, weights, shortcut=1.0):
    states = right(x.copy(), weights, shortcut)
    x *= 2
    return states
""",
        "goes from the last weight to the first": """
def residual_chain(x, weights, shortcut=1.0):
    return right(x, weights[::-1], shortcut)
""",
        "has no tanh": """
def residual_chain(x, weights, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * states[-1] + states[-1] @ w)
    return states
""",
    },
    "chain_gradients": {
        "forgets the way through the shortcut": """
def chain_gradients(x, weights, target, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * states[-1] + np.tanh(states[-1] @ w))
    delta, gradients = states[-1] - target, []
    for w, state in zip(weights[::-1], states[-2::-1]):
        inner = delta * (1 - np.tanh(state @ w) ** 2)
        gradients.insert(0, state.T @ inner)
        delta = inner @ w.T
    return gradients, delta
""",
        "forgets the way through the layer": """
def chain_gradients(x, weights, target, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * states[-1] + np.tanh(states[-1] @ w))
    delta, gradients = states[-1] - target, []
    for w, state in zip(weights[::-1], states[-2::-1]):
        gradients.insert(0, state.T @ (delta * (1 - np.tanh(state @ w) ** 2)))
        delta = shortcut * delta
    return gradients, delta
""",
        "takes the shortcut to be an identity": """
def chain_gradients(x, weights, target, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * states[-1] + np.tanh(states[-1] @ w))
    delta, gradients = states[-1] - target, []
    for w, state in zip(weights[::-1], states[-2::-1]):
        inner = delta * (1 - np.tanh(state @ w) ** 2)
        gradients.insert(0, state.T @ inner)
        delta = delta + inner @ w.T
    return gradients, delta
""",
        "takes the tanh of the next state": """
def chain_gradients(x, weights, target, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * states[-1] + np.tanh(states[-1] @ w))
    delta, gradients = states[-1] - target, []
    for i in reversed(range(len(weights))):
        inner = delta * (1 - states[i + 1] ** 2)
        gradients.insert(0, states[i].T @ inner)
        delta = shortcut * delta + inner @ weights[i].T
    return gradients, delta
""",
        "forgets the derivative of tanh": """
def chain_gradients(x, weights, target, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * states[-1] + np.tanh(states[-1] @ w))
    delta, gradients = states[-1] - target, []
    for w, state in zip(weights[::-1], states[-2::-1]):
        gradients.insert(0, state.T @ delta)
        delta = shortcut * delta + delta @ w.T
    return gradients, delta
""",
        "does not transpose the weights": """
def chain_gradients(x, weights, target, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * states[-1] + np.tanh(states[-1] @ w))
    delta, gradients = states[-1] - target, []
    for w, state in zip(weights[::-1], states[-2::-1]):
        inner = delta * (1 - np.tanh(state @ w) ** 2)
        gradients.insert(0, state.T @ inner)
        delta = shortcut * delta + inner @ w
    return gradients, delta
""",
        "does not come back through tanh to the state": """
def chain_gradients(x, weights, target, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * states[-1] + np.tanh(states[-1] @ w))
    delta, gradients = states[-1] - target, []
    for w, state in zip(weights[::-1], states[-2::-1]):
        inner = delta * (1 - np.tanh(state @ w) ** 2)
        gradients.insert(0, state.T @ inner)
        delta = shortcut * delta + delta @ w.T
    return gradients, delta
""",
        "returns the gradients backwards": """
def chain_gradients(x, weights, target, shortcut=1.0):
    gradients, of_x = right(x, weights, target, shortcut)
    return gradients[::-1], of_x
""",
        "averages over the batch": """
def chain_gradients(x, weights, target, shortcut=1.0):
    gradients, of_x = right(x, weights, target, shortcut)
    return [g / len(x) for g in gradients], of_x / len(x)
""",
        "forgets the half": """
def chain_gradients(x, weights, target, shortcut=1.0):
    gradients, of_x = right(x, weights, target, shortcut)
    return [2 * g for g in gradients], 2 * of_x
""",
        "turns the sign": """
def chain_gradients(x, weights, target, shortcut=1.0):
    gradients, of_x = right(x, weights, target, shortcut)
    return [-g for g in gradients], -of_x
""",
        "transposes the gradients": """
def chain_gradients(x, weights, target, shortcut=1.0):
    gradients, of_x = right(x, weights, target, shortcut)
    return [g.T for g in gradients], of_x
""",
        "scales the layer by the shortcut": """
def chain_gradients(x, weights, target, shortcut=1.0):
    gradients, of_x = right(x, weights, target, shortcut)
    return [shortcut * g for g in gradients], of_x
""",
        "stops one layer early": """
def chain_gradients(x, weights, target, shortcut=1.0):
    states = [x]
    for w in weights:
        states.append(shortcut * states[-1] + np.tanh(states[-1] @ w))
    delta, gradients = states[-1] - target, []
    for w, state in zip(weights[::-1], states[-2::-1]):
        before = delta
        inner = delta * (1 - np.tanh(state @ w) ** 2)
        gradients.insert(0, state.T @ inner)
        delta = shortcut * delta + inner @ w.T
    return gradients, before
""",
        "changes the target": """
def chain_gradients(x, weights, target, shortcut=1.0):
    result = right(x, weights, target.copy(), shortcut)
    target -= x
    return result
""",
    },
    "shortcut": {
        "projects in option A": """
def shortcut(x, filters, strides=1, option="B"):
    return right(x, filters, strides, "B" if option == "A" else option)
""",
        "projects always in option B": """
def shortcut(x, filters, strides=1, option="B"):
    return right(x, filters, strides, "C" if option == "B" else option)
""",
        "projects in option C only where shapes change": """
def shortcut(x, filters, strides=1, option="B"):
    return right(x, filters, strides, "B" if option == "C" else option)
""",
        "always takes option B": """
def shortcut(x, filters, strides=1, option="B"):
    return right(x, filters, strides)
""",
        "forgets the stride alone": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "B" and filters == x.shape[-1]:
        return layers.MaxPooling2D(1, strides)(x) if strides > 1 else x
    return right(x, filters, strides, option)
""",
        "has a bias": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "C" or (option == "B" and (strides > 1 or filters != x.shape[-1])):
        return layers.BatchNormalization()(layers.Conv2D(filters, 1, strides)(x))
    return right(x, filters, strides, option)
""",
        "does not normalise": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "C" or (option == "B" and (strides > 1 or filters != x.shape[-1])):
        return layers.Conv2D(filters, 1, strides, use_bias=False)(x)
    return right(x, filters, strides, option)
""",
        "normalises first": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "C" or (option == "B" and (strides > 1 or filters != x.shape[-1])):
        return layers.Conv2D(filters, 1, strides, use_bias=False)(layers.BatchNormalization()(x))
    return right(x, filters, strides, option)
""",
        "rectifies": """
def shortcut(x, filters, strides=1, option="B"):
    y = right(x, filters, strides, option)
    return y if y is x else layers.ReLU()(y)
""",
        "pools over the stride": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "A" and strides > 1:
        x = layers.MaxPooling2D(strides, strides, padding="same")(x)
        strides = 1
    return right(x, filters, strides, option)
""",
        "takes the last pixel of each stride": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "A" and strides > 1:
        x = layers.ZeroPadding2D(((0, -x.shape[1] % strides), (0, -x.shape[2] % strides)))(x)
        x = layers.Cropping2D(((strides - 1, 0), (strides - 1, 0)))(x)
    return right(x, filters, strides, option)
""",
        "puts the zeros in front": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "A" and filters > x.shape[-1]:
        more = filters - x.shape[-1]
        x = layers.MaxPooling2D(1, strides)(x)
        x = layers.Permute((1, 3, 2))(x)
        x = layers.ZeroPadding2D(((0, 0), (more, 0)))(x)
        return layers.Permute((1, 3, 2))(x)
    return right(x, filters, strides, option)
""",
        "puts half of the zeros on each side": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "A" and filters > x.shape[-1]:
        more = filters - x.shape[-1]
        x = layers.MaxPooling2D(1, strides)(x)
        x = layers.Permute((1, 3, 2))(x)
        x = layers.ZeroPadding2D(((0, 0), (more // 2, more - more // 2)))(x)
        return layers.Permute((1, 3, 2))(x)
    return right(x, filters, strides, option)
""",
        "repeats channels": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "A" and filters > x.shape[-1]:
        x = layers.MaxPooling2D(1, strides)(x)
        copies = layers.Concatenate()([x] * filters)
        return copies[..., :filters]
    return right(x, filters, strides, option)
""",
        "projects over 3x3": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "C" or (option == "B" and (strides > 1 or filters != x.shape[-1])):
        x = layers.Conv2D(filters, 3, strides, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)
    return right(x, filters, strides, option)
""",
        "averages the pixels": """
def shortcut(x, filters, strides=1, option="B"):
    if option == "A" and strides > 1:
        x = layers.AveragePooling2D(2, strides, padding="same")(x)
        strides = 1
    return right(x, filters, strides, option)
""",
    },
    "basic_block": {
        "has no shortcut": """
def basic_block(x, filters, strides=1):
    return tail(head(x, filters, strides), filters)


def head(x, filters, strides):
    x = layers.Conv2D(filters, 3, strides, use_bias=False)(layers.ZeroPadding2D(1)(x))
    return layers.ReLU()(layers.BatchNormalization()(x))


def tail(x, filters):
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))
""",
        "rectifies before the sum": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, before=True, behind=False)
""",
        "rectifies before the sum and behind it": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, before=True)
""",
        "has no ReLU at the end": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, behind=False)
""",
        "has no ReLU in the middle": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, middle=False)
""",
        "pads unevenly": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, even=False)
""",
        "strides in the second convolution": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, late=True)
""",
        "has biases": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, bias=True)
""",
        "does not normalise the shortcut": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, norm_skip=False)
""",
        "projects always": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, always=True)
""",
        "projects only where channels change": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, on_stride=False)
""",
        "rectifies the shortcut": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, relu_skip=True)
""",
        "rectifies before it normalises": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, swapped=True)
""",
        "has one convolution": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, two=False)
""",
        "multiplies with the shortcut": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, join=layers.Multiply)
""",
        "averages with the shortcut": """
def basic_block(x, filters, strides=1):
    return block(x, filters, strides, join=layers.Average)
""",
    },
    "preactivation": {
        "is the block of 2015": """
def preactivation(x):
    y = x
    for i in range(2):
        y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)
        y = layers.BatchNormalization()(y)
        y = layers.ReLU()(y) if i == 0 else y
    return layers.ReLU()(layers.Add()([x, y]))
""",
        "rectifies the sum": """
def preactivation(x):
    return layers.ReLU()(right(x))
""",
        "starts the shortcut behind the ReLU": """
def preactivation(x):
    x = y = layers.ReLU()(layers.BatchNormalization()(x))
    y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)
    return layers.Add()([x, y])
""",
        "starts the shortcut behind the normalisation": """
def preactivation(x):
    x = layers.BatchNormalization()(x)
    y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(layers.ReLU()(x))
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)
    return layers.Add()([x, y])
""",
        "rectifies before it normalises": """
def preactivation(x):
    y = x
    for _ in range(2):
        y = layers.BatchNormalization()(layers.ReLU()(y))
        y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)
    return layers.Add()([x, y])
""",
        "has no ReLU": """
def preactivation(x):
    y = x
    for _ in range(2):
        y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(layers.BatchNormalization()(y))
    return layers.Add()([x, y])
""",
        "has one convolution": """
def preactivation(x):
    y = layers.ReLU()(layers.BatchNormalization()(x))
    return layers.Add()([x, layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)])
""",
        "normalises once": """
def preactivation(x):
    y = layers.ReLU()(layers.BatchNormalization()(x))
    y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False, activation="relu")(y)
    y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)
    return layers.Add()([x, y])
""",
        "has biases": """
def preactivation(x):
    y = x
    for _ in range(2):
        y = layers.ReLU()(layers.BatchNormalization()(y))
        y = layers.Conv2D(x.shape[-1], 3, padding="same")(y)
    return layers.Add()([x, y])
""",
        "has no shortcut": """
def preactivation(x):
    for _ in range(2):
        x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(x)
    return x
""",
        "adds a shortcut around each convolution": """
def preactivation(x):
    for _ in range(2):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)
        x = layers.Add()([x, y])
    return x
""",
        "activates the second convolution": """
def preactivation(x):
    y = layers.ReLU()(layers.BatchNormalization()(x))
    y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False, activation="relu")(y)
    return layers.Add()([x, y])
""",
        "pads ahead of the normalisation": """
def preactivation(x):
    y = x
    for _ in range(2):
        y = layers.ReLU()(layers.BatchNormalization()(layers.ZeroPadding2D(1)(y)))
        y = layers.Conv2D(x.shape[-1], 3, use_bias=False)(y)
    return layers.Add()([x, y])
""",
        "has convolutions of 1x1": """
def preactivation(x):
    y = x
    for _ in range(2):
        y = layers.ReLU()(layers.BatchNormalization()(y))
        y = layers.Conv2D(x.shape[-1], 1, use_bias=False)(y)
    return layers.Add()([x, y])
""",
    },
    "bottleneck": {
        "has no groups": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, 1, groups * width)
""",
        "has groups in all convolutions": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, everywhere=True)
""",
        "takes the width for that of all groups": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, inner=-(-width // groups) * groups)
""",
        "has `filters` channels at the end": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, out=filters)
""",
        "ignores the width": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, inner=groups * filters)
""",
        "strides in the first convolution": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, early=True)
""",
        "pads unevenly": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, even=False)
""",
        "rectifies the third convolution": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, third=True)
""",
        "has no ReLU behind the 3x3": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, second=False)
""",
        "has no ReLU behind the first": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, first=False)
""",
        "has no ReLU at the end": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, end=False)
""",
        "projects always": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, always=True)
""",
        "compares channels with `filters`": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, always=filters != x.shape[-1])
""",
        "has biases": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, bias=True)
""",
        "does not normalise the last": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, norm=False)
""",
        "has no shortcut": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    return narrow(x, filters, strides, groups, width, skipped=False)
""",
    },
    "path_width": {
        "takes the negative root": """
def path_width(channels, groups):
    a, b, c = 9 * groups, 8 * groups * channels, -17 * channels**2
    root = (-b - np.sqrt(b**2 - 4 * a * c)) / (2 * a)
    return float(root), round(float(root)), 1.0
""",
        "rounds down": """
def path_width(channels, groups):
    root = right(channels, groups)[0]
    whole = int(root + 1e-9)
    return root, whole, (9 * groups * whole**2 + 8 * groups * channels * whole) / (17 * channels**2)
""",
        "rounds up": """
def path_width(channels, groups):
    root = right(channels, groups)[0]
    whole = int(np.ceil(root - 1e-9))
    return root, whole, (9 * groups * whole**2 + 8 * groups * channels * whole) / (17 * channels**2)
""",
        "shares the width evenly": """
def path_width(channels, groups):
    root = channels / groups
    whole = round(root)
    return root, whole, (9 * groups * whole**2 + 8 * groups * channels * whole) / (17 * channels**2)
""",
        "has the share of the root": """
def path_width(channels, groups):
    root, whole, share = right(channels, groups)
    return root, whole, 1.0
""",
        "has the share of one group": """
def path_width(channels, groups):
    root, whole, share = right(channels, groups)
    return root, whole, share / groups
""",
        "has the inverse share": """
def path_width(channels, groups):
    root, whole, share = right(channels, groups)
    return root, whole, 1 / share
""",
        "counts one 1x1 convolution": """
def path_width(channels, groups):
    a, b, c = 9 * groups, 4 * groups * channels, -17 * channels**2
    root = (-b + np.sqrt(b**2 - 4 * a * c)) / (2 * a)
    whole = round(float(root))
    return float(root), whole, (9 * groups * whole**2 + 4 * groups * channels * whole) / (17 * channels**2)
""",
        "takes the paths to start from C channels": """
def path_width(channels, groups):
    a, b, c = 9 * groups, 2 * groups * channels, -17 * channels**2
    root = (-b + np.sqrt(b**2 - 4 * a * c)) / (2 * a)
    whole = round(float(root))
    return float(root), whole, (9 * groups * whole**2 + 2 * groups * channels * whole) / (17 * channels**2)
""",
        "returns the width of all paths": """
def path_width(channels, groups):
    root, whole, share = right(channels, groups)
    return groups * root, groups * whole, share
""",
        "knows 64 channels only": """
def path_width(channels, groups):
    root, whole, share = right(64, groups)
    return root, whole, share
""",
        "returns a whole float": """
def path_width(channels, groups):
    root, whole, share = right(channels, groups)
    return root, float(whole), share
""",
        "divides by two before it divides by a": """
def path_width(channels, groups):
    a, b, c = 9 * groups, 8 * groups * channels, -17 * channels**2
    root = (-b + np.sqrt(b**2 - 4 * a * c)) / 2 * a
    return float(root), round(float(root)), 1.0
""",
    },
    "join_paths": {
        "adds the paths up": """
def join_paths(paths):
    return tuple(sum(kernels) for kernels in zip(*paths))
""",
        "joins the last along its outputs": """
def join_paths(paths):
    return tuple(np.concatenate(kernels, axis=-1) for kernels in zip(*paths))
""",
        "joins the 3x3 along its inputs": """
def join_paths(paths):
    first, _, last = right(paths)
    return first, np.concatenate([path[1] for path in paths], axis=2), last
""",
        "joins along the inputs everywhere": """
def join_paths(paths):
    return tuple(np.concatenate(kernels, axis=2) for kernels in zip(*paths))
""",
        "alternates the channels of the paths": """
def join_paths(paths):
    first, middle, last = right(paths)
    g, c = len(paths), paths[0][0].shape[-1]
    order = np.arange(g * c).reshape(g, c).T.ravel()
    return first[..., order], middle[..., order], last[:, :, order]
""",
        "turns the order of the paths": """
def join_paths(paths):
    return right(paths[::-1])
""",
        "makes a full 3x3 kernel": """
def join_paths(paths):
    first, middle, last = right(paths)
    c = paths[0][0].shape[-1]
    full = np.zeros((3, 3, len(paths) * c, len(paths) * c))
    for g, path in enumerate(paths):
        full[:, :, g * c : (g + 1) * c, g * c : (g + 1) * c] = path[1]
    return first, full, last
""",
        "divides the last by the number of paths": """
def join_paths(paths):
    first, middle, last = right(paths)
    return first, middle, last / len(paths)
""",
        "repeats the first path": """
def join_paths(paths):
    return right([paths[0]] * len(paths))
""",
        "returns another order": """
def join_paths(paths):
    first, middle, last = right(paths)
    return last, middle, first
""",
        "transposes the 3x3": """
def join_paths(paths):
    first, middle, last = right([[a, k.transpose(0, 1, 3, 2), b] for a, k, b in paths])
    return first, middle, last
""",
        "has numbers without channels": """
def join_paths(paths):
    first, middle, last = right(paths)
    return first[0, 0], middle, last[0, 0]
""",
        "turns the windows": """
def join_paths(paths):
    first, middle, last = right(paths)
    return first, middle[::-1, ::-1], last
""",
        "knows two paths": """
def join_paths(paths):
    return right(paths[:2])
""",
    },
    "depth_distribution": {
        "starts at 1": """
def depth_distribution(count, last):
    survival = 1 - np.arange(count) / count * (1 - last)
    distribution = np.ones(1)
    for p in survival:
        distribution = np.convolve(distribution, [1 - p, p])
    return survival, distribution
""",
        "goes from 1 to the last in equal steps": """
def depth_distribution(count, last):
    survival = np.linspace(1, last, count)
    distribution = np.ones(1)
    for p in survival:
        distribution = np.convolve(distribution, [1 - p, p])
    return survival, distribution
""",
        "gives all the same": """
def depth_distribution(count, last):
    survival = np.full(count, last)
    distribution = np.ones(1)
    for p in survival:
        distribution = np.convolve(distribution, [1 - p, p])
    return survival, distribution
""",
        "goes the other way": """
def depth_distribution(count, last):
    survival, distribution = right(count, last)
    return survival[::-1], distribution
""",
        "counts those that are left out": """
def depth_distribution(count, last):
    survival, distribution = right(count, last)
    return survival, distribution[::-1]
""",
        "takes the binomial with the mean": """
def depth_distribution(count, last):
    from scipy.stats import binom

    survival, _ = right(count, last)
    return survival, binom.pmf(np.arange(count + 1), count, survival.mean())
""",
        "returns the distribution up to each": """
def depth_distribution(count, last):
    survival, distribution = right(count, last)
    return survival, np.cumsum(distribution)
""",
        "forgets that none may survive": """
def depth_distribution(count, last):
    survival, distribution = right(count, last)
    return survival, distribution[1:]
""",
        "decays geometrically": """
def depth_distribution(count, last):
    survival = last ** (np.arange(1, count + 1) / count)
    distribution = np.ones(1)
    for p in survival:
        distribution = np.convolve(distribution, [1 - p, p])
    return survival, distribution
""",
        "gives the probabilities to be left out": """
def depth_distribution(count, last):
    survival, distribution = right(count, last)
    return 1 - survival, distribution
""",
        "lets layers survive one after the other only": """
def depth_distribution(count, last):
    survival, _ = right(count, last)
    alive = np.concatenate([[1], np.cumprod(survival)])
    return survival, np.append(alive[:-1] - alive[1:], alive[-1])
""",
        "moves the whole distribution in place": """
def depth_distribution(count, last):
    survival, _ = right(count, last)
    distribution = np.zeros(count + 1)
    distribution[0] = 1
    for p in survival:
        for k in range(1, count + 1):
            distribution[k] = distribution[k] * (1 - p) + distribution[k - 1] * p
        distribution[0] *= 1 - p
    return survival, distribution
""",
    },
    "stochastic_chain": {
        "does not scale in the test": """
def stochastic_chain(x, weights, survival, drawn=None):
    return right(x, weights, np.ones_like(survival) if drawn is None else survival, drawn)
""",
        "scales in training as well": """
def stochastic_chain(x, weights, survival, drawn=None):
    gates = survival if drawn is None else (drawn < survival) * survival
    for gate, w in zip(gates, weights):
        x = x + gate * np.tanh(x @ w)
    return x
""",
        "divides in training": """
def stochastic_chain(x, weights, survival, drawn=None):
    gates = np.ones(len(survival)) if drawn is None else (drawn < survival) / survival
    for gate, w in zip(gates, weights):
        x = x + gate * np.tanh(x @ w)
    return x
""",
        "survives where the number is larger": """
def stochastic_chain(x, weights, survival, drawn=None):
    gates = survival if drawn is None else drawn > survival
    for gate, w in zip(gates, weights):
        x = x + gate * np.tanh(x @ w)
    return x
""",
        "survives at equality": """
def stochastic_chain(x, weights, survival, drawn=None):
    gates = survival if drawn is None else drawn <= survival
    for gate, w in zip(gates, weights):
        x = x + gate * np.tanh(x @ w)
    return x
""",
        "scales the whole state": """
def stochastic_chain(x, weights, survival, drawn=None):
    if drawn is not None:
        return right(x, weights, survival, drawn)
    for p, w in zip(survival, weights):
        x = p * (x + np.tanh(x @ w))
    return x
""",
        "drops the state with the branch": """
def stochastic_chain(x, weights, survival, drawn=None):
    if drawn is None:
        return right(x, weights, survival)
    for r, p, w in zip(drawn, survival, weights):
        x = (x + np.tanh(x @ w)) * (r < p)
    return x
""",
        "stops at the first that is left out": """
def stochastic_chain(x, weights, survival, drawn=None):
    if drawn is None:
        return right(x, weights, survival)
    for r, p, w in zip(drawn, survival, weights):
        if r >= p:
            break
        x = x + np.tanh(x @ w)
    return x
""",
        "scales inside the tanh": """
def stochastic_chain(x, weights, survival, drawn=None):
    gates = survival if drawn is None else drawn < survival
    for gate, w in zip(gates, weights):
        x = x + np.tanh(gate * (x @ w))
    return x
""",
        "scales the sum of all branches by the mean": """
def stochastic_chain(x, weights, survival, drawn=None):
    return right(x, weights, np.full(len(survival), np.mean(survival)) if drawn is None else survival, drawn)
""",
        "has no shortcut": """
def stochastic_chain(x, weights, survival, drawn=None):
    gates = survival if drawn is None else drawn < survival
    for gate, w in zip(gates, weights):
        x = gate * np.tanh(x @ w)
    return x
""",
        "takes a half for every layer": """
def stochastic_chain(x, weights, survival, drawn=None):
    return right(x, weights, survival if drawn is None else np.full(len(survival), 0.5), drawn)
""",
        "changes the input": """
def stochastic_chain(x, weights, survival, drawn=None):
    y = right(x, weights, survival, drawn)
    x[...] = y
    return y
""",
        "draws for itself": """
def stochastic_chain(x, weights, survival, drawn=None):
    drawn = None if drawn is None else np.random.default_rng(0).uniform(size=len(survival))
    return right(x, weights, survival, drawn)
""",
        "runs the test where the drawn numbers are zero": """
def stochastic_chain(x, weights, survival, drawn=None):
    return right(x, weights, survival, None if drawn is None or not np.any(drawn) else drawn)
""",
    },
    "dense_block": {
        "adds": """
def dense_block(x, count, growth):
    for _ in range(count):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        y = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)
        x = layers.Add()([x, y])
    return x
""",
        "returns the new maps only": """
def dense_block(x, count, growth):
    new = []
    for _ in range(count):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        y = layers.Conv2D(growth, 3, padding="same", use_bias=False)(y)
        new.append(y)
        x = layers.Concatenate()([x, y])
    return layers.Concatenate()(new) if len(new) > 1 else new[0]
""",
        "puts new maps first": """
def dense_block(x, count, growth):
    for _ in range(count):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Concatenate()([layers.Conv2D(growth, 3, padding="same", use_bias=False)(y), x])
    return x
""",
        "reads the layer before only": """
def dense_block(x, count, growth):
    y = x
    for _ in range(count):
        y = layers.ReLU()(layers.BatchNormalization()(y))
        y = layers.Conv2D(growth, 3, padding="same", use_bias=False)(y)
        x = layers.Concatenate()([x, y])
    return x
""",
        "reads the input only": """
def dense_block(x, count, growth):
    parts = [x]
    for _ in range(count):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        parts.append(layers.Conv2D(growth, 3, padding="same", use_bias=False)(y))
    return layers.Concatenate()(parts)
""",
        "keeps the activated maps": """
def dense_block(x, count, growth):
    for _ in range(count):
        x = layers.ReLU()(layers.BatchNormalization()(x))
        y = layers.Conv2D(growth, 3, padding="same", use_bias=False)(x)
        x = layers.Concatenate()([x, y])
    return x
""",
        "activates behind the convolution": """
def dense_block(x, count, growth):
    for _ in range(count):
        y = layers.Conv2D(growth, 3, padding="same", use_bias=False)(x)
        y = layers.ReLU()(layers.BatchNormalization()(y))
        x = layers.Concatenate()([x, y])
    return x
""",
        "has no ReLU": """
def dense_block(x, count, growth):
    for _ in range(count):
        y = layers.Conv2D(growth, 3, padding="same", use_bias=False)(layers.BatchNormalization()(x))
        x = layers.Concatenate()([x, y])
    return x
""",
        "has a ReLU more behind the convolution": """
def dense_block(x, count, growth):
    for _ in range(count):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        y = layers.Conv2D(growth, 3, padding="same", use_bias=False, activation="relu")(y)
        x = layers.Concatenate()([x, y])
    return x
""",
        "rectifies before it normalises": """
def dense_block(x, count, growth):
    for _ in range(count):
        y = layers.BatchNormalization()(layers.ReLU()(x))
        x = layers.Concatenate()([x, layers.Conv2D(growth, 3, padding="same", use_bias=False)(y)])
    return x
""",
        "has biases": """
def dense_block(x, count, growth):
    for _ in range(count):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Concatenate()([x, layers.Conv2D(growth, 3, padding="same")(y)])
    return x
""",
        "has one layer less": """
def dense_block(x, count, growth):
    return right(x, max(1, count - 1), growth)
""",
        "grows by what it reads": """
def dense_block(x, count, growth):
    for _ in range(count):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Concatenate()([x, layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(y)])
    return x
""",
        "has convolutions of 1x1": """
def dense_block(x, count, growth):
    for _ in range(count):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Concatenate()([x, layers.Conv2D(growth, 1, use_bias=False)(y)])
    return x
""",
        "has bottlenecks": """
def dense_block(x, count, growth):
    for _ in range(count):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        y = layers.Conv2D(4 * growth, 1, use_bias=False)(y)
        y = layers.ReLU()(layers.BatchNormalization()(y))
        x = layers.Concatenate()([x, layers.Conv2D(growth, 3, padding="same", use_bias=False)(y)])
    return x
""",
    },
}

# The wrong blocks differ from the right one in an option.
BLOCK = """

def block(x, filters, strides, *, before=False, behind=True, middle=True, even=True, late=False, bias=False,
          norm_skip=True, always=False, on_stride=True, relu_skip=False, swapped=False, two=True, join=layers.Add):
    def conv(x, s):
        if even:
            return layers.Conv2D(filters, 3, s, use_bias=bias)(layers.ZeroPadding2D(1)(x))
        return layers.Conv2D(filters, 3, s, padding="same", use_bias=bias)(x)

    skip = x
    if always or (strides > 1 and on_stride) or filters != x.shape[-1]:
        skip = layers.Conv2D(filters, 1, strides, use_bias=bias)(x)
        skip = layers.BatchNormalization()(skip) if norm_skip else skip
    elif strides > 1:
        skip = layers.MaxPooling2D(1, strides)(x)
    skip = layers.ReLU()(skip) if relu_skip else skip
    x = conv(x, 1 if late else strides)
    if two:
        x = layers.BatchNormalization()(layers.ReLU()(x) if swapped else x)
        x = layers.ReLU()(x) if middle and not swapped else x
        x = conv(x, strides if late else 1)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x) if before else x
    x = join()([skip, x])
    return layers.ReLU()(x) if behind else x
"""
NARROW = """

def narrow(x, filters, strides, groups, width, *, everywhere=False, inner=None, out=None, early=False, even=True,
           third=False, second=True, first=True, end=True, always=False, bias=False, norm=True, skipped=True):
    inner, out, skip = inner or groups * width, out or 4 * filters, x
    g = groups if everywhere and x.shape[-1] % groups == 0 and out % groups == 0 else 1
    if always or strides > 1 or out != x.shape[-1]:
        skip = layers.BatchNormalization()(layers.Conv2D(out, 1, strides, use_bias=bias)(x))
    relu = lambda x, on: layers.ReLU()(x) if on else x
    x = layers.Conv2D(inner, 1, strides if early else 1, groups=g, use_bias=bias)(x)
    x = relu(layers.BatchNormalization()(x), first)
    x = layers.ZeroPadding2D(1)(x) if even else x
    x = layers.Conv2D(inner, 3, 1 if early else strides, padding="valid" if even else "same", groups=groups,
                      use_bias=bias)(x)
    x = relu(layers.BatchNormalization()(x), second)
    x = layers.Conv2D(out, 1, groups=g, use_bias=bias)(x)
    x = relu(layers.BatchNormalization()(x) if norm else x, third)
    return relu(layers.Add()([skip, x]) if skipped else x, end)
"""
for _question, _helper in (("basic_block", BLOCK), ("bottleneck", NARROW)):
    WRONG[_question] = {what: text + _helper for what, text in WRONG[_question].items()}

RIGHT = {
    "residual_chain": {
        "into one array": """
def residual_chain(x, weights, shortcut=1.0):
    states = np.empty((len(weights) + 1, *x.shape))
    states[0] = x
    for i, w in enumerate(weights):
        states[i + 1] = np.tanh(np.dot(states[i], w)) + states[i] * shortcut
    return list(states)
""",
        "by recursion, in single precision": """
def residual_chain(x, weights, shortcut=1.0):
    x = np.asarray(x, dtype="float32")
    if not len(weights):
        return [x]
    return [x] + residual_chain(shortcut * x + np.tanh(x @ weights[0]), weights[1:], shortcut)
""",
    },
    "chain_gradients": {
        "by index": """
def chain_gradients(x, weights, target, shortcut=1.0):
    n = len(weights)
    states, tanhs = [x], []
    for i in range(n):
        tanhs.append(np.tanh(states[i] @ weights[i]))
        states.append(shortcut * states[i] + tanhs[i])
    gradients = [None] * n
    delta = states[n] - target
    for i in range(n - 1, -1, -1):
        of_z = delta * (1 - tanhs[i]) * (1 + tanhs[i])
        gradients[i] = np.einsum("nd,ne->de", states[i], of_z)
        delta = delta * shortcut + np.einsum("ne,de->nd", of_z, weights[i])
    return gradients, delta
""",
        "by recursion": """
def chain_gradients(x, weights, target, shortcut=1.0):
    if len(weights) == 0:
        return [], x - target
    w = weights[0]
    y = np.tanh(x @ w)
    rest, delta = chain_gradients(shortcut * x + y, weights[1:], target, shortcut)
    z = delta / np.cosh(x @ w) ** 2
    return [x.T @ z, *rest], shortcut * delta + z @ w.T
""",
    },
    "shortcut": {
        "with one pad": """
def shortcut(x, filters, strides=1, option="B"):
    more = filters - x.shape[-1]
    if option == "A":
        x = layers.AveragePooling2D(1, strides)(x)
        return layers.ZeroPadding2D(((0, 0), (0, more)), data_format="channels_first")(x)
    if option == "B" and strides == 1 and more == 0:
        return x
    x = layers.Conv2D(filters, (1, 1), strides=(strides, strides), padding="same", use_bias=False)(x)
    return layers.BatchNormalization(axis=-1)(x)
""",
        "with zeros that are joined": """
def shortcut(x, filters, strides=1, option="B"):
    same_shape = strides == 1 and filters == x.shape[-1]
    if option == "C" or (option == "B" and not same_shape):
        return keras.Sequential([layers.Conv2D(filters, 1, strides, use_bias=False), layers.BatchNormalization()])(x)
    if strides != 1:
        x = layers.MaxPool2D(pool_size=1, strides=strides)(x)
    h, w, c = x.shape[1:]
    if filters > c:
        x = layers.Reshape((h * w, c))(x)
        x = layers.Permute((2, 1))(x)
        x = layers.ZeroPadding1D((0, filters - c))(x)
        x = layers.Permute((2, 1))(x)
        x = layers.Reshape((h, w, filters))(x)
    return x
""",
    },
    "basic_block": {
        "shortcut last, activations by name": """
def basic_block(x, filters, strides=1):
    y = layers.ZeroPadding2D(padding=(1, 1))(x)
    y = layers.Conv2D(filters, (3, 3), strides=strides, padding="valid", use_bias=False)(y)
    y = layers.BatchNormalization()(y)
    y = layers.Activation("relu")(y)
    y = layers.Conv2D(filters, (3, 3), padding="same", use_bias=False)(y)
    y = layers.BatchNormalization()(y)
    if strides != 1 or x.shape[-1] != filters:
        x = layers.Conv2D(filters, (1, 1), strides=strides, use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    return layers.Activation("relu")(layers.add([x, y]))
""",
        "with a branch as Sequential": """
def basic_block(x, filters, strides=1):
    branch = keras.Sequential([
        layers.ZeroPadding2D(1), layers.Conv2D(filters, 3, strides, use_bias=False), layers.BatchNormalization(),
        layers.ReLU(), layers.ZeroPadding2D(1), layers.Conv2D(filters, 3, use_bias=False),
        layers.BatchNormalization()])
    skip = keras.Sequential([layers.Conv2D(filters, 1, strides, use_bias=False), layers.BatchNormalization()])
    shape = (-(-x.shape[1] // strides), -(-x.shape[2] // strides), filters)
    return layers.ReLU()(layers.Add()([branch(x), x if shape == tuple(x.shape[1:]) and strides == 1 else skip(x)]))
""",
    },
    "preactivation": {
        "line by line": """
def preactivation(x):
    channels = x.shape[-1]
    y = layers.BatchNormalization()(x)
    y = layers.Activation("relu")(y)
    y = layers.ZeroPadding2D(1)(y)
    y = layers.Conv2D(channels, 3, use_bias=False)(y)
    y = layers.BatchNormalization()(y)
    y = layers.Activation("relu")(y)
    y = layers.ZeroPadding2D(1)(y)
    y = layers.Conv2D(channels, 3, use_bias=False)(y)
    return layers.add([y, x])
""",
        "with a function for half of it": """
def preactivation(x):
    def half(y):
        y = layers.ReLU()(layers.BatchNormalization()(y))
        return layers.Conv2D(int(x.shape[-1]), (3, 3), (1, 1), "same", use_bias=False)(y)

    return layers.Add()((x, half(half(x))))
""",
    },
    "bottleneck": {
        "shortcut last": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    y = layers.Conv2D(width * groups, (1, 1), use_bias=False)(x)
    y = layers.Activation("relu")(layers.BatchNormalization()(y))
    y = layers.ZeroPadding2D((1, 1))(y)
    y = layers.Conv2D(width * groups, (3, 3), strides=(strides, strides), groups=groups, use_bias=False)(y)
    y = layers.Activation("relu")(layers.BatchNormalization()(y))
    y = layers.BatchNormalization()(layers.Conv2D(filters * 4, (1, 1), use_bias=False)(y))
    if tuple(y.shape) != tuple(x.shape):
        x = layers.Conv2D(filters * 4, (1, 1), strides=(strides, strides), use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    return layers.ReLU()(layers.add([y, x]))
""",
        "by a loop": """
def bottleneck(x, filters, strides=1, groups=1, width=64):
    def conv_norm(x, n, k, s=1, g=1):
        x = layers.ZeroPadding2D(k // 2)(x) if k > 1 else x
        return layers.BatchNormalization()(layers.Conv2D(n, k, s, groups=g, use_bias=False)(x))

    y, inner = x, width * groups
    for k, s, g in [(1, 1, 1), (3, strides, groups)]:
        y = layers.ReLU()(conv_norm(y, inner, k, s, g))
    y = conv_norm(y, 4 * filters, 1)
    keep = strides == 1 and x.shape[-1] == 4 * filters
    return layers.ReLU()(layers.Add()([x if keep else conv_norm(x, 4 * filters, 1, strides), y]))
""",
    },
    "path_width": {
        "by roots": """
def path_width(channels, groups):
    root = np.roots([9 * groups, 8 * groups * channels, -17 * channels**2]).max().real
    whole = np.rint(root).astype(int)
    return root, whole, groups * (8 * channels * whole + 9 * whole**2) / 17 / channels**2
""",
        "in units of C": """
def path_width(channels, groups):
    t = (-4 + (16 + 9 * 17 / groups) ** 0.5) / 9
    whole = int(t * channels + 0.5)
    share = groups * whole * (8 + 9 * whole / channels) / (17 * channels)
    return t * channels, whole, share
""",
    },
    "join_paths": {
        "by slices": """
def join_paths(paths):
    g, c = len(paths), paths[0][0].shape[3]
    first = np.zeros((1, 1, paths[0][0].shape[2], g * c))
    middle = np.zeros((3, 3, c, g * c))
    last = np.zeros((1, 1, g * c, paths[0][2].shape[3]))
    for i, (a, k, b) in enumerate(paths):
        first[..., i * c : i * c + c] = a
        middle[..., i * c : i * c + c] = k
        last[0, 0, i * c : i * c + c] = b
    return first, middle, last
""",
        "by reshaping": """
def join_paths(paths):
    a, k, b = (np.stack([path[i] for path in paths]) for i in range(3))
    join = lambda x: np.moveaxis(x, 0, -2).reshape(*x.shape[1:-1], -1)
    return [join(a), join(k), b[:, 0, 0].reshape(1, 1, -1, b.shape[-1])]
""",
    },
    "depth_distribution": {
        "by a table": """
def depth_distribution(count, last):
    survival = [1 - (l / count) * (1 - last) for l in range(1, count + 1)]
    chance = [1.0] + [0.0] * count
    for p in survival:
        chance = [chance[k] * (1 - p) + (chance[k - 1] * p if k else 0) for k in range(count + 1)]
    return survival, chance
""",
        "by polynomials": """
def depth_distribution(count, last):
    survival = np.linspace(1, last, count + 1)[1:]
    polynomial = np.polynomial.Polynomial([1.0])
    for p in survival:
        polynomial = polynomial * np.polynomial.Polynomial([1 - p, p])
    distribution = np.zeros(count + 1)
    distribution[: len(polynomial.coef)] = polynomial.coef
    return survival, distribution
""",
    },
    "stochastic_chain": {
        "by cases": """
def stochastic_chain(x, weights, survival, drawn=None):
    state = np.array(x, dtype="float32")
    for l in range(len(weights)):
        branch = np.tanh(state @ weights[l])
        if drawn is None:
            state = state + survival[l] * branch
        elif drawn[l] < survival[l]:
            state = state + branch
    return state
""",
        "by where": """
def stochastic_chain(x, weights, survival, drawn=None):
    factor = np.asarray(survival) if drawn is None else np.where(np.asarray(drawn) < survival, 1.0, 0.0)
    states = [x]
    for l, w in enumerate(weights):
        states.append(states[l] + factor[l] * np.tanh(np.einsum("nd,de->ne", states[l], w)))
    return states[-1]
""",
    },
    "dense_block": {
        "with a list of maps": """
def dense_block(x, count, growth):
    maps = [x]
    for _ in range(count):
        y = maps[0] if len(maps) == 1 else layers.Concatenate(axis=-1)(maps)
        y = layers.BatchNormalization()(y)
        y = layers.Activation("relu")(y)
        maps.append(layers.Conv2D(growth, (3, 3), padding="same", use_bias=False)(y))
    return layers.Concatenate()(maps)
""",
        "by recursion": """
def dense_block(x, count, growth):
    if count == 0:
        return x
    y = layers.ZeroPadding2D(1)(layers.ReLU()(layers.BatchNormalization()(x)))
    y = layers.Conv2D(filters=growth, kernel_size=3, use_bias=False)(y)
    return dense_block(layers.concatenate([x, y]), count - 1, growth)
""",
    },
}

MISSED = {  # what the visible checks let pass, for the hidden tests to catch
    "residual_chain": {"goes from the last weight to the first"},
    "basic_block": {"rectifies before it normalises", "strides in the second convolution"},
    "preactivation": {"rectifies before it normalises", "pads ahead of the normalisation"},
    "bottleneck": {"has groups in all convolutions"},
    "join_paths": {"knows two paths"},
    "stochastic_chain": {"runs the test where the drawn numbers are zero"},
    "dense_block": {"rectifies before it normalises"},
}
