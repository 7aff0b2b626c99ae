"""A podman with storage of its own, and images of busybox."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from argogen.executors.containers.engine import Engine, EngineError, find_engine

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
IMAGE = "localhost/busybox:1"
WITH_ENTRYPOINT = "localhost/entrypoint:1"
AS_USER = "localhost/user:1"
_INSTALL = "install podman, runc, netavark, iptables, catatonit and busybox-static"
# To remove images of many files takes minutes on a busy machine.
_REMOVAL = 900.0
_CONFIGURATION = """
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
tmp_dir = "{folder}/t"
lock_type = "file"
{runtime}
[network]
network_backend = "netavark"
network_config_dir = "{folder}/networks"
default_subnet = "10.213.0.0/16"
"""
_IMAGES: Mapping[str, tuple[str, ...]] = {
    IMAGE: ('--change=CMD ["sh"]', "--change=ENV PATH=/bin", "--change=ENV FROM_IMAGE=yes"),
    WITH_ENTRYPOINT: ('--change=ENTRYPOINT ["echo", "entry"]', '--change=CMD ["default"]', "--change=WORKDIR /srv"),
    AS_USER: ('--change=CMD ["id", "-u"]', "--change=USER 1234"),
}


@contextlib.contextmanager
def open_engine(folder: Path) -> Iterator[Engine]:
    """Return a container engine with images.

    It is a podman whose storage several processes share, and which the last one removes; or with
    ARGOGEN_ENGINE=docker, the docker of the environment.
    """
    folder.mkdir(exist_ok=True)
    environ = {
        "PATH": PATH, "HOME": str(folder), "CONTAINERS_CONF": str(folder / "containers.conf"),
        "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
    }  # fmt: skip
    name = os.environ.get("ARGOGEN_ENGINE") or "podman"
    with (folder / "users").open("a+") as users:
        engine = _enter(folder, name, environ if name == "podman" else dict(os.environ), users)
        try:
            yield engine
        finally:
            _leave(engine, folder, users)


def _enter(folder: Path, name: str, environ: Mapping[str, str], users: io.TextIOWrapper) -> Engine:
    fcntl.flock(users, fcntl.LOCK_EX)
    try:
        if not (folder / "storage.conf").exists():
            _configure(folder)
        engine = find_engine(name, environ)
        if not (folder / "ready").exists():
            _build_images(engine)
            _try(engine)
            (folder / "ready").touch()
        _count(users, 1)
    except (EngineError, OSError) as error:
        pytest.skip(f"{name} does not work here: {error}; {_INSTALL}")
    finally:
        fcntl.flock(users, fcntl.LOCK_UN)
    return engine


def _leave(engine: Engine, folder: Path, users: io.TextIOWrapper) -> None:
    """Remove the storage if no other process uses it."""
    fcntl.flock(users, fcntl.LOCK_EX)
    if _count(users, -1) == 0 and engine.is_podman:
        (folder / "ready").unlink()
        for args in (["rm", "--all", "--force"], ["system", "reset", "--force"]):
            engine.call(*args, timeout=_REMOVAL)
    fcntl.flock(users, fcntl.LOCK_UN)


def _count(users: io.TextIOWrapper, change: int) -> int:
    """Change the number of processes that use the storage, and return it."""
    users.seek(0)
    number = int(users.read() or 0) + change
    users.truncate(0)
    users.write(str(number))
    users.flush()
    return number


def _configure(folder: Path) -> None:
    runtime = 'runtime = "runc"' if shutil.which("runc", path=PATH) else ""
    (folder / "containers.conf").write_text(_CONFIGURATION.format(folder=folder, runtime=runtime))
    (folder / "networks").mkdir()
    driver = "overlay" if _can_overlay(folder) else "vfs"
    lines = ["[storage]", f'driver = "{driver}"', f'graphroot = "{folder}/s"', f'runroot = "{folder}/r"']
    (folder / "storage.conf").write_text("\n".join(lines))


def _can_overlay(folder: Path) -> bool:
    layers = [folder / name for name in ("lower", "upper", "work", "merged")]
    for layer in layers:
        layer.mkdir()
    lower, upper, work, merged = layers
    options = f"lowerdir={lower},upperdir={upper},workdir={work}"
    mounted = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "overlay", "overlay", "-o", options, str(merged)],
        capture_output=True, check=False,
    )  # fmt: skip
    return mounted.returncode == 0


def _build_images(engine: Engine) -> None:
    files = build_root()
    for name, changes in _IMAGES.items():
        engine_answer = engine.call("import", *changes, "-", name, data=files)
        if engine_answer.code:
            raise EngineError(engine_answer.errors)


def build_root() -> bytes:
    """Return a root file system with busybox as an archive. Raises OSError without a static busybox."""
    busybox = Path("/bin/busybox")
    names = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name in ("bin", "dev", "etc", "proc", "root", "srv", "sys", "tmp", "var"):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755
            archive.addfile(folder)
        archive.add(busybox, "bin/busybox")
        for name in names:
            if name != "busybox":
                link = tarfile.TarInfo(f"bin/{name}")
                link.type, link.linkname = tarfile.SYMTYPE, "busybox"
                archive.addfile(link)
        users = b"root:x:0:0:root:/root:/bin/sh\n"
        member = tarfile.TarInfo("etc/passwd")
        member.size = len(users)
        archive.addfile(member, io.BytesIO(users))
    return stream.getvalue()


def _try(engine: Engine) -> None:
    """Run a container. Raises EngineError."""
    answer = engine.call("run", "--rm", "--init", "--pull=never", IMAGE, "true")
    if answer.code:
        raise EngineError(answer.errors)


def list_containers(engine: Engine, folder: Path) -> list[str]:
    """Return the containers of the run in a directory."""
    listed = engine.query("ps", "--all", "--quiet", f"--filter=label=argogen.run={folder}")
    return listed.decode().split()
