"""`argogen lint --fix`: the files that it changes, and those that it keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, Tree, Write
from tests.cli.test_lint import GOOD

SLIPS = "name: slips\nimage: busybox:1.36\nimagePullPolicy: always\ntimeout: 5 min  # as ever\nrun: echo\n"
MENDED = "name: slips\nimage: busybox:1.36\nimage_pull_policy: Always\ntimeout: 5m  # as ever\nrun: echo\n"


def test_slips_are_fixed_and_counted(run: Run, write: Write, tree: Tree) -> None:
    write({"a.yaml": SLIPS, "b.yaml": GOOD, "in/c.yml": SLIPS})
    done = run("lint", "--fix", "a.yaml", "b.yaml", "in")
    assert (done.code, done.out, done.err) == (
        0,
        "",
        "a.yaml: fixed 3\nin/c.yml: fixed 3\n3 files: no diagnostics; fixed 6\n",
    )
    assert tree() == {"a.yaml": MENDED.encode(), "b.yaml": GOOD.encode(), "in/": b"", "in/c.yml": MENDED.encode()}


def test_what_is_not_fixed_is_reported(run: Run, write: Write, tree: Tree) -> None:
    write({"a.yaml": f"{SLIPS}env: {{A: '{{{{nobody.x}}}}'}}\n"})
    done = run("lint", "--fix", "a.yaml")
    assert (done.code, done.err.splitlines()[-1]) == (1, "1 file: 1 error; fixed 3")
    assert done.err.startswith("a.yaml:6:")
    assert tree()["a.yaml"].startswith(MENDED.encode())


def test_without_the_option_nothing_is_written(run: Run, write: Write, tree: Tree) -> None:
    write({"a.yaml": SLIPS})
    assert (run("lint", "a.yaml").code, tree()) == (1, {"a.yaml": SLIPS.encode()})


def test_a_second_time_there_is_nothing_to_fix(run: Run, write: Write, folder: Path) -> None:
    write({"a.yaml": SLIPS})
    run("lint", "--fix", "a.yaml")
    before = (folder / "a.yaml").stat()
    assert run("lint", "--fix", "a.yaml").err == "1 file: no diagnostics\n"
    assert (folder / "a.yaml").stat() == before


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_marks_stay(run: Run, folder: Path, mark: str, end: str) -> None:
    (folder / "a.yaml").write_bytes((mark + SLIPS.replace("\n", end)).encode())
    assert run("lint", "--fix", "a.yaml").code == 0
    assert (folder / "a.yaml").read_bytes() == (mark + MENDED.replace("\n", end)).encode()


def test_what_is_ignored_is_not_fixed(run: Run, write: Write, tree: Tree) -> None:
    kept = "name: a\nimage: busybox:1.36\nenv: {A: '{{ =1}}'}  # argogen: ignore[space-before-expression]\nrun: env\n"
    write({"a.yaml": kept})
    done = run("lint", "--fix", "a.yaml")
    assert (done.code, done.err, tree()) == (0, "1 file: no diagnostics\n", {"a.yaml": kept.encode()})


def test_texts_without_the_quotes_that_they_need(run: Run, write: Write, folder: Path) -> None:
    lines = "".join(f"  V{number}: {{{{parameters.p}}}}/{number}\n" for number in range(12))
    write({"a.yaml": f"name: a\nimage: busybox:1.36\nparameters: {{p: 1}}\nenv:\n{lines}run: env\n"})
    assert run("lint", "--fix", "a.yaml").err == "a.yaml: fixed 12\n1 file: no diagnostics; fixed 12\n"
    assert '  V7: "{{parameters.p}}/7"\n' in (folder / "a.yaml").read_text()


def test_a_configuration_is_fixed_too(run: Run, write: Write, folder: Path) -> None:
    steps = "{a: {type: task, command: jobs.a, next: success}, success: {type: success}}"
    pipeline = f"dag:\n  start_at: a\n  steps: {steps}\n"
    write({"a.yaml": pipeline, "c.yaml": 'executor: {type: argo, config: {image: "a:1", imagePullPolicy: Always}}\n'})
    assert run("lint", "--fix", "a.yaml", "-c", "c.yaml").err == "c.yaml: fixed 1\n1 file: no diagnostics; fixed 1\n"
    assert "image_pull_policy: Always" in (folder / "c.yaml").read_text()


def test_standard_input_cannot_be_fixed(run: Run) -> None:
    done = run("lint", "--fix", "-", stdin=SLIPS)
    assert (done.code, done.out) == (2, "")
    assert "--fix cannot be used with standard input" in done.err


def test_a_folder_that_cannot_be_written(run: Run, write: Write, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    write({"a.yaml": SLIPS})
    monkeypatch.setattr("argogen.output.files._write_beside", refuse)
    done = run("lint", "--fix", "a.yaml")
    assert (done.code, done.out) == (2, "")
    assert "a.yaml: error[unwritable-output]: file cannot be written: Permission denied" in done.err
    assert tree() == {"a.yaml": SLIPS.encode()}


def test_fixes_manifests_of_argos(run: Run, write: Write) -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: v-}
spec:
  entryPoint: a  # where it begins
  templates:
  - name: a
    timeout: "60"
    container: {image: "busybox:1.36", command: [echo], imagepullpolicy: always}
"""
    write({"a.yaml": text})
    done = run("lint", "a.yaml", "--fix")
    assert (done.code, done.err) == (0, "a.yaml: fixed 4\n1 file: no diagnostics; fixed 4\n")
    fixed = text.replace("entryPoint", "entrypoint").replace("60", "60s")
    assert Path("a.yaml").read_text() == fixed.replace("imagepullpolicy: always", "imagePullPolicy: Always")
