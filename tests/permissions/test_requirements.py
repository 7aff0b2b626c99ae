"""The permissions of a workflow, against those that Argo's manifests and kubectl's requests require."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from argogen.argo.versions import parse_version
from argogen.engine.options import RequestOptions
from argogen.engine.projects import Projects
from argogen.engine.session import EngineSession
from argogen.host import Host
from argogen.permissions.deriving import derive
from argogen.permissions.resources import find_named_resource, find_resource

RESULTS = {"apiGroups": ["argoproj.io"], "resources": ["workflowtaskresults"], "verbs": ["create", "patch"]}
HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w, namespace: ns}\nspec:\n  entrypoint: m\n"
POD = "container: {image: 'a:1', command: [a]}"


def run_derive(
    folder: Path, text: str, namespace: str = "", refs: Sequence[str] = (), version: str | None = None
) -> str:
    (folder / "w.yaml").write_text(text)
    options = RequestOptions(argo_version=None if version is None else parse_version(version))
    projects = Projects(options, EngineSession(Host({}, folder)))
    return derive(projects, folder / "w.yaml", refs, namespace)


def read_rules(text: str, kind: str = "Role") -> dict[str, list[dict[str, Any]]]:
    """The rules of each role, by the namespace and name of the role."""
    documents = [each for each in yaml.safe_load_all(text) if each["kind"] == kind]
    return {f"{each['metadata'].get('namespace')}/{each['metadata']['name']}": each["rules"] for each in documents}


def resource(fields: str, outputs: str = "") -> str:
    return f"{HEAD}  templates:\n  - name: m\n    resource: {fields}\n{outputs}"


def rule(group: str, plural: str, verbs: str, *names: str) -> dict[str, Any]:
    named = {"resourceNames": list(names)} if names else {}
    return {"apiGroups": [group], "resources": [plural], **named, "verbs": verbs.split()}


JOB = """'{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j"}}'"""
BINDING = """'{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "b"},
      "roleRef": {"kind": "ClusterRole", "name": "admin"}}'"""
