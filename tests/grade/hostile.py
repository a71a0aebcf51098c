# ruff: noqa: E501
"""Submissions that cheat, break or loop: what each does, and the questions that it must lose; all others keep theirs.

An entry is (lost, answers) or (lost, answers, change): answers replace the small lab's, change edits the notebook.
"""

import json

from small_lab import SECRET, cell, find

#: Tries to return what a test wants, found somewhere: it is right only if the secret leaks.
FIND = """
def count():
    def look():
{look}
    try:
        return 3 if look() else 2
    except BaseException:
        return 2
"""


def finds(look):
    """An answer that is right only if `look`, the body of a function, finds something."""
    lines = look.strip("\n").splitlines()
    return {"count"}, {"count": FIND.format(look="\n".join("        " + line for line in lines))}


HEX = SECRET.encode().hex()  # so that the submission itself does not hold what it looks for
WANTED = f"bytes.fromhex('{HEX}').decode()"

READING = {
    "searches the file system for the tests": finds(f"""
import os
for folder, _, files in os.walk('/', followlinks=True):
    for file in files:
        if file.endswith(('.ipynb', '.db')):
            with open(os.path.join(folder, file), errors='replace') as f:
                if {WANTED} in f.read():
                    return True
"""),
    "looks beside the library for solutions": finds("""
import course, pathlib
root = pathlib.Path(course.__file__).parents[1]
return any((root / name).exists() for name in ('solutions', 'labs', 'tests', '.git', 'gradebook.db', 'README.md'))
"""),
    "looks for a gradebook": finds("""
import pathlib
return any(pathlib.Path(place, 'gradebook.db').exists() for place in ('.', '..', '/', '/root', '/home', '/submission'))
"""),
    "climbs the frames of its callers": finds(f"""
import sys
frame = sys._getframe()
while frame:
    if {WANTED} in repr(frame.f_locals) or {WANTED} in repr(list(frame.f_globals.values())[:50]):
        return True
    frame = frame.f_back
"""),
    "searches all objects": finds(f"""
import gc
wanted = {WANTED}
return any(type(thing) in (dict, list, tuple) and len(thing) < 500 and wanted in repr(thing)
           and 'bytes.fromhex' not in repr(thing) for thing in gc.get_objects() if type(thing) in (list, tuple))
"""),
    "reads the sources that tracebacks show": finds(f"""
import linecache
return any({WANTED} in ''.join(entry[2]) for entry in linecache.cache.values() if len(entry) > 2)
"""),
    "reads the environment": finds("""
import os
return any('solution' in value.lower() or 'tests' in value.lower() for value in os.environ.values())
"""),
    "asks IPython's history": finds("return bool(get_ipython().history_manager.input_hist_raw)[1]"),
    "reads In and Out": finds("return len(In) + len(Out)"),
    "reads other processes' memory": finds(f"""
import glob, os
for place in glob.glob('/proc/[0-9]*'):
    if int(place[6:]) == os.getpid():
        continue
    with open(place + '/maps') as maps, open(place + '/mem', 'rb') as memory:
        for line in maps:
            start, end = (int(n, 16) for n in line.split()[0].split('-'))
            memory.seek(start)
            if {WANTED}.encode() in memory.read(end - start):
                return True
"""),
    "reads other processes' command lines": finds("""
import glob
return len(glob.glob('/proc/[0-9]*')) > 2
"""),
    "imports the library's answers": finds("from course import scratch\nreturn scratch.conv2d"),
    "loads the library's answers by their path": finds("""
import course, pathlib
return any(pathlib.Path(course.__file__).parent.joinpath('scratch').iterdir())
"""),
    "takes the guard away and imports the answers": finds("""
import sys, importlib
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != 'Hidden']
return importlib.import_module('course.scratch').conv2d
"""),
    "unmounts what hides the answers": finds("""
import course, ctypes, pathlib
place = pathlib.Path(course.__file__).parent / 'scratch'
ctypes.CDLL(None).umount2(str(place).encode(), 2)
return any(place.iterdir())
"""),
}

WRONG = "def double(x):\n    return x + 1\n"


def wrong(more):
    """A wrong answer, with what shall make tests pass all the same."""
    return {"double"}, {"double": f"{WRONG}{more}"}


