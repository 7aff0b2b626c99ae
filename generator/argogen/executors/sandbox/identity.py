"""The user and group of a command, also where this process is the only user of its namespace.

There, the own user gets another number in a further namespace. It is made by another process, before the root directory
is changed, since Linux does not allow that later.
"""

from __future__ import annotations

import errno
import os
import socket
from typing import NamedTuple

from argogen.executors.sandbox.kernel import join_users, unshare_users

_ALL = 4294967295
_PROC = "/proc/self"


class Identity(NamedTuple):
    """A user and a group, and the open namespace in which they are the own ones, -1 without one."""

    user: int
    group: int
    namespace: int = -1

    def assume(self) -> None:
        """Become the user and the group, without further groups. Raises OSError."""
        if self.namespace >= 0:
            join_users(self.namespace)
            return
        os.setgroups([])
        os.setgid(self.group)
        os.setuid(self.user)


def prepare(user: int | None, group: int | None) -> Identity | None:
    """Return a user and group, by default the own user and root; None if they remain unchanged. Raises OSError."""
    if user is None and group is None:
        return None
    wanted = Identity(os.geteuid() if user is None else user, group or 0)
    if _exists("uid_map", wanted.user) and _exists("gid_map", wanted.group) and _read("setgroups") == ["allow"]:
        return wanted
    if (wanted.user, wanted.group) == (os.geteuid(), os.getegid()):
        return None
    return wanted._replace(namespace=_open_namespace(wanted))


def has_all_users() -> bool:
    """Return whether this is no user namespace, whose map of users covers all."""
    return _exists("uid_map", _ALL - 1)


def _exists(name: str, number: int) -> bool:
    ranges = (map(int, line.split()) for line in _read(name))
    return any(first <= number < first + count for first, _, count in ranges)


def _read(name: str) -> list[str]:
    with open(f"{_PROC}/{name}", encoding="ascii") as stream:  # noqa: PTH123
        return stream.read().splitlines()


def _open_namespace(identity: Identity) -> int:
    """Return the open namespace of another process, in which it has made this user the given one. Raises OSError."""
    own = (os.geteuid(), os.getegid())
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        _send_namespace(identity, own, theirs)
    theirs.close()
    answer, numbers, _, _ = socket.recv_fds(ours, 16, 1)
    ours.close()
    os.waitpid(pid, 0)
    if not numbers:
        code = int(answer or errno.EIO)
        raise OSError(code, f"user {identity.user} and group {identity.group} cannot be used: {os.strerror(code)}")
    os.set_inheritable(numbers[0], False)
    return numbers[0]


def _send_namespace(identity: Identity, own: tuple[int, int], channel: socket.socket) -> None:
    """Make the namespace, send it or the number of an error, and end this process."""
    try:
        unshare_users()
        _write("setgroups", "deny")
        _write("uid_map", f"{identity.user} {own[0]} 1")
        _write("gid_map", f"{identity.group} {own[1]} 1")
        socket.send_fds(channel, [b"0"], [os.open(f"{_PROC}/ns/user", os.O_RDONLY)])
    except OSError as error:
        channel.send(str(error.errno).encode())
    finally:
        os._exit(0)


def _write(name: str, line: str) -> None:
    with open(f"{_PROC}/{name}", "w", encoding="ascii") as stream:  # noqa: PTH123
        stream.write(line)
