"""The command line of a container, its environment, images, archives and ends, without an engine."""

from __future__ import annotations

import io
import platform
import queue
import subprocess
import tarfile
import threading
from pathlib import Path

import pytest

from argogen.executors.containers.arguments import Placement, build_run
from argogen.executors.containers.client import Client
from argogen.executors.containers.endings import describe_failure, judge
from argogen.executors.containers.engine import Engine, EngineError, find_engine, read_errors
from argogen.executors.containers.environment import pass_environment
from argogen.executors.containers.images import Images, complete_reference
from argogen.executors.containers.networks import Networks, build_pause_program
from argogen.executors.containers.outputs import unpack_copy
from argogen.executors.containers.security import find_privileges, list_security_options
from argogen.executors.pods.errors import PodError
from argogen.executors.runtime import Command, Ended, Mount
from argogen.executors.sandbox.processes import find_start

PODMAN = Engine("podman", "/usr/bin/podman", {}, processors=2)
DOCKER = Engine("docker", "/usr/bin/docker", {}, processors=2, uses_selinux=True)
PLACEMENT = Placement("n", ("a=b",))
COMMON = ["--name=n", "--label=a=b", "--pull=never", "--log-driver=none", "--stop-timeout=0", "--init"]


def test_the_command_line_of_podman() -> None:
    command = Command(
        ["sh", "-c", "echo"], {}, "/f", "/log", "/work", [Mount("/run/a", "/a", read_only=True)], "pod",
        security={
            "runAsUser": 1, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"], "add": ["cap_kill"]},
        },
        spec={"resources": {"limits": {"memory": "1Gi", "cpu": "500m"}}},
    )  # fmt: skip
    assert build_run(command, "image", PODMAN, PLACEMENT, ["--env=A"]) == [
        "run", *COMMON, "--http-proxy=false", "--hostname=pod", "--env=A", "--volume=/run/a:/a:ro", "--user=1",
        "--read-only", "--read-only-tmpfs=false", "--cap-drop=ALL", "--cap-add=KILL", "--memory=1073741824",
        "--cpus=0.5", "--workdir=/work", "--entrypoint=sh", "--", "image", "-c", "echo",
    ]  # fmt: skip


def test_the_command_line_of_docker() -> None:
    command = Command(
        ["--privileged"], {}, "/f", "/log", mounts=[Mount("/run/a", "/a")], has_command=False,
        security={"runAsGroup": 2, "privileged": True, "allowPrivilegeEscalation": False, "fsGroup": 3},
        spec={"resources": {"limits": {"memory": "1", "cpu": "64", "nvidia.com/gpu": 1}}},
    )  # fmt: skip
    placement = PLACEMENT._replace(network="container:x", is_shared=True)
    assert build_run(command, "image", DOCKER, placement, []) == [
        "run", *COMMON, "--network=container:x", "--volume=/run/a:/a:z", "--user=0:2", "--group-add=3",
        "--security-opt=no-new-privileges", "--privileged", "--memory=6291456", "--cpus=2", "--", "image",
        "--privileged",
    ]  # fmt: skip


@pytest.mark.parametrize("mount", [Mount("/a", "/b:ro"), Mount("/a", "b"), Mount("/a:b", "/c")])
def test_paths_that_engines_would_split(mount: Mount) -> None:
    with pytest.raises(PodError):
        build_run(Command(["x"], {}, "/f", "/log", mounts=[mount]), "image", PODMAN, PLACEMENT, [])


def test_variables(tmp_path: Path) -> None:
    env = {"A": "one\ntwo", "PATH": "/p", "DOCKER_HOST": "x=y #z", "https_proxy": " p "}
    passed = pass_environment(env, {"PATH": "/usr/bin", "HOME": "/root"}, tmp_path)
    assert passed.options == (f"--env-file={tmp_path}/env", "--env=A")
    assert passed.environ == {"PATH": "/usr/bin", "HOME": "/root", "A": "one\ntwo"}
    assert (tmp_path / "env").read_text() == "PATH=/p\nDOCKER_HOST=x=y #z\nhttps_proxy= p \n"
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("env", [{"LD_PRELOAD": "a\nb"}, {"A*": "x"}, {"": "x"}, {"A=B": "x"}])
def test_variables_that_engines_do_not_support(tmp_path: Path, env: dict[str, str]) -> None:
    with pytest.raises(PodError):
        pass_environment(env, {}, tmp_path)


