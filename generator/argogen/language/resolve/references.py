"""Resolve a reference in its scope.

The levels that enclose the scope are searched from the innermost to the outermost: the loop of the call, the steps of
the template, its parameters. The parameters of the pipeline are searched last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.language.model.pipeline import EMPTY, CallModel, TemplateModel
from argogen.language.resolve.artifacts import Artifacts
from argogen.language.resolve.loops.item_forms import ItemForm
from argogen.language.resolve.symbols import Scope, Symbols, visible_names
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import Knows, Reference
from argogen.language.vocabulary import OWN_ROOTS
from argogen.late import compile_late, import_late
from argogen.records import Record, TupleRecord
from argogen.suggestions import NameIndex, list_known, suggest

if TYPE_CHECKING:
    from argogen.language.resolve import argo_tags, fallbacks, step_values, unknown_names
    from argogen.language.resolve.fallbacks import Fallback
    from argogen.language.resolve.loops import items
    from argogen.language.resolve.step_values import ForwardedOutput, StepValue
else:
    argo_tags = import_late("argogen.language.resolve.argo_tags")
    fallbacks = import_late("argogen.language.resolve.fallbacks")
    step_values = import_late("argogen.language.resolve.step_values")
    unknown_names = import_late("argogen.language.resolve.unknown_names")
    items = import_late("argogen.language.resolve.loops.items")

_NO_NAME = compile_late(r"[^-\w]+", re.ASCII)
# Values of a step that are available to its hooks.
_SAVED = (("outputs", "parameters"), ("outputs", "artifacts"))


class ValueSource(TupleRecord):
    """The source of a value: the parts of its Argo tag, and the template or call in which this tag is valid.

    `level` is None for a tag that is valid everywhere. `short` is the name of an input for the value, `long` the name
    if `short` is not unique. `kind` is the kind of the input: "parameters" or "artifacts". `fallback` is read
    if the step gives no value. `form` is that of the whole value of a loop, STRING for other values. `expression` takes
    the place of the tag if it is not empty.
    """

    level: TemplateModel | CallModel | None
    parts: tuple[str, ...]
    short: str
    long: str
    kind: str = "parameters"
    fallback: Fallback | None = None
    form: ItemForm = ItemForm.STRING
    expression: str = ""


class Edge(TupleRecord):
    """The dependency of `call` on `needed` that a reference with this `text` requires."""

    call: CallModel
    needed: CallModel
    text: str


class Resolved(TupleRecord):
    """A resolved reference: the source of its value, and the edge and forwarded outputs that it requires."""

    source: ValueSource
    edge: Edge | None = None
    forwarded: tuple[ForwardedOutput, ...] = ()


class Resolver(Record):
    """Resolves references in a pipeline, without state.

    `inputs` are the input artifacts of templates, `parameters` those of the pipeline. `is_whole` is set if no other
    workflow can add parameters, `has_foreign_tags` if all tags of the pipeline are in Argo syntax.
    """

    symbols: Symbols
    inputs: Mapping[TemplateModel, Artifacts]
    parameters: Mapping[str, object]
    is_whole: bool
    has_foreign_tags: bool = False

    def resolve(self, reference: Reference, scope: Scope) -> Resolved | None:
        """Resolve a short reference in a scope; None for other references. Raises UnresolvedReferenceError."""
        root, *rest = reference.parts
        if reference.minus:
            unknown_names.refuse_minus(reference)
        if root in VARIABLE_PREFIXES or reference.called:
            self._check_argo_tag(reference, scope.template)
            return None
        if root in OWN_ROOTS:
            return _resolve_to(self._own_input(root, rest, reference, scope)) if rest else None
        found = self._find_around(reference, scope)
        if found is None:
            self._refuse_unknown(reference, scope)
        return found

    def _find_around(self, reference: Reference, scope: Scope) -> Resolved | None:
        """Resolve a reference to a loop variable or a step, from the innermost level to the outermost."""
        root, *rest = reference.parts
        error: UnresolvedReferenceError | None = None
        for level, via in self.symbols.outwards(scope):
            loop = self.symbols.find_visible_loop(scope, via)
            if via is not None and loop is not None and root in ("item", loop.alias):
                items.require_key(loop, rest, self.symbols)
                _refuse_as_artifact(reference, scope, "a loop variable")
                form = ItemForm.STRING if rest else self.symbols.item_forms.of(loop)
                return _resolve_to(_item(self.symbols.step_of(via), reference, rest, form))
            if root in level.calls:
                try:
                    return self._output(level, level.calls[root], via, rest, reference, scope)
                except UnresolvedReferenceError as unresolved:
                    error = error or unresolved
        if error is not None:
            raise error
        return None

    def _refuse_unknown(self, reference: Reference, scope: Scope) -> None:
        """Raise UnresolvedReferenceError for a reference that begins with no visible name."""
        unknown_names.refuse_wrapped_loop(reference, scope, self.symbols)
        levels, root = self.symbols.outwards(scope), reference.parts[0]
        is_parameter = root in self.parameters or any(root in level.inputs for level, _ in levels)
        names = visible_names(self.symbols, scope, self.inputs)
        unknown_names.refuse_unknown(reference, scope, names, is_parameter=is_parameter)

    def _check_argo_tag(self, reference: Reference, template: TemplateModel) -> None:
        parameters = self.parameters if self.is_whole else None
        artifacts = self.inputs.get(template, EMPTY)
        if reference.parts[:2] == ("inputs", "parameters") and self._has_outer_input(reference.parts[2:3], template):
            return
        scope = argo_tags.TagScope(template, artifacts, parameters, self.symbols.indices, self.has_foreign_tags)
        argo_tags.check_argo_tag(reference, scope)

    def _has_outer_input(self, name: tuple[str, ...], template: TemplateModel) -> bool:
        """Return whether the template around an inline one has an input: Argo replaces its tags in both."""
        owners = self.symbols.find_inline_owners(template)
        return bool(name) and name[0] not in template.inputs and any(name[0] in owner.inputs for owner in owners)

    def find_known(self, scope: Scope) -> Knows:
        """Return the predicate for names that are visible to expressions; a dash in these is not a minus sign."""

        def knows(parts: tuple[str, ...]) -> bool:
            if self.has_foreign_tags:
                return False
            if len(parts) == 1:
                return parts[0] not in VARIABLE_PREFIXES and self.is_visible(parts[0], scope)
            try:
                return self.resolve(Reference(".".join(parts), parts, True), scope) is not None
            except UnresolvedReferenceError:
                return False

        return knows

    def is_visible(self, name: str, scope: Scope) -> bool:
        """Return whether a reference can begin with a name, without listing all visible names."""
        if name == "artifacts":
            return any(self.inputs.get(level) for level, _ in self.symbols.outwards(scope))
        return name == "parameters" or self.symbols.is_visible(name, scope)

    def _own_input(self, root: str, rest: list[str], reference: Reference, scope: Scope) -> ValueSource:
        """Return the source of a parameter or an input artifact."""
        if root == "artifacts":
            return self._artifact(rest, scope)
        _refuse_as_artifact(reference, scope, "a parameter")
        return self._parameter(rest, scope)

    def _artifact(self, rest: list[str], scope: Scope) -> ValueSource:
        name = ".".join(rest)
        if not scope.names_artifact:
            message = f"artifact '{name}' cannot be used as a value"
            hint = f"in the step that reads it, use '{{{{inputs.artifacts.{rest[0]}.path}}}}'"
            raise UnresolvedReferenceError("unsupported-reference", message, hint)
        for level, _ in self.symbols.outwards(scope):
            if name in self.inputs.get(level, EMPTY):
                return ValueSource(level, ("inputs", "artifacts", name), name, name, "artifacts")
        known = self._join(self.inputs.get(level, EMPTY) for level, _ in self.symbols.outwards(scope))
        hint = suggest(name, known, list_known(known), prefix="artifacts.")
        raise UnresolvedReferenceError("unknown-artifact", f"unknown artifact '{name}'", hint)

    def _parameter(self, rest: list[str], scope: Scope) -> ValueSource:
        name = ".".join(rest)
        for level, _ in self.symbols.outwards(scope):
            if name in level.inputs:
                return ValueSource(level, ("inputs", "parameters", name), name, name)
        if name in self.parameters:
            return ValueSource(None, ("workflow", "parameters", name), name, name)
        known = self._join([self.parameters, *(level.inputs for level, _ in self.symbols.outwards(scope))])
        hint = suggest(name, known, list_known(known), prefix="parameters.")
        raise UnresolvedReferenceError("unknown-parameter", f"unknown parameter '{name}'", hint)

    def _join(self, names: Iterable[Mapping[str, object]]) -> NameIndex:
        return NameIndex(others=[self.symbols.indices.of(each) for each in names])

    def _output(
        self,
        level: TemplateModel,
        target: CallModel,
        via: CallModel | None,
        rest: list[str],
        reference: Reference,
        scope: Scope,
    ) -> Resolved:
        step = None if via is None else self.symbols.step_of(via)
        if via is not None and step is not None:
            _require_order(level, target, step, is_handler=via is not step)
        parts, forwarded = self._find_value(target, rest, reference, scope)
        if step is target and parts[0] != "status" and parts[:2] not in _SAVED:
            message = f"{rest[0]} of '{target.name}' is not available in its hooks"
            hint = f"use '{target.name}.status' or a declared output with a path"
            raise UnresolvedReferenceError("unsupported-reference", message, hint)
        is_other = step is not None and step is not target
        edge = Edge(step, target, f"{target.name}.{'.'.join(rest)}") if step is not None and is_other else None
        kind = "artifacts" if parts[:2] == ("outputs", "artifacts") else "parameters"
        long = "-".join((target.name, rest[-1]))
        # A hook runs while its own step does.
        template = self.symbols.find_template(target)
        fallback = None if step is target else fallbacks.find_fallback(target, template, parts, rest[-1], step)
        source = ValueSource(level, (level.tag_prefix, target.name, *parts), rest[-1], long, kind, fallback)
        return Resolved._make((source, edge, forwarded))

    def _find_value(self, target: CallModel, rest: list[str], reference: Reference, scope: Scope) -> StepValue:
        if scope.names_artifact:
            return step_values.find_artifact(self.symbols, target, rest, or_value=reference.in_expression)
        return step_values.find_value(self.symbols, target, rest)


def _resolve_to(source: ValueSource) -> Resolved:
    return Resolved._make((source, None, ()))


def _item(step: CallModel, reference: Reference, rest: list[str], form: ItemForm) -> ValueSource:
    short = _NO_NAME.sub("-", "-".join(reference.parts))
    return ValueSource(step, ("item", *rest), short, f"{step.name}-{short}", form=form)


def _refuse_as_artifact(reference: Reference, scope: Scope, kind: str) -> None:
    if scope.names_artifact and not reference.in_expression:
        message = f"'{reference.text}' is {kind}, not an artifact"
        raise UnresolvedReferenceError("unsupported-reference", message, "use an artifact of a step")


def _require_order(level: TemplateModel, target: CallModel, step: CallModel, *, is_handler: bool) -> None:
    if target is step:
        if is_handler and target.loop is not None:
            message = f"values of '{target.name}' are not available in its hooks: it is a loop"
            raise UnresolvedReferenceError("unsupported-reference", message, unknown_names.LOOP_HOOK_HINT)
        if not is_handler:
            message = f"'{target.name}' cannot use its own outputs"
            raise UnresolvedReferenceError("self-reference", message, "use an output of an earlier step, or add a hook")
    elif level.body != "tasks" and target.group >= step.group:
        runs = "in parallel with" if target.group == step.group else "after"
        message = f"'{target.name}' has no output yet: it runs {runs} '{step.name}'"
        hint = f"move '{target.name}' before '{step.name}'"
        raise UnresolvedReferenceError("output-not-yet-available", message, hint)