NEW = "'{apiVersion: batch/v1, kind: Job, metadata: {generateName: j-}}'"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (f"{{action: create, manifest: {NEW}}}", [rule("batch", "jobs", "create")]),
        (f"{{action: create, manifest: {JOB}, successCondition: status.succeeded > 0}}", [
            rule("batch", "jobs", "create"), rule("batch", "jobs", "get", "j"),
        ]),
        (f"{{action: apply, manifest: {JOB}}}", [
            rule("batch", "jobs", "create"), rule("batch", "jobs", "get patch", "j"),
        ]),
        (f"{{action: replace, manifest: {JOB}}}", [rule("batch", "jobs", "get update", "j")]),
        (f"{{action: patch, manifest: {JOB}}}", [rule("batch", "jobs", "patch", "j")]),
        (f"{{action: delete, manifest: {JOB}}}", [rule("batch", "jobs", "delete get list watch", "j")]),
        (f"{{action: get, manifest: {JOB}}}", [rule("batch", "jobs", "get", "j")]),
        ("{action: get, flags: [deploy/web]}", [rule("apps", "deployments", "get", "web")]),
        ("{action: get, flags: [-n, other, pods, -l, app=x]}", [rule("", "pods", "list")]),
        ("{action: delete, flags: [pods, --selector, app=x]}", [rule("", "pods", "list delete get watch")]),
        ("{action: patch, mergeStrategy: json, flags: [cm, c], manifest: '[{op: add, path: /a, value: b}]'}", [
            rule("", "configmaps", "patch get", "c"),
        ]),
        (f"{{action: apply, flags: [--server-side], manifest: {JOB}}}", [
            rule("batch", "jobs", "create"), rule("batch", "jobs", "patch", "j"),
        ]),
        (f"{{action: replace, flags: [--force], manifest: {JOB}}}", [
            rule("batch", "jobs", "create"), rule("batch", "jobs", "delete get", "j"),
        ]),
        (f"{{action: replace, flags: [--force, --grace-period=0], manifest: {JOB}}}", [
            rule("batch", "jobs", "create"), rule("batch", "jobs", "delete get list watch", "j"),
        ]),
        ("{action: create, flags: [configmap, c, --from-literal, a=b]}", [rule("", "configmaps", "create")]),
        ("{action: create, flags: [secret, generic, s, --from-literal=a=b], successCondition: a = b}", [
            rule("", "secrets", "create"), rule("", "secrets", "get", "s"),
        ]),
        ("{action: create, flags: [job, j, --from=cronjob/c]}", [
            rule("batch", "jobs", "create"), rule("batch", "cronjobs", "get", "c"),
        ]),
        (f"{{action: create, manifest: {BINDING}}}", [
            rule("rbac.authorization.k8s.io", "rolebindings", "create"),
            rule("rbac.authorization.k8s.io", "clusterroles", "bind", "admin"),
        ]),
        ("{action: create, manifest: '{apiVersion: argoproj.io/v1alpha1, kind: EventBus}'}", [
            rule("argoproj.io", "eventbus", "create"),
        ]),
        (f"{{action: delete, flags: [--wait=false], manifest: {JOB}}}", [rule("batch", "jobs", "delete", "j")]),
        ("{action: get, flags: [deployment.apps/web, svc/x, --output, json]}", [
            rule("apps", "deployments", "get", "web"), rule("", "services", "get", "x"),
        ]),
        ("{action: get, flags: ['deployments.v1.apps,pods', a]}", [
            rule("apps", "deployments", "get", "a"), rule("", "pods", "get", "a"),
        ]),
        ("{action: patch, flags: [deploy, web, --type, json, --subresource, scale, -p, '[]']}", [
            rule("apps", "deployments/scale", "patch get", "web"),
        ]),
        ("{action: get, manifest: '{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod}]}'}", [
            rule("", "pods", "get"),
        ]),
        ("{action: create, manifest: '{apiVersion: v1, kind: Pod, metadata: {namespace: {{workflow.namespace}}}}'}", [
            rule("", "pods", "create"),
        ]),
        ("{action: create, manifest: '{apiVersion: v1, kind: ConfigMap, metadata: {name: {{inputs.parameters.x}}}}'}", [
            rule("", "configmaps", "create"),
        ]),
    ],
)  # fmt: skip
def test_verbs_of_kubectl(tmp_path: Path, fields: str, expected: list[dict[str, Any]]) -> None:
    text = resource(fields)
    if "inputs.parameters.x" in text:
        text = text.replace("  - name: m\n", "  - name: m\n    inputs: {parameters: [{name: x, value: y}]}\n")
    rules = [each for members in read_rules(run_derive(tmp_path, text)).values() for each in members]
    assert [each for each in rules if each["resources"] != RESULTS["resources"]] == expected


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            (
                "{action: create, manifestFrom: {artifact: {name: a}}}\n"
                "    inputs: {artifacts: [{name: a, path: /a, raw: {data: x}}]}"
            ),
            "its manifest is an artifact",
        ),
        ("{action: get, flags: ['{{workflow.name}}']}", "the type in its flags is known only at run time"),
        (
            f"{{action: apply, flags: [--prune, -l, a=b], manifest: {JOB}}}",
            "it deletes the objects that '--prune' finds",
        ),
        ("{action: get, flags: [-n, '{{workflow.name}}', pods]}", "its namespace is known only at run time"),
        ("{action: get, flags: [gadgets, a]}", "its flags have the unknown type 'gadgets'"),
        ("{action: create, manifest: '{apiVersion: v1, kind: {{workflow.name}}}'}", "the kind in its manifest"),
        ("{action: create, flags: [-f, 'https://x/a.yaml']}", "'--filename' in its flags names further objects"),
        (f"{{action: get, flags: [--as=a], manifest: {JOB}}}", "'--as' in its flags requires the verb 'impersonate'"),
        (f"{{action: get, flags: [--token, a], manifest: {JOB}}}", "'--token' in its flags selects another account"),
        (
            "{action: create, manifest: '{apiVersion: rbac.authorization.k8s.io/v1, kind: Role}'}",
            "its account requires the permissions that it grants",
        ),
    ],
)
def test_says_what_it_cannot_derive(tmp_path: Path, fields: str, reason: str) -> None:
    text = run_derive(tmp_path, resource(fields))
    assert f"# Not derived: 'm': {reason}" in text


