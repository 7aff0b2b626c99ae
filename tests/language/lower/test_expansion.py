from __future__ import annotations

import pytest

from argogen.context import Container, Template
from tests.language.pipelines import build_context, normalize_text

LINE = "# " + "x" * 98 + "\n"


def build(text: str) -> Template:
    return build_context(text).templates[0]


def container(text: str) -> Container:
    built = build(text).container
    assert built is not None
    return built


@pytest.mark.parametrize(
    ("settings", "argument"),
    [
        ("env: {LEVEL: info}", "$$$$ $$(LEVEL) $(date)"),
        ("env_from: [{secret: tokens}]", "$$$$ $$(LEVEL) $$(date)"),
        ("pod_spec_patch: 'containers: [{name: main, env: []}]'", "$$$$ $$(LEVEL) $$(date)"),
        ("template_defaults: {container: {env: []}}", "$$$$ $$(LEVEL) $$(date)"),
        ("env: {OTHER: info}", "$$$$ $(LEVEL) $(date)"),
    ],
)
def test_a_shell_gets_what_is_written(settings: str, argument: str) -> None:
    assert container(f"{{name: x, image: a, {settings}, run: $$ $(LEVEL) $(date)}}").args == (argument,)


@pytest.mark.parametrize(
    ("keys", "source"),
    [
        ("", "$$$$ $(LEVEL) $$(ARGO_POD_NAME)"),
        ("expand: false, ", "$$$$ $(LEVEL) $$(ARGO_POD_NAME)"),
        ("expand: true, ", "$$ $(LEVEL) $(ARGO_POD_NAME)"),
    ],
)
def test_a_script_gets_variables_of_argo_only(keys: str, source: str) -> None:
    script = f"{{command: [sh], {keys}source: $$ $(LEVEL) $(ARGO_POD_NAME)}}"
    assert container(f"{{name: x, image: a, env: {{LEVEL: info}}, script: {script}}}").source == source


def test_a_container_is_kubernetes_own() -> None:
    text = "{name: x, env: {LEVEL: a}, container: {image: a, command: [echo], args: [$$ $(LEVEL)]}}"
    assert container(text).args == ("$$ $(LEVEL)",)


def test_the_source_of_a_function_is_escaped() -> None:
    text = "{name: x, image: a, python: {function: f, code: \"def f(): print('$$')\"}}"
    assert container(text).source == "def f(): print('$$$$')"


def test_the_arguments_of_a_notebook_are_escaped() -> None:
    text = "{name: x, image: a, notebook: {path: /a$$.ipynb, executed: $(A).ipynb}}"
    assert container(text).args == ("/a$$$$.ipynb", "$$(A).ipynb")


STEPS = "{name: x, defaults: {image: a}, steps: [{name: s, python: m:f, with: {v: %s}}]}"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("a$$b", "a$$$$b"),
        ("$(HOME) $x", "$$(HOME) $x"),
        ("[$$, {k: $(A)}]", '["$$$$", {"k": "$$(A)"}]'),
        ("\"{{=sprig.replace('$', '$$', workflow.name)}}$$\"", "{{=sprig.replace('$', '$$', workflow.name)}}$$$$"),
        ("3", "3"),
    ],
)
def test_the_arguments_of_code_are_escaped(written: str, value: str) -> None:
    assert build_context(STEPS % written).templates[0].steps[0][0].arguments[0].value == value


def test_the_defaults_of_the_arguments_of_code_are_escaped() -> None:
    text = "{name: x, components: {c: {image: a, python: m:f, parameters: {v: a$$b, w: 1}}}, entrypoint: c}"
    assert [each.default for each in build(text).inputs] == ["a$$$$b", "1"]


@pytest.mark.parametrize("body", ["run: ", "script: {command: [sh], source: "])
@pytest.mark.parametrize(("lines", "start"), [(1000, "$$$$"), (1300, "$$")])
def test_nothing_is_expanded_in_a_config_map(body: str, lines: int, start: str) -> None:
    text = '"$$\\n' + LINE.replace("\n", "\\n") * lines + '"'
    built = container(f"{{name: x, image: a, {body}{text}{'}' if '{' in body else ''}}}")
    assert (built.source or built.args[0]).partition("\n")[0] == start


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ('run: "{{workflow.name}} $$\\n%s"', "run"),
        ('script: {command: [sh], source: "$$\\n%s"}', "source"),
        ('python: {function: f, code: "f = print  # $$\\n%s"}', "python"),
    ],
)
def test_the_size_has_to_decide(body: str, at: str) -> None:
    found = normalize_text("{name: x, image: a, " + body % (LINE.replace("\n", "\\n") * 1200) + "}")
    assert [each.code for each in found.diagnostics] == ["ambiguous-expansion"]
    assert found.diagnostics[0].message.startswith("Kubernetes may not expand '$$' in a string of this size (12")
    assert found.diagnostics[0].place.column == ("{name: x, image: a, " + body).index(f"{at}: ") + 1 + len(at) + 2


def test_a_text_without_tags_has_a_known_size() -> None:
    text = '"$$\\n' + LINE.replace("\n", "\\n") * 1200 + '"'
    assert container(f"{{name: x, image: a, run: {text}}}").args[0].startswith("$$$$\n")
