"""What a network can be given: signatures put together from a builder, its family's and the head's."""

import difflib
from inspect import Parameter, Signature, signature

import numpy as np

HEAD = tuple(  # what `**head` of a builder stands for, see `classifier`
    Parameter(name, Parameter.KEYWORD_ONLY, default=default)
    for name, default in (
        ("include_top", True), ("pooling", None), ("classifier_activation", "softmax"), ("weights", None),
    )
)  # fmt: skip
BY_NAME = Parameter.KEYWORD_ONLY
FIRST = ("input_shape", "classes")  # these may be given without their names, in this order


def signature_of(builder, like=(), fixes=()) -> Signature:
    """Signature of `builder`, in which what it hands on is spelt out.

    Args:
        builder: function that makes a network.
        like: builder or builders, each of which hands the arguments it does not know to the next; what has no default
            in them is settled by those before.
        fixes: further ones that are settled.
    """
    known = dict(signature(builder).parameters)
    for stage in like if isinstance(like, tuple) else (like,):
        known = {name: p for name, p in known.items() if p.kind is not Parameter.VAR_KEYWORD}
        for name, p in signature(stage).parameters.items():
            if p.kind is Parameter.VAR_KEYWORD or (p.default is not Parameter.empty and name not in fixes):
                first = name in FIRST
                known.setdefault(name, p if p.kind is Parameter.VAR_KEYWORD or first else p.replace(kind=BY_NAME))
    if "head" in known:
        del known["head"]
        known |= {p.name: p for p in HEAD if p.name not in known}
    order = {name: i for i, name in enumerate(FIRST)} | {"name": len(known)}
    places = list(known)
    by_place = sorted(known.values(), key=lambda p: (p.kind, order.get(p.name, 2 + places.index(p.name) / len(known))))
    return Signature(by_place)


def bind(name, signature, given, named) -> dict:
    """Arguments by their names, numbers of NumPy as plain ones.

    Raises TypeError for one that `signature` does not have, naming the nearest.
    """
    open_ended = any(p.kind is Parameter.VAR_KEYWORD for p in signature.parameters.values())
    unknown = [] if open_ended else [key for key in named if key not in signature.parameters]
    if unknown:
        near = difflib.get_close_matches(unknown[0].removeprefix("num_"), signature.parameters, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise TypeError(f"{name}() has no argument {unknown[0]!r}: {hint}It takes {', '.join(signature.parameters)}")
    try:
        bound = signature.bind(*given, **named)
    except TypeError as error:
        raise TypeError(f"{name}(): {error}. It takes {', '.join(signature.parameters)}") from None
    extra = bound.arguments.pop("arguments", {}) if open_ended else {}
    return {key: plain(value) for key, value in (bound.arguments | extra).items()}


def plain(value):
    """NumPy's numbers as Python's, which Keras asks for; in tuples and lists too."""
    if isinstance(value, tuple | list):
        return type(value)(plain(one) for one in value)
    return value.item() if isinstance(value, np.generic) else value
