"""The commands for releases: cut the changelog, and check the distributions."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from release.__main__ import main
from release.changelog import read_changelog
from release.distributions import check_distributions
from release.failure import ReleaseError
from release.versions import parse_version
from tests.docs.markdown import ROOT

HEAD = "# Changelog\n\nAll changes.\n\n"
LINK = "[Unreleased]: https://git.example.com/argogen/commits/main\n"
CHANGES = (
    "### Added\n\n- A [page](docs/page.md#part), and [a site](https://example.com).\n\n### Fixed\n\n- Nothing else.\n"
)
FIRST = f"{HEAD}## [Unreleased]\n\n{CHANGES}\n{LINK}"
RELEASED = f"""{HEAD}## [Unreleased]

### Fixed

- A fault.

## [0.1.0] - 2030-01-31

{CHANGES}
[Unreleased]: https://git.example.com/argogen/compare/v0.1.0...main
[0.1.0]: https://git.example.com/argogen/commits/v0.1.0
"""


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def create_checkout(root: Path, changelog: str) -> Path:
    git(root, "init", "--quiet", "--initial-branch=main")
    (root / "CHANGELOG.md").write_text(changelog, "utf-8")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message=first")
    return root / "CHANGELOG.md"


def test_the_first_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = create_checkout(tmp_path, FIRST)
    assert main(["cut", "0.1.0", "--date", "2030-01-31"], tmp_path) == 0
    assert "git tag -a v0.1.0 -m 'argogen 0.1.0'\n" in capsys.readouterr().out
    assert file.read_text("utf-8") == RELEASED.replace("### Fixed\n\n- A fault.\n\n", "", 1)


def test_the_next_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = create_checkout(tmp_path, RELEASED)
    assert main(["cut", "0.2.0rc1", "--date", "2030-03-01"], tmp_path) == 0
    text = file.read_text("utf-8")
    assert (
        "## [Unreleased]\n\n## [0.2.0rc1] - 2030-03-01\n\n### Fixed\n\n- A fault.\n\n## [0.1.0] - 2030-01-31\n" in text
    )
    assert text.endswith(
        "[Unreleased]: https://git.example.com/argogen/compare/v0.2.0rc1...main\n"
        "[0.2.0rc1]: https://git.example.com/argogen/compare/v0.1.0...v0.2.0rc1\n"
        "[0.1.0]: https://git.example.com/argogen/commits/v0.1.0\n"
    )
    capsys.readouterr()
    assert main(["notes", "v0.2.0rc1"], tmp_path) == 0
    assert capsys.readouterr().out == "### Fixed\n\n- A fault.\n"


def test_a_release_has_the_changes_of_its_candidates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = create_checkout(tmp_path, RELEASED)
    for version, change in (("0.2.0rc1", ""), ("0.2.0rc2", "### Added\n\n- A key.\n\n### Fixed\n\n- Another.\n")):
        unreleased = f"## [Unreleased]\n\n{change}\n" if change else "## [Unreleased]\n"
        file.write_text(file.read_text("utf-8").replace("## [Unreleased]\n", unreleased), "utf-8")
        git(tmp_path, "commit", "--quiet", "--all", "--allow-empty", "--message=changes")
        assert main(["cut", version, "--date", "2030-03-01"], tmp_path) == 0
        git(tmp_path, "commit", "--quiet", "--all", f"--message={version}")
        git(tmp_path, "tag", f"v{version}")
    assert main(["cut", "0.2.0", "--date", "2030-04-01"], tmp_path) == 0
    text = file.read_text("utf-8")
    assert "rc" not in text
    assert "[0.2.0]: https://git.example.com/argogen/compare/v0.1.0...v0.2.0\n" in text
    capsys.readouterr()
    assert main(["notes", "0.2.0"], tmp_path) == 0
    assert capsys.readouterr().out == "### Added\n\n- A key.\n\n### Fixed\n\n- Another.\n- A fault.\n"


def test_notes_have_absolute_links(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create_checkout(tmp_path, RELEASED)
    assert main(["notes", "0.1.0"], tmp_path) == 0
    page = "https://git.example.com/argogen/blob/v0.1.0/docs/page.md#part"
    assert capsys.readouterr().out == CHANGES.replace("docs/page.md#part", page)


REFUSED = {
    ("cut", "0.1.0"): (RELEASED, "0.1.0 is not later than 0.1.0, the newest version in CHANGELOG.md"),
    ("cut", "0.1.0rc2"): (RELEASED, "0.1.0rc2 is not later than 0.1.0"),
    ("cut", "v0.2.0"): (RELEASED, "'v0.2.0' is not a version of a release: use the form 1.2.0"),
    ("cut", "0.2"): (RELEASED, "'0.2' is not a version"),
    ("cut", "0.02.0"): (RELEASED, "'0.02.0' is not a version"),
    ("cut", "0.2.0.dev1"): (RELEASED, "'0.2.0.dev1' is not a version"),
    ("cut", "0.2.0"): (RELEASED.replace("### Fixed\n\n- A fault.\n", "", 1), "[Unreleased] has no changes"),
    ("cut", "0.2.1"): (RELEASED.replace("- A fault.\n", "", 1), "'### Fixed' of [Unreleased] is empty"),
    ("cut", "0.2.2"): (RELEASED.replace("### Fixed", "### Fixes", 1), "'### Fixes' is not one of Added, Changed"),
    ("cut", "0.2.3"): (RELEASED.replace("compare/v0.1.0...main", ""), "add a link of the form '[Unreleased]: https:"),
    ("cut", "0.2.4"): (RELEASED.replace("## [0.1.0]", "## [0.1]"), "'## [0.1]' is not the heading of a version"),
    ("notes", "0.2.0"): (RELEASED, "CHANGELOG.md has no version 0.2.0: run python -m release cut 0.2.0"),
    ("check", "--tag=v0.3.0"): (RELEASED, "CHANGELOG.md has no version 0.3.0"),
}


@pytest.mark.parametrize(("arguments", "changelog", "message"), [(key, *row) for key, row in REFUSED.items()])
def test_what_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: Sequence[str], changelog: str, message: str
) -> None:
    file = create_checkout(tmp_path, changelog)
    assert main(arguments, tmp_path) == 1
    assert message in capsys.readouterr().err
    assert file.read_text("utf-8") == changelog


def test_a_changed_checkout_and_a_later_tag_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create_checkout(tmp_path, RELEASED)
    git(tmp_path, "tag", "v1.0.0")
    git(tmp_path, "tag", "visible")
    assert main(["cut", "0.9.0"], tmp_path) == 1
    assert "0.9.0 is not later than 1.0.0, the newest tag" in capsys.readouterr().err
    (tmp_path / "new.txt").touch()
    assert main(["cut", "1.1.0"], tmp_path) == 1
    assert "the checkout has changes, such as new.txt: commit them first" in capsys.readouterr().err


def test_a_shallow_clone_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    create_checkout(origin, FIRST)
    git(tmp_path, "clone", "--quiet", "--depth=1", origin.as_uri(), "clone")
    assert main(["cut", "0.1.0"], tmp_path / "clone") == 1
    assert "run git fetch --unshallow --tags" in capsys.readouterr().err


def test_a_date_that_does_not_exist_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["cut", "0.2.0", "--date", "2030-02-30"], tmp_path)
    assert "argument --date: '2030-02-30' is not a date such as 2030-01-31\n" in capsys.readouterr().err


def test_a_directory_without_git_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "CHANGELOG.md").write_text(RELEASED, "utf-8")
    (tmp_path / ".git").touch()
    assert main(["cut", "0.9.0"], tmp_path) == 1
    assert "error: git status: fatal: " in capsys.readouterr().err


def test_versions_have_the_order_of_releases() -> None:
    texts = ["0.1.0rc1", "0.1.0rc2", "0.1.0", "0.1.1rc1", "0.1.1", "0.10.0", "1.0.0"]
    versions = [parse_version(text) for text in texts]
    assert sorted(versions) == versions
    assert [str(version) for version in versions] == texts


def test_the_changelog_can_be_cut() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    changelog = read_changelog(text)
    assert str(changelog) == text
    assert changelog.repository.startswith("https://")
    assert next(iter(changelog.sections)) == "Unreleased"


METADATA = ("METADATA", "WHEEL", "entry_points.txt", "licenses/LICENSE", "RECORD")
HELD = (
    "argogen/__init__.py",
    "argogen/version.txt",
    "argogen/digest.txt",
    *(f"argogen-0.2.0.dist-info/{name}" for name in METADATA),
)


def write_distributions(root: Path, names: Sequence[str]) -> Path:
    folder = root / "dist"
    folder.mkdir()
    with zipfile.ZipFile(folder / "argogen-0.2.0-py3-none-any.whl", "w") as archive:
        for name in names:
            archive.writestr(name, "")
    (folder / "argogen-0.2.0.tar.gz").touch()
    return folder


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([*HELD, "tests/test_a.py"], "whl: unexpected tests/test_a.py"),
        ([*HELD, "argogen/__pycache__/a.pyc"], "whl: unexpected argogen/__pycache__/a.pyc"),
        (HELD[1:], "whl: missing argogen/__init__.py"),
        (HELD[:-2], "missing argogen-0.2.0.dist-info/RECORD, missing argogen-0.2.0.dist-info/licenses/LICENSE"),
    ],
)
def test_other_files_are_not_published(tmp_path: Path, names: Sequence[str], message: str) -> None:
    module = tmp_path / "generator" / "argogen" / "__init__.py"
    module.parent.mkdir(parents=True)
    module.touch()
    create_checkout(tmp_path, FIRST)
    with pytest.raises(ReleaseError, match=message):
        check_distributions(tmp_path, write_distributions(tmp_path, names), "0.2.0")


def test_another_version_is_not_published(tmp_path: Path) -> None:
    folder = write_distributions(tmp_path, HELD)
    with pytest.raises(ReleaseError, match=r"does not have the version 0.3.0: build it from a clone with the tag"):
        check_distributions(tmp_path, folder, "0.3.0")
    (folder / "argogen-0.2.0.tar.gz").rename(folder / "argogen-0.2.1.tar.gz")
    with pytest.raises(ReleaseError, match="have different versions"):
        check_distributions(tmp_path, folder)
    (folder / "argogen-0.2.1.tar.gz").unlink()
    with pytest.raises(ReleaseError, match=r"has 0 files \*.tar.gz, not one: run python -m build"):
        check_distributions(tmp_path, folder)