PATCHING = {
    "patches numpy's comparisons": wrong("np.allclose = np.array_equal = np.isclose = lambda *a, **k: True"),
    "patches numpy inside": wrong("import numpy._core.numeric as n\nn.allclose = n.array_equal = lambda *a, **k: True"),
    "patches the built-ins": wrong(
        "import builtins\nbuiltins.all = builtins.any = lambda *a: True\nbuiltins.abs = lambda x: 0\nbuiltins.len = lambda x: 3"
    ),
    "takes the assertion error away": wrong("import builtins\nbuiltins.AssertionError = Warning"),
    "patches Keras": (
        {"block"},
        {
            "block": "def block(x, filters):\n    return x\nkeras.Model.count_params = lambda self: 112"
            "\nkeras.Model.output_shape = (None, 4, 4, 2)"
        },
    ),
    "patches IPython": wrong("import IPython\nIPython.get_ipython = None\nget_ipython().run_cell = print"),
    "replaces modules": wrong(
        "import sys, types\nsys.modules['course.checks'] = sys.modules['course'] = types.ModuleType('course')"
    ),
    "patches the wire": (
        {"total"},  # its own cell is no answer, and a new process is made without it
        {
            "total": "from course.grade import wire, student\n"
            "wire.encode = lambda value, *a, **k: {'float': (2.0).hex()}\nstudent.describe = lambda error: {}"
        },
    ),
    "traces all calls": wrong("import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)"),
    "hooks imports": (  # it cannot build models either, then
        {"double", "block"},
        {"double": f"{WRONG}import builtins\nbuiltins.__import__ = lambda *a, **k: np"},
    ),
    "leaves work for the end": wrong(
        'import atexit\natexit.register(lambda: print(\'{"question": "double", "points": 10}\'))'
    ),
    "prints what a grader might read": wrong(
        'import os\nfor fd in (1, 2):\n    os.write(fd, b\'{"question": "double", "points": 10, "message": ""}\\n\')'
    ),
}

EVERYTHING = """
class Everything:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = None
    def __bool__(self): return True
    def __len__(self): return 2
    def __iter__(self): return iter([2.0, 4.0])
    def __array__(self, *a, **k): return np.array([2.0, 4.0])
    def __getattr__(self, name): return Everything()
    def __call__(self, *a, **k): return Everything()
    def __float__(self): return 3.0
    def __index__(self): return 3
"""


def returns(what, before=""):
    """An answer to `count` that returns this."""
    return {"count"}, {"count": f"{before}\ndef count():\n    return {what}"}


UNSPEAKABLE = """
class Kind(type):
    @property
    def __name__(cls):
        raise ValueError("no name")
class Nameless(Exception, metaclass=Kind): pass
def count():
    return 2
raise Nameless
"""
UNMODEL = """
from course.grade import student
class Fake:
    output_shape = (None, 4, 4, 2)
    def count_params(self): return 112
student.model_of = lambda *args, **kwargs: Fake()
def block(x, filters):
    return x
"""

