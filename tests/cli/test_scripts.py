"""Scripts in pipelines, manifests and files are checked with the linters of their languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argogen.scripts import check, tools
from tests.cli.conftest import Run

BASE = 'name: a\nimage: "debian:13"\nparameters: {level: low}\n'
HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\nspec:\n  entrypoint: main\n"
MAIN = f"{HEAD}  templates:\n  - name: main\n"
SCRIPT = f"{BASE}script: {{command: [python], source: 'CODE'}}\n"
REQUEST = (
    "http: {url: 'https://a.example.com', headers: [{name: Content-Type, value: application/json}], body: 'BODY'}\n"
)
RAW = "run: echo\nartifacts: {in: {f: {path: /tmp/a.json, raw: {data: 'DATA'}}}}\n"


def lint(run: Run, text: str, *options: str) -> list[str]:
    """Return the diagnostics of other linters: place, severity, rule, code, and the underlined text."""
    Path("a.yaml").write_text(text, "utf-8")
    found = json.loads(run("lint", "a.yaml", "--format", "json", *options).out)
    return [describe(each) for each in found if each["code"].startswith("AG9")]


def describe(found: dict[str, str | int]) -> str:
    line = Path(str(found["file"])).read_text("utf-8").splitlines()[int(found["line"]) - 1]
    marked = line[int(found["column"]) - 1 : int(found["end_column"]) - 1]
    code = str(found["message"]).partition(":")[0]
    return f"{found['file']}:{found['line']} {found['severity']} {found['name']} {code} [{marked}]"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{BASE}run: rm -rf $DIR/tmp\n", "a.yaml:4 note shell-script SC2086 [$DIR]"),
        (f"{BASE}run: |\n  cd /tmp\n  rm -rf $DIR/tmp\n", "a.yaml:6 note shell-script SC2086 [$DIR]"),
        (f"{BASE}run: 'echo ''a'' $DIR'\n", "a.yaml:4 note shell-script SC2086 [$DIR]"),
        (f'{BASE}run: "echo a\\n\\techo $DIR"\n', "a.yaml:4 note shell-script SC2086 [$DIR]"),
        (f"{BASE}run: echo {{{{parameters.level}}}} $DIR\n", "a.yaml:4 note shell-script SC2086 [$DIR]"),
        (f"{BASE}vars: {{a: 1}}\nrun: echo ${{{{ vars.a }}}} $DIR\n", "a.yaml:5 note shell-script SC2086 [$DIR]"),
        (f"{BASE}shell: bash\nrun: 'for f in $(ls *.txt); do echo \"$f\"; done'\n", "SC2045 [$(ls *.txt)]"),
        (f"{BASE}run: 'if true; then echo a'\n", "a.yaml:4 error shell-script SC1073 [i"),
        (f"{BASE}script: {{command: [bash], source: 'echo $DIR'}}\n", "a.yaml:4 note shell-script SC2086 [$DIR]"),
        (f"{BASE}container: {{command: [sh, -ec], args: ['echo $DIR']}}\n", "a.yaml:4 note shell-script SC2086 [$DIR]"),
        (f"{BASE}container: {{command: [/bin/sh, -c, 'echo $DIR']}}\n", "a.yaml:4 note shell-script SC2086 [$DIR]"),
        (f"{BASE}steps:\n- [{{name: b, run: 'echo $DIR'}}]\n", "a.yaml:5 note shell-script SC2086 [$DIR]"),
        (f"{BASE}tasks: {{b: {{run: 'echo $DIR'}}}}\n", "a.yaml:4 note shell-script SC2086 [$DIR]"),
        (f"{BASE}run: echo\non_exit: {{run: 'echo $DIR'}}\n", "a.yaml:5 note shell-script SC2086 [$DIR]"),
        (f"{MAIN}    container: {{image: 'a:1', command: [sh, -c], args: ['rm $X/a']}}\n", "[$X]"),
        (
            f"{MAIN}    script:\n      image: a:1\n      command: [bash]\n      source: |\n        rm $X/a\n",
            "a.yaml:12 note shell-script SC2086 [$X]",
        ),
        (f"{MAIN}    script: {{image: 'a:1', source: \"#!/bin/bash\\nrm $X/a\"}}\n", "SC2086 [$X]"),
    ],
)  # fmt: skip
def test_shell_scripts(run: Run, text: str, found: str) -> None:
    assert [each for each in lint(run, text) if found in each] != [], lint(run, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{BASE}script: {{command: [python], source: 'print(nme)'}}\n", "a.yaml:4 warning python-script F821 [nme]"),
        (
            f"{BASE}script: {{command: [python3], source: 'def f(:'}}\n",
            "a.yaml:4 error python-script invalid Python [:]",
        ),
        (
            f"{BASE}script:\n  command: [python]\n  source: |\n    import os\n    print(1)\n",
            "a.yaml:7 note python-script F401 [os]",
        ),
        (f"{BASE}shell: [python3, -c]\nrun: print(nme)\n", "a.yaml:5 warning python-script F821 [nme]"),
        (
            f"{BASE}container: {{command: [python3.12, -u, -c], args: ['print(nme)']}}\n",
            "a.yaml:4 warning python-script F821 [nme]",
        ),
        (
            f"{BASE}script: {{command: [python], source: 'print({{{{parameters.level}}}}, nme)'}}\n",
            "a.yaml:4 warning python-script F821 [nme]",
        ),
        (f"{BASE}python: {{code: \"def f():\\n  return nme\\n\", function: f}}\n", "python-script F821 [nme]"),
        (f"{MAIN}    script: {{image: 'a:1', command: [python], source: 'print(nme)'}}\n", "F821 [nme]"),
    ],
)  # fmt: skip
def test_python_scripts(run: Run, text: str, found: str) -> None:
    assert [each for each in lint(run, text) if found in each] != [], lint(run, text)


@pytest.mark.parametrize("key", ["script: {command: [python], file: job.py}", "python: {file: job.py, function: f}"])
def test_diagnostics_in_files_have_their_place_there(run: Run, key: str) -> None:
    Path("job.py").write_text("def f():\n    return nme\n", "utf-8")
    assert lint(run, f"{BASE}{key}\n") == ["job.py:2 warning python-script F821 [nme]"]


def test_a_shell_script_in_a_file(run: Run) -> None:
    Path("job.sh").write_text("#!/bin/sh\nset -e\nrm -rf $DIR/tmp\n", "utf-8")
    assert lint(run, f"{BASE}script: {{command: [sh], file: job.sh}}\n") == ["job.sh:3 note shell-script SC2086 [$DIR]"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (BASE + REQUEST.replace("BODY", '{"a": 1,}'), "invalid JSON ["),  # at the comma since Python 3.13
        (BASE + REQUEST.replace("BODY", '{"a": low}'), "invalid JSON [l"),
        (BASE + RAW.replace("DATA", "[1, 2"), "a.yaml:5 warning invalid-data invalid JSON"),
        (BASE + RAW.replace("json", "yaml").replace("DATA", "a: [1"), "a.yaml:5 warning invalid-data"),
    ],
)
def test_json_and_yaml(run: Run, text: str, found: str) -> None:
    assert [each for each in lint(run, text) if found in each] != [], lint(run, text)


@pytest.mark.parametrize(
    "text",
    [
        f"{BASE}run: echo $(( {{{{parameters.level}}}} - 1 ))\n",
        f"{BASE}run: '[ {{{{parameters.level}}}} = low ] && echo a'\n",
        f"{BASE}run: 'if [ -z {{{{parameters.level}}}} ]; then echo a; fi'\n",
        f"{BASE}run: 'for i in {{{{parameters.level}}}}; do echo \"$i\"; done'\n",
        f"{BASE}run: 'case {{{{parameters.level}}}} in low) echo a;; esac'\n",
        f"{BASE}run: run-{{{{parameters.level}}}} --level={{{{parameters.level}}}}\n",
        f'{BASE}run: \'echo "$HOME" "$(hostname)" "$UNKNOWN"\'\n',
        f"{BASE}run: '. /etc/profile; cd /tmp || exit; local_variable=1; echo \"$local_variable\"'\n",
        f"{BASE}shell: [pwsh, -c]\nrun: 'Write-Host $x'\n",
        f"{BASE}container: {{command: [echo, '$X', 'if then'], args: ['$Y']}}\n",
        f"{BASE}script: {{command: [python], source: 'print({{{{parameters.level}}}} + 1)'}}\n",
        f"{BASE}script: {{command: [python], source: 'x_{{{{parameters.level}}}} = 1'}}\n",
        f"{BASE}script: {{command: [python], source: 'print(f\"a {{{{parameters.level}}}}\")'}}\n",
        f"{BASE}script: {{image: 'python:2.7', command: [python], source: 'print 1'}}\n",
        f"{BASE}script: {{command: [node], source: 'if ('}}\n",
        f"{BASE}script: {{command: [python], source: 'print(1 {{{{parameters.level}}}} 2)'}}\n",
        f"{BASE}run: 'if {{{{parameters.level}}}} echo a; fi'\n",
        f"{BASE}http: {{url: 'https://a.example.com', body: 'not json'}}\n",
        f"{BASE}run: echo\nenv: {{run: 'echo $X'}}\nlabels: {{run: 'a'}}\n",
        f"{BASE}tasks: {{run: {{run: echo}}, script: {{run: echo}}}}\n",
    ],
)
def test_what_is_right_or_not_a_script(run: Run, text: str) -> None:
    assert lint(run, text) == []


def test_json_with_tags_inside_and_outside_of_strings(run: Run) -> None:
    body = '{"a": {{parameters.level}}, "b": "{{parameters.level}}"}'
    headers = "[{name: Content-Type, value: application/json}]"
    assert lint(run, f"{BASE}http: {{url: 'https://a.example.com', headers: {headers}, body: '{body}'}}\n") == []


def test_comments_of_the_other_linters(run: Run) -> None:
    assert lint(run, f"{BASE}run: |\n  # shellcheck disable=SC2086\n  rm -rf $DIR/tmp\n") == []
    assert lint(run, f"{BASE}script: {{command: [python], source: 'print(nme)  # noqa: F821'}}\n") == []
    assert lint(run, f"{BASE}run: rm $DIR  # argogen: ignore[shell-script]\n") == []
    Path(".shellcheckrc").write_text("disable=SC2086\n", "utf-8")
    assert lint(run, f"{BASE}run: rm -rf $DIR/tmp\n") == []


WRONG = """\
name: a
defaults: {image: "debian:13"}
parameters: {level: low}
steps:
- {name: b, run: 'rm -rf $DIR/tmp{{parameters.level}}'}
- {name: c, script: {command: [python], source: 'print(nme)'}}
"""


@pytest.mark.parametrize(
    ("option", "setting", "count"),
    [
        (None, None, 2), ("off", None, 0), ("on", None, 2), ("required", None, 2),
        (None, "off", 0), (None, "'off'", 0), (None, "on", 2), ("on", "off", 2), ("off", "required", 0),
    ],
)  # fmt: skip
def test_off_on_and_required(run: Run, option: str | None, setting: str | None, count: int) -> None:
    if setting:
        Path("argogen.yaml").write_text(f"pipelines: ./\nlint: {{scripts: {setting}}}\n", "utf-8")
    assert len(lint(run, WRONG, *(["--scripts", option] if option else []))) == count


@pytest.mark.parametrize(("mode", "severity"), [(None, None), ("off", None), ("on", "note"), ("required", "error")])
def test_a_missing_linter(run: Run, monkeypatch: pytest.MonkeyPatch, mode: str | None, severity: str | None) -> None:
    monkeypatch.setattr(check, "find_tool", lambda *_: None)
    Path("a.yaml").write_text(WRONG, "utf-8")
    done = run("lint", "a.yaml", *(["--scripts", mode] if mode else []))
    said = [line for line in done.err.splitlines() if "missing-linter" in line]
    assert [line.partition(": ")[2] for line in said] == [
        f"{severity}[AG904 missing-linter]: {tool} is not installed: scripts are not checked with it"
        for tool in ("shellcheck", "ruff")
        if severity
    ]
    assert ("run: pip install 'argogen[scripts]'" in done.err) == bool(severity)
    assert done.code == (1 if severity == "error" else 0)


def test_the_syntax_of_python_is_checked_without_ruff(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "find_tool", lambda *_: None)
    found = lint(run, f"{BASE}script: {{command: [python], source: 'def f(:'}}\n")
    assert found == ["a.yaml:4 error python-script invalid Python [:]"]


def test_each_linter_runs_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[str] = []

    def record(command: list[str], *arguments: object) -> object:
        commands.append(Path(command[0]).name)
        return original(command, *arguments)  # type: ignore[arg-type]

    original = tools.run_tool
    monkeypatch.setattr("argogen.scripts.shell.run_tool", record)
    monkeypatch.setattr("argogen.scripts.python.run_tool", record)
    for number in range(5):
        Path(f"{number}.yaml").write_text(WRONG.replace("DIR", f"DIR{number}"), "utf-8")
    assert run("lint", ".").err.count("shell-script") == 5
    assert sorted(commands) == ["ruff", "shellcheck"]


def test_a_manifest_is_not_read_again_for_its_scripts(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("argogen.scripts.sources.read_documents", lambda *_, **__: [])
    container = "    container: {image: 'a:1', command: [sh, -c], args: ['rm $X/a']}\n"
    assert len(lint(run, f"{MAIN}{container}")) == 1
    assert lint(run, f"{MAIN}{container}---\n{WRONG}") == []  # pipelines have other types of scalars


def test_equal_scripts_are_checked_once_and_reported_in_each_place(run: Run) -> None:
    steps = "".join(f"- {{name: s{number}, run: 'rm -rf $DIR/tmp'}}\n" for number in range(4))
    assert [each.partition(" ")[0] for each in lint(run, f"{BASE}steps:\n{steps}")] == [
        f"a.yaml:{n}" for n in range(5, 9)
    ]


def test_a_linter_that_fails_is_reported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Path("broken")
    program.write_text("#!/bin/sh\necho 'it is broken' >&2\nexit 3\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(check, "find_tool", lambda *_: str(program.resolve()))
    Path("a.yaml").write_text(WRONG, "utf-8")
    done = run("lint", "a.yaml")
    assert (done.code, done.err.count("failed: it is broken")) == (1, 2)


@pytest.mark.parametrize("setting", ["1", "yes please", "[on]"])
def test_an_invalid_setting(run: Run, setting: str) -> None:
    Path("argogen.yaml").write_text(f"pipelines: ./\nlint: {{scripts: {setting}}}\n", "utf-8")
    Path("a.yaml").write_text(WRONG, "utf-8")
    done = run("lint", "a.yaml")
    assert done.code == 2
    assert "expected one of" in done.err


def test_settings_of_the_project_decide_the_shell(run: Run) -> None:
    Path("argogen.yaml").write_text("pipelines: ./\ndefaults: {shell: bash}\n", "utf-8")
    text = "name: a\nimage: 'debian:13'\nprofiles: {posix: {shell: sh}}\nsteps:\n"
    text += "- {name: b, run: '[[ a = \"$X\" ]]'}\n- {name: c, profile: posix, run: '[[ a = \"$X\" ]]'}\n"
    assert lint(run, text) == ['a.yaml:6 note shell-script SC3010 [[[ a = "$X" ]]]']


@pytest.mark.parametrize(("option", "is_reported"), [("-n", False), ("-e", True), ("-ne", True)])
def test_echo_without_a_newline_is_accepted_in_every_shell(run: Run, option: str, *, is_reported: bool) -> None:
    found = lint(run, f"{BASE}run: |\n  cd /tmp || exit\n  echo {option} hello\n")
    assert [line.split()[3] for line in found] == ["SC3037"] * is_reported


def test_generated_code_is_not_checked(run: Run) -> None:
    assert lint(run, f"{BASE}python: scores.report:build\n") == []


def test_a_runnable_pipeline(run: Run) -> None:
    steps = (
        "{a: {type: task, command_type: shell, command: 'rm -rf $DIR/tmp', next: success}, success: {type: success}}"
    )
    assert lint(run, f"dag:\n  start_at: a\n  steps: {steps}\n") == ["a.yaml:3 note shell-script SC2086 [$DIR]"]
