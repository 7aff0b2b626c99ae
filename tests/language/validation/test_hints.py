"""Hints with the corrected value, and suggestions for unknown keys that apply at their place."""

from __future__ import annotations

import pytest

from argogen.argo.structure import DEFAULT_VERSION, load_structure
from argogen.language.validation import check_argo_objects, validate_pipeline
from argogen.yaml import SourceText, read_documents

STEP = "name: a\nsteps:\n  - name: b\n    run: x\n    image: i\n    "
LEAF = "name: a\nrun: x\nimage: i\n"


def list_messages(text: str) -> list[tuple[str, str]]:
    [document] = read_documents(SourceText("a.yaml", text))
    found = validate_pipeline(document) + check_argo_objects(document, load_structure(DEFAULT_VERSION))
    return [(diagnostic.message, diagnostic.hint) for diagnostic in found]


MAPPINGS = {
    "env: [LEVEL=info]": "use a mapping: env: {LEVEL: info}",
    "env: [A=b, C=]": 'use a mapping: env: {A: b, C: ""}',
    'env: ["A: b", "C:3"]': 'use a mapping: env: {A: b, C: "3"}',
    "env: [A: b, C: 3]": "use a mapping: env: {A: b, C: 3}",
    "env: [{name: A, value: b}]": "use a mapping: env: {A: b}",
    "labels: [team=search]": "use a mapping: labels: {team: search}",
    "with: [a=b]": "use a mapping: with: {a: b}",
    f"env: [A={'x' * 60}, B={'y' * 60}]": f"use a mapping: env: {{A: {'x' * 60}, …}}",
    f"env: [A={'x' * 150}]": "",
    "env: [A=b, c]": "",
    "env: ['https://b']": "",
    "resources: [cpu=1]": "use a value such as {limits: {memory: 1Gi, cpu: 250m, gpu: 1}}",
}


@pytest.mark.parametrize("written", MAPPINGS)
def test_list_that_is_meant_as_a_mapping(written: str) -> None:
    [(message, hint)] = list_messages(STEP + written)
    assert message == "expected a mapping, found a list"
    assert hint == MAPPINGS[written]


@pytest.mark.parametrize("written", [written for written, hint in MAPPINGS.items() if hint.startswith("use a mapping")])
def test_corrected_mapping_is_valid(written: str) -> None:
    line = MAPPINGS[written].removeprefix("use a mapping: ")
    assert list_messages(STEP + line) == [] or "…" in line


@pytest.mark.parametrize(
    ("item", "hint"),
    [
        ("name:plan", "write 'name: plan' with a space after the colon"),
        ("run:echo hello", "write 'run: echo hello' with a space after the colon"),
        ("name=plan", "write 'name: plan'"),
        ("https://a.example", "use a value such as {name: hello, image: alpine:3.23, run: echo hello}"),
        (f"run:{'x' * 150}", "use a value such as {name: hello, image: alpine:3.23, run: echo hello}"),
    ],
)
def test_item_without_a_space_after_the_colon(item: str, hint: str) -> None:
    hints = [
        hint for message, hint in list_messages(f"name: a\nsteps:\n  - {item}\n") if message.startswith("expected")
    ]
    assert hints == [hint]


def test_item_of_an_argo_object_without_a_space_after_the_colon() -> None:
    assert list_messages("name: a\ncontainer: {image: i, env: ['name:A']}\n") == [
        ("expected a mapping, found string 'name:A'", "write 'name: A' with a space after the colon")
    ]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("parallelism: 0", "'parallelism' must be at least 1, got 0"),
        ("ttl: -1", "'ttl' must be at least 0, got -1"),
        ("shell: []", "'shell' must have at least 1 item, got 0"),
        ('profile: ""', "'profile' must not be empty"),
        ("outputs: {}\nvolumes: {a: {secret: b, default_mode: 1000}}", "'default_mode' must be at most 511, got 1000"),
    ],
)
def test_limits(written: str, message: str) -> None:
    assert message in [found for found, _ in list_messages(LEAF + written)]


SUGGESTIONS = {
    # a key of the same file or field in another tool
    f"{STEP}outputs: {{o: {{file: /tmp/x}}}}": "did you mean 'path'?",
    f"{STEP}artifacts: {{out: {{o: {{file: /tmp/x}}}}}}": "did you mean 'path'?",
    f"{STEP}artifacts: {{in: {{o: {{path: /tmp/x, s3: {{key: k}}, mountPath: /x}}}}}}": "did you mean 'path'?",
    f"{STEP}retries: 3": "did you mean 'retry'?",
    # an Argo field
    f"{STEP}serviceAccountName: x": "did you mean 'service_account'?",
    f"{STEP}activeDeadlineSeconds: 3": "did you mean 'deadline'?",
    f"{STEP}withParam: x": "did you mean 'for_each'?",
    f"{STEP}retryStrategy: {{limit: 3}}": "did you mean 'retry'?",
    f"{STEP}imagePullPolicy: Always": "did you mean 'image_pull_policy'? (keys of argogen are in snake_case)",
    f"{LEAF}ttlStrategy: {{}}": "did you mean 'ttl'?",
    f"{LEAF}timezone: x": "move it to 'schedule'",
    f"{LEAF}finalizers: [x]": "move it to 'metadata'",
    f"{LEAF}workflowSpec: {{}}": "move its fields to the pipeline",
    f"{LEAF}defaults: {{dnsPolicy: Default}}": "use 'dns_policy' on the pipeline",
    f"{LEAF}defaults: {{ttlStrategy: {{}}}}": "use 'ttl' on the pipeline",
    # keys that do not apply to the body
    "name: a\nsteps: [[{name: b, use: c, serviceAccountName: x}]]": (
        "remove it: 'service_account' does not apply to use"
    ),
    "name: a\nsteps: [[{name: b, use: c, imagee: x}]]": "remove it: 'image' does not apply to use",
    "name: a\nsteps: [{name: b, suspend: {}, imagePullPolicy: Always}]": (
        "remove it: 'image_pull_policy' does not apply to suspend"
    ),
    "name: a\nsteps: [{name: b, use: c}]\nserviceAccountName: x": "did you mean 'service_account'?",
    "name: a\nsteps: [{name: b, use: c}]\noutputs: {o: {from: x}}": "did you mean 'parameter'?",
    f"{LEAF}outputs: {{o: {{path: /x, from: x}}}}": "",
    "name: a\nsteps: [[{name: b, use: c}]]\nartifacts: {out: {o: {file: x}}}": (
        "remove it: artifacts of steps have no path"
    ),
}


@pytest.mark.parametrize("text", SUGGESTIONS)
def test_suggestion_for_an_unknown_key(text: str) -> None:
    hints = [hint for message, hint in list_messages(text) if "of" in message and "missing" not in message]
    assert SUGGESTIONS[text] in hints
