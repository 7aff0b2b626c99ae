"""Order a pipeline: components by their calls, and the keys of all mappings."""

from __future__ import annotations

from argogen.importing.calls import list_calls, list_handlers
from argogen.importing.tree import TrackedDict
from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.pipeline import desugar
from argogen.language.lower.order import in_call_order
from argogen.language.resolve.symbols import build_symbols
from argogen.language.vocabulary import bodies, fields_of, setting_keys
from argogen.yaml.document import Document

_FIRST = (
    "kind", "name", "namespace", "description", "labels", "annotations", "metadata", "schedule", "event", "use",
    "submit_metadata", "argo_version", "foreign_tags", "parameters", "artifacts",
)  # fmt: skip
_CALL = (
    "expression", "name", "needs", "for_each", "when", "use", "with", "arguments", "template", "inline", "foreign_tags",
    "profile", "parameters",
)  # fmt: skip
_LAST = ("outputs", "artifacts", "continue_on", "hooks", "on_exit")


def order_components(pipeline: TrackedDict, document: Document) -> None:
    """Order the components like their templates in the manifest."""
    components: TrackedDict = pipeline.get("components") or TrackedDict()
    symbols = build_symbols(desugar(pipeline, DiagnosticCollector(document)))
    names = [str(template.path[1]) for template in in_call_order(symbols) if template.is_component]
    if components:
        pipeline["components"] = components.ordered(names)


def order_keys(pipeline: TrackedDict) -> TrackedDict:
    """Return the pipeline with all keys in order, including nested ones."""
    for component in (pipeline.get("components") or TrackedDict()).values():
        _order_inside(component)
    _order_inside(pipeline)
    components = pipeline.get("components")
    if components:
        for name, component in components.items():
            components[name] = _order(component)
    settings = [*fields_of("WorkflowSpec"), "volumes", "defaults", "profiles", "entrypoint"]
    last = ["outputs", "on_exit", "hooks", "argo", "components"]
    first = [key for key in (*_FIRST, *settings, *setting_keys()) if key not in last and key not in bodies()]
    return pipeline.ordered([*first, *bodies(), *last])


def _order_inside(owner: TrackedDict) -> None:
    for call in list_calls(owner):
        _order_inside(call)
    _replace_handlers(owner)
    for index, entry in enumerate(owner.get("steps") or ()):
        if isinstance(entry, list):
            entry[:] = [_order(call) for call in entry]
        else:
            owner["steps"][index] = _order(entry)
    for name, task in (owner.get("tasks") or {}).items():
        owner["tasks"][name] = _order(task)


def _replace_handlers(owner: TrackedDict) -> None:
    for handler in list_handlers(owner):
        _order_inside(handler)
    for name, hook in (owner.get("hooks") or {}).items():
        owner["hooks"][name] = _order(hook)
    if "on_exit" in owner:
        owner["on_exit"] = _order(owner["on_exit"])


def _order(call: TrackedDict) -> TrackedDict:
    settings = [key for key in setting_keys() if key not in _LAST]
    return call.ordered([*_CALL, *settings, "volumes", "parallelism", "fail_fast", "target", *bodies(), *_LAST, "argo"])