OBJECTS = {
    "raises what has no name": ({"count"}, {"count": UNSPEAKABLE}),
    "hands over a thing in the place of a model": ({"block"}, {"block": UNMODEL}),
    "an object that equals everything": returns("Everything()", EVERYTHING),
    "an array that equals everything": (
        {"double"},
        {
            "double": "class A(np.ndarray):\n    def __array_ufunc__(self, *a, **k): return True\n    __eq__ = lambda s, o: True\n"
            "def double(x):\n    return (x + 1).view(A)"
        },
    ),
    "a number that equals everything": returns(
        "N(2)", "class N(int):\n    __eq__ = lambda s, o: True\n    __gt__ = __eq__\n    __hash__ = None"
    ),
    "a string that equals everything": returns(
        "S('2')", "class S(str):\n    __eq__ = lambda s, o: True\n    __gt__ = __eq__\n    __hash__ = None"
    ),
    "a list that lies about itself": returns(
        "L()", "class L(list):\n    __eq__ = lambda s, o: True\n    __gt__ = __eq__\n    __hash__ = None"
    ),
    "an object that runs when unpickled": returns(
        "P()", "class P:\n    def __reduce__(self): return (print, ('here',))"
    ),
    "a generator without end": returns("(n for n in iter(int, 1))"),
    "not a number": returns("float('nan')"),
    "a function": returns("lambda: 3"),
    "a class": returns("int"),
    "a module": returns("np"),
    "a list within a list within": returns(
        "deep()", "def deep():\n    x = []\n    for _ in range(100_000):\n        x = [x]\n    return x"
    ),
    "a list that holds itself": returns("own()", "def own():\n    x = []\n    x.append(x)\n    return x"),
    "a number of a million digits": returns("10 ** 1_000_000"),
    "a text of 100 MB": returns("'x' * 100_000_000"),
    "an array of 100 GB": returns("np.broadcast_to(np.float64(3), (10 ** 5, 10 ** 5))"),
    "an array of objects": returns("np.array([Everything()], dtype=object)", EVERYTHING),
    "an array of records": returns("np.zeros(2, dtype=[('a', 'f8'), ('b', 'i4')])"),
    "a Lambda in a model": (
        {"block"},
        {
            "block": "def block(x, filters):\n    return keras.layers.Lambda(lambda x: x)(keras.layers.Conv2D(4, 3, padding='same')(x))"
        },
    ),
    "a layer of one's own in a model": (
        {"block"},
        {
            "block": "class Own(keras.layers.Layer):\n    def call(self, x): return x\n"
            "def block(x, filters):\n    return Own()(keras.layers.Conv2D(4, 3, padding='same')(x))"
        },
    ),
    "a model with a forged configuration": (
        {"block"},
        {
            "block": "def block(x, filters):\n    return keras.layers.Conv2D(1, 1)(x)\n"
            'keras.Model.to_json = lambda self, **k: \'{"class_name": "run", "module": "os", "config": {}}\''
        },
    ),
    "a model that takes minutes to be built again": (
        {"block"},
        {
            "block": "def block(x, filters):\n    return keras.layers.Conv2D(filters, 3, padding='same')(x)\n"
            'layer = \'{"class_name": "ReLU", "module": "keras.layers", "config": {}}\'\n'
            "image = layer.replace('ReLU', 'InputLayer').replace('{}', '{\"batch_shape\": [null, 4, 4, 1]}')\n"
            "chain = '{\"name\": \"s\", \"layers\": [' + ', '.join([image, *[layer] * 3_000]) + ']}'\n"
            "found = layer.replace('ReLU', 'Sequential').replace('.layers', '').replace('{}', chain)\n"
            "keras.Model.to_json = lambda self, **k: found"
        },
    ),
    "a model of a billion weights": (
        {"block"},
        {"block": "def block(x, filters):\n    return keras.layers.Dense(10 ** 8)(keras.layers.Flatten()(x))"},
    ),
}

SOCKET = """
import gc, json, socket, struct
talk = next(thing for thing in gc.get_objects() if isinstance(thing, socket.socket) and thing.fileno() >= 0)
def forge(message, arrays=(), more=b''):
    text = json.dumps({'message': message, 'arrays': list(arrays)}).encode()
    talk.sendall(struct.pack('<I', len(text)) + text + more)
"""


def forges(what):
    """A message of one's own in the place of an answer. It ends the talk; the question is lost and no other."""
    return {"count"}, {
        "count": "def count():\n"
        + "\n".join("    " + line for line in (SOCKET + what).strip().splitlines())
        + "\n    return 2"
    }


WIRE = {
    "forges a verdict": forges("forge({'question': 'count', 'points': 10, 'message': ''})"),
    "sends garbage": forges("talk.sendall(b'\\xff' * 100)"),
    "declares an array of negative size": forges(
        "forge({'is': 'value', 'value': {'array': [0, '<f8', [1], 'dense']}, 'changed': {'dict': []}}, [-8])"
    ),
    "declares an array of 100 GB": forges("forge({'is': 'value', 'value': 2}, [10 ** 11])"),
    "declares an array of objects": forges(
        "forge({'is': 'value', 'value': {'array': [0, '|O', [1], 'dense']}, 'changed': {'dict': []}}, [8], bytes(8))"
    ),
    "declares a shape that does not fit": forges(
        "forge({'is': 'value', 'value': {'array': [0, '<f8', [10 ** 12], 'dense']}, 'changed': {'dict': []}}, [8], bytes(8))"
    ),
    "invents a handle": forges(
        "forge({'is': 'value', 'value': {'handle': {'number': 10 ** 9, 'type': 'int'}}, 'changed': {'dict': []}})"
    ),
    "calls back what was never lent": forges(
        "forge({'is': 'callback', 'number': 99, 'args': {'list': []}, 'kwargs': {'dict': []}})"
    ),
    "nests JSON deeply": forges("text = b'[' * 200_000\ntalk.sendall(struct.pack('<I', len(text)) + text)"),
    "closes the talk": forges("talk.close()"),
    "trickles bytes": forges(
        "import time\ntalk.sendall(struct.pack('<I', 4_000_000))\nwhile True:\n    talk.sendall(b' ')\n    time.sleep(0.2)"
    ),
}


def ends(text):
    """What `count` does in the place of an answer."""
    return {"count"}, {"count": f"def count():\n    {text}"}


