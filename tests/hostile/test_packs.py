"""Packs from repositories that are made to fail: tags that become branches, trees that multiply, silent servers."""

from __future__ import annotations

import random
import socket
import stat
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from argogen.git import remote
from argogen.git.remote import RemoteError, read_commit, resolve
from argogen.packs.contents import PackContentError, check_case, check_name, digest_pack
from tests.cli.conftest import HELLO, Git, Run, Write
from tests.cli.test_hostile_packs import write_object

pytestmark = pytest.mark.usefixtures("without_workers", "cache")
MANIFEST = "name: acme\nversion: '1'\n"


@pytest.fixture
def pack(write: Write, folder: Path, git: Git) -> Path:
    """A repository with a pack at the tag v1."""
    write({"pack/argogen-pack.yaml": MANIFEST, "pipelines/a.yaml": f"image: b\n{HELLO}"})
    git("init", "-q", "-b", "main", "pack")
    commit(git, "one")
    git("-C", "pack", "tag", "v1")
    return folder / "pack"


def commit(git: Git, message: str) -> None:
    git("-C", "pack", "add", "-A")
    git("-C", "pack", "commit", "-qm", message)


def use(write: Write, url: str, ref: str = "v1") -> None:
    write({"argogen.yaml": f"pipelines: pipelines/\npacks: {{acme: {{git: '{url}', ref: {ref}}}}}\n"})


def read_lock() -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(Path("argogen.lock").read_text())["packs"]["acme"]
    return found


def test_a_tag_that_becomes_a_branch(run: Run, write: Write, git: Git, pack: Path) -> None:
    use(write, pack.as_uri())
    assert run("templates", "update").code == 0
    assert read_lock()["kind"] == "tag"
    git("-C", "pack", "tag", "-d", "v1")
    git("-C", "pack", "checkout", "-qb", "v1")
    write({"pack/templates/constructs/container.yaml.j2": "container: {image: evil}\n"})
    commit(git, "two")
    before = Path("argogen.lock").read_text()
    refused = run("templates", "update")
    assert (refused.code, Path("argogen.lock").read_text()) == (2, before)
    assert "error[moved-pack-tag]: 'v1' of pack 'acme' was a tag, and is a branch now" in refused.err
    assert run("templates", "update", "--accept-moved").code == 0
    assert read_lock()["kind"] == "branch"


def test_a_branch_that_becomes_a_tag(run: Run, write: Write, git: Git, pack: Path) -> None:
    git("-C", "pack", "branch", "b")
    use(write, pack.as_uri(), "b")
    assert run("templates", "update").code == 0
    git("-C", "pack", "branch", "-D", "b")
    git("-C", "pack", "tag", "b")
    refused = run("templates", "update")
    assert (refused.code, "'b' of pack 'acme' was a branch, and is a tag now" in refused.err) == (2, True)


def test_a_branch_may_move(run: Run, write: Write, git: Git, pack: Path) -> None:
    use(write, pack.as_uri(), "main")
    assert run("templates", "update").code == 0
    write({"pack/more.txt": "x"})
    commit(git, "two")
    assert run("templates", "update").code == 0


def test_a_lock_of_an_earlier_version(run: Run, write: Write, pack: Path) -> None:
    use(write, pack.as_uri())
    run("templates", "update")
    lock = Path("argogen.lock").read_text()
    Path("argogen.lock").write_text("".join(line for line in lock.splitlines(True) if "kind" not in line))
    assert (run("render").code, run("templates", "update").code) == (0, 0)
    assert read_lock()["kind"] == "tag"


def write_tree(folder: Path, entries: Mapping[str, tuple[str, str]]) -> str:
    """Write a tree object of entries: their modes and hashes, by name."""
    rows = (f"{mode} {name}\0".encode() + bytes.fromhex(identity) for name, (mode, identity) in entries.items())
    return write_object(folder, "tree", b"".join(rows))


