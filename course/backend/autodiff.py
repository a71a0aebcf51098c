"""Gradients, in the way of each backend."""

from course.backend.which import require


def gradients(model, inputs, loss, training=False):
    """Differentiate `loss` of a model's outputs with respect to its inputs and weights.

    Args:
        model: a built ``keras.Model``.
        inputs: NumPy array, or a list of them for several inputs; whole numbers (tokens) get no gradient.
        loss: function of the model's outputs, a tensor or a list of them, to a scalar, in ``keras.ops``.
        training: run dropout and batch normalisation as in training; the model's state stays as it is.

    Returns (outputs, input gradients, weight gradients) as NumPy arrays: a list each, the last in the order of
    ``model.trainable_weights``; None where nothing depends on a weight or an input.
    """
    from keras import ops, tree

    tensors = [ops.convert_to_tensor(x) for x in (inputs if isinstance(inputs, list | tuple) else [inputs])]
    smooth = [i for i, x in enumerate(tensors) if "float" in str(x.dtype)]
    state = [w.value for w in model.non_trainable_variables]
    weights = [w.value for w in model.trainable_variables]

    def forward(given):
        full = list(tensors)
        for i, x in zip(smooth, given[len(weights) :], strict=True):
            full[i] = x
        given = given[: len(weights)]
        outputs, _ = model.stateless_call(given, state, full[0] if len(full) == 1 else full, training=training)
        return loss(outputs), outputs

    _, outputs, found = _differentiate(forward, [*weights, *(tensors[i] for i in smooth)], compiled=True)
    found = [_to_numpy(g) for g in found]
    return [_to_numpy(y) for y in tree.flatten(outputs)], found[len(weights) :], found[: len(weights)]


def value_and_gradients(f, x):
    """Value and gradient of a function of an array, or of several.

    Nothing is compiled: a function may be called again and again, and sees new weights of a model that is in it.

    Args:
        f: function of a tensor, or of a list of them, to a scalar, written in ``keras.ops``; a network in it is called
            with ``training=False``.
        x: NumPy array of floats, or a list of them; taken as ``keras.config.floatx()``, float32.

    Returns the value, a float, and the gradient, a NumPy array or a list of them, as `x` is: 0 where f does not depend
    on one of several.
    Raises ValueError for whole numbers, an `f` that returns more than one number, or one in which no ``keras.ops`` lead
    from `x` to the value (JAX: raises an error of its own for NumPy's functions, and takes a constant to have slope 0).
    """
    import numpy as np
    from keras import config, ops

    several = isinstance(x, list | tuple)
    arrays = [np.asarray(ops.convert_to_numpy(part)) for part in (x if several else [x])]
    for array in arrays:
        if "float" not in array.dtype.name:
            raise ValueError(f"x has values of type {array.dtype}: only floats have a gradient; x.astype('float32')")

    def scalar(tensors):
        value = ops.convert_to_tensor(f(tensors if several else tensors[0]))
        if tuple(value.shape):
            raise ValueError(f"f returns shape {tuple(value.shape)}: must be one number, such as ops.sum(...)")
        return value, None

    value, _, found = _differentiate(scalar, [ops.convert_to_tensor(array.astype(config.floatx())) for array in arrays])
    if all(gradient is None for gradient in found):
        raise ValueError("f has no gradient: nothing but keras.ops must lead from x to the value")
    found = [
        np.zeros_like(a, config.floatx()) if g is None else _to_numpy(g) for a, g in zip(arrays, found, strict=True)
    ]
    return float(_to_numpy(value)), found if several else found[0]


def _differentiate(f, tensors, compiled=False):
    """Differentiate ``f(tensors)``, which returns a scalar and something besides; `compiled`: on JAX, as one program.

    Returns the scalar, what is besides, and the gradients; None where nothing depends on a tensor.
    """
    if require() == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(tensors)
            value, besides = f(tensors)
        found = tape.gradient(value, tensors)
    elif require() == "jax":
        import jax

        differentiate = jax.value_and_grad(f, has_aux=True)
        (value, besides), found = (jax.jit(differentiate) if compiled else differentiate)(tensors)
    else:
        import torch

        tensors = [t.detach().clone().requires_grad_() for t in tensors]
        value, besides = f(tensors)
        connected = value.requires_grad
        found = torch.autograd.grad(value, tensors, allow_unused=True) if connected else [None] * len(tensors)
    return value, besides, found


def _to_numpy(tensor):
    import numpy as np
    from keras import ops

    return None if tensor is None else np.asarray(ops.convert_to_numpy(tensor))