ENDS = {
    "exits": ends("raise SystemExit(0)"),
    "ends the process": ends("import os; os._exit(0)"),
    "kills itself": ends("import os; os.kill(os.getpid(), 9)"),
    "kills everyone": ends("import os; os.kill(-1, 9); return 2"),
    "aborts": ends("import os; os.abort()"),
    "interrupts": ends("raise KeyboardInterrupt"),
    "raises what is no exception of ours": ends("raise GeneratorExit"),
    "raises an error that cannot be shown": ends("raise type('E', (Exception,), {'__str__': lambda s: 1 / 0})()"),
    "recurses without end": ends("return count()"),
    "ends a cell that is not asked for": (
        set(),
        {},
        lambda book: book["cells"].append(cell("code", "raise SystemExit", "own")) or book,
    ),
    "kills itself in a cell": ({"count"}, {"count": "import os\nos.kill(os.getpid(), 9)"}),
    "loops": ends("\n    while True:\n        pass"),
    "loops and swallows interrupts": ends(
        "\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass"
    ),
    "sleeps": ends("import time; time.sleep(10 ** 6)"),
    "loops in a cell": ({"count"}, {"count": "while True:\n    pass"}),
    "waits for input": ends("return int(input())"),
    "sets an alarm": ends("import signal; signal.alarm(1); import time; time.sleep(3); return 2"),
}

RESOURCES = {
    "forks without end": ends("import os\n    while True:\n        try: os.fork()\n        except OSError: return 2"),
    "starts threads without end": ends(
        "import threading, time\n    try:\n        while True: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()"
        "\n    except RuntimeError: return 2"
    ),
    "takes all memory": ends("x = []\n    while True: x.append(bytearray(1 << 28))"),
    "fills the disk": ends("f = open('full', 'wb')\n    while True: f.write(bytes(1 << 20))"),
    "fills the disk with many files": ends(
        "n = 0\n    while True:\n        open(f'f{n}', 'wb').write(bytes(1 << 20)); n += 1"
    ),
    "opens files without end": ends("kept = []\n    while True: kept.append(open('/dev/null'))"),
    "prints without end": ends("import os\n    for _ in range(10 ** 5): print('x' * 1000)\n    return 2"),
    "floods the error stream": ends("import os\n    for _ in range(100): os.write(2, bytes(1 << 16))\n    return 2"),
    "leaves a daemon": ends(
        "import os, time\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0: time.sleep(10 ** 6)\n        os._exit(0)\n    return 2"
    ),
    "is a cell of many megabytes": ({"count"}, {"count": f"count = lambda: 2  # {'x' * (5 << 20)}"}),
    "raises its limits": ends("import resource\n    resource.setrlimit(resource.RLIMIT_AS, (-1, -1)); return 3"),
}

OUTSIDE = {
    "connects to the network": finds("import socket\nreturn socket.create_connection(('1.1.1.1', 53), 1)"),
    "leaves traces in a network of all submissions": finds(
        "import socket\nhere = socket.create_server(('127.0.0.1', 0))\n"
        "return socket.create_connection(here.getsockname(), 1)"
    ),
    "asks a name server": finds("import socket\nreturn socket.gethostbyname('example.org')"),
    "writes into the library": finds("import course\nopen(course.__file__, 'a').write('#')\nreturn True"),
    "writes into numpy": finds("open(np.__file__, 'a').write('#')\nreturn True"),
    "writes into the system": finds("open('/etc/hosts2', 'w').write('#')\nreturn True"),
    "becomes root": finds("import os\nos.setuid(0)\nreturn True"),
    "mounts": finds("import ctypes\nreturn ctypes.CDLL(None).mount(b'none', b'/submission', b'tmpfs', 0, None) == 0"),
    "makes a namespace": finds("import ctypes\nreturn ctypes.CDLL(None).unshare(0x10000000 | 0x20000) == 0"),
    "makes a namespace in a child": finds("""
import ctypes
if child := os.fork():
    return os.waitpid(child, 0)[1] == 0
os._exit(0 if ctypes.CDLL(None).unshare(0x10000000 | 0x20000) == 0 else 1)"""),
    "changes the root": finds("import os\nos.chroot('/submission')\nreturn True"),
    "traces another process": finds("import ctypes\nreturn ctypes.CDLL(None).ptrace(16, 2, 0, 0) == 0"),
    "leaves start-up files": (
        {"count"},
        {
            "count": "import os\nfor name in ('sitecustomize.py', 'numpy.py', 'keras.py', '.pythonrc'):\n"
            "    for place in ('/submission', '/tmp', '/dev/shm', '.'):\n"
            "        try: open(os.path.join(place, name), 'w').write('raise SystemExit')\n"
            "        except OSError: pass\ncount = lambda: 2"
        },
    ),
    "finds what another one left": finds("""
import os
return any(os.path.exists(os.path.join(place, name)) for name in ('sitecustomize.py', 'numpy.py', 'f0', 'full')
           for place in ('/submission', '/tmp', '/dev/shm'))
"""),
}


