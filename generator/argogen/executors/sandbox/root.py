"""The view of the file system that a process gets: the host's programs, copied on write, and private files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.executors.sandbox.identity import has_all_users
from argogen.executors.sandbox.kernel import MS_BIND, MS_REC, bind, mount

_SYSTEM = frozenset(
    ("bin", "etc", "lib", "lib32", "lib64", "libx32", "nix", "opt", "sbin", "snap", "usr", "var")
)  # fmt: skip
_NODES = ("null", "zero", "full", "random", "urandom", "tty")
_LINKS = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}
_PRIVATE = ("tmp", "run")
_EMPTY = ("tmp", "run", "dev", "proc", "sys", "root", "var", "home", "mnt", "media", "srv", "opt")


class Host:
    """What the processes of a supervisor see of the host: its top-level directories with programs, and devices.

    Directories of `programs`, those of PATH, are visible as well.
    """

    def __init__(self, scratch: str, programs: Sequence[str]) -> None:
        self.links: dict[str, str] = {}
        self.directories: list[str] = []
        self.devices, self.uppers = f"{scratch}/dev", f"{scratch}/uppers"
        self.programs = sorted(set(_find_hidden(programs)))
        tops = {os.path.realpath(path).split("/")[1] for path in programs} | _SYSTEM
        tops |= {path.split("/")[1] for path in programs if path.startswith("/")}
        for name in sorted(tops & set(os.listdir("/"))):  # noqa: PTH208 - no path objects, for a fast start
            if os.path.islink(f"/{name}"):  # noqa: PTH114
                self.links[name] = os.readlink(f"/{name}")  # noqa: PTH115
            elif name not in ("tmp", "run", "dev", "proc", "sys"):
                self.directories.append(name)
        self._make_devices()
        self.uses_overlays = self._can_overlay()

    def _make_devices(self) -> None:
        Path(self.devices).mkdir(parents=True, exist_ok=True)
        Path(self.uppers).mkdir(exist_ok=True)
        mount("tmpfs", self.devices, "tmpfs", options="mode=755")
        for name in _NODES:
            Path(self.devices, name).touch()
            bind(f"/dev/{name}", f"{self.devices}/{name}")
        for name, target in _LINKS.items():
            Path(self.devices, name).symlink_to(target)
        Path(self.devices, "shm").mkdir()

    def _can_overlay(self) -> bool:
        try:
            mount("tmpfs", self.uppers, "tmpfs")
            _make_overlay("usr", self.uppers, self.uppers + "/test")
        except OSError:
            return False
        return True


def _find_hidden(programs: Iterable[str]) -> Iterator[str]:
    """Yield the directories of programs that private directories hide; `bin` with the directory around it."""
    for path in programs:
        parts = path.rstrip("/").split("/")
        if len(parts) > 2 and parts[1] in _PRIVATE and os.path.isdir(path):  # noqa: PTH112
            yield "/".join(parts[:-1] if len(parts) > 3 and parts[-1] == "bin" else parts)


def _make_overlay(name: str, uppers: str, target: str) -> None:
    upper, work = f"{uppers}/{name}", f"{uppers}/{name}.work"
    for path in (upper, work, target):
        if not os.path.isdir(path):  # noqa: PTH112
            os.mkdir(path)  # noqa: PTH102
    xattr = ",userxattr" if os.geteuid() == 0 and not has_all_users() else ""
    mount("overlay", target, "overlay", options=f"lowerdir=/{name},upperdir={upper},workdir={work}{xattr}")


def build(root: str, host: Host) -> None:
    """Build the view in an empty directory, and make it the root of this process. Raises OSError."""
    for name in _EMPTY:
        os.mkdir(f"{root}/{name}")  # noqa: PTH102
    os.chmod(f"{root}/tmp", 0o1777)  # noqa: PTH101, S103, S108 - that of the process
    for name, target in host.links.items():
        os.symlink(target, f"{root}/{name}")  # noqa: PTH211
    if host.uses_overlays:
        mount("tmpfs", host.uppers, "tmpfs", options="mode=700")
    for name in host.directories:
        _show(name, root, host)
    mount(host.devices, f"{root}/dev", flags=MS_BIND | MS_REC)
    mount("/sys", f"{root}/sys", flags=MS_BIND | MS_REC)
    try:
        mount("proc", f"{root}/proc", "proc")
    except OSError:  # in containers that hide parts of /proc
        mount("/proc", f"{root}/proc", flags=MS_BIND | MS_REC)
    for path in host.programs:
        os.makedirs(root + path, exist_ok=True)  # noqa: PTH103
        bind(path, root + path, read_only=True)
    _show_names(root)
    os.chroot(root)
    os.chdir("/")


def _show(name: str, root: str, host: Host) -> None:
    target = f"{root}/{name}"
    if not os.path.isdir(target):  # noqa: PTH112
        os.mkdir(target)  # noqa: PTH102
    if host.uses_overlays:
        _make_overlay(name, host.uppers, target)
    else:
        bind(f"/{name}", target, read_only=True)


def _show_names(root: str) -> None:
    """Show the configuration of the resolver of host names, which often is in /run."""
    folder = os.path.dirname(os.path.realpath("/etc/resolv.conf"))  # noqa: PTH120
    if folder.startswith("/run/") and os.path.isdir(folder):  # noqa: PTH112
        os.makedirs(root + folder, exist_ok=True)  # noqa: PTH103
        bind(folder, root + folder, read_only=True)


def open_sources(mounts: Iterable[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """Open the sources of mounts, which the root hides later. Raises OSError."""
    ordered = sorted(mounts, key=lambda each: len(each["target"]))
    return [(os.open(each["source"], os.O_PATH | os.O_CLOEXEC), each) for each in ordered]


def add_mounts(opened: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Mount the opened sources in the new root. Raises OSError."""
    for number, each in opened:
        source, target = f"/proc/self/fd/{number}", Path(each["target"])
        if not target.exists():
            if os.path.isdir(source):  # noqa: PTH112
                target.mkdir(parents=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.touch()
        bind(source, str(target), read_only=bool(each.get("read_only")))
        os.close(number)
