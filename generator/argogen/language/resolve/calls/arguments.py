"""Check arguments against the inputs of the called template; Argo silently ignores an argument with an unknown name."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import EMPTY, CallModel, ComponentUse, InputModel, TemplateModel
from argogen.language.resolve.artifacts import Artifacts, ArtifactShares, is_missing
from argogen.language.resolve.inputs import GeneratedInputs
from argogen.language.resolve.symbols import Symbols
from argogen.late import import_late
from argogen.records import Record
from argogen.suggestions import list_first, suggest
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

if TYPE_CHECKING:
    from argogen.language.validation import value_descriptions
else:
    value_descriptions = import_late("argogen.language.validation.value_descriptions")

_Inputs = Mapping[str, Any]


class RequiredInputs:
    """The required inputs of templates, computed once for each template because any number of calls can use it."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[_Inputs, Sequence[str]]] = {}

    def of(self, kind: _ArgumentKind, declared: _Inputs) -> Sequence[str]:
        """Return the required inputs of a mapping, which is recognized by its identity and kept alive."""
        if id(declared) not in self._found:
            self._found[id(declared)] = (declared, [name for name, it in declared.items() if kind.is_needed(it)])
        return self._found[id(declared)][1]


class ArgumentChecker(Record):
    """Checks the arguments of all calls, and those of the workflow for its entrypoint and exit handler."""

    symbols: Symbols
    shares: ArtifactShares
    collector: DiagnosticCollector
    required: RequiredInputs

    def check(self, values: Mapping[str, str]) -> None:
        """Report unknown and missing arguments, and values that are not in the `enum` of a parameter.

        `values` override the values of pipeline parameters.
        """
        self._check_parameters(values)
        self._check_uses()
        for call in self.symbols.calls:
            self._check_call(call)
        self._check_entry()
        self._check_exit()

    def _check_parameters(self, values: Mapping[str, str]) -> None:
        declared = self.symbols.pipeline.parameters
        for name, model in declared.items():
            self._check_enum(model, values.get(name, _own_value(model)), ("parameters", name))
        for template in self.symbols.templates:
            for model in template.inputs.values():
                if model.parameter.enum and template.path:
                    self._check_enum(model, _own_value(model), model.parameter.origin)
        for name in values:
            if name not in declared:
                known = f"known parameters: {list_first(declared) or 'none'}"
                hint = suggest(name, self.symbols.indices.of(declared), known)
                message = f"unknown pipeline parameter '{name}'"
                self.collector.error("unknown-parameter", message, (), hint)

    def _check_uses(self) -> None:
        """Report uses of unknown components."""
        for call in self.symbols.calls:
            if isinstance(call.target, ComponentUse):
                self._check_use(call.target, call.path)
        self._check_use(self.symbols.pipeline.on_exit, ("on_exit",))

    def _check_use(self, target: object, path: NodePath) -> None:
        named = self.symbols.named
        if isinstance(target, ComponentUse) and target.name not in named:
            if self.collector.is_argo_syntax and "{{" in target.name:
                return  # Argo resolves the names of called templates like other strings
            kind, otherwise = "component", "to use a template of a WorkflowTemplate, write WORKFLOWTEMPLATE/TEMPLATE"
            if self.collector.is_argo_syntax:
                kind, otherwise = "template", ""
            hint = suggest(target.name, self.symbols.indices.of(named), otherwise)
            self.collector.error("unknown-component", f"unknown {kind} '{target.name}'", (*path, "use"), hint)

    def _check_call(self, call: CallModel) -> None:
        if isinstance(call.target, TemplateModel) and not (call.arguments or call.more_arguments or call.artifacts):
            return  # most calls
        template = self.symbols.find_template(call)
        self._check_duplicates(call)
        self._check_values(call, template)
        if call.more_arguments or call.artifacts:
            self._check_form(call, template)
        if template is None or template is call.own_template:
            return
        self._check_inputs(call, template)
        for name, value in call.arguments.items():
            if name in template.inputs:
                self._check_enum(template.inputs[name], value, (*call.path, "with", name))

    def _check_inputs(self, call: CallModel, template: TemplateModel) -> None:
        """Check the arguments of a call; an exit handler without arguments gets those of the workflow."""
        pipeline, step = self.symbols.pipeline, self.symbols.steps.get(call)
        parameters = _find_arguments(call)
        artifacts = {name: it.origin for name, it in self.shares.arguments.get(call, EMPTY).items()}
        exits = (step.on_exit, step.hooks.get("exit")) if step is not None else (pipeline.hooks.get("exit"),)
        has_workflows = call in exits and not parameters and not artifacts
        inherited = (pipeline.parameters, self.shares.of_workflow) if has_workflows else (EMPTY, EMPTY)
        self._check_names(call.path, template, _PARAMETERS, parameters, template.inputs, inherited[0])
        declared = self.shares.inputs.get(template, EMPTY)
        self._check_names(call.path, template, _ARTIFACTS, artifacts, declared, inherited[1])

    def _check_duplicates(self, call: CallModel) -> None:
        for index, argument in enumerate(call.more_arguments):
            if argument["name"] in call.arguments:
                path = (*call.path, "arguments", "parameters", index, "name")
                message = f"argument '{argument['name']}' is also set in 'with'"
                self.collector.error("conflicting-settings", message, path, "remove one of them")

    def _check_form(self, call: CallModel, template: TemplateModel | None) -> None:
        """Report Argo Arguments that can be written with keys of the language."""
        if self.collector.is_argo_syntax or (template is None and isinstance(call.target, ComponentUse)):
            return
        more = {argument["name"]: argument for argument in call.more_arguments}
        is_plain = all(argument.keys() == {"name", "value"} for argument in more.values())
        if more and is_plain and (template is None or more.keys() <= template.inputs.keys()):
            values = {name: argument["value"] for name, argument in more.items()}
            self._report_form(call, "parameters", {"with": values})
        path = (*call.path, "arguments", "artifacts")
        artifacts = {name: it.fields for name, it in call.artifacts.items() if it.origin[:-1] == path}
        if artifacts and (template is None or artifacts.keys() <= self.shares.inputs.get(template, EMPTY).keys()):
            short = {name: it["from"] if it.keys() == {"from"} else it for name, it in artifacts.items()}
            self._report_form(call, "artifacts", {"artifacts": {"in": short}})

    def _report_form(self, call: CallModel, field: str, short: Mapping[str, Any]) -> None:
        message, path = f"'arguments.{field}' has a native form", (*call.path, "arguments", field)
        self.collector.error("native-form", message, path, value_descriptions.show_line(short), key=True)

    def _check_names(
        self,
        path: NodePath,
        template: TemplateModel,
        kind: _ArgumentKind,
        given: Mapping[str, NodePath],
        declared: _Inputs,
        inherited: Container[str],
    ) -> None:
        names = self.symbols.indices.of(declared)
        unknown = [name for name in given if name not in declared]
        for name in unknown:
            known = f"known {kind.name}s: {list_first(declared) or 'none'}"
            message = f"template '{template.name}' has no {kind.name} '{name}'"
            # Argo accepts unknown arguments and ignores them: for Argo syntax, this is a warning.
            is_argo_syntax = "arguments" in given[name] or self.collector.is_argo_syntax
            report = self.collector.warning if is_argo_syntax else self.collector.error
            hint = suggest(name, names, known)
            report("unknown-argument", message, given[name], hint, key=given[name][-1] == name)
        # A misspelled argument has already been reported, and is not reported as missing as well.
        meant = {names.find_nearest(name) for name in unknown}
        missing = self._list_missing(kind, declared, given, meant, inherited)
        if missing:
            at = (*path, kind.keys[0] if given else "use")
            is_argo_syntax = self.collector.is_argo_syntax
            hint = "add it to 'arguments'" if is_argo_syntax else f"add '{_show((*kind.keys, missing[0]))}'"
            message = f"missing {_name(kind, missing)} of template '{template.name}'"
            self.collector.error("missing-argument", message, at, hint, key=True)

    def _check_values(self, call: CallModel, template: TemplateModel | None) -> None:
        """Report an argument without a value; only code has a null value, `None`."""
        for name, value in call.arguments.items():
            if value is None and not (template is not None and template.is_code):
                message = f"argument '{name}' has no value"
                path, hint = (*call.path, "with", name), "add a value, for example an empty string: ''"
                self.collector.error("missing-value", message, path, hint, key=True)

    def _check_entry(self) -> None:
        """Check the entrypoint, which gets the arguments of the workflow with the same names (docs/workflow-inputs)."""
        pipeline, named = self.symbols.pipeline, self.symbols.named
        name = pipeline.entrypoint
        if pipeline.main is not None or name is None or pipeline.reference is not None:
            return
        if name not in named:
            is_argo_syntax = self.collector.is_argo_syntax
            kind, other = ("template", "") if is_argo_syntax else ("component", ", or a body such as 'steps:'")
            hint = suggest(name, self.symbols.indices.of(named), f"add a {kind} with this name{other}")
            message = f"unknown {kind} '{name}' as entrypoint"
            self.collector.error("unknown-component", message, ("entrypoint",), hint)
        elif pipeline.kind not in TEMPLATE_KINDS:
            artifacts: Artifacts = self.shares.inputs.get(named[name], EMPTY)
            self._check_given(name, _PARAMETERS, pipeline.parameters, named[name].inputs, ("parameters",))
            self._check_given(name, _ARTIFACTS, self.shares.of_workflow, artifacts, ("artifacts", "in"))

    def _check_given(
        self, name: str, kind: _ArgumentKind, given: _Inputs, declared: _Inputs, keys: tuple[str, ...]
    ) -> None:
        missing = self._list_missing(kind, declared, given)
        if missing:
            message = f"missing {_name(kind, missing)} of the pipeline, required by entrypoint '{name}'"
            self.collector.error("missing-argument", message, ("entrypoint",), f"add '{_show((*keys, missing[0]))}'")

    def _check_exit(self) -> None:
        """Check a component as exit handler, which gets the arguments of the workflow (LifecycleHook.WithArgs)."""
        pipeline, template = self.symbols.pipeline, self.symbols.find_exit()
        if isinstance(pipeline.on_exit, ComponentUse) and isinstance(template, TemplateModel):
            path: NodePath = ("on_exit",)
            declared = self.shares.inputs.get(template, EMPTY)
            self._check_names(path, template, _PARAMETERS, {}, template.inputs, pipeline.parameters)
            self._check_names(path, template, _ARTIFACTS, {}, declared, self.shares.of_workflow)

    def _list_missing(self, kind: _ArgumentKind, declared: _Inputs, *given: Container[str]) -> list[str]:
        return [name for name in self.required.of(kind, declared) if not any(name in names for names in given)]

    def _check_enum(self, model: InputModel, value: Any, path: NodePath) -> None:
        name = model.parameter.name
        if not model.parameter.enum or value is None:
            return
        choices, text = self.symbols.indices.of(model.parameter.enum), to_string(value)
        if text not in choices and "{{" not in text:
            hint = suggest(text, choices)
            # Argo validates `enum` for the arguments of a workflow only.
            is_argo_syntax = self.collector.is_argo_syntax and path[0] != "parameters"
            report = self.collector.warning if is_argo_syntax else self.collector.error
            message = f"invalid value '{text}' for '{name}': expected one of {list_first(choices)}"
            report("invalid-choice", message, path, hint)


