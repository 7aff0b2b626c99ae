"""Overrides of the templates in `fields`: their blocks, other fields of a value, and all containers of a pipeline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from argogen.templating.templates import Templates

Render = Callable[..., Any]
PIPELINE = """\
name: nightly
defaults: {image: busybox}
tasks:
  plan:
    run: echo
    env: {LEVEL: info}
    sidecars: [{name: db, image: redis}]
    init_containers: [{name: prepare, image: alpine}]
  set:
    container_set:
      retryStrategy: {retries: 2}
      containers:
      - {name: main, image: alpine, command: [echo]}
"""
BLOCKS = """\
{{% extends "argogen/fields/{name}.yaml.j2" %}}
{{% block {block} %}}
{body}
{{% endblock %}}
"""
MIRRORED = {
    "fields/container.yaml.j2": '${{ field("argogen/container", container, image="mirror/" ~ container.image) }}\n',
    "fields/user-container.yaml.j2": '${{ dict(user_container, image="mirror/" ~ user_container.image) }}\n',
}


def override(name: str, block: str, body: str) -> dict[str, str]:
    return {f"fields/{name}.yaml.j2": BLOCKS.format(name=name, block=block, body=body)}


def find(manifest: Any, name: str) -> Any:
    [template] = [template for template in manifest["spec"]["templates"] if template["name"] == name]
    return template


def test_a_block_of_a_container_is_extended(render_pipeline: Render) -> None:
    policy = '${{ super() }}\nimagePullPolicy: ${{ container.others.imagePullPolicy | default("Always") }}'
    manifest = render_pipeline(override("container", "image", policy), PIPELINE)
    assert list(find(manifest, "plan")["container"])[:2] == ["image", "imagePullPolicy"]
    assert find(manifest, "plan")["container"]["imagePullPolicy"] == "Always"


def test_a_list_is_extended_by_super(render_pipeline: Render) -> None:
    body = "${{ super() }}\n- configMapRef: {name: common}"
    manifest = render_pipeline(override("container", "env_from", body), PIPELINE)
    assert find(manifest, "plan")["container"]["envFrom"] == [{"configMapRef": {"name": "common"}}]


def test_blocks_of_calls_and_metadata(render_pipeline: Render) -> None:
    condition = override("call", "condition", 'when: ${{ call.when or "{{workflow.parameters.on}} == yes" }}')
    labels = override("metadata", "labels", 'labels: ${{ dict({"team": "data"}, **(metadata.labels or {})) }}')
    manifest = render_pipeline({**condition, **labels}, f"{PIPELINE}labels: {{team: search}}\n")
    assert {task["when"] for task in find(manifest, "main")["dag"]["tasks"]} == {"{{workflow.parameters.on}} == yes"}
    assert manifest["metadata"]["labels"] == {"team": "search"}


def test_an_override_renders_the_built_in_template_with_other_fields(render_pipeline: Render) -> None:
    manifest = render_pipeline(MIRRORED, PIPELINE)
    assert find(manifest, "plan")["container"]["image"] == "mirror/busybox"


def test_sidecars_init_containers_and_container_sets_have_one_template(render_pipeline: Render) -> None:
    manifest = render_pipeline(MIRRORED, PIPELINE)
    plan, pod = find(manifest, "plan"), find(manifest, "set")["containerSet"]
    assert plan["sidecars"] == [{"name": "db", "image": "mirror/redis"}]
    assert plan["initContainers"] == [{"name": "prepare", "image": "mirror/alpine"}]
    assert pod["containers"] == [{"name": "main", "image": "mirror/alpine", "command": ["echo"]}]
    assert list(pod) == ["retryStrategy", "containers"]


def test_another_template_renders_the_built_in_field_that_is_overridden(render_pipeline: Render) -> None:
    text = '${{ field("argogen/container", container, image="ours") }}\n'
    body = "container: ${{ field('argogen/container', template.container, working_dir='/data') }}"
    construct = (
        f'{{% extends "argogen/constructs/container.yaml.j2" %}}\n{{% block body %}}\n{body}\n{{% endblock %}}\n'
    )
    manifest = render_pipeline({"fields/container.yaml.j2": text, "constructs/container.yaml.j2": construct}, PIPELINE)
    container = find(manifest, "plan")["container"]
    assert (container["image"], container["workingDir"]) == ("busybox", "/data")


def test_a_prefix_selects_the_fields_of_a_pack(tmp_path: Path) -> None:
    texts = {
        "own/part.yaml.j2": 'a: ${{ field("acme/label", {"x": 1}) }}\nb: ${{ field("acme", {"x": 2}) }}\n',
        "own/fields/label.yaml.j2": "own: ${{ label.x }}\n",
        "own/fields/acme.yaml.j2": "own: ${{ acme.x }}\n",
        "acme/fields/label.yaml.j2": "theirs: ${{ label.x }}\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    templates = Templates([tmp_path / "own"], {"acme": tmp_path / "acme"})
    assert templates.render("part.yaml.j2") == {"a": {"theirs": 1}, "b": {"own": 2}}


def test_a_directory_of_fields_without_a_prefix(render_pipeline: Render) -> None:
    ours = {"fields/acme/label.yaml.j2": "${{ workflow.kind }}\n"}
    body = override("metadata", "labels", 'labels: {kind: \'${{ field("acme/label", {"x": 1}) }}\'}')
    assert render_pipeline({**ours, **body}, PIPELINE)["metadata"]["labels"] == {"kind": "Workflow"}


def test_a_sidecar_is_added_by_super(render_pipeline: Render) -> None:
    body = "${{ super() }}\n- {name: logs, image: fluent}"
    text = BLOCKS.format(name="x", block="sidecars", body=body).replace("fields/x", "constructs/container")
    plan = find(render_pipeline({"constructs/container.yaml.j2": text}, PIPELINE), "plan")
    assert [sidecar["name"] for sidecar in plan["sidecars"]] == ["db", "logs"]