def test_known_objects_have_rules_if_others_are_not_known(tmp_path: Path) -> None:
    text = run_derive(tmp_path, resource(f"{{action: get, flags: [-f, more.yaml], manifest: {JOB}}}"))
    assert "# Not derived: 'm': '--filename' in its flags names further objects" in text
    assert read_rules(text)["ns/w"][1:] == [rule("batch", "jobs", "get", "j")]


def test_objects_of_the_cluster_and_of_other_namespaces_have_roles_of_their_own(tmp_path: Path) -> None:
    one = "'{apiVersion: v1, kind: Namespace, metadata: {name: a}}'"
    other = "'{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: elsewhere}}'"
    text = run_derive(
        tmp_path,
        f"""{HEAD}  templates:
  - {{name: m, steps: [[{{name: a, template: a}}], [{{name: b, template: b}}]]}}
  - {{name: a, resource: {{action: create, manifest: {one}}}}}
  - {{name: b, resource: {{action: get, manifest: {other}}}}}
""",
    )
    assert read_rules(text, "ClusterRole") == {"None/ns:w": [rule("", "namespaces", "create")]}
    assert read_rules(text) == {
        "ns/w": [RESULTS],
        "elsewhere/ns:w": [rule("", "configmaps", "get", "c")],
    }
    bindings = [each for each in yaml.safe_load_all(text) if each["kind"].endswith("Binding")]
    assert {subject["namespace"] for each in bindings for subject in each["subjects"]} == {"ns"}


def test_each_account_has_what_its_own_pods_require(tmp_path: Path) -> None:
    text = run_derive(
        tmp_path,
        f"""{HEAD}  serviceAccountName: base
  executor: {{serviceAccountName: executor}}
  artifactGC: {{strategy: OnWorkflowDeletion, serviceAccountName: cleaner}}
  templates:
  - {{name: m, dag: {{tasks: [{{name: a, template: a}}, {{name: b, template: b}}]}}}}
  - {{name: a, {POD}, outputs: {{artifacts: [{{name: o, path: /o, s3: {{key: k}}}}]}}}}
  - {{name: b, http: {{url: http://x}}}}
""",
    )
    rules = read_rules(text)
    assert list(rules) == ["ns/w:executor", "ns/w:base", "ns/w:cleaner"]
    assert rules["ns/w:executor"] == [RESULTS]
    assert [each["resources"] for each in rules["ns/w:base"]] == [["workflowtasksets"], ["workflowtasksets/status"]]
    assert [each["resources"] for each in rules["ns/w:cleaner"]] == [
        ["workflowartifactgctasks"], ["workflowartifactgctasks/status"],
    ]  # fmt: skip
    accounts = [each["metadata"]["name"] for each in yaml.safe_load_all(text) if each["kind"] == "ServiceAccount"]
    assert accounts == ["executor", "base", "cleaner"]
    assert "# deletes artifact 'o' of 'a'" in text


def test_the_default_account_and_the_one_of_the_workflow_have_separate_roles(tmp_path: Path) -> None:
    settings = "  serviceAccountName: w\n  artifactGC: {strategy: OnWorkflowDeletion}\n"
    output = "outputs: {artifacts: [{name: o, path: /o, s3: {key: k}}]}"
    text = run_derive(tmp_path, f"{HEAD}{settings}  templates:\n  - {{name: m, {POD}, {output}}}\n")
    roles = read_rules(text)
    assert list(roles) == ["ns/w", "ns/w:default"]
    assert roles["ns/w"] == [RESULTS]
    bindings = [each for each in yaml.safe_load_all(text) if each["kind"] == "RoleBinding"]
    assert {each["roleRef"]["name"]: each["subjects"][0]["name"] for each in bindings} == {
        "w": "w", "w:default": "default",
    }  # fmt: skip


