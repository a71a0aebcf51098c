"""How judge and student talk: JSON and raw arrays of declared, capped sizes. Reading a message never runs anything.

A message is one JSON object, and behind it the bytes of the arrays in it. Values cross by copy. What is no plain data
(a function, a layer, an object of one's own) stays where it is: a number stands for it, a *handle*.
"""

import json
import socket
import struct
import time

import numpy as np

from course.grade import nets

TEXT = 4 << 20  #: bytes of one message's JSON, at most
ARRAYS = 256 << 20  #: bytes of one message's arrays, at most
DEPTH = 40  #: lists within lists, at most
KINDS = "biufc"  #: of arrays: what numpy calls bool, int, unsigned, float, complex


class Broken(BaseException):
    """The other side is gone, or what it sent is no message. No test that catches an answer's errors catches this."""


class Late(Broken):
    """The other side did not answer in time."""


class Channel:
    """One end of a socket, for whole messages.

    `to_handle` gives the number of an object that does not cross, `from_handle` what stands for a number here.
    """

    def __init__(self, sock: socket.socket, to_handle, from_handle):
        self.sock, self.to_handle, self.from_handle = sock, to_handle, from_handle
        self.deadline = None  # of time.monotonic()

    def send(self, message: dict) -> None:
        """Send a message; raises ValueError for what is too large or too deep to cross."""
        buffers = []
        tree = {key: encode(value, buffers, self.to_handle) for key, value in message.items()}
        text = json.dumps({"message": tree, "arrays": [len(b) for b in buffers]}).encode()
        if len(text) > TEXT or sum(map(len, buffers)) > ARRAYS:
            raise ValueError(f"an answer of more than {TEXT >> 20} MiB of text or {ARRAYS >> 20} MiB of arrays")
        try:
            for part in (struct.pack("<I", len(text)), text, *buffers):
                self._wait()
                self.sock.sendall(part)
        except TimeoutError:
            raise Late("no answer in time") from None
        except OSError as error:
            raise Broken(str(error)) from None

    def receive(self) -> dict:
        """The next message; raises Broken or Late."""
        [size] = struct.unpack("<I", self._exactly(4))
        if size > TEXT:
            raise Broken(f"a message of {size} bytes")
        try:
            head = json.loads(self._exactly(size))
            sizes = head["arrays"]
            if not all(type(n) is int and n >= 0 for n in sizes) or sum(sizes) > ARRAYS:
                raise Broken("arrays of no size, or too large")
            buffers = [self._exactly(n) for n in sizes]
            return {str(k): decode(v, buffers, self.from_handle) for k, v in head["message"].items()}
        except nets.NoModel:  # read to its end: the talk goes on
            raise
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError, OverflowError, SyntaxError,
                MemoryError) as error:  # fmt: skip
            raise Broken(f"no message: {type(error).__name__}") from None

    def close(self) -> None:
        """End the talk."""
        self.sock.close()

    def _exactly(self, size):
        found = bytearray()
        while len(found) < size:
            try:
                self._wait()
                part = self.sock.recv(min(size - len(found), 1 << 20))
            except TimeoutError:
                raise Late("no answer in time") from None
            except OSError as error:
                raise Broken(str(error)) from None
            if not part:
                raise Broken("the other side is gone")
            found += part
        return bytes(found)

    def _wait(self):
        """However slowly bytes trickle in: the whole message has to be there by the deadline."""
        if self.deadline is None:
            self.sock.settimeout(None)
            return
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)


def encode(value, buffers, to_handle, depth=0):
    """A value as JSON; the bytes of its arrays are appended to `buffers`."""
    if depth > DEPTH:
        raise ValueError(f"lists within lists, more than {DEPTH} deep")
    kind = type(value)
    if value is None or kind in (bool, str):
        return value
    if kind is int:
        return value if abs(value) < 1 << 63 else {"integer": hex(value)}
    if kind is float:
        return {"float": value.hex()}
    if kind is complex:
        return {"complex": [value.real.hex(), value.imag.hex()]}
    if kind in (list, tuple, set):
        return {kind.__name__: [encode(part, buffers, to_handle, depth + 1) for part in value]}
    if kind is dict:
        pairs = [
            [encode(k, buffers, to_handle, depth + 1), encode(v, buffers, to_handle, depth + 1)]
            for k, v in value.items()
        ]
        return {"dict": pairs}
    if kind is slice:
        return {
            "slice": [encode(part, buffers, to_handle, depth + 1) for part in (value.start, value.stop, value.step)]
        }
    if isinstance(value, np.generic | np.ndarray) and value.dtype.kind in KINDS:
        array, how = np.asarray(value), "scalar" if isinstance(value, np.generic) else "dense"
        if not array.flags.c_contiguous:  # its axes in the order of memory, and whether there are gaps
            axes = sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis]))
            array = array.transpose(axes)
            how = [axes, not array.flags.c_contiguous]
        buffers.append(array.tobytes())
        return {"array": [len(buffers) - 1, array.dtype.str, list(array.shape), how]}
    if nets.is_model(value):
        text, weights = nets.taken_apart(value)
        return {"model": [text, [encode(weight, buffers, to_handle) for weight in weights]]}
    return {"handle": to_handle(value)}


def decode(tree, buffers, from_handle):
    """What `encode` made of a value; arrays are new and may be written to."""
    if tree is None or type(tree) in (bool, str, int):
        return tree
    [(kind, value)] = tree.items()
    match kind:
        case "integer":
            return int(value, 16)
        case "float":
            return float.fromhex(value)
        case "complex":
            return complex(*map(float.fromhex, value))
        case "list" | "tuple" | "set":
            parts = (decode(part, buffers, from_handle) for part in value)
            return {"list": list, "tuple": tuple, "set": set}[kind](parts)
        case "dict":
            return {decode(k, buffers, from_handle): decode(v, buffers, from_handle) for k, v in value}
        case "slice":
            return slice(*(decode(part, buffers, from_handle) for part in value))
        case "array":
            index, code, shape, how = value
            dtype = np.dtype(str(code))
            if dtype.kind not in KINDS or dtype.hasobject or not all(type(n) is int and n >= 0 for n in shape):
                raise ValueError("no array of numbers")
            array = np.frombuffer(buffers[index], dtype).reshape(shape).copy()
            buffers[index] = None  # once: else a few bytes make much
            if type(how) is list:  # a view, so that whoever takes memory to be dense fails here as well
                axes, gaps = how
                array = np.repeat(array, 2, axis=-1)[..., ::2] if gaps else array
                return array.transpose(np.argsort(axes))
            return array[()] if how == "scalar" and not shape else array
        case "model":
            text, weights = value
            return nets.put_together(text, [decode(weight, buffers, from_handle) for weight in weights])
        case "handle":
            return from_handle(value)
    raise ValueError("unknown kind")
