"""Template overrides: what they can change, and the diagnostics of their errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.resources import TEMPLATES
from argogen.templating.lookup import list_files
from argogen.templating.templates import Templates
from argogen.yaml.text import SourceText
from tests.compiling import find_inputs, generate

PIPELINE = """\
name: nightly
labels: {team: search}
defaults: {image: busybox}
steps:
- {name: first, run: echo one}
- {name: second, script: {command: [python], source: print(2)}}
"""
LEAF = "name: leaf\nimage: busybox\nrun: echo\n"
CUSTOM = {
    "constructs/container.yaml.j2": """\
{% extends "argogen/constructs/container.yaml.j2" %}
{% block settings %}
priorityClassName: ${{ template.custom.tier | default(none) }}
${{ super() }}
{% endblock %}
""",
    "fields/spec.yaml.j2": """\
{% extends "argogen/fields/spec.yaml.j2" %}
{% block raw %}
priority: ${{ workflow.custom.urgency }}
{% endblock %}
""",
}
LIMITED = """\
{% extends "argogen/constructs/container.yaml.j2" %}
{% block body %}
${{ super() }}
activeDeadlineSeconds: 3600
{% endblock %}
"""

Render = Callable[..., Any]
Refuse = Callable[..., Diagnostic]


@pytest.fixture
def render(render_pipeline: Render) -> Render:
    """The function of `render_pipeline`, with a default pipeline."""

    def run(ours: dict[str, str], pipeline: str = PIPELINE, *arguments: Any, **others: Any) -> Any:
        return render_pipeline(ours, pipeline, *arguments, **others)

    return run


@pytest.fixture
def refuse(render: Render) -> Refuse:
    """A function that renders like `render`, and returns the only diagnostic."""

    def run(*arguments: Any, **others: Any) -> Diagnostic:
        with pytest.raises(InvalidInputError) as caught:
            render(*arguments, **others)
        [diagnostic] = caught.value.diagnostics
        return diagnostic

    return run


def image(name: str) -> str:
    return f"image: {name}\nsource: ${{{{ container.source }}}}\n"


def find(manifest: Any, name: str) -> Any:
    [template] = [template for template in manifest["spec"]["templates"] if template["name"] == name]
    return template


def test_data_of_the_authors_own_reaches_the_templates(render: Render) -> None:
    third = "- {name: third, custom: {tier: gold, text: '{{no.tag}}'}, run: echo three}\n"
    manifest = render(CUSTOM, f"{PIPELINE}{third}custom: {{urgency: 3}}\n")
    assert find(manifest, "third")["priorityClassName"] == "gold"
    assert "priorityClassName" not in find(manifest, "first")
    assert manifest["spec"]["priority"] == 3


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("constructs/container.yaml.j2", ("first", "second")),
        ("constructs/template.yaml.j2", ("main", "first", "second")),
    ],
)
def test_data_of_the_pipeline_reaches_every_construct(render: Render, name: str, where: tuple[str, ...]) -> None:
    text = (
        f'{{% extends "argogen/{name}" %}}\n'
        "{% block settings %}\npriorityClassName: ${{ workflow.custom.tier }}\n${{ super() }}\n{% endblock %}\n"
    )
    manifest = render({name: text}, f"{PIPELINE}custom: {{tier: gold}}\n")
    for template in manifest["spec"]["templates"]:
        made = template.get("priorityClassName")
        assert made == ("gold" if template["name"] in where and ("container" in template or "main" in where) else None)


def test_data_of_the_pipeline_reaches_every_field_and_what_is_included_there(render: Render) -> None:
    ours = {
        "fields/container.yaml.j2": "{% import 'macros.j2' as m %}\nimage: ${{ m.image(workflow) }}\n"
        "source: ${{ container.source }}\n{% include 'more.j2' %}\n",
        "macros.j2": "{% macro image(head) %}${{ head.custom.registry }}/busybox{% endmacro %}\n",
        "more.j2": "workingDir: /${{ workflow.custom.registry }}\n",
    }
    manifest = render(ours, f"{PIPELINE}custom: {{registry: ours}}\n")
    assert find(manifest, "first")["container"] == {"image": "ours/busybox", "workingDir": "/ours"}


def test_templates_inside_of_calls_see_the_pipeline(render: Render) -> None:
    text = "name: ${{ template.name }}\ncontainer: {image: '${{ workflow.custom.image }}'}\n"
    pipeline = "name: n\ncustom: {image: ours}\nsteps:\n- {name: a, inline: true, image: x, run: echo}\n"
    manifest = render({"constructs/container.yaml.j2": text}, pipeline)
    [[step]] = find(manifest, "main")["steps"]
    assert step["inline"] == {"container": {"image": "ours"}}


@pytest.mark.parametrize("name", [name for name in list_files(TEMPLATES) if "/" in name and "code/" not in name])
def test_what_each_file_sees(folder: Path, name: str) -> None:
    """Check the variables that docs/how-to/templates.md lists: the value, `workflow`, and parameters of packs."""
    kind, _, file = name.partition("/")
    own = file.removesuffix(".yaml.j2")
    variable = "template" if kind == "constructs" else own.replace("-", "_")
    call = f"construct({{'construct': '{own}', 'x': 3}})" if kind == "constructs" else f"field('{own}', {{'x': 3}})"
    values = (f"{variable}.x", "workflow.custom.y", "packs.acme.z")
    for path, text in {
        "manifest.yaml.j2": f"a: ${{{{ {call} }}}}\nb: ${{{{ workflow.name ~ templates }}}}\n",
        name: "\n".join(f"- ${{{{ {value} }}}}" for value in values) + "\n",
    }.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    templates = Templates([folder], {}, {"packs": {"acme": {"z": 5}}})
    workflow = {"name": "n", "custom": {"y": 4}}
    assert templates.render("manifest.yaml.j2", workflow=workflow, templates=[1]) == {"a": [3, 4, 5], "b": "n[1]"}


def test_a_construct_is_replaced_by_its_name(render: Render) -> None:
    plain = render({})
    text = (
        "name: ${{ template.name }}\ncontainer:\n  image: registry/${{ template.container.image }}\n  command: [ls]\n"
    )
    made = render({"constructs/container.yaml.j2": text})
    assert find(made, "first") == {"name": "first", "container": {"image": "registry/busybox", "command": ["ls"]}}
    for untouched in ("main", "second"):
        assert find(made, untouched) == find(plain, untouched)
    assert made["metadata"] == plain["metadata"]


def test_a_block_is_added_to(render: Render) -> None:
    plain, made = render({}), render({"constructs/container.yaml.j2": LIMITED})
    assert find(made, "first") == {**find(plain, "first"), "activeDeadlineSeconds": 3600}
    assert find(made, "second") == find(plain, "second")


def test_a_field_is_replaced_for_every_construct(render: Render) -> None:
    made = render({"fields/container.yaml.j2": "image: ours/${{ container.image }}\nsource: ${{ container.source }}\n"})
    assert find(made, "first")["container"] == {"image": "ours/busybox"}
    assert find(made, "second")["script"] == {"image": "ours/busybox", "source": "print(2)"}


def test_what_all_constructs_share_is_changed_once(render: Render) -> None:
    text = (
        '{% extends "argogen/constructs/template.yaml.j2" %}\n'
        "{% block head %}\n${{ super() }}\npriorityClassName: low\n{% endblock %}\n"
    )
    made = render({"constructs/template.yaml.j2": text})
    assert [template["priorityClassName"] for template in made["spec"]["templates"]] == ["low"] * 3


def test_the_metadata_of_the_document(render: Render) -> None:
    text = """\
{% extends "argogen/manifest.yaml.j2" %}
{% block head %}
apiVersion: argoproj.io/v1alpha1
kind: ${{ workflow.kind }}
metadata:
  generateName: ours-${{ workflow.metadata.generate_name }}
  namespace: batch
  labels:
    <<: ${{ workflow.metadata.labels }}
    owner: platform
{% endblock %}
"""
    assert render({"manifest.yaml.j2": text})["metadata"] == {
        "generateName": "ours-nightly-",
        "namespace": "batch",
        "labels": {"team": "search", "owner": "platform"},
    }


@pytest.mark.parametrize("named", ["templates: theirs", "templates: [theirs]"])
def test_a_pipeline_names_its_folder(render: Render, named: str) -> None:
    theirs = {"fields/container.yaml.j2": image("theirs")}
    made = render({}, f"{named}\n{PIPELINE}", (), theirs=theirs)
    assert find(made, "first")["container"] == {"image": "theirs"}


def test_the_option_wins_over_the_pipeline_file_by_file(render: Render) -> None:
    ours = {"fields/container.yaml.j2": image("ours")}
    theirs = {"fields/container.yaml.j2": image("theirs"), "constructs/container.yaml.j2": LIMITED}
    made = render(ours, f"templates: theirs\n{PIPELINE}", ("ours",), theirs=theirs)
    assert find(made, "first") == {"name": "first", "container": {"image": "ours"}, "activeDeadlineSeconds": 3600}


def test_the_first_of_several_options_wins(render: Render) -> None:
    folders = {name: {"fields/container.yaml.j2": image(name)} for name in ("one", "two")}
    assert find(render({}, options=("two", "one"), **folders), "first")["container"] == {"image": "two"}


@pytest.mark.parametrize(
    ("name", "text", "field"),
    [
        (
            "constructs/container.yaml.j2",
            LIMITED.replace("activeDeadlineSeconds", "activeDeadlineSecond"),
            "'activeDeadlineSecond'",
        ),
        (
            "fields/container.yaml.j2",
            "image: x\nimagePullPolcy: Always\nsource: ${{ container.source }}\n",
            "'imagePullPolcy'",
        ),
        ("fields/container.yaml.j2", "image: 3\nsource: ${{ container.source }}\n", "image"),
        ("constructs/steps.yaml.j2", "name: ${{ template.name }}\nsteps: none\n", "steps"),
    ],
)
def test_what_argo_does_not_know_is_named(render: Render, name: str, text: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        render({name: text})
    said = [diagnostic.message for diagnostic in caught.value.diagnostics]
    assert all(message.startswith("invalid rendered manifest: spec.templates.") for message in said)
    assert all(field in message for message in said)
    assert {diagnostic.place.file for diagnostic in caught.value.diagnostics} == {"pipeline.yaml"}
    assert {diagnostic.place.line for diagnostic in caught.value.diagnostics} <= {1, 5, 6}


BLOCK = '{% extends "argogen/constructs/container.yaml.j2" %}\n{% block body %}\n'


@pytest.mark.parametrize("relative", [True, False], ids=["relative", "absolute"])
@pytest.mark.parametrize(
    ("text", "line", "code", "message"),
    [
        (f"{BLOCK}{{% if %}}\n{{% endblock %}}\n", 3, "template-syntax", "Expected an expression"),
        (f"{BLOCK}container:\n  image: ${{{{ template.name }}\n", 4, "template-syntax", "unexpected '}'"),
        (f"{BLOCK}container: 1\n", 3, "template-syntax", "Unexpected end of template"),
        (
            f"{BLOCK}container:\n  image: ${{{{ imagee }}}}\n{{% endblock %}}\n",
            4,
            "template-error",
            "'imagee' is undefined",
        ),
        (
            f"{BLOCK}container: ${{{{ template.imagee }}}}\n{{% endblock %}}\n",
            3,
            "template-error",
            "no attribute 'imagee'",
        ),
        (
            f"{BLOCK}container: ${{{{ field('contaner', 1) }}}}\n{{% endblock %}}\n",
            3,
            "template-error",
            "fields/contaner",
        ),
        (f"{BLOCK}container:\n  image: x: y\n{{% endblock %}}\n", 4, "template-yaml", "mapping values are not allowed"),
        (f"{BLOCK}container: x\n  image: y\n{{% endblock %}}\n", 4, "template-yaml", "mapping values are not allowed"),
        (f"{BLOCK}name: again\n{{% endblock %}}\n", 3, "template-yaml", "duplicate key `name`"),
        (
            f"{BLOCK}{{% endblock %}}\n{{% block bodi %}}\n{{% endblock %}}\n",
            4,
            "template-syntax",
            "unknown block `bodi`: did you mean `body`?",
        ),
        (f"{BLOCK}{{% endblock %}}\n\nname: again\n", 5, "template-syntax", "this text is not rendered"),
        (f"{BLOCK}{{% endblock %}}${{{{ template.name }}}}\n", 3, "template-syntax", "this text is not rendered"),
        (
            'name: x\n{% extends "argogen/constructs/contaner.yaml.j2" %}\n',
            2,
            "template-error",
            "did you mean `constructs/container.yaml.j2`?",
        ),
    ],
)
def test_a_fault_is_reported_at_its_line(
    refuse: Refuse, tmp_path: Path, relative: bool, text: str, line: int, code: str, message: str
) -> None:
    folder = "ours" if relative else str(tmp_path / "ours")
    diagnostic = refuse({"constructs/container.yaml.j2": text}, options=(folder,))
    place = diagnostic.place
    assert (diagnostic.code, place.file, place.line) == (code, "ours/constructs/container.yaml.j2", line)
    assert message in diagnostic.message
    assert place.text == text.splitlines()[line - 1]


EXTENDED = '{% extends "argogen/constructs/container.yaml.j2" %}\n'


@pytest.mark.parametrize(
    ("ours", "hints"),
    [
        ({"constructs/contaner.yaml.j2": EXTENDED}, ["rename it to `constructs/container.yaml.j2`"]),
        ({"container.yaml.j2": EXTENDED}, ["rename it to `constructs/container.yaml.j2`"]),
        ({"construct/steps.yaml.j2": EXTENDED}, ["rename it to `constructs/steps.yaml.j2`"]),
        ({"fields/retries.yaml.j2": "limit: 3\n"}, ["rename it to `fields/retry.yaml.j2`"]),
        ({"constructs/a/container.yaml.j2": EXTENDED}, ["rename it to `constructs/container.yaml.j2`"]),
        ({"fields/quux.yaml.j2": "a: b\n"}, ["`argogen templates list` prints the names of the built-in templates"]),
        ({"constructs/container.yaml.j2": EXTENDED, "macros.j2": "", "lib/labels.j2": ""}, []),
        ({"constructs/container.yaml.j2": EXTENDED, "others/fields/retry.yaml.j2": "limit: 3\n"}, []),
        ({"constructs/container.yaml.j2": EXTENDED.replace("argogen/constructs", "fields").replace("container", "base"),
          "fields/base.yaml.j2": "name: ${{ template.name }}\ncontainer: {image: x}\n"}, []),
        ({"constructs/container.yaml.j2": f"{EXTENDED}{{% block body %}}\n"
          "container: ${{ field('box', template.container) }}\n{% endblock %}\n",
          "fields/box.yaml.j2": "image: ${{ box.image }}\n"}, []),
        ({"constructs/container.yaml.j2": f"{EXTENDED}{{% block body %}}\n"
          "container: ${{ field('bo' ~ 'x', template.container) }}\n{% endblock %}\n",
          "fields/box.yaml.j2": "image: ${{ box.image }}\n"}, []),
    ],
)  # fmt: skip
def test_a_file_that_nothing_uses_is_reported(
    render: Render, ours: dict[str, str], hints: list[str], tmp_path: Path
) -> None:
    render(ours)
    [given] = find_inputs(["pipeline.yaml"])
    found = generate(given, CompileOptions(templates=(Path("ours"),))).diagnostics
    assert [(each.code, each.hint) for each in found] == [("unused-override", hint) for hint in hints]


def test_a_construct_without_a_body_is_an_error(refuse: Refuse) -> None:
    diagnostic = refuse({"constructs/container.yaml.j2": f"{EXTENDED}{{% block body %}}{{% endblock %}}\n"}, LEAF)
    assert diagnostic.code == "missing-body"
    assert "template 'main' has no body" in diagnostic.message


def test_a_fault_in_a_folder_that_the_pipeline_names_is_reported_at_its_line(refuse: Refuse) -> None:
    theirs = {"fields/container.yaml.j2": "image: x\ncommand: ${{ container.comand }}\n"}
    diagnostic = refuse({}, f"templates: theirs\n{PIPELINE}", (), theirs=theirs)
    assert str(diagnostic.place) == "theirs/fields/container.yaml.j2:2:24"


SETTINGS = (
    f"{PIPELINE}- {{name: third, node_selector: {{pool: gpu}}, priority_class_name: low, deadline: 1h, run: echo}}\n"
)


def test_one_subject_of_the_settings_is_replaced(render: Render) -> None:
    text = BLOCK.replace("body", "scheduling") + "nodeSelector: {pool: ours}\n{% endblock %}\n"
    made = render({"constructs/container.yaml.j2": text}, SETTINGS)
    expected = {**find(render({}, SETTINGS), "third"), "nodeSelector": {"pool": "ours"}}
    assert list(find(made, "third").items()) == list(expected.items())
    assert find(made, "first")["nodeSelector"] == {"pool": "ours"}


@pytest.mark.parametrize(
    "line",
    [
        "<<: ${{ template.settings }}",
        "\n".join(
            f"{name}: ${{{{ template.settings['{name}'] }}}}"
            for name in ("nodeSelector", "priorityClassName", "activeDeadlineSeconds")
        ),
        "{% for name, value in template.settings.items() %}\n${{ name }}: ${{ value }}\n{% endfor %}",
    ],
)
def test_settings_are_a_mapping_too(render: Render, line: str) -> None:
    text = BLOCK.replace("body", "settings") + f"{line}\n{{% endblock %}}\n"
    made = render({"constructs/container.yaml.j2": text}, SETTINGS)
    assert find(made, "third") == find(render({}, SETTINGS), "third")


@pytest.mark.parametrize("test", ["template.settings.tolerations is none", "'tolerations' not in template.settings"])
def test_a_setting_without_a_value_is_none(render: Render, test: str) -> None:
    text = BLOCK.replace("body", "limits") + "${{ super() }}\ndaemon: ${{ " + test + " }}\n{% endblock %}\n"
    assert find(render({"constructs/container.yaml.j2": text}), "first")["daemon"] is True


def test_an_unknown_setting_is_reported(refuse: Refuse) -> None:
    text = BLOCK.replace("body", "scheduling") + "nodeSelector: ${{ template.settings.nodeSelectr }}\n{% endblock %}\n"
    diagnostic = refuse({"constructs/container.yaml.j2": text})
    assert "no attribute 'nodeSelectr': did you mean 'nodeSelector'" in diagnostic.message
    assert diagnostic.place.line == 3


def test_an_empty_retry_has_a_template(render: Render) -> None:
    pipeline = f"{PIPELINE}- {{name: third, retry: {{}}, run: echo}}\nretry: {{}}\n"
    made = render({}, pipeline)
    assert made["spec"]["retryStrategy"] == find(made, "third")["retryStrategy"] == {}
    capped = "limit: ${{ 9 if retry.endless else retry.limit }}\n"
    made = render({"fields/retry.yaml.j2": capped}, pipeline)
    assert made["spec"]["retryStrategy"] == find(made, "third")["retryStrategy"] == {"limit": 9}


ARGUMENTS = """\
{% extends "argogen/fields/arguments.yaml.j2" %}
{% block parameters %}
${{ super() }}
- name: own
{% endblock %}
"""
CALLS = """\
name: calls
parameters: {p: 1}
steps:
- {name: a, use: leaf, with: {x: 2}, hooks: {exit: {use: leaf, with: {x: 3}}}}
components:
  leaf: {parameters: {x: null}, image: busybox, run: 'echo {{x}}'}
