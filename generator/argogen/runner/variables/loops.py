"""Expand the loops of steps and tasks: one step or task for each item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.evaluation.golang.encoding.json_errors import explain_invalid_json
from argogen.argo.evaluation.govaluate.evaluation import evaluate_when
from argogen.argo.evaluation.tags.replacement import LENIENT, STRICT, read_replaced
from argogen.runner.model.items import build_item_values, name_item, show_item
from argogen.runner.model.json_text import InvalidJsonError, split_list, write, write_canonical
from argogen.runner.model.reading import Data
from argogen.runner.model.sequences import SequenceError, expand_sequence
from argogen.runner.variables.processing import ProcessingError, Processor
from argogen.runner.variables.scope import Scope, only_strings

_LOOPS = ("withItems", "withParam", "withSequence")


class Expanded:
    """A step or task for an item of its loop, which has `count` items, or one without a loop."""

    __slots__ = ("call", "count", "index", "item", "name")

    def __init__(
        self, call: Data, name: str, item: str | None = None, index: int | None = None, count: int = 0
    ) -> None:
        self.call, self.name, self.item, self.index, self.count = call, name, item, index, count

    @property
    def step_name(self) -> str:
        """The name of the step or task without the item."""
        return self.name if self.index is None else self.name[: self.name.index(f"({self.index}:")]


def is_loop(call: Mapping[str, Any]) -> bool:
    """Return whether a step or task loops."""
    return bool(call.get("withItems") or call.get("withParam") or call.get("withSequence") is not None)


def is_skipped(condition: str) -> bool:
    """Return whether a condition can be evaluated and does not hold."""
    try:
        return not evaluate_when(condition)
    except EvaluationError:
        return False


def list_items(call: Mapping[str, Any]) -> Sequence[str]:
    """Return the items of a loop as JSON. Raises ProcessingError, unless the step or task is skipped."""
    try:
        return _read_items(call)
    except (SequenceError, InvalidJsonError) as error:
        if is_skipped(call.get("when") or ""):
            return ()
        raise ProcessingError(str(error)) from None


def _read_items(call: Mapping[str, Any]) -> Sequence[str]:
    if call.get("withItems"):
        return [write_canonical(item) for item in call["withItems"]]
    if call.get("withParam"):
        text = call["withParam"]
        try:
            return split_list(text)
        except InvalidJsonError as error:
            cause = explain_invalid_json(text) or str(error)
            shown = text.strip(" \t\r\n")
            raise SequenceError(f"withParam value could not be parsed as a JSON list: {shown}: {cause}") from None
    return expand_sequence(call.get("withSequence") or {})


def expand(call: Data, scope: Scope, processor: Processor, evaluation: Evaluation) -> Iterator[Expanded]:
    """Yield the steps or tasks of a loop. Raises ProcessingError or EvaluationError."""
    items = list_items(call)
    text = write({key: value for key, value in call.items() if key not in _LOOPS})
    policy = LENIENT if is_skipped(call.get("when") or "") else STRICT
    values = processor.merge(text, only_strings(scope.select(text)))
    for index, item in enumerate(items):
        own, description = build_item_values(item)
        replaced: Data = read_replaced(text, {**values, **own}, policy, evaluation)[1]
        name = name_item(call["name"], index, description)
        replaced["name"] = name
        if "template" in call:
            replaced["template"] = call["template"]
        yield Expanded(replaced, name, show_item(item), index, len(items))
