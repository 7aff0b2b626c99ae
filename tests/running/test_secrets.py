"""The values of Secrets are in no output, record, message or process list, but in the private file of a run."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argogen.executors.pods.secrets import MASK, list_forms, mask
from tests.executors.running import require_namespaces
from tests.running.runs import Runs

TOKEN = "p<a\"ss&w\\rd/+=%'é7"
KEY = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nx8+/jPq3m2==\n-----END KEY-----\n"
PLAIN = "correct-horse-battery"
MANIFEST = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: NAME}
spec:
  entrypoint: main
  onExit: bye
  templates:
    - name: main
      steps:
        - - {name: show, template: show}
        - - name: use
            template: use
            continueOn: {failed: true, error: true}
            arguments: {parameters: &values [{name: value, value: "{{steps.show.outputs.parameters.value}}"}]}
            hooks:
              running: {template: note, expression: steps.use.status == "Running", arguments: {parameters: *values}}
          - name: items
            template: use
            continueOn: {failed: true}
            arguments: {parameters: [{name: value, value: "{{item}}"}]}
            withParam: '["{{steps.show.outputs.parameters.plain}}"]'
          - {name: missing, template: missing, continueOn: {failed: true}, arguments: {parameters: *values}}
          - {name: ask, template: ask, continueOn: {failed: true}, arguments: {parameters: *values}}
          - name: cache
            template: cache
            arguments: {parameters: [{name: value, value: "{{steps.show.outputs.parameters.plain}}"}]}
        - - {name: wrong, template: cache, arguments: {parameters: *values}}
    - name: show
      volumes: [{name: keys, secret: {secretName: keys}}]
      script:
        image: x
        command: [sh]
        env:
          - {name: TOKEN, valueFrom: {secretKeyRef: {name: login, key: token}}}
          - {name: PLAIN, valueFrom: {secretKeyRef: {name: login, key: plain}}}
          - {name: PYTHON, value: PROGRAM}
        envFrom: [{secretRef: {name: variables}}]
        volumeMounts: [{name: keys, mountPath: /keys}]
        source: |
          echo "$TOKEN"; echo "$TOKEN" >&2; echo "$FROM_FILE"; cat /keys/pem; cat /keys/pem >&2
          echo "$TOKEN" | base64; echo "user:$TOKEN" | base64; base64 /keys/pem; base64 -w 0 /keys/pem
          printf '%s' "$PLAIN" | od -An -tx1 | tr -d ' \\n'; echo
          for part in "${PLAIN%horse*}" "${PLAIN#correct-}"; do printf '%s' "$part"; sleep 0.2; done; echo
          $PYTHON -c 'import json, os, urllib.parse as u; t = os.environ["TOKEN"]; print(json.dumps([t]), u.quote(t))'
          printf '%s' "$TOKEN" > /tmp/value; printf '%s' "$PLAIN" > /tmp/plain
          sleep 0.5
      outputs:
        parameters:
          - {name: value, globalName: value, valueFrom: {path: /tmp/value}}
          - {name: plain, globalName: plain, valueFrom: {path: /tmp/plain}}
    - name: use
      inputs:
        parameters: [{name: value}]
        artifacts: [{name: text, path: /tmp/text, raw: {data: "{{inputs.parameters.value}}"}}]
      script:
        image: x
        command: [sh]
        env: [{name: VALUE, value: "{{inputs.parameters.value}}"}]
        source: "# {{inputs.parameters.value}}\\ncat /tmp/text; echo \\"$VALUE\\"; sleep 0.3; exit 3"
    - name: missing
      inputs: {parameters: [{name: value}]}
      container: {image: x, command: ["/{{inputs.parameters.value}}"]}
    - name: ask
      inputs: {parameters: [{name: value}]}
      http:
        url: "http://127.0.0.1:1/{{=sprig.replace('\\"', '', inputs.parameters.value)}}"
        headers: [{name: Token, valueFrom: {secretKeyRef: {name: login, key: token}}}]
        body: "{{=toJson(inputs.parameters.value)}}"
    - name: cache
      inputs: {parameters: [{name: value}]}
      memoize: {key: "{{inputs.parameters.value}}", cache: {configMap: {name: cache}}}
      container: {image: x, command: ["true"]}
    - name: note
      inputs: {parameters: [{name: value}]}
      script:
        image: x
        command: [sh]
        env: [{name: VALUE, value: "{{inputs.parameters.value}}"}]
        source: 'echo "note $VALUE"'
    - name: bye
      steps:
        - - name: last
            template: note
            arguments: {parameters: [{name: value, value: "{{workflow.outputs.parameters.value}}"}]}
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {pem: PEM}
"""
WANTED = [text.encode() for text in (TOKEN, PLAIN, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "from-a-file-of-variables")]
WANTED += [base64.b64encode(TOKEN.encode())[:-4], json.dumps(TOKEN).encode()[1:-1], PLAIN.encode().hex().encode()]


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    require_namespaces()
    text = MANIFEST.replace("NAME", "hidden").replace("PEM", json.dumps(KEY)).replace("PROGRAM", sys.executable)
    for name, content in (("m.yaml", text), ("token", TOKEN), ("v.env", "# c\n\nFROM_FILE=from-a-file-of-variables\n")):
        (tmp_path / name).write_text(content, "utf-8")
    return Runs(tmp_path, "hidden-values")


