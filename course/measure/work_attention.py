"""Multiply-adds of attention: rules from shapes in (x) and out (y) to `Work`; `call` holds the layer's arguments."""

from keras import layers

from course.measure.work import Work, size, used


def dot(layer, x, y, call):
    """A product for each value that comes out and each that is summed over."""
    axis = layer.axes if isinstance(layer.axes, int) else layer.axes[0]
    return Work(size(y[0]) * size([x[0][axis - 1 if axis > 0 else axis]]))


def attention(layer, x, y, call):
    """Scores of each query with each key, then a mixture of the values for each query."""
    query, value, *others = (tuple(tensor.shape[1:]) for tensor in call["inputs"])
    key = others[0] if others else value
    if isinstance(layer, layers.AdditiveAttention):
        multiplied = layer.use_scale  # without a scale the scores are sums
    else:
        multiplied = layer.score_mode == "dot"
    per_pair = (key[-1] if multiplied else 0) + value[-1]
    return Work(size(query[:-1]) * size(value[-2:-1]) * per_pair)


def multi_head(layer, x, y, call):
    """Projections of query, key, value and output; in each head scores of query with key, and mixtures of values."""
    query, value = (tuple(call[name].shape[1:-1]) for name in ("query", "value"))
    attended = size([value[axis - 1] for axis in layer.attention_axes])
    pairs = Work(size(query) * attended * layer.num_heads * (layer.key_dim + layer.value_dim))
    gate = [layer._gate_dense] if layer._use_gate else []
    return pairs + projections(layer, gate, size(query), size(value))


def grouped_query(layer, x, y, call):
    """As of `multi_head`; several heads of the query share a key and a value."""
    query, value = (size(call[name].shape[1:-1]) for name in ("query", "value"))
    pairs = Work(query * value * layer.num_query_heads * 2 * layer.head_dim)
    gate = [layer._gate_dense] if layer.use_gate else []
    return pairs + projections(layer, gate, query, value)


def projections(layer, gate, queries, values):
    """Dense layers in front of and behind the heads, for as many queries and values."""
    total = Work()
    for part in (layer._query_dense, layer._output_dense, *gate):
        total += used(part, queries)
    for part in (layer._key_dense, layer._value_dense):
        total += used(part, values)
    return total