def tag_tree(pack: Path, tree: str) -> None:
    about = f"tree {tree}\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nx\n"
    commit = write_object(pack, "commit", about.encode())
    (pack / ".git/refs/tags/v1").write_text(f"{commit}\n")


@pytest.mark.slow
@pytest.mark.parametrize("leaf", ["files", "empty"])
def test_trees_that_contain_each_other(run: Run, write: Write, pack: Path, leaf: str) -> None:
    blob = write_object(pack, "blob", b"x\n")
    tree = write_tree(pack, {"f": ("100644", blob)} if leaf == "files" else {})
    for _ in range(20):
        tree = write_tree(pack, dict.fromkeys("abcdefgh", ("40000", tree)))
    tag_tree(pack, tree)
    use(write, pack.as_uri())
    done = run("templates", "update")
    assert (done.code, "it contains more than" in done.err) == (2, True), done.err


def test_a_tree_that_is_deep(run: Run, write: Write, pack: Path) -> None:
    tree = write_tree(pack, {"f": ("100644", write_object(pack, "blob", b"x\n"))})
    for _ in range(200):
        tree = write_tree(pack, {"d": ("40000", tree)})
    tag_tree(pack, tree)
    use(write, pack.as_uri())
    done = run("templates", "update")
    assert (done.code, "is too deep" in done.err) == (2, True), done.err


def test_a_file_that_is_large_is_not_read(run: Run, write: Write, pack: Path) -> None:
    manifest = write_object(pack, "blob", MANIFEST.encode())
    large = write_object(pack, "blob", bytes(30 * 2**20))
    tag_tree(pack, write_tree(pack, {"argogen-pack.yaml": ("100644", manifest), "large": ("100644", large)}))
    use(write, pack.as_uri())
    done = run("templates", "update")
    assert (done.code, "its files exceed 20 MiB" in done.err) == (2, True), done.err


def test_a_repository_that_is_too_large(
    run: Run, write: Write, git: Git, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "MAX_FETCHED", 2**20)
    write({f"pack/{number}": bytes(range(256)) * 40 + str(number).encode() * 10_000 for number in range(9)})
    write({"pack/random": random.Random(1).randbytes(8 * 2**20)})
    commit(git, "large")
    git("-C", "pack", "tag", "-f", "v1")
    use(write, pack.as_uri())
    done = run("templates", "update")
    assert (done.code, "it is larger than 1 MiB" in done.err or "exceed" in done.err) == (2, True), done.err