def test_patches_of_pods_name_accounts(tmp_path: Path) -> None:
    patches = "  podSpecPatch: 'serviceAccountName: common'\n"
    patches += '  artifactGC: {strategy: OnWorkflowDeletion, podSpecPatch: \'{"serviceAccountName": "cleaner"}\'}\n'
    steps = "steps: [[{name: a, template: a}, {name: b, template: b}, {name: c, template: c}]]"
    output = "outputs: {artifacts: [{name: o, path: /o, s3: {key: k}}]}"
    text = run_derive(
        tmp_path,
        f"""{HEAD}{patches}  templates:
  - {{name: m, {steps}}}
  - {{name: a, serviceAccountName: x, {POD}, {output}}}
  - {{name: b, podSpecPatch: 'serviceAccountName: own', {POD}}}
  - {{name: c, podSpecPatch: 'serviceAccountName: "{{{{workflow.name}}}}"', {POD}}}
""",
    )
    assert {name: len(rules) for name, rules in read_rules(text).items()} == {
        "ns/w:common": 1, "ns/w:own": 1, "ns/w:cleaner": 2,
    }  # fmt: skip
    assert "# Not derived: the account '{{workflow.name}}' is known only at run time" in text


@pytest.mark.parametrize(("own", "expected"), [("{}", ["base", "other"]), ("{archiveLogs: false}", ["other"])])
def test_archived_logs_are_deleted_with_artifacts(tmp_path: Path, own: str, expected: list[str]) -> None:
    settings = "  archiveLogs: true\n  artifactGC: {strategy: OnWorkflowDeletion, serviceAccountName: base}\n"
    gc = "artifactGC: {strategy: OnWorkflowCompletion, serviceAccountName: other}"
    output = f"outputs: {{artifacts: [{{name: o, path: /o, {gc}}}]}}"
    template = f"{{name: m, archiveLocation: {own}, {POD}, {output}}}"
    text = run_derive(tmp_path, f"{HEAD}{settings}  templates:\n  - {template}\n")
    accounts = [each["metadata"]["name"] for each in yaml.safe_load_all(text) if each["kind"] == "ServiceAccount"]
    assert sorted(accounts) == expected
    assert ("# deletes the archived logs of 'm'" in text) == ("base" in expected)
    without = run_derive(tmp_path, f"{HEAD}{settings}  templates:\n  - {{name: m, {POD}}}\n")
    assert read_rules(without) == {"ns/w": [RESULTS]}


def test_plugins_of_the_workflow_have_accounts_with_tokens(tmp_path: Path) -> None:
    limits = "{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1, memory: 1Gi}}"
    container = (
        f"{{name: c, image: 'a:1', ports: [{{containerPort: 4355}}], resources: {limits}, securityContext: {{}}}}"
    )
    sidecar = f"{{automountServiceAccountToken: true, container: {container}}}"
    settings = f"  executorPlugins: [{{metadata: {{name: hello}}, spec: {{sidecar: {sidecar}}}}}]\n"
    text = run_derive(tmp_path, f"{HEAD}{settings}  templates:\n  - {{name: m, plugin: {{a: {{}}}}}}\n", version="4.1")
    objects = [(each["kind"], each["metadata"]["name"]) for each in yaml.safe_load_all(text)]
    assert ("ServiceAccount", "hello-executor-plugin") in objects
    assert ("Secret", "hello-executor-plugin.service-account-token") in objects


def test_the_defaults_of_templates_name_accounts(tmp_path: Path) -> None:
    settings = "  templateDefaults: {executor: {serviceAccountName: e}, container: {image: 'a:1'}}\n"
    templates = f"  - {{name: m, steps: [[{{name: a, template: a}}]]}}\n  - {{name: a, {POD}}}\n"
    text = run_derive(tmp_path, f"{HEAD}{settings}  templates:\n{templates}")
    assert read_rules(text) == {"ns/w:e": [RESULTS]}


def test_templates_of_files_that_are_not_given_are_named(tmp_path: Path) -> None:
    step = "{name: a, templateRef: {name: lib, template: x}}"
    text = run_derive(tmp_path, f"{HEAD}  templates:\n  - {{name: m, steps: [[{step}]]}}\n")
    assert "# Not derived: 'a': its template is in another file, which --ref adds, or" in text
    text = run_derive(tmp_path, f"{HEAD}  workflowTemplateRef: {{name: lib}}\n")
    assert "# Not derived: the workflow template 'lib' is in another file, which --ref adds, or" in text


