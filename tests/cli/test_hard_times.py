"""Runs that are killed, disks that are full, files that are odd: nothing is lost, and nothing is half-written."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from argogen.output.stamp import split_stamp
from tests.cli.conftest import HELLO, PROJECT, Run, Write, start, wait_for_workers
from tests.properties.profile import choose_count

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals, links and modes as POSIX has them")
LINUX = pytest.mark.skipif(not Path("/proc").exists(), reason="how to find a child process is Linux's")
MANY = 40
TRIES = choose_count(48)


def write_many(write: Write, image: str) -> None:
    write({"argogen.yaml": f"pipelines: pipelines/\ndefaults: {{image: {image}}}\n"})
    write({f"pipelines/p{n}.yaml": f"name: p{n}\nrun: echo {n}\n" for n in range(MANY)})


def read_manifests(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted((folder / "manifests").glob("*.yaml"))}


def find_litter(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*") if path.suffix == ".tmp"]


@pytest.mark.slow
@POSIX
def test_a_kill_at_any_moment_leaves_the_old_or_the_new(run: Run, write: Write, folder: Path) -> None:
    states = []
    for image in ("old", "new"):
        write_many(write, image)
        run("render")
        states.append(read_manifests(folder))
    assert all(old != new for old, new in zip(*(state.values() for state in states), strict=True))
    chance = random.Random(5)
    write_many(write, "old")
    run("render")
    killed_while_writing = 0
    for number in range(TRIES):
        image = ("new", "old")[number % 2]
        write_many(write, image)
        process = start(folder, "render")
        os.setpriority(os.PRIO_PROCESS, process.pid, 19)  # or a busy machine would be late with the kill
        if number % 3:  # most in the moment in which files are written, the others at any
            wait_for_litter(folder, process)
            time.sleep(chance.random() * 0.01)
        else:
            time.sleep(chance.random() * 0.5)
        process.kill()
        process.communicate()
        found = read_manifests(folder)
        assert set(found) == set(states[0])
        assert [name for name, text in found.items() if text not in (states[0][name], states[1][name])] == []
        litter = find_litter(folder)
        killed_while_writing += bool(litter)
        for path in litter:
            os.utime(path, (time.time() - 7200,) * 2)  # old enough for the next run to remove it
    assert killed_while_writing > 0
    write_many(write, "new")
    assert run("render").code == 0
    assert read_manifests(folder) == states[1]
    assert find_litter(folder) == []


def wait_for_litter(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until a run has begun to write."""
    before = len(find_litter(folder / "manifests"))
    while process.poll() is None and len(find_litter(folder / "manifests")) == before:
        time.sleep(0.0005)