@pytest.mark.parametrize(
    ("image", "complete"),
    [
        ("alpine", "docker.io/library/alpine:latest"), ("acme/tool:1", "docker.io/acme/tool:1"),
        ("ghcr.io/acme/tool", "ghcr.io/acme/tool:latest"), ("localhost/x:1", "localhost/x:1"),
        ("registry:5000/x", "registry:5000/x:latest"),
        (f"alpine@sha256:{'0' * 64}", f"docker.io/library/alpine@sha256:{'0' * 64}"),
    ],
)  # fmt: skip
def test_references_are_completed(image: str, complete: str) -> None:
    assert complete_reference(image) == complete


def test_an_option_is_no_reference() -> None:
    with pytest.raises(EngineError, match="invalid image reference"):
        complete_reference("--volume=/:/host")


def test_privileges() -> None:
    security = {"privileged": True, "capabilities": {"add": ["CAP_CHOWN", "SYS_ADMIN"]},
                "seccompProfile": {"type": "Unconfined"}}  # fmt: skip
    assert find_privileges(security) == ["privileged", "capability SYS_ADMIN", "seccompProfile Unconfined"]
    assert find_privileges({"runAsUser": 0, "capabilities": {"drop": ["ALL"]}}) == []


def test_users_of_images_and_groups() -> None:
    assert list(list_security_options({"runAsGroup": 5}, "app:7", is_podman=True)) == ["--user=app:5"]
    assert list(list_security_options({"runAsNonRoot": True}, "1000", is_podman=True)) == []
    for security in ({"runAsNonRoot": True}, {"runAsNonRoot": True, "runAsUser": 0}):
        with pytest.raises(PodError, match="root"):
            list(list_security_options(security, "", is_podman=True))


def test_messages_of_engines() -> None:
    assert (
        read_errors(b"docker: Error response from daemon: no.\n\nRun 'docker run --help' for more information\n")
        == "no."
    )
    assert read_errors(b'time="now" level=warning msg="x"\nError: y\n') == "y"
    assert read_errors(b"") == ""


def test_failures_to_start_have_the_message_of_argo() -> None:
    found = 'exec: "x": executable file not found in $PATH'
    assert describe_failure(f"runc: {found}: OCI runtime attempted", "x") == f"failed to find name in PATH: {found}"
    assert describe_failure("permission denied", "/etc") == (
        'failed to find name in PATH: exec: "/etc": permission denied'
    )
    assert describe_failure("", "x") == "the container engine could not start the container"


def test_ends_that_need_no_engine() -> None:
    end = judge(PODMAN, "n", 3, b"", "x")
    assert isinstance(end, Ended)
    assert (end.code, end.error) == (3, "")
    for text in (b"[FATAL tini (7)] exec x failed: No such file or directory\n",
                 b"ERROR (catatonit:2): failed to exec pid1: No such file or directory\n"):  # fmt: skip
        end = judge(PODMAN, "n", 127, b"before\n" + text, "x")
        assert end is not None
        assert (end.code, "executable file not found" in end.error) == (64, True)


