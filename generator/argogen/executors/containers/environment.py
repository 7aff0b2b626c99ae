"""Pass environment variables to a container without values on the command line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from argogen.executors.pods.errors import PodError
from argogen.records import Record

_FILE = "env"
_OWN_NAMES = frozenset(("HOME", "LANG", "NOTIFY_SOCKET", "PATH", "SHELL", "TERM", "TMPDIR", "USER", "TZ"))
_OWN_PREFIXES = (
    "AWS_", "BUILDAH_", "CONTAINER", "DBUS_", "DOCKER_", "GO", "LC_", "LD_", "LISTEN_", "MOBY_", "OTEL_", "PODMAN_",
    "REGISTRY_", "SSH_", "SSL_", "STORAGE_", "SUDO_", "TMP", "XDG_", "_",
)  # fmt: skip
_OWN_SUFFIXES = ("_PROXY", "_proxy")


class Passed(Record):
    """The options of the engine for variables, and the environment variables of its program."""

    options: tuple[str, ...]
    environ: Mapping[str, str]


def pass_environment(env: Mapping[str, str], environ: Mapping[str, str], folder: Path) -> Passed:
    """Return how the program of an engine gets variables. Raises PodError.

    `--env NAME` takes a value from the environment of the program, as it is. Variables that the program itself reads
    are in a private file below `folder`, whose lines cannot have line breaks.
    """
    own = {name: value for name, value in env.items() if _is_read_by_engines(name)}
    others = {name: value for name, value in env.items() if name not in own}
    for name in env:
        if not name or any(each in name for each in "=\n\0*"):
            raise PodError(f"environment variable '{name}' is not supported by container engines")
    options = [f"--env={name}" for name in others]
    if own:
        options.insert(0, f"--env-file={_write(own.items(), folder / _FILE)}")
    return Passed(tuple(options), {**environ, **others})


def _is_read_by_engines(name: str) -> bool:
    return name in _OWN_NAMES or name.startswith(_OWN_PREFIXES) or name.endswith(_OWN_SUFFIXES)


def _write(variables: Iterable[tuple[str, str]], path: Path) -> Path:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:  # noqa: PTH123
        for name, value in variables:
            if "\n" in value or "\r" in value:
                raise PodError(f"environment variable '{name}' has a line break: container engines do not support it")
            stream.write(f"{name}={value}\n")
    return path