@LINUX
def test_the_parent_of_workers_is_killed(write: Write, folder: Path) -> None:
    """Workers end when their parent does."""
    write_many(write, "old")
    process = start(folder, "render", "-j", "2")
    workers = wait_for_workers(process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    deadline = time.monotonic() + 20
    while any(map(is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_alive, workers))


def is_alive(process: int) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_runs_at_once(run: Run, write: Write, folder: Path) -> None:
    write_many(write, "old")
    run("render")
    expected_old = read_manifests(folder)
    write_many(write, "new")
    processes = [start(folder, "render") for _ in range(3)]
    ends = [(process.communicate(timeout=60)[1], process.returncode) for process in processes]
    assert [code for _, code in ends] == [0] * 3, ends
    assert run("render", "--check").code == 0
    assert not set(read_manifests(folder).values()) & set(expected_old.values())
    assert find_litter(folder) == []


def run_on_a_disk(folder: Path, options: str, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a namespace in which `disk` is a separate file system with options."""
    unshare = shutil.which("unshare")
    (folder / "disk").mkdir()
    program = f'argogen() {{ {sys.executable} -m argogen "$@"; }}'
    command = f"mount -t tmpfs -o {options} tmpfs disk || exit 77; {program}; {script}"
    if unshare is None:
        pytest.skip("NOTHING WAS TRIED: there is no unshare here, to mount a file system with")
    done = subprocess.run(
        [unshare, "--user", "--map-root-user", "--mount", "sh", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode == 77 or done.stderr.startswith("unshare:"):
        pytest.skip(f"NOTHING WAS TRIED: no file system can be mounted here: {done.stderr.strip()}")
    return done


def test_a_full_disk(write: Write, folder: Path) -> None:
    write_many(write, "old")
    script = """
        cp -r argogen.yaml pipelines disk && cd disk && argogen render || exit 1
        sed -i s/old/new/ argogen.yaml
        cat manifests/* > ../before
        dd if=/dev/zero of=filler bs=4k 2>/dev/null
        argogen render; echo "exit code $?"
        cat manifests/* > ../after
        ls -A manifests | grep tmp
        rm filler; argogen render && argogen render --check
    """
    done = run_on_a_disk(folder, "size=2m", script)
    lines = done.stderr.splitlines()
    assert "exit code 2" in done.stdout
    assert any("error[unwritable-output]: file cannot be written: No space left on device" in line for line in lines), (
        lines
    )
    assert (folder / "before").read_text() == (folder / "after").read_text()
    assert "tmp" not in done.stdout
    assert lines[-1] == f"{MANY} manifests: {MANY} up to date"


def test_a_read_only_disk(write: Write, folder: Path) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO})
    script = """
        cp -r argogen.yaml pipelines disk && cd disk && argogen render
        sed -i s/3.23/3.22/ argogen.yaml && mount -o remount,ro . && cp manifests/hello.yaml ../before
        argogen render; echo "exit code $?"
        argogen render --check; echo "exit code $?"
        cmp manifests/hello.yaml ../before && echo the same
    """
    done = run_on_a_disk(folder, "size=1m", script)
    assert done.stdout.split("\n")[:-1] == ["exit code 2", "exit code 1", "the same"]
    assert (
        "manifests/hello.yaml: error[unwritable-output]: file cannot be written: Read-only file system" in done.stderr
    )


@POSIX
def test_a_symlinked_output(run: Run, write: Write, folder: Path) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO, "elsewhere/mine.yaml": "kind: ConfigMap\n"})
    (folder / "manifests").mkdir()
    link = folder / "manifests/hello.yaml"
    link.symlink_to("../elsewhere/mine.yaml")
    refused = run("render")
    assert (refused.code, (folder / "elsewhere/mine.yaml").read_text()) == (2, "kind: ConfigMap\n")
    assert "manifests/hello.yaml: error[unmanaged-file]" in refused.err
    (folder / "elsewhere/mine.yaml").unlink()
    assert run("render").code == 0
    assert link.is_symlink()
    assert "Generated by argogen" in (folder / "elsewhere/mine.yaml").read_text()
    assert run("render", "--check").code == 0


@POSIX
def test_two_outputs_that_are_one_file_by_a_link(run: Run, write: Write, folder: Path) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/a.yaml": HELLO, "pipelines/b.yaml": HELLO})
    (folder / "manifests").mkdir()
    (folder / "manifests/b.yaml").symlink_to("a.yaml")
    done = run("render")
    assert (done.code, (folder / "manifests/a.yaml").exists()) == (2, False)
    assert "have the same output" in done.err


@POSIX
def test_a_folder_of_outputs_that_is_a_link(run: Run, write: Write, folder: Path) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO, "elsewhere/keep": ""})
    (folder / "manifests").symlink_to("elsewhere")
    assert run("render").code == 0
    assert (folder / "elsewhere/hello.yaml").is_file()
    assert run("render", "--check").code == 0
    (folder / "pipelines/hello.yaml").rename(folder / "pipelines/other.yaml")
    assert run("render", "--prune").err == "1 manifest: 1 written, 1 removed\n"


def test_line_ends_of_windows(run: Run, write: Write, folder: Path) -> None:
    """A checkout with other line ends is up to date, and gives the same bytes."""
    files = {"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO, "pipelines/job.py": "print(1)\nprint(2)\n"}
    files["pipelines/by-file.yaml"] = "name: by-file\nscript: {command: [python], file: job.py}\n"
    write(dict(files))
    run("render")
    first = read_manifests(folder)
    assert "source: |\n        print(1)\n        print(2)\n" in first["by-file.yaml"]
    windows = {**files, **{f"manifests/{name}": text for name, text in first.items()}}
    write({name: text.replace("\n", "\r\n") for name, text in windows.items()})
    assert run("render", "--check").code == 0
    write({"pipelines/hello.yaml": HELLO.replace("hello", "bye").replace("\n", "\r\n")})
    assert run("render").err == "2 manifests: 1 written, 1 up to date\n"
    assert b"\r" not in (folder / "manifests/hello.yaml").read_bytes()
    shutil.rmtree(folder / "manifests")
    write({"pipelines/hello.yaml": HELLO.replace("\n", "\r\n")})
    run("render")
    assert read_manifests(folder) == first


ODD = ["with space.yaml", "wörld 漢字.yaml", "it's.yaml", "a#b.yaml", "-o.yaml", "a\\b.yaml", "[x].yaml", "{x}.yaml"]


@POSIX
@pytest.mark.parametrize("name", [*ODD, "line\nend.yaml", b"not-utf8-\xff.yaml".decode("utf-8", "surrogateescape")])
def test_odd_names(run: Run, write: Write, folder: Path, name: str) -> None:
    write(
        {"argogen.yaml": PROJECT, f"pipelines/d {name}/{name}": "name: odd\nscript: {file: 'jöb 1.py', command: [x]}\n"}
    )
    write({f"pipelines/d {name}/jöb 1.py": "print(1)\n"})
    assert run("render").err == "1 manifest: 1 written\n"
    found = split_stamp((folder / f"manifests/d {name}/{name}").read_text("utf-8"))
    assert found.stamp is not None
    assert found.stamp.pipeline == f"../../pipelines/d {name}/{name}"
    assert (run("render", "--check").code, run("lint").code) == (0, 0)
    assert run("render", "--diff", "--all-projects").code == 0