def test_accounts_of_pods_exist_also_without_permissions_and_tokens_are_mounted(tmp_path: Path) -> None:
    text = run_derive(
        tmp_path,
        f"""{HEAD}  executor: {{serviceAccountName: executor}}
  templateDefaults: {{serviceAccountName: common, container: {{image: 'b:1'}}}}
  templates:
  - {{name: m, steps: [[{{name: a, template: a}}, {{name: b, template: b}}]]}}
  - {{name: a, {POD}}}
  - {{name: b, http: {{url: http://x, headers: [{{name: h, valueFrom: {{secretKeyRef: {{name: s, key: k}}}}}}]}}}}
""",
    )
    objects = [(each["kind"], each["metadata"]["name"]) for each in yaml.safe_load_all(text)]
    assert [each for each in objects if each[0] in ("ServiceAccount", "Secret")] == [
        ("ServiceAccount", "executor"),
        ("ServiceAccount", "common"),
        ("Secret", "executor.service-account-token"),
        ("Secret", "default.service-account-token"),
    ]
    assert read_rules(text)["ns/w"][-1] == rule("", "secrets", "get", "s")


def test_roles_of_other_accounts_and_workflows_have_other_names(tmp_path: Path) -> None:
    steps = "steps: [[{name: a, template: a}, {name: b, template: b}]]"
    body = f"spec:\n  entrypoint: m\n  serviceAccountName: w\n  templates:\n  - {{name: m, {steps}}}\n"
    body += f"  - {{name: a, {POD}}}\n  - {{name: b, serviceAccountName: default, {POD}}}\n"
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {METADATA, namespace: ns}\n"
    names = ("name: w", "generateName: w-", "name: v")
    text = run_derive(tmp_path, "---\n".join(head.replace("METADATA", name) + body for name in names))
    found = [f"{each['kind']} {each['metadata']['name']}" for each in yaml.safe_load_all(text)]
    roles = ["w", "w:default", "v:w", "v"]
    assert sorted(found) == sorted(["ServiceAccount w", *(f"{kind} {role}" for role in roles for kind in
                                                           ("Role", "RoleBinding"))])  # fmt: skip


def test_workflows_in_a_list(tmp_path: Path) -> None:
    spec = "{workflowTemplateRef: {name: t}}"
    template = f"{{entrypoint: m, templates: [{{name: m, {POD}}}]}}"
    items = (f"{{kind: Workflow, metadata: {{name: w}}, spec: {spec}, apiVersion: argoproj.io/v1alpha1}}", (
        f"{{kind: WorkflowTemplate, metadata: {{name: t}}, spec: {template}, apiVersion: argoproj.io/v1alpha1}}"
    ))  # fmt: skip
    text = run_derive(tmp_path, f"apiVersion: v1\nkind: List\nitems: [{', '.join(items)}]\n")
    assert read_rules(text) == {"argo/w": [RESULTS]}


def test_says_what_is_not_in_the_file(tmp_path: Path) -> None:
    call = "templateRef: {name: t, template: b}"
    text = run_derive(
        tmp_path,
        f"""{HEAD}  serviceAccountName: "{{{{workflow.parameters.account}}}}"
  arguments: {{parameters: [{{name: account, value: a}}]}}
  templates:
  - {{name: m, steps: [[{{name: a, template: a, hooks: {{exit: {{{call}}}}}}}, {{name: b, {call}}}]]}}
  - {{name: a, podSpecPatch: 'serviceAccount: x', {POD}}}
""",
    )
    unknown = "its template is in another file, which --ref adds, or its name is known only at run time"
    account = "{{workflow.parameters.account}}"
    required = "it requires create, patch of workflowtaskresults: pods of steps report their results"
    assert text.splitlines() == [
        "# Permissions of the workflow 'w'.",
        f"# Not derived: 'a.on_exit': {unknown}",
        f"# Not derived: 'b': {unknown}",
        "# Not derived: 'a': its account is that in a podSpecPatch",
        f"# Not derived: the account '{account}' is known only at run time; {required}",
    ]


