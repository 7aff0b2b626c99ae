"""The command line that runs a container."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.executors.containers.engine import Engine
from argogen.executors.containers.limits import list_limit_options
from argogen.executors.containers.security import list_security_options
from argogen.executors.pods.errors import PodError
from argogen.executors.runtime import Command, Mount
from argogen.records import Record

_LONGEST_HOSTNAME = 63


class Placement(Record):
    """Where a container runs: its name, its labels, its network, and whether it shares that of another container."""

    name: str
    labels: Sequence[str] = ()
    network: str = ""
    is_shared: bool = False
    has_init: bool = True


def build_run(
    command: Command, image: str, engine: Engine, placement: Placement, env: Sequence[str], image_user: str = ""
) -> list[str]:  # fmt: skip
    """Return the arguments of an engine that run a container in the foreground. Raises PodError.

    Each option is one argument, and `--` ends them, so that no value of a manifest is read as an option.
    """
    options = [
        *build_common(engine, placement),
        *([] if placement.is_shared else [f"--hostname={command.hostname[:_LONGEST_HOSTNAME].rstrip('-.')}"]),
        *env,
        *_list_mounts(command.mounts, engine),
        *list_security_options(command.security, image_user, is_podman=engine.is_podman),
        *list_limit_options((command.spec.get("resources") or {}).get("limits") or {}, engine.processors),
        *([f"--workdir={command.cwd}"] if command.cwd else ()),
    ]
    if not command.has_command:
        return ["run", *options, "--", image, *command.args]
    return ["run", *options, f"--entrypoint={command.args[0]}", "--", image, *command.args[1:]]


def build_common(engine: Engine, placement: Placement) -> list[str]:
    """Return the options that all containers of a run have."""
    own = ["--http-proxy=false"] if engine.is_podman else []
    network = [f"--network={placement.network}"] if placement.network else []
    init = ["--init"] if placement.has_init else []
    labels = [f"--label={each}" for each in placement.labels]
    return [
        f"--name={placement.name}", *labels, "--pull=never", "--log-driver=none", "--stop-timeout=0", *init, *own,
        *network,
    ]  # fmt: skip


def _list_mounts(mounts: Sequence[Mount], engine: Engine) -> Iterator[str]:
    for each in mounts:
        source = each.source
        if ":" in each.target or not each.target.startswith("/"):
            raise PodError(f"invalid mount path '{each.target}': it must be absolute, and not contain ':'")
        if ":" in source:
            raise PodError(f"directory '{source}' cannot be mounted, because its path contains ':'")
        modes = [*(["ro"] if each.read_only else []), *(["z"] if engine.uses_selinux else [])]
        yield f"--volume={source}:{each.target}{':' if modes else ''}{','.join(modes)}"