class _ArgumentKind(Record):
    """A kind of arguments: its name, its keys in a call, and whether an input of this kind is required."""

    name: str
    keys: tuple[str, ...]
    is_needed: Callable[[Any], bool]


def _own_value(model: InputModel) -> Any:
    return model.parameter.value if model.parameter.value is not None else model.parameter.default


def _is_required(model: InputModel) -> bool:
    return model.is_required


_PARAMETERS = _ArgumentKind("parameter", ("with",), _is_required)
_ARTIFACTS = _ArgumentKind("artifact", ("artifacts", "in"), is_missing)


def _find_arguments(call: CallModel) -> dict[str, NodePath]:
    """Return the paths of the parameters among the arguments, by name."""
    more = enumerate(call.more_arguments)
    return {
        **{
            to_string(argument["name"]): (*call.path, "arguments", "parameters", index, "name")
            for index, argument in more
        },
        **{name: (*call.path, "with", name) for name in call.arguments},
    }


def _name(kind: _ArgumentKind, names: list[str]) -> str:
    return f"{kind.name}{'s' if len(names) > 1 else ''} {', '.join(map(repr, names))}"


def _show(keys: tuple[str, ...]) -> str:
    """Return nested keys as YAML: `with: {x: …}`."""
    return f"{keys[0]}: " + "".join(f"{{{key}: " for key in keys[1:]) + "…" + "}" * len(keys[1:])