@pytest.mark.parametrize("line", ["\n", "\r", "\x85", "\u2028"])
def test_names_do_not_end_comments(tmp_path: Path, line: str) -> None:
    flag = f"x{line}kind: Pod"
    text = run_derive(tmp_path, resource(f"{{action: get, flags: [{json.dumps(flag)}]}}"))
    assert "the unknown type 'x kind: Pod'" in text
    assert all(each["kind"] in ("Role", "RoleBinding") for each in yaml.safe_load_all(text))


def test_kinds_that_are_not_known_are_named(tmp_path: Path) -> None:
    manifest = "'{apiVersion: example.com/v1, kind: Mesh, metadata: {name: a}}'"
    text = run_derive(tmp_path, resource(f"{{action: get, manifest: {manifest}}}"))
    assert "# get in 'm'; assumed: 'meshes', with objects in namespaces, unless --ref adds its" in text


def test_definitions_have_the_plural_and_the_scope_of_custom_kinds(tmp_path: Path) -> None:
    names = "{kind: Mesh, plural: meshset, singular: mesh, shortNames: [msh]}"
    definition = (
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: meshset.example.com}\n"
        f"spec: {{group: example.com, scope: Cluster, names: {names}, versions: []}}\n"
    )
    (tmp_path / "refs").mkdir()
    (tmp_path / "refs/definition.yaml").write_text(definition)
    for fields in (
        "{action: get, manifest: '{apiVersion: example.com/v1, kind: Mesh, metadata: {name: a}}'}",
        "{action: get, flags: [msh, a]}",
    ):
        text = run_derive(tmp_path, resource(fields), refs=["refs"])
        assert read_rules(text, "ClusterRole") == {"None/ns:w": [rule("example.com", "meshset", "get", "a")]}
        assert "assumed" not in text


def test_comments_name_the_step_of_a_hook(tmp_path: Path) -> None:
    hook = f"  - {{name: h, resource: {{action: get, manifest: {JOB}}}}}\n"
    step = f"{{name: a, inline: {{{POD}}}, hooks: {{exit: {{template: h}}}}}}"
    text = run_derive(tmp_path, f"{HEAD}  templates:\n  - {{name: m, steps: [[{step}]]}}\n{hook}")
    assert "# get in step 'a.on_exit' (template 'h')" in text


def test_only_templates_that_run_count(tmp_path: Path) -> None:
    unused = f"  - {{name: u, resource: {{action: get, manifest: {JOB}}}}}\n"
    handler = f"  - {{name: h, resource: {{action: get, manifest: {JOB}}}}}\n"
    text = f"{HEAD}  onExit: h\n  templates:\n  - {{name: m, suspend: {{}}}}\n"
    assert read_rules(run_derive(tmp_path, text.replace("  onExit: h\n", "") + unused)) == {}
    assert len(read_rules(run_derive(tmp_path, text + handler))["ns/w"]) == 2


def test_names_what_the_controller_writes(tmp_path: Path) -> None:
    cache = "memoize: {key: k, cache: {configMap: {name: c}}}"
    text = run_derive(tmp_path, f"{HEAD}  templates:\n  - {{name: m, {POD}, {cache}}}\n", "other")
    assert (
        "# Required by the controller, with its own account: create, get and update of configmaps: cache 'c' of 'm'"
        in text
    )
    assert list(read_rules(text)) == ["other/w"]


@pytest.mark.parametrize(
    ("version", "kind", "plural"),
    [
        ("networking.k8s.io/v1", "Ingress", "ingresses"),
        ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
        ("v1", "Endpoints", "endpoints"),
        ("example.com/v1", "Gateway", "gateways"),
        ("example.com/v1", "Mesh", "meshes"),
    ],
)
def test_plurals(version: str, kind: str, plural: str) -> None:
    assert find_resource(version, kind).plural == plural


@pytest.mark.parametrize("name", ["po", "pod", "Pod", "pods"])
def test_names_of_resources_in_kubectl(name: str) -> None:
    found = find_named_resource(name)
    assert found is not None
    assert (found.group, found.plural) == ("", "pods")
