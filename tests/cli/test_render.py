"""`argogen render`: where manifests go, and what the options change."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from argogen.output.stamp import split_stamp
from tests.cli.conftest import GOOD, Run, Tree, Write

WHO = "name: {name}\nimage: busybox\nrun: echo\n"


def body(text: bytes) -> str:
    """A manifest without its stamp."""
    return split_stamp(text.decode()).body


def read(text: str) -> list[Any]:
    return list(yaml.load_all(text, yaml.CSafeLoader))


def test_one_pipeline_to_standard_output(run: Run, write: Write) -> None:
    write({"hello.yaml": GOOD})
    done = run("render", "hello.yaml")
    assert (done.code, done.err) == (0, "")
    [manifest] = read(done.out)
    assert manifest["metadata"] == {"generateName": "hello-"}
    assert done.out.endswith("\n")
    assert run("render", "hello.yaml", "-o", "-") == done


def test_several_pipelines_are_one_stream(run: Run, write: Write) -> None:
    write({"a.yaml": WHO.format(name="a"), "b.yaml": WHO.format(name="b")})
    done = run("render", "b.yaml", "a.yaml")
    assert [manifest["metadata"]["generateName"] for manifest in read(done.out)] == ["b-", "a-"]


def test_standard_input(run: Run, tree: Tree) -> None:
    done = run("render", "-", stdin=GOOD)
    assert (done.code, read(done.out)[0]["metadata"]) == (0, {"generateName": "hello-"})
    assert run("render", "-", "-o", "out.yaml", stdin=GOOD).code == 0
    assert {name: body(text) for name, text in tree().items()} == {"out.yaml": done.out}


def test_a_script_file_beside_standard_input_is_found_in_the_working_directory(run: Run, write: Write) -> None:
    write({"job.py": "print(1)\n"})
    done = run("render", "-", stdin="name: a\nimage: python\nscript: {command: [python], file: job.py}\n")
    assert read(done.out)[0]["spec"]["templates"][0]["script"]["source"] == "print(1)\n"


def test_a_file_is_written_and_one_line_said(run: Run, write: Write, tree: Tree) -> None:
    write({"hello.yaml": GOOD})
    text = run("render", "hello.yaml").out
    done = run("render", "hello.yaml", "-o", "made/for/me.yaml")
    assert (done.code, done.out, done.err) == (0, "", "1 manifest: 1 written\n")
    assert body(tree()["made/for/me.yaml"]) == text


def test_an_output_is_replaced(run: Run, write: Write, tree: Tree) -> None:
    write({"hello.yaml": GOOD})
    run("render", "hello.yaml", "-o", "out.yaml")
    write({"hello.yaml": GOOD.replace("world", "everyone")})
    assert run("render", "hello.yaml", "-o", "out.yaml").code == 0
    assert body(tree()["out.yaml"]) == run("render", "hello.yaml").out


def test_a_folder_keeps_its_structure(run: Run, write: Write, tree: Tree) -> None:
    write(
        {
            "in/a.yaml": WHO.format(name="a"),
            "in/deep/er/b.yml": WHO.format(name="b"),
            "in/values.yaml": "name: only\nreplicas: 3\n",
            "in/service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n",
            "in/.hidden/c.yaml": WHO.format(name="c"),
            "in/.d.yaml": WHO.format(name="d"),
            "in/e.txt": WHO.format(name="e"),
        }
    )
    before = tree()
    assert run("render", "in", "-o", "out").code == 0
    new = {name: text for name, text in tree().items() if name not in before}
    assert list(new) == ["out/", "out/a.yaml", "out/deep/", "out/deep/er/", "out/deep/er/b.yml"]
    assert read(new["out/deep/er/b.yml"].decode())[0]["metadata"]["generateName"] == "b-"


def test_several_files_go_into_a_folder(run: Run, write: Write, tree: Tree) -> None:
    write({"one/a.yaml": WHO.format(name="a"), "two/b.yaml": WHO.format(name="b")})
    assert run("render", "one/a.yaml", "two", "-o", "out").code == 0
    assert [name for name in tree() if name.startswith("out/")] == ["out/", "out/a.yaml", "out/b.yaml"]


@pytest.mark.parametrize("value", ["you", "a=b=c", "", "a: b", "3.10", "${{ x }}"])
def test_set(run: Run, write: Write, value: str) -> None:
    write({"hello.yaml": GOOD})
    done = run("render", "hello.yaml", "--set", f"who={value}")
    assert read(done.out)[0]["spec"]["arguments"]["parameters"] == [{"name": "who", "value": value}]


def test_set_gives_what_is_required_and_replaces_a_source(run: Run, write: Write) -> None:
    parameters = "parameters: {a: , b: {config_map: c, key: k}, n: {value: low, enum: [low, high]}}\n"
    write({"hello.yaml": GOOD.replace("parameters: {who: world}\n", parameters).replace("{{parameters.who}}", "")})
    done = run("render", "hello.yaml", "--set", "a=1", "--set", "b=2", "--set", "n=high", "--set", "a=3")
    assert read(done.out)[0]["spec"]["arguments"]["parameters"] == [
        {"name": "a", "value": "3"},
        {"name": "b", "value": "2"},
        {"name": "n", "value": "high", "enum": ["low", "high"]},
    ]


def test_var_and_env(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        {
            "a.yaml": "name: a\nvars: {tag: '1', other: x}\nimage: app:${{ vars.tag }}-${{ vars.other }}\n"
            "run: echo ${{ environment }} ${{ env.CI_SHA }}\n"
        }
    )
    monkeypatch.setenv("CI_SHA", "abc: 1")
    done = run("render", "a.yaml", "--var", "tag=2-3", "--env", "staging")
    container = read(done.out)[0]["spec"]["templates"][0]["container"]
    assert (container["image"], container["args"]) == ("app:2-3-x", ["echo staging abc: 1"])


def test_argo_version(run: Run, write: Write) -> None:
    write({"a.yaml": "name: a\nschedule: '0 2 * * *'\nimage: busybox\nrun: echo\n"})
    same = [run("render", "a.yaml", "--argo-version", version).out for version in ("4.0", "4.0.0", "4.0.10")]
    assert len(set(same)) == 1
    newest, oldest = (read(run("render", "a.yaml", "--argo-version", v).out)[0]["spec"] for v in ("4.0", "3.4"))
    assert (newest["schedules"], oldest["schedule"]) == (["0 2 * * *"], "0 2 * * *")
    assert "schedule" not in newest
    assert "schedules" not in oldest


def test_templates(run: Run, write: Write) -> None:
    write({"hello.yaml": GOOD, "ours/fields/container.yaml.j2": "image: ${{ container.image }}-ours\n"})
    write({"theirs/fields/container.yaml.j2": "image: theirs\n"})
    done = run("render", "hello.yaml", "--templates", "ours", "--templates", "theirs")
    assert read(done.out)[0]["spec"]["templates"][0]["container"] == {"image": "busybox-ours"}


def test_a_warning_is_said_and_does_not_stop(run: Run, write: Write) -> None:
    write({"a.yaml": "name: a\nimage: busybox\nrun: echo\nargo: {newField: 1}\n"})
    done = run("render", "a.yaml")
    assert done.code == 0
    assert read(done.out)[0]["spec"]["newField"] == 1
    assert "warning[" in done.err