def make_archive(*members: tuple[str, bytes, str]) -> io.BytesIO:
    """Return an archive of members: their name, their type, and their content or the target of a link."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, kind, content in members:
            member = tarfile.TarInfo(name)
            member.type, member.mode = kind, 0o640
            data = content.encode() if kind == tarfile.REGTYPE else b""
            member.size, member.linkname = len(data), "" if data else content
            archive.addfile(member, io.BytesIO(data))
    stream.seek(0)
    return stream


@pytest.mark.parametrize(("root", "below"), [("o/", "o/a"), ("o", "o/a"), ("/", "/a")])
def test_copies_are_unpacked(tmp_path: Path, root: str, below: str) -> None:
    archive = make_archive(
        (root, tarfile.DIRTYPE, ""), (below, tarfile.REGTYPE, "text"), (f"{below}.link", tarfile.SYMTYPE, "/etc"),
        (f"{below}.pipe", tarfile.FIFOTYPE, ""),
    )  # fmt: skip
    unpack_copy(archive, tmp_path / "target")
    assert sorted(path.name for path in (tmp_path / "target").iterdir()) == ["a", "a.link"]
    assert (tmp_path / "target" / "a").read_text() == "text"
    assert (tmp_path / "target" / "a").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "members",
    [
        [("o", tarfile.DIRTYPE, ""), ("o/../x", tarfile.REGTYPE, "text")],
        [("o", tarfile.DIRTYPE, ""), ("/x", tarfile.REGTYPE, "text")],
        [("o", tarfile.DIRTYPE, ""), ("o/l", tarfile.SYMTYPE, ".."), ("o/l/x", tarfile.REGTYPE, "text")],
        [("o", tarfile.DIRTYPE, ""), ("o/l", tarfile.SYMTYPE, ".."), ("o/l", tarfile.DIRTYPE, "")],
    ],
)
def test_copies_stay_in_their_directory(tmp_path: Path, members: list[tuple[str, bytes, str]]) -> None:
    with pytest.raises(tarfile.TarError):
        unpack_copy(make_archive(*members), tmp_path / "target")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_program_that_holds_a_network(tmp_path: Path, machine: str) -> None:
    program = build_pause_program(machine)
    assert program[:4] == b"\x7fELF"
    if platform.machine() == machine and platform.system() == "Linux":
        path = tmp_path / "pause"
        path.write_bytes(program)
        path.chmod(0o755)
        with subprocess.Popen([path]) as process:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.2)
            process.kill()
        assert process.returncode == -9
    with pytest.raises(EngineError):
        build_pause_program("vax")


def write_program(folder: Path, name: str, answer: str, code: int = 0) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{answer}'\necho 'Error: refused' >&2\nexit {code}\n")
    path.chmod(0o755)


def test_the_first_engine_that_works_is_found(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path)}
    with pytest.raises(EngineError, match="podman: not installed; docker: not installed"):
        find_engine(None, environ)
    write_program(tmp_path, "podman", "", 125)
    with pytest.raises(EngineError, match="podman: refused; docker: not installed"):
        find_engine(None, environ)
    write_program(tmp_path, "docker", '{"ServerErrors": ["no daemon"]}')
    with pytest.raises(EngineError, match="docker: refused"):
        find_engine("docker", environ)
    write_program(
        tmp_path, "docker",
        '{"ServerVersion": "1", "NCPU": 3, "Architecture": "aarch64", "SecurityOptions": ["name=rootless"]}',
    )  # fmt: skip
    engine = find_engine(None, environ)
    assert (engine.name, engine.machine, engine.processors, engine.is_rootless) == ("docker", "aarch64", 3, True)
    write_program(tmp_path, "docker", '{"host": {"arch": "amd64", "cpus": 4, "security": {"selinuxEnabled": true}}}')
    engine = find_engine("docker", environ)
    assert (engine.is_podman, engine.machine, engine.uses_selinux) == (True, "x86_64", True)


def write_engine(folder: Path, script: str) -> Engine:
    """Return an engine whose program is a shell script."""
    program = folder / "engine"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    return Engine("podman", str(program), {"PATH": "/usr/bin:/bin"})


def test_a_value_that_no_program_can_get_ends_the_container(tmp_path: Path) -> None:
    engine = write_engine(tmp_path, "echo '[{}]'")
    command = Command(["echo", "a\0b"], {}, str(tmp_path), str(tmp_path / "log"), spec={"image": "x"})
    ends: queue.SimpleQueue[Ended] = queue.SimpleQueue()
    Client(engine, Images(engine, None, print), command, PLACEMENT, ends.put)
    end = ends.get(timeout=60)
    assert (end.code, end.error) == (64, "embedded null byte")


def test_an_interrupted_pull_does_not_continue(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    engine = write_engine(
        tmp_path, f'case "$2" in image) exit 1;; esac; echo $$ > {pid}.new; mv {pid}.new {pid}; exec sleep 600'
    )

    class Interruption(threading.Event):
        def is_set(self) -> bool:
            if pid.exists():
                raise KeyboardInterrupt
            return False

    with pytest.raises(KeyboardInterrupt):
        Images(engine, None, lambda _: None).require({"image": "x"}, Interruption())
    assert find_start(int(pid.read_text())) == ""


def test_a_network_that_exists_is_used(tmp_path: Path) -> None:
    engine = write_engine(tmp_path, f'echo "$3" >> {tmp_path}/calls; test "$3" = inspect')._replace(is_rootless=True)
    assert Networks(engine, "").connect("n", ()) == "n"
    assert (tmp_path / "calls").read_text() == "inspect\n"