@pytest.fixture
def silent_server() -> Iterator[int]:
    """The port of a server that accepts connections, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)  # ends `accept`
        thread.join()
    for connection in held:
        connection.close()


@pytest.mark.parametrize("scheme", ["git", "http"])
@pytest.mark.slow
def test_a_server_that_never_answers(
    run: Run, write: Write, silent_server: int, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setattr(remote, "SECONDS", 1)
    write({"pipelines/a.yaml": HELLO})
    user = "" if scheme == "git" else "me:swordfish@"
    use(write, f"{scheme}://{user}127.0.0.1:{silent_server}/pack.git")
    done = run("templates", "update")
    assert done.code == 2
    assert "no result within 1 seconds" in done.err
    assert "swordfish" not in done.err
    with pytest.raises(RemoteError, match="no result within 1 seconds"):
        list(read_commit(f"{scheme}://127.0.0.1:{silent_server}/pack.git", "0" * 40, "v1", ""))


def test_a_poisoned_copy_is_not_locked(run: Run, write: Write, cache: Path, pack: Path) -> None:
    use(write, pack.as_uri())
    assert run("templates", "update").code == 0
    before = read_lock()
    [copy] = (cache / "packs").iterdir()
    (copy / "templates/constructs").mkdir(parents=True)
    (copy / "templates/constructs/container.yaml.j2").write_text("container: {image: evil}\n")
    assert run("templates", "update").code == 0
    assert read_lock() == before
    assert digest_pack(copy) == before["digest"]
    assert run("render").code == 0


def test_the_cache_is_private(run: Run, write: Write, cache: Path, pack: Path) -> None:
    use(write, pack.as_uri())
    assert run("templates", "update").code == 0
    packs = cache / "packs"
    assert stat.S_IMODE(packs.stat().st_mode) == 0o700
    packs.chmod(0o777)
    for command in (("render",), ("templates", "update")):
        done = run(*command)
        assert (done.code, "can be accessed by other users" in done.err) == (2, True)
        assert f"run 'chmod 700 {packs}'" in done.err


def test_a_relative_url_is_relative_to_the_project_file(
    run: Run, write: Write, folder: Path, pack: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"team/argogen.yaml": "pipelines: p/\npacks: {acme: {git: ../pack, ref: v1}}\n", "team/p/a.yaml": HELLO})
    write({"team/p/a.yaml": f"image: b\n{HELLO}"})
    monkeypatch.chdir(folder / "team/p")
    assert run("templates", "update").code == 0
    assert run("render").code == 0
    (cache / "packs").rename(cache / "gone")
    monkeypatch.chdir(folder / "team")
    assert run("render", "--check").code == 0
    assert "git: ../pack\n" in (folder / "team/argogen.lock").read_text()
    assert resolve(str(pack), "v1").kind == "tag"


BAD = [
    "CON",
    "a/nul.txt",
    "com1",
    "x/LPT9.yaml.j2",
    "a.",
    "a /b",
    "b ",
    "aux.tar.gz",
    "n" * 201,
    "a:b",
    "a\x07b",
    "a\ud800",
]


@pytest.mark.parametrize("name", BAD)
def test_names_that_a_platform_cannot_hold(name: str) -> None:
    with pytest.raises(PackContentError) as found:
        check_name(name)
    assert str(found.value).encode()


@pytest.mark.parametrize("name", ["a", "console/x", "com", "lpt10", ".hidden/x", "ä ö/ü.yaml", "a.b.c", "nul-x"])
def test_names_that_all_platforms_can_hold(name: str) -> None:
    assert is_valid(name)


def is_valid(name: str) -> bool:
    try:
        check_name(name)
    except PackContentError:
        return False
    return True


def test_names_that_differ_in_case() -> None:
    seen: dict[str, str] = {}
    for name in ("a/b", "a/c", "a/b2", "d"):
        check_case(name, seen)
    for name in ("A/e", "a/B", "D"):
        with pytest.raises(PackContentError, match="differ only in case"):
            check_case(name, seen)


def test_a_name_that_is_not_utf_8(run: Run, write: Write, pack: Path) -> None:
    blob = write_object(pack, "blob", MANIFEST.encode()).encode()
    rows = b"".join(
        b"100644 " + name + b"\0" + bytes.fromhex(blob.decode()) for name in (b"argogen-pack.yaml", b"b\xff\xfe.txt")
    )
    tag_tree(pack, write_object(pack, "tree", rows))
    use(write, pack.as_uri())
    done = run("templates", "update")
    assert (done.code, "is not UTF-8" in done.err) == (2, True), done.err


def test_a_local_pack_with_odd_names(run: Run, write: Write, folder: Path) -> None:
    write(
        {"argogen.yaml": "pipelines: pipelines/\npacks: {acme: {path: p}}\n", "pipelines/a.yaml": f"image: b\n{HELLO}"}
    )
    for number, name in enumerate([b"b\xff.txt", b"aux.txt", b"x\ny"]):
        write({f"p{number}/argogen-pack.yaml": MANIFEST})
        write({"argogen.yaml": f"pipelines: pipelines/\npacks: {{acme: {{path: p{number}}}}}\n"})
        Path(str(folder / f"p{number}")).joinpath(name.decode("utf-8", "surrogateescape")).write_bytes(b"x")
        done = run("render")
        assert (done.code, "error[invalid-pack]" in done.err) == (2, True), done.err
        done.err.encode()
