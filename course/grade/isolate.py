"""Inside the sandbox: a fork with namespaces, a work folder and limits of its own, and without any privilege."""

import ctypes
import os
import resource
import secrets
import signal
import tempfile
from pathlib import Path

from course.grade.sandbox import ROOM, WORK

NEW_MOUNTS, NEW_PROCESSES, NEW_IPC, NEW_NETWORK = 0x00020000, 0x20000000, 0x08000000, 0x40000000  # linux/sched.h
NO_SUID, NO_DEVICES, BIND, PRIVATE, RECURSIVE, READ_ONLY = 2, 4, 4096, 1 << 18, 16384, 1  # sys/mount.h
SET_CHILD_SUBREAPER, SET_NO_NEW_PRIVILEGES = 36, 38  # linux/prctl.h
STRANGERS = 1 << 20  # from here on user numbers belong to nobody; each fork has its own, and so its own limits

_libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """Processes whose parent ends become children of this one, which can then wait for them."""
    _call("prctl", SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def fork(work, hidden: list[str], limits: dict) -> int:
    """Run `work()` in a fork of its own; returns its number here, by which it can be killed with all it started.

    `hidden` are files and folders that are not there for it; limits are seconds (of processor), memory (bytes above
    what is in use now), file (bytes of one), folder (bytes of the work folder), processes.
    """
    read, write = os.pipe()
    user = STRANGERS + secrets.randbits(20)
    middle = os.fork()
    if middle == 0:
        try:
            os.close(read)
            _call("unshare", NEW_MOUNTS | NEW_PROCESSES | NEW_IPC | NEW_NETWORK)
            first = os.fork()  # the first process of the new namespace: with it end all others
            if first:
                os.write(write, str(first).encode())
                os._exit(0)
            os.close(write)
            _shut_in(hidden, limits, user)
            work()
        except BaseException as error:  # nothing of this process may go back to the caller's code
            os.write(2, f"{type(error).__name__}: {error}\n".encode()[:500])
        finally:
            os._exit(1)
    os.close(write)
    os.waitpid(middle, 0)
    with os.fdopen(read) as pipe:
        number = pipe.read()
    if not number:
        raise OSError("a process of its own could not be made: the system refuses namespaces")
    return int(number)


def _shut_in(hidden, limits, user):
    signal.set_wakeup_fd(-1)
    _mount("none", "/", None, PRIVATE | RECURSIVE)
    _mount("tmpfs", WORK, "tmpfs", NO_SUID | NO_DEVICES, f"size={limits['folder']},mode=1777")
    _mount("tmpfs", "/dev/shm", "tmpfs", NO_SUID | NO_DEVICES, f"size={limits['file']},mode=1777")
    for path in map(Path, hidden):
        if path.is_dir():
            _mount("tmpfs", str(path), "tmpfs", NO_SUID | NO_DEVICES | READ_ONLY, "size=4k,mode=0555")
        elif path.exists():
            _mount("/dev/null", str(path), None, BIND)
            if (compiled := path.parent / "__pycache__").is_dir():
                _mount("tmpfs", str(compiled), "tmpfs", NO_SUID | NO_DEVICES | READ_ONLY, "size=4k,mode=0555")
    used = _virtual_memory()
    _hide_processes()
    _mount("/", ROOM, None, BIND | RECURSIVE)
    os.chroot(ROOM)  # whose root has been changed cannot make a user namespace, and be privileged there
    os.chdir(WORK)
    os.environ.update(HOME=WORK, TMPDIR=WORK)
    tempfile.tempdir = None  # asked for before the fork, and kept

    soft = {
        resource.RLIMIT_AS: used + limits["memory"],
        resource.RLIMIT_FSIZE: limits["file"],
        resource.RLIMIT_CPU: limits["seconds"],
        resource.RLIMIT_NPROC: limits["processes"],
        resource.RLIMIT_CORE: 0,
    }
    if os.getuid() == 0:  # root is not limited in processes, and reads everything
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    else:
        _drop_capabilities()
    _call("prctl", SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for what, most in soft.items():
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file that grows too large is an error, not the end


def _hide_processes():
    """A /proc of its own; where the system does not allow one, an empty one with what libraries read there."""
    try:
        _mount("proc", "/proc", "proc", NO_SUID | NO_DEVICES)
        return
    except OSError:
        kept = {name: Path("/proc", name).read_bytes() for name in ("cpuinfo", "meminfo", "stat", "version")}
    _mount("tmpfs", "/proc", "tmpfs", NO_SUID | NO_DEVICES, "size=1m,mode=0755")
    for name, content in kept.items():
        Path("/proc", name).write_bytes(content)
    _mount("none", "/proc", None, BIND | READ_ONLY | 32)  # remount


def _virtual_memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _drop_capabilities():
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
    _call("capset", head, (ctypes.c_uint32 * 6)())


def _mount(source, target, kind, flags, data=None):
    encoded = (part.encode() if part else None for part in (source, target, kind))
    _call("mount", *encoded, ctypes.c_ulong(flags), data.encode() if data else None)


def _call(name, *arguments):
    if getattr(_libc, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
