"""Which pixels a unit of a network can see: Araujo, Norris, Sim 2019.

"Computing receptive fields of convolutional neural networks", Distill.
"""

from typing import NamedTuple

from course.measure.field import Fields, hull, merged, through
from course.measure.graph import fixed, steps_of, steps_to
from course.measure.windows import WHOLE, windows_of


class ReceptiveField:
    """What the units of a layer see of the image, along each axis: height, width; time alone of a sequence.

    Pixels are counted from 0, and a pixel's centre is its number: a field of pixels 0 to 4 has its centre at 2. Fields
    go on beyond the image's edges, into the zeros that padding stands for, so a centre may be negative.

    Attributes:
        layer: name.
        whole: True after global pooling, flattening or the like: each unit sees all that any unit before it sees, which
            is the whole input unless pixels are cropped or left over at the edge.
        size: pixels, the largest where units differ (after transposed convolutions).
        stride: pixels between the fields of neighbouring units, a fraction where there are more units than pixels; None
            if whole.
        centre: of the first unit's field, in pixels; None along an axis where it sees nothing.
        aligned: False if branches with different centres met on the way, `notes` say where.
        notes: sentences.
    """

    def __init__(self, layer, image, state, notes=()):
        self.layer, self._image, self._axes = layer, image, state.axes
        self.whole = state.axes is None
        self.aligned = not state.crooked
        self.notes = list(notes)
        if state.crooked:
            also = f" and {len(state.crooked) - 1} more" if len(state.crooked) > 1 else ""
            self.notes.insert(0, f"branches with different centres meet in {state.crooked[0]!r}{also}")
        if self.whole:
            self._reach = state.reach or tuple((0, side - 1) for side in image)
            self.size = tuple(seen[1] - seen[0] + 1 if seen else 0 for seen in self._reach)
            self.stride, self.centre = None, tuple(seen and sum(seen) / 2 for seen in self._reach)
            return
        self.size = tuple(axis.size for axis in state.axes)
        self.stride = tuple(int(a.stride) if a.stride.denominator == 1 else a.stride for a in state.axes)
        self.centre = tuple(seen and sum(seen) / 2 for seen in (axis(0) for axis in state.axes))

    def pixels(self, *unit):
        """First and last pixel of the image that a unit sees, along each axis; None where it sees none.

        What lies beyond the edge is left out. Units that read padding may see a little less than this says.

        Args: the unit's place, a number for each axis. Raises ValueError for another number of axes.
        """
        if len(unit) != len(self._image):
            raise ValueError(f"unit {unit}: must be {len(self._image)} numbers, one for each axis of the image")
        if self.whole:
            return self._reach
        return tuple(inside(axis(place), side) for axis, place, side in zip(self._axes, unit, self._image, strict=True))

    def __str__(self):
        size = " x ".join(map(str, self.size))
        if self.whole:
            everything = "the whole input" if self.size == tuple(self._image) else "each unit sees the same"
            text = f"{self.layer}: {everything}, {size} pixels"
        else:
            text = f"{self.layer}: {size} pixels, stride {short(self.stride)}, first centre at {short(self.centre)}"
        return "; ".join([text, *self.notes])

    __repr__ = __str__


class State(NamedTuple):
    """What is known of a tensor: `axes`, a `Fields` for each or None for the whole input, and the `crooked` merges.

    Without axes `reach` has the first and last pixel that all units see, along each axis; None where sizes are open.
    """

    axes: tuple | None
    crooked: tuple = ()
    reach: tuple | None = None


def receptive_field(model, layer=None, *, gates=True) -> ReceptiveField:
    """Receptive field of a layer's units, with respect to the model's input.

    Through branches it is the smallest box around all of them. At test time: batch normalisation sees one place alone.

    Args:
        model: a functional or sequential model of one input: (N, H, W, C), (N, T, C) or the like, or tokens (N, T).
        layer: name, ``model/layer`` in a model within the model; default: the model's output. Of a layer that is
            used several times it is the last use; ``name:2`` is the second. Of a classifier the field is the whole
            input; the last layer before it that is not stands in `notes`.
        gates: False leaves out what one unit sends to all places, such as the weights of squeeze-and-excitation, as
            published tables do; with it every unit behind the first gate sees the whole input.

    Raises ValueError for an unknown layer, a model without a graph or layers, with several inputs, with several outputs
    if no layer is named, without places in its input,
    for branches of different strides, and where the answer depends on a size that is open.
    Source: Araujo, Norris, Sim 2019.
    """
    steps, inputs = steps_to(model, layer)
    states, image = states_of(model, steps, inputs, gates)
    state, notes = states[id(steps[-1].outputs[0])], []
    if state.axes is None:
        check_known(model, image)
        before = [step for step in steps if states[id(step.outputs[0])].axes is not None]
        if before and layer is None:
            last = State(states[id(before[-1].outputs[0])].axes)
            notes.append(f"before that, {ReceptiveField(before[-1].name, image, last)}")
        if gates and any(
            is_gate(x, step.outputs[0]) and windows_of(step)[0] == () for step in steps for x in step.inputs
        ):
            notes.append("a gate sends one unit to all places: gates=False leaves such out")
    return ReceptiveField(steps[-1].name, image, state, notes)


