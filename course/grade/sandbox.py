"""bubblewrap around the zygotes: no network, a read-only system, nothing of the course but the package itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime", "/sys")
PACKAGE = Path(__file__).resolve().parents[1]
WORK = "/submission"
ROOM = "/room"  # where each fork finds all this once more, and nothing else
THREADS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
KEPT = ("KERAS_BACKEND", *THREADS, "LANG", "JAX_COMPILATION_CACHE_DIR")


class NoSandbox(RuntimeError):
    """This machine cannot shut submissions in; the text says what to do."""


def command(*program: str, fds=()) -> list[str]:
    """What starts `program` in the sandbox. Raises NoSandbox."""
    bwrap = shutil.which("bwrap")
    if sys.platform != "linux" or bwrap is None:
        how = "install bubblewrap (the package has this name)" if sys.platform == "linux" else "grade on Linux"
        raise NoSandbox(
            f"submissions are other people's programs, and nothing here shuts them in: {how}, "
            "or run the visible tests alone, in reach of all your files, with --unsafe"
        )
    places = dict.fromkeys([*SYSTEM, sys.prefix, sys.base_prefix, str(PACKAGE)])
    places = [place for place in places if os.path.exists(place)]
    parents = sorted({str(parent) for place in places for parent in Path(place).parents} - {"/"})  # readable by all
    folders = [part for folder in parents for part in ("--perms", "0755", "--dir", folder)]
    binds = [part for place in places for part in ("--ro-bind", place, place)]
    keep = ["--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SYS_CHROOT"]  # to shut in each fork; the forks have none
    if os.getuid() == 0:
        keep += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_KILL"]
    else:
        keep += ["--unshare-user"]
    return [
        bwrap, *folders, *binds, "--dev", "/dev", "--proc", "/proc", "--tmpfs", WORK, "--chdir", WORK, "--dir", ROOM,
        "--remount-ro", "/dev", "--remount-ro", "/",  # what forks share is nobody's to write
        "--unshare-pid", "--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
        "--hostname", "course", "--cap-drop", "ALL", *keep, "--die-with-parent", "--new-session",
        *program,
    ]  # fmt: skip


def file_of(module: str) -> Path:
    """The folder or the file of a module of the course."""
    path = PACKAGE.parent.joinpath(*module.split("."))
    return path if path.is_dir() else path.with_suffix(".py")


def environment() -> dict[str, str]:
    """Few variables of ours, and none that tells where things are."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {
        "PATH": "/usr/bin:/bin",
        "HOME": WORK,
        "COURSE_OFFLINE": "1",
        "MPLBACKEND": "Agg",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def start(program: list[str], fd: int) -> subprocess.Popen:
    """The program in the sandbox, with one socket handed in."""
    return subprocess.Popen(
        command(*program), env=environment(), pass_fds=[fd], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