def check_inline(
    call: CallModel,
    symbols: Symbols,
    find_owners: Callable[[TemplateModel], Sequence[TemplateModel]],
    inputs: GeneratedInputs,
    collector: DiagnosticCollector,
) -> None:
    """Report inline templates in themselves, with inputs in a loop, or with an input that is shadowed.

    `find_owners` returns the templates into which a template is inlined.
    """
    template = symbols.find_template(call)
    if not call.is_inline or template is None:
        return
    owner = symbols.owners[call]
    if template is owner or template in find_owners(owner):
        message = "recursive template cannot be inlined"
        collector.error("inline-template-in-loop", message, (*call.path, "inline"), "remove 'inline'", key=True)
        return
    report = collector.warning if collector.is_argo_syntax else collector.error
    generated = any(source.kind == "parameters" for source in inputs.get(template, ()))
    if call.loop is not None and (template.inputs or generated):
        message, hint = "template with inputs cannot be inlined in a loop", "remove 'inline' to use a named template"
        report("inline-template-in-loop", message, (*call.path, "inline"), hint, key=True)
    for name in template.inputs:
        if name in owner.inputs:
            message = f"input '{name}' is shadowed: the enclosing template has an input with the same name"
            report("shadowed-inline-input", message, (*call.path, "with", name), "rename one of them", key=True)
