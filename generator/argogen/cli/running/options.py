"""The options of `argogen run` that have a notation."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from argogen.host import Host
from argogen.running.request import GivenArtifact
from argogen.testing.structure.step_paths import StepPath, read_step_path

_PAIR = "is not NAME.KEY@FILE or NAME@FILE"
_VARIABLE = re.compile(rb"[-._a-zA-Z0-9]+")


def read_secrets(given: Sequence[str], host: Host) -> Mapping[tuple[str, str], bytes]:
    """Read the values of `--secret NAME.KEY@FILE`, and of `NAME@FILE` for a file of variables; `-` is the stdin."""
    secrets = {}
    for text in given:
        name, separator, file = text.partition("@")
        if not separator:
            raise click.BadParameter(f"'{name}' {_PAIR}: secrets are read from files", param_hint="--secret")
        data = _read(file, host, "--secret")
        if "." in name:
            secrets[_split_key(name, text, "--secret")] = data
        elif name:
            secrets |= {(name, key): value for key, value in _read_variables(data, file)}
        else:
            raise click.BadParameter(f"'{text}' {_PAIR}", param_hint="--secret")
    return secrets


def _read_variables(data: bytes, file: str) -> Iterator[tuple[str, bytes]]:
    """Yield the variables of a file of lines NAME=VALUE; empty lines and those that begin with # are comments."""
    for number, line in enumerate(data.splitlines(), 1):
        name, equals, value = line.partition(b"=")
        if line.strip() and not line.lstrip().startswith(b"#"):
            if not equals or not _VARIABLE.fullmatch(name.strip()):
                hint = f"'{file}': line {number} is not KEY=VALUE"
                raise click.BadParameter(hint, param_hint="--secret")
            yield name.strip().decode(), value.strip()


def read_config_maps(given: Sequence[str], host: Host) -> Mapping[tuple[str, str], str]:
    """Read the values of `--config-map NAME.KEY=VALUE` or `NAME.KEY@FILE`."""
    values = {}
    for text in given:
        equals, at = text.find("="), text.find("@")
        if equals < 0 and at < 0:
            raise click.BadParameter(f"'{text}' is not NAME.KEY=VALUE or NAME.KEY@FILE", param_hint="--config-map")
        if at < 0 or 0 <= equals < at:
            values[_split_key(text[:equals], text, "--config-map")] = text[equals + 1 :]
        else:
            data = _read(text[at + 1 :], host, "--config-map")
            values[_split_key(text[:at], text, "--config-map")] = data.decode("utf-8", "replace")
    return values


def _split_key(text: str, whole: str, option: str) -> tuple[str, str]:
    name, dot, key = text.partition(".")
    if not dot or not name or not key:
        raise click.BadParameter(f"'{whole.partition('@')[0]}' does not begin with NAME.KEY", param_hint=option)
    return name, key


def _read(file: str, host: Host, option: str) -> bytes:
    if file == "-":
        return host.read_standard_input().text.encode().removesuffix(b"\n")
    try:
        return host.resolve(file).read_bytes().removesuffix(b"\n")
    except OSError as error:
        raise click.BadParameter(f"'{file}' cannot be read: {error.strerror}", param_hint=option) from None


def read_mocks(given: Sequence[str]) -> Mapping[str, Path]:
    """Read the values of `--mock STEP=FILE`."""
    mocks = {}
    for text in given:
        step, equals, file = text.rpartition("=")
        if not equals or not step or not file:
            raise click.BadParameter(f"'{text}' is not STEP=FILE", param_hint="--mock")
        mocks[step] = Path(file)
    return mocks


def read_artifacts(given: Sequence[str]) -> Sequence[GivenArtifact]:
    """Read the values of `--artifact STEP/NAME=PATH`."""
    found = []
    for text in given:
        port, equals, file = text.rpartition("=")
        step, slash, name = port.rpartition("/")
        if not equals or not slash or not step or not name or not file:
            raise click.BadParameter(f"'{text}' is not STEP/NAME=PATH", param_hint="--artifact")
        found.append(GivenArtifact(step, name, Path(file)))
    return found


def read_approvals(given: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Read the values of `--approve STEP` or `STEP:NAME=VALUE`, which may be repeated for a step."""
    approvals: dict[str, dict[str, str]] = {}
    for text in given:
        step, colon, output = text.partition(":")
        name, equals, value = output.partition("=")
        if not step or (colon and not (equals and name)):
            raise click.BadParameter(f"'{text}' is not STEP or STEP:NAME=VALUE", param_hint="--approve")
        approvals.setdefault(step, {}).update({name: value} if colon else {})
    return approvals


def read_commands(given: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Read the values of `--command IMAGE=COMMAND`."""
    commands = {}
    for text in given:
        image, equals, command = text.partition("=")
        words = _split_words(command, text)
        if not equals or not image or not words:
            raise click.BadParameter(f"'{text}' is not IMAGE=COMMAND", param_hint="--command")
        commands[image] = words
    return commands


def _split_words(command: str, text: str) -> Sequence[str]:
    try:
        return shlex.split(command)
    except ValueError as error:
        raise click.BadParameter(f"'{text}': {error}", param_hint="--command") from None


def read_step_paths(given: Sequence[str]) -> list[StepPath]:
    """Read the values of `--log STEP`."""
    paths = []
    for text in given:
        path = read_step_path(text)
        if path is None:
            raise click.BadParameter(f"'{text}' is not the path of a step", param_hint="--log")
        paths.append(path)
    return paths