def receptive_fields(model, *, gates=True):
    """Table of the receptive fields of all layers, in order: a DataFrame with columns layer, size, stride, centre.

    Each entry is a tuple, one number for each axis; stride is None where a layer sees the whole input. Arguments and
    errors as of `receptive_field`.
    """
    import pandas as pd

    steps, inputs, _ = steps_of(model)
    states, image = states_of(model, steps, inputs, gates)
    if any(state.axes is None for state in states.values()):
        check_known(model, image)
    fields = [ReceptiveField(step.name, image, states[id(step.outputs[0])]) for step in steps]
    columns = ("layer", "size", "stride", "centre")
    return pd.DataFrame([[getattr(field, column) for column in columns] for field in fields], columns=columns)


def states_of(model, steps, inputs, gates):
    """State of each tensor by its id, and the sides of the input."""
    if len(inputs) != 1:
        raise ValueError(
            f"model {model.name!r} has {len(inputs)} inputs: make a keras.Model of one input for each path"
        )
    (image,) = inputs
    sides = image.shape[1:] if "int" in image.dtype and len(image.shape) == 2 else image.shape[1:-1]
    if not sides:
        raise ValueError(f"the input of model {model.name!r}, {image.shape}, has no places, so units have no field")

    states = {id(image): State((Fields(),) * len(sides))}
    for step in steps:
        state = after(step, [states[id(x)] for x in step.inputs], gates, sides)
        states.update({id(x): state for x in step.outputs})
    return states, sides


def after(step, before, gates, image):
    """State of what a step returns, from the states of what it reads, of an image of given sides."""
    crooked = tuple(dict.fromkeys(name for state in before for name in state.crooked))
    if all(state.axes is None for state in before):
        return State(None, crooked, reach(step, before, image))

    branches = []
    for tensor, state, window in zip(step.inputs, before, windows_of(step), strict=True):
        if window == () and is_gate(tensor, step.outputs[0]):
            if gates:
                return State(None, crooked, reach(step, before, image))
        elif window == WHOLE or (state.axes is None and window is not None):
            return State(None, crooked, reach(step, before, image))
        elif window is not None:
            pairs = zip(window, state.axes, strict=True)
            branches.append(tuple(through(w, axis) for w, axis in pairs) if window else state.axes)

    try:
        axes = [merged(along) for along in zip(*branches, strict=True)]
    except ValueError as strides:
        raise ValueError(f"layer {step.name!r} reads branches whose strides differ: {strides} pixels") from None
    if not all(aligned for _, aligned in axes):
        crooked += (step.name,)
    return State(tuple(axis for axis, _ in axes), crooked)


def reach(step, before, image):
    """First and last pixel that any unit which a step reads sees, along each axis; None where sizes are open."""
    found = []
    for tensor, (axes, _, known) in zip(step.inputs, before, strict=True):
        if axes is not None:
            sides = tensor.shape[1 : 1 + len(axes)]
            if None in (*sides, *image):
                return None
            seen = (hull(map(axis, range(side))) for axis, side in zip(axes, sides, strict=True))
            known = tuple(inside(one, side) for one, side in zip(seen, image, strict=True))
        found.append(known)
    return None if None in found else tuple(map(hull, zip(*found, strict=True)))


def is_gate(tensor, output):
    """Whether a merge sends one unit to all places, along an axis at least."""
    return any(side == 1 != wanted for side, wanted in zip(tensor.shape[1:-1], output.shape[1:-1], strict=False))


def check_known(model, image):
    """Raise ValueError if the sides of the input are open."""
    if None in image:
        raise ValueError(
            f"a layer of model {model.name!r} sees the whole input, of open size, {model.inputs[0].shape}: build the "
            f"network with a fixed input_shape, such as {fixed(model.inputs[0].shape)}, or name a layer before"
        )


def inside(seen, side):
    """The part of a field that lies in the image, None if it is empty."""
    if seen is None or side is None:
        return seen
    first, last = max(seen[0], 0), min(seen[1], side - 1)
    return (first, last) if first <= last else None


def short(values):
    """One number if all axes have the same, otherwise each."""
    texts = [f"{value:g}" if isinstance(value, float) else str(value) for value in values]
    return texts[0] if len(set(texts)) == 1 else " x ".join(texts)
