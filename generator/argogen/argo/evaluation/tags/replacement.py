"""Replace the template tags of a JSON document or a string, as util/template of Argo does.

Argo writes a template as JSON, replaces the tags in it, and reads it back, so the result can be invalid JSON.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.evaluation.environment import DEFAULT, Evaluation
from argogen.argo.evaluation.errors import RUN, EvaluationError
from argogen.argo.evaluation.golang.encoding.json_text import to_json
from argogen.argo.evaluation.golang.encoding.quoting import quote
from argogen.argo.evaluation.golang.text import SPACES
from argogen.argo.evaluation.golang.values import GoValue
from argogen.argo.evaluation.tags.expressions import ExpressionReplacer

_OPEN, _CLOSE = "{{", "}}"
_HTML = {"\\u003c": "<", "\\u003e": ">", "\\u0026": "&"}
_ARTIFACTS = ".outputs.artifacts."


class Policy(NamedTuple):
    """Which tags have to be resolved: those that `is_required` confirms; artifacts may be exempt."""

    is_required: Callable[[str], bool] | None
    exempts_artifacts: bool


# No tag may remain, as in the items of a loop and in metrics.
STRICT = Policy(lambda _: True, exempts_artifacts=False)
# All tags may remain, as in a template before its steps run.
LENIENT = Policy(None, exempts_artifacts=True)


def require_prefixes(prefixes: tuple[str, ...]) -> Policy:
    """Return a policy for which tags with these first names have to be resolved."""
    if not prefixes:
        return LENIENT
    pattern = re.compile(rf"({'|'.join(map(re.escape, prefixes))})(\.|$)")
    return Policy(lambda name: pattern.match(name) is not None, exempts_artifacts=True)


def replace_in_text(
    text: str, values: Mapping[str, GoValue], policy: Policy = STRICT, evaluation: Evaluation = DEFAULT
) -> str:
    """Return a string with its tags replaced. Raises EvaluationError."""
    replaced = replace_in_json(to_json(text), values, policy, evaluation)
    read: str = json.loads(replaced)
    return read


def replace_in_cron_when(text: str, values: Mapping[str, GoValue], evaluation: Evaluation = DEFAULT) -> str:
    """Return the `when` of a CronWorkflow with its tags replaced. Raises EvaluationError.

    Argo replaces them in the string itself, so that quotes and backslashes in a value keep their escapes.
    """
    replacer = _Replacer(values, STRICT, evaluation)
    return "".join(replacer.replace(is_tag, part) for is_tag, part in split_tags(text))


def replace_in_json(
    document: str, values: Mapping[str, GoValue], policy: Policy = STRICT, evaluation: Evaluation = DEFAULT
) -> str:
    """Return a JSON document with its tags replaced. Raises EvaluationError, also for a result that is invalid JSON."""
    return document if _OPEN not in document else read_replaced(document, values, policy, evaluation)[0]


def read_replaced(
    document: str, values: Mapping[str, GoValue], policy: Policy = STRICT, evaluation: Evaluation = DEFAULT
) -> tuple[str, Any]:
    """Return a JSON document with its tags replaced, and its data. Raises EvaluationError, also for invalid JSON."""
    replacer = _Replacer(values, policy, evaluation)
    replaced = "".join(replacer.replace(is_tag, part) for is_tag, part in split_tags(document))
    try:
        return replaced, json.loads(replaced)
    except ValueError:
        message = "cannot finish template replacement because the result was invalid JSON"
        raise EvaluationError(message, RUN) from None


def split_tags(document: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a document: whether it is the content of a tag, and its text. Raises EvaluationError."""
    at = 0
    while (start := document.find(_OPEN, at)) >= 0:
        yield False, document[at:start]
        end = document.find(_CLOSE, start + 2)
        if end < 0:
            raise EvaluationError(f'Cannot find end tag="}}}}" in the template={quote(document)}', RUN)
        yield True, document[start + 2 : end]
        at = end + 2
    yield False, document[at:]


class _Replacer:
    """Replaces the tags of one document."""

    def __init__(self, values: Mapping[str, GoValue], policy: Policy, evaluation: Evaluation) -> None:
        self._values, self._policy, self._evaluation = values, policy, evaluation

    @functools.cached_property
    def _expressions(self) -> ExpressionReplacer:
        """What replaces expressions; its variables are built for the first one."""
        return ExpressionReplacer(self._values, self._policy.is_required, self._evaluation)

    def replace(self, is_tag: bool, part: str) -> str:
        """Return a part of the document with its tag replaced."""
        if not is_tag:
            return part
        if part.startswith("="):
            return self._expressions.replace(_unescape_html(part[1:]))
        return self._replace_name(part)

    def _replace_name(self, tag: str) -> str:
        name = tag.strip(SPACES)
        if name in self._values:
            return self._write(tag, self._values[name])
        at = tag.rfind(_OPEN)
        nested = self._values.get(tag[at + 2 :]) if at > 0 else None
        if isinstance(nested, str):
            return f"{_OPEN}{tag[:at]}{quote(nested)[1:-1]}"
        is_required = self._policy.is_required is not None and self._policy.is_required(name)
        if is_required and not (self._policy.exempts_artifacts and _ARTIFACTS in name):
            raise EvaluationError(f"failed to resolve {{{{{tag}}}}}", RUN)
        return f"{_OPEN}{tag}{_CLOSE}"

    def _write(self, tag: str, value: GoValue) -> str:
        if not isinstance(value, str):
            raise EvaluationError(f"failed to resolve {{{{{tag}}}}} to string", RUN)
        return quote(value)[1:-1]


def _unescape_html(expression: str) -> str:
    for escape, character in _HTML.items():
        expression = expression.replace(escape, character)
    return expression