OPTIONS = ("--secret", "login.token@token", "--secret", "login.plain@-", "--secret", "variables@v.env")


@dataclass
class Watched:
    """The processes of the machine that had a secret in their command lines, and the helpers of a run."""

    exposed: set[str] = field(default_factory=set)
    helpers: int = 0
    helpers_with_secrets: set[str] = field(default_factory=set)

    def look(self, name: str) -> None:
        """Read the command lines of all processes, and the environments of those of the run with a name."""
        for path in Path("/proc").glob("[0-9]*"):
            try:
                command, environ = ((path / file).read_bytes() for file in ("cmdline", "environ"))
            except OSError:
                continue
            if has_secret(command):
                self.exposed.add(repr(command[:200]))
            if name.encode() in environ:  # it has not become a step in the meantime
                self.helpers += 1
                if has_secret(environ):
                    self.helpers_with_secrets.add(repr(command[:200]))


def has_secret(content: bytes) -> bool:
    return any(text in content for text in WANTED)


@pytest.mark.parametrize("form", ["text", pytest.param("json", marks=pytest.mark.slow)])
def test_secrets_are_shown_nowhere(runs: Runs, tmp_path: Path, form: str) -> None:
    watched = Watched()
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        logs = ("--log", "show", "--log", "use") if form == "text" else ()
        process = runs.start(
            "m.yaml", *OPTIONS, "--format", form, *logs, stdin=subprocess.PIPE, stdout=out, stderr=err
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(PLAIN)
        process.stdin.close()
        while process.poll() is None:
            watched.look(runs.name)
    errors = (tmp_path / "err").read_bytes()
    assert process.returncode == 1, errors  # because of the invalid key of a cache
    assert (watched.exposed, watched.helpers_with_secrets) == (set(), set())
    assert watched.helpers > 0
    show = [sys.executable, "-m", "argogen", "runs", "show", "--runs", "runs", runs.directory.name]
    shown = subprocess.run(show, cwd=tmp_path, check=True, capture_output=True).stdout
    assert b"Failed" in shown
    texts = {"output": (tmp_path / "out").read_bytes() + errors, "runs show": shown}
    texts |= {str(path): path.read_bytes() for path in runs.directory.rglob("*") if path.is_file()}
    private = texts.pop(str(runs.directory / "outcomes.jsonl"))
    assert PLAIN.encode() in private  # what a resumed run reads
    assert (runs.directory / "outcomes.jsonl").stat().st_mode & 0o077 == 0
    assert [(name, text) for name, content in texts.items() for text in WANTED if text in content] == []
    # How many values one mask covers depends on the parts in which the streams arrive.
    assert max(content.count(b"***") for name, content in texts.items() if name.endswith("main.log")) > 5


@pytest.mark.slow
def test_a_resumed_run_has_the_values(runs: Runs) -> None:
    def run(*arguments: str) -> int:
        process = runs.start(*arguments, *OPTIONS, stdin=subprocess.PIPE)
        process.communicate(PLAIN)
        return process.returncode

    assert run("m.yaml") == 1
    before = {row["path"]: row for row in runs.read_outcomes()}["[0].show"]
    assert run("--resume", runs.directory.name) == 1
    after = {row["path"]: row for row in runs.read_outcomes()}
    assert after["[0].show"] == before
    assert before["parameters"] == {"value": TOKEN, "plain": PLAIN}
    assert after[".onExit[0].last"]["inputs"] == {"value": TOKEN}


@given(st.binary(min_size=6, max_size=90), st.binary(max_size=7))
def test_encoded_values_are_masked(value: bytes, before: bytes) -> None:
    forms = list_forms([value])
    text = value.decode("utf-8", "replace").strip()
    if len(value.strip()) >= 6:
        encoded = base64.b64encode(before + value.strip()).decode()
        assert mask(encoded, forms) != encoded
        for line in text.splitlines():
            if len(line.strip()) >= 4:
                assert MASK in mask(json.dumps({"x": f"a {line} b"}), forms)


def test_short_values_are_not_masked() -> None:
    assert list_forms([b"abc", b" a \n"]) == ()


EXPOSED = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: exposed}
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: x
        command: [echo, $(PASSWORD), $(PLAIN), $(OTHER), $$(KEY)]
        envFrom: [{secretRef: {name: login}, prefix: P}]
        env:
          - {name: PASSWORD, valueFrom: {secretKeyRef: {name: login, key: LAIN}}}
          - {name: OTHER, value: other}
---
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {LAIN: correct-horse-battery, KEY: abc}
"""


def test_secrets_in_command_lines_are_reported(tmp_path: Path) -> None:
    require_namespaces()
    (tmp_path / "m.yaml").write_text(EXPOSED, "utf-8")
    code, errors = Runs(tmp_path, "exposed").run("m.yaml")
    assert code == 0
    lines = [line for line in errors.splitlines() if "warning[exposed-secret]" in line]
    where = "template 'main': the command line has the value of Secret 'login', by"
    assert [line.partition("exposed-secret]: ")[2] for line in lines] == [
        f"{where} $(PASSWORD), for all users of this machine",
        f"{where} $(PLAIN), for all users of this machine",
        "key 'KEY' of Secret 'login' has fewer than 4 characters: its value is not masked",
    ]
