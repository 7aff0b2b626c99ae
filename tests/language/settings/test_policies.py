from __future__ import annotations

import pytest

from argogen.language.collector import DiagnosticCollector
from argogen.language.settings.effective import SettingsResolver
from argogen.language.settings.policies import check_policies
from tests.language.pipelines import read_document
from tests.language.settings.templates import build_step, read_layer

FINAL = """\
retry: 3
timeout: 1h
shell: bash
labels: {cost: 1}
resources: {limits: {gpu: 1, memory: 1Gi}}
env: {TEAM: data, TOKEN: {secret: tokens, key: api}}
mounts: {/data: scores}
env_from: [{config_map: common}]
"""
AGREES = [
    "retry: {limit: 3}",
    "retry: {limit: '3', retryPolicy: OnError}",
    "timeout: 3600",
    "timeout: 60m",
    "shell: [bash, -c]",
    "labels: {cost: '1', more: 2}",
    "resources: {limits: {nvidia.com/gpu: '1', memory: 1024Mi}}",
    "container: {env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: tokens, key: api}}}]}",
    "container: {envFrom: [{configMapRef: {name: common}}]}",
    "mounts: {/data: {volume: scores}}",
]
CONTRADICTS = {
    "retry: 5": "'retry' is final: pack 'acme' sets it to '3'",
    "retry: {limit: 5}": "'retry.limit' is final: pack 'acme' sets it to '3'",
    "retry: null": "'retry' is final: pack 'acme' sets it to '3'",
    "timeout: 2h": "'timeout' is final: pack 'acme' sets it to '1h'",
    "shell: sh": "'shell' is final: pack 'acme' sets it to 'bash'",
    "labels: {cost: 2}": "'labels.cost' is final: pack 'acme' sets it to '1'",
    "resources: {limits: {gpu: 2}}": "'resources.limits.gpu' is final: pack 'acme' sets it to '1'",
    "resources: {limits: {memory: 2Gi}}": "'resources.limits.memory' is final: pack 'acme' sets it to '1Gi'",
    "env: {TEAM: mine}": "'env.TEAM' is final: pack 'acme' sets it to 'data'",
    "env: {TOKEN: {secret: tokens, key: other}}": "'env.TOKEN' is final: pack 'acme' sets it",
    "mounts: {/data: {volume: a, sub_path: b}}": "'mounts./data' is final: pack 'acme' sets it to 'scores'",
    "env_from: [{config_map: other}]": "'env_from' is final: pack 'acme' sets it",
    "container: {env: [{name: TEAM, value: me}]}": "'env.TEAM' is final: pack 'acme' sets it to 'data'",
    "container: {volumeMounts: [{mountPath: /data, name: b}]}": "'mounts./data' is final: pack 'acme' sets it to "
    "'scores'",
}


def list_messages(step: str) -> list[str]:
    """Return what is reported of a step, given as the rest of its mapping, and of its place."""
    body = "" if step.startswith("container:") else "run: x\n"
    document = read_document(f"steps:\n- name: a\n  {step}\n  {body}")
    policy = read_layer(f"final:\n{indent(FINAL)}", "acme")
    template = build_step(document.data["steps"][0], document)
    collector = DiagnosticCollector(document, [(policy.document, policy.path)])
    check_policies(SettingsResolver(read_layer("{}"), (policy,)), [template], collector)
    return [diagnostic.message for diagnostic in collector.diagnostics if diagnostic.place.line == 3]


def indent(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


@pytest.mark.parametrize("step", AGREES)
def test_what_means_the_same_is_no_contradiction(step: str) -> None:
    assert list_messages(step) == []


@pytest.mark.parametrize(("step", "message"), CONTRADICTS.items())
def test_what_means_something_else_is_a_contradiction(step: str, message: str) -> None:
    assert list_messages(step) == [message]