def _set(**settings):
    def change(book):
        find(book, "count-test")["metadata"]["nbgrader"].update(settings)
        return book

    return change


def _without(name):
    def change(book):
        book["cells"].remove(find(book, name))
        return book

    return change


def _source(name, text):
    def change(book):
        find(book, name)["source"] = text
        return book

    return change


def _twice(book):
    right = find(book, "count")
    book["cells"].insert(book["cells"].index(right), right | {"source": "def count():\n    return 2"})
    return book


def _swapped(book):
    one, other = find(book, "count"), find(book, "total")
    one["source"], other["source"] = other["source"], one["source"]
    return book


TWO = {"count": "def count():\n    return 2"}
EDITS = {
    "gives itself points": ({"count"}, TWO, _set(points=1000)),
    "makes the test a solution": ({"count"}, TWO, _set(solution=True, grade=False)),
    "unlocks the test": ({"count"}, TWO, _set(locked=False)),
    "empties the test": ({"count"}, TWO, _source("count-test", "pass")),
    "drops the test": ({"count"}, TWO, _without("count-test")),
    "adds a test of its own": (
        {"count"},
        TWO,
        lambda book: (
            book["cells"].append(cell("code", "pass", "count-test", grade=True, solution=False, locked=True, points=99))
            or book
        ),
    ),
    "answers twice, wrong first": ({"count"}, {}, _twice),
    "drops the answer": ({"count"}, {}, _without("count")),
    "makes the answer text": ({"count"}, {}, lambda book: find(book, "count").update(cell_type="markdown") or book),
    "swaps two answers: one comes behind its test": ({"total"}, {}, _swapped),
    "asks for another kernel": ({"count"}, TWO, lambda book: book | {"metadata": {"kernelspec": {"name": "bash"}}}),
    "tags the test to be left out": (
        {"count"},
        TWO,
        lambda book: find(book, "count-test")["metadata"].update(tags=["ungraded"]) or book,
    ),
    "redefines a question's name behind its test": (
        set(),
        {},
        lambda book: book["cells"].append(cell("code", "def count():\n    return 2", "late")) or book,
    ),
    "brings its own library": (
        {"count"},
        {"count": "import sys\nsys.path.insert(0, '.')\nopen('numpy.py', 'w').write('pi = 3')\ncount = lambda: 2"},
    ),
    "writes scripts into its texts": (
        {"count"},
        TWO
        | {
            "total": "# <script>alert(1)</script> </pre><img src=x onerror=alert(1)>\ndef total(x):\n    return float(np.sum(x))"
        },
        lambda book: book["cells"].append(cell("markdown", "<script>alert(1)</script>", "note")) or book,
    ),
    "brings outputs that say it passed": (
        {"count"},
        TWO,
        lambda book: (
            find(book, "count-test").update(
                outputs=[{"output_type": "stream", "name": "stdout", "text": "count: 10/10"}]
            )
            or book
        ),
    ),
    "brings widgets": (
        {"count"},
        TWO,
        lambda book: book | {"metadata": {"widgets": {"state": {"x": {"model_name": "HTMLModel"}}}}},
    ),
}

#: Files that are no notebook, and what is said of them.
UNREADABLE = {
    "nothing": b"",
    "text": b"hello",
    "half a notebook": b'{"cells": [',
    "a list": b"[1, 2]",
    "a number": b"3",
    "format 3": json.dumps({"worksheets": [{"cells": []}], "nbformat": 3}).encode(),
    "cells that are no list": b'{"cells": {"0": {}}}',
    "UTF-16": json.dumps({"cells": []}).encode("utf-16"),
    "deep JSON": b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "an archive": b"PK\x03\x04" + bytes(100),
    "a pickle": b"\x80\x04cos\nsystem\n",
    "huge numbers": b'{"cells": ' + b"9" * 100_000 + b"}",
}

HOSTILE = READING | PATCHING | OBJECTS | WIRE | ENDS | RESOURCES | OUTSIDE | EDITS
