"""The system calls that Python 3.11 lacks: mount, clone, setns and unshare."""

from __future__ import annotations

import ctypes
import os
import platform
import re
import signal

MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC = 1, 32, 4096, 16384
_NAMESPACES = 0x00020000 | 0x04000000 | 0x20000000
"""CLONE_NEWNS, CLONE_NEWUTS and CLONE_NEWPID."""
_CLONE_NEWUSER = 0x10000000
_LOCKED = 2 | 4 | 8
"""The flags nosuid, nodev and noexec, which a mount in a user namespace has to keep."""
_CLONE = {"x86_64": 56, "aarch64": 220, "riscv64": 220, "ppc64le": 120, "armv7l": 120, "i686": 120}

_libc = ctypes.CDLL(None, use_errno=True)
_python = ctypes.PyDLL(None, use_errno=True)  # keeps the lock of the interpreter, which a forked child needs


def _check(result: int, path: str | None = None) -> None:
    """Raise OSError if a system call has failed, whose result is not 0."""
    if result:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), path)


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount a file system. Raises OSError."""
    _check(
        _libc.mount(os.fsencode(source), os.fsencode(target), kind.encode() or None, flags, options.encode() or None),
        target,
    )


def bind(source: str, target: str, *, read_only: bool = False) -> None:
    """Mount a file or directory at another path, with all mounts below it. Raises OSError."""
    mount(source, target, flags=MS_BIND | MS_REC)
    if read_only:
        kept = os.statvfs(target).f_flag & _LOCKED
        mount("", target, flags=MS_REMOUNT | MS_BIND | MS_RDONLY | kept)


def is_supported() -> bool:
    """Return whether processes can be cloned on this machine."""
    return platform.machine() in _CLONE


def can_join() -> bool:
    """Return whether a process can join the namespaces of another one by its file descriptor, since Linux 5.8."""
    release = [int(part) for part in re.findall(r"\d+", platform.release())[:2]]
    return release >= [5, 8]


def join(process: int) -> None:
    """Join the mount, host name and PID namespaces of a process; the last is that of later children. Raises OSError."""
    number = os.pidfd_open(process)
    _check(_libc.setns(number, _NAMESPACES))
    os.close(number)


def unshare_users() -> None:
    """Move this process into a new user namespace without users. Raises OSError."""
    _check(_libc.unshare(_CLONE_NEWUSER))


def join_users(namespace: int) -> None:
    """Join a user namespace that is open. Raises OSError."""
    _check(_libc.setns(namespace, _CLONE_NEWUSER))


def clone() -> int:
    """Fork into new mount, host name and PID namespaces; return 0 in the child. Raises OSError."""
    pid: int = _python.syscall(_CLONE[platform.machine()], _NAMESPACES | signal.SIGCHLD, 0, 0, 0, 0)
    _check(min(pid, 0))
    return pid