"""


def test_all_arguments_have_one_template(render: Render) -> None:
    made = render({"fields/arguments.yaml.j2": ARGUMENTS}, CALLS)
    [[step]] = find(made, "main")["steps"]
    given = [made["spec"]["arguments"], step["arguments"], step["hooks"]["exit"]["arguments"]]
    assert [[parameter["name"] for parameter in each["parameters"]] for each in given] == [
        ["p", "own"],
        ["x", "own"],
        ["x", "own"],
    ]


ANNOTATED = """\
{% extends "argogen/manifest.yaml.j2" %}
{% block metadata %}
metadata: ${{ field("metadata", workflow.metadata, annotations={"path": source.path or "none"}) }}
{% endblock %}
"""


def test_every_template_sees_the_path_of_the_pipeline(render: Render) -> None:
    ours = {"manifest.yaml.j2": ANNOTATED}
    ours["fields/container.yaml.j2"] = "image: ${{ source.path }}\nsource: ${{ container.source }}\n"
    made = render(ours)
    assert made["metadata"]["annotations"] == {"path": "pipeline.yaml"}
    assert find(made, "first")["container"]["image"] == "pipeline.yaml"


def test_a_pipeline_without_a_file_has_no_path(render: Render) -> None:
    render({"manifest.yaml.j2": ANNOTATED})
    source = SourceFile(SourceText("stdin.yaml", PIPELINE), Path("stdin.yaml"), Path())
    made = yaml.safe_load(generate(source, CompileOptions(templates=(Path("ours"),))).text)
    assert made["metadata"]["annotations"] == {"path": "none"}


OBJECTS = """\
{% for object in objects %}
- ${{ dict(object, metadata=dict(object.metadata, labels={"made-by": workflow.metadata.generate_name})) }}
{% endfor %}
"""


def test_the_objects_of_a_resource_have_a_template(render: Render) -> None:
    written = (f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}}}" for name in ("a", "'{{=1}}'"))
    given = f"{{action: delete, manifest: [{', '.join(written)}]}}"
    pipeline = f"name: resources\nresource: {given}\n"
    plain, made = (
        find(render(ours, pipeline), "main")["resource"] for ours in ({}, {"fields/objects.yaml.j2": OBJECTS})
    )
    objects = [f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n" for name in ("a", "{{=toJson(1)}}")]
    assert plain == {"action": "delete", "manifest": "---\n".join(objects)}
    labelled = "---\n".join(f"{each}  labels:\n    made-by: resources-\n" for each in objects)
    assert made == {"action": "delete", "manifest": labelled}


def test_the_manifest_of_a_resource_may_be_text(render: Render) -> None:
    pipeline = "name: resources\nresource: {action: get, manifest: 'kind: Job'}\n"
    assert find(render({"fields/objects.yaml.j2": OBJECTS}, pipeline), "main")["resource"]["manifest"] == "kind: Job"


@pytest.mark.parametrize("value", ["'x'", "{}", "1", "template"])
def test_only_a_list_gives_documents(refuse: Refuse, value: str) -> None:
    text = BLOCK + "data: ${{ " + value + " | documents }}\n{% endblock %}\n"
    diagnostic = refuse({"constructs/container.yaml.j2": text})
    assert (diagnostic.code, diagnostic.place.line) == ("template-error", 3)


OVERRIDE = "ours/constructs/container.yaml.j2"


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("retryStrategy: {limit: 1}\n${{ super() }}\n", "templates/constructs/template.yaml.j2:", f"{OVERRIDE}:3"),
        ("${{ super() }}\nretryStrategy: {limit: 1}\n", f"{OVERRIDE}:4:", "templates/constructs/template.yaml.j2:"),
    ],
)
def test_an_override_adds_a_key_only_where_it_is_absent(
    render: Render, refuse: Refuse, text: str, place: str, hint: str
) -> None:
    block = f"{BLOCK.replace('body', 'settings')}{text}{{% endblock %}}\n"
    assert find(render({"constructs/container.yaml.j2": block}), "first")["retryStrategy"] == {"limit": 1}
    diagnostic = refuse({"constructs/container.yaml.j2": block}, f"{PIPELINE}- {{name: third, run: echo, retry: 2}}\n")
    assert diagnostic.message == "duplicate key `retryStrategy`"
    assert place in str(diagnostic.place)
    assert hint in diagnostic.hint


@pytest.mark.parametrize(
    "value", ["a: b # c", "- x", "'\"", "two\nlines\n", "{{ x }}", "${{ y }}", "{% if %}", "yes", ""]
)
def test_a_value_cannot_become_structure(render: Render, value: str) -> None:
    first = "${{ template.container.args[0] }}"
    text = f"{BLOCK}container:\n  image: busybox\n  workingDir: {first}\n  args:\n  - at {first}!\n{{% endblock %}}\n"
    document = yaml.safe_dump({"name": "n", "container": {"image": "b", "args": [value]}})
    made = render({"constructs/container.yaml.j2": text}, document.replace("${{", "$${{"))
    assert find(made, "main")["container"] == {"image": "busybox", "workingDir": value, "args": [f"at {value}!"]}
