"""Plan the evaluation of a `when`, as stagePlanner.go of govaluate does.

Operators of one precedence are planned from the right first, and then mirrored; where only some of them are neighbors,
the order of the evaluation differs from what one expects. So this follows the original step by step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.regexps import compile_regexp
from argogen.argo.evaluation.govaluate.tokens import (
    ACCESSOR,
    CLAUSE,
    CLAUSE_CLOSE,
    COMPARATOR,
    COMPARATORS,
    LOGICAL,
    MODIFIER,
    PATTERN,
    PREFIX,
    PREFIXES,
    SEPARATOR,
    STRING,
    TERNARIES,
    TERNARY,
    TIME,
    VARIABLE,
    Token,
)
from argogen.argo.evaluation.trampoline import Task, run

LITERAL, PARAMETER, ACCESS, NOTHING = "literal", "parameter", "access", "nothing"


class _Level(NamedTuple):
    """A level of precedence: the kind of its tokens and its operators."""

    kind: str
    operators: frozenset[str]


_LEVELS = (
    _Level(SEPARATOR, frozenset({","})),
    _Level(TERNARY, TERNARIES),
    _Level(LOGICAL, frozenset({"||"})),
    _Level(LOGICAL, frozenset({"&&"})),
    _Level(COMPARATOR, COMPARATORS),
    _Level(MODIFIER, frozenset({"^", "&", "|"})),
    _Level(MODIFIER, frozenset({">>", "<<"})),
    _Level(MODIFIER, frozenset({"+", "-"})),
    _Level(MODIFIER, frozenset({"*", "/", "%"})),
    _Level(MODIFIER, frozenset({"**"})),
)
# The groups of operators that are mirrored together; those of `**` and of prefixes are groups, too.
_GROUPS: Mapping[str, int] = {
    operator: number for number, level in enumerate(_LEVELS) for operator in level.operators
}  # fmt: skip
_PREFIX_GROUP, _NOTHING_GROUP, _ACCESS_GROUP, _VALUE_GROUP = 100, 101, 102, 103


class Stage:
    """An operation with its operands; `value` is that of a literal, or the name of a parameter."""

    __slots__ = ("is_prefix", "left", "operator", "right", "value")

    def __init__(self, operator: str, *, left: Stage | None = None, right: Stage | None = None, value: Any = None):
        self.operator, self.left, self.right, self.value = operator, left, right, value
        self.is_prefix = False

    @property
    def group(self) -> int:
        """The group of operators to which the operation belongs."""
        if self.is_prefix:
            return _PREFIX_GROUP
        known = {NOTHING: _NOTHING_GROUP, ACCESS: _ACCESS_GROUP, PARAMETER: _VALUE_GROUP, LITERAL: _VALUE_GROUP}
        return known.get(self.operator, _GROUPS.get(self.operator, _VALUE_GROUP))

    def swap_operation(self, other: Stage) -> None:
        """Exchange the operations of two stages, which keep their operands."""
        self.operator, other.operator = other.operator, self.operator
        self.value, other.value = other.value, self.value
        self.is_prefix, other.is_prefix = other.is_prefix, self.is_prefix


def plan(tokens: Sequence[Token]) -> Stage:
    """Return the operation of an expression. Raises GoPanicError."""
    stage = run(_Planner(list(tokens)).level(0))
    if stage is None:
        raise GoPanicError("runtime error: invalid memory address or nil pointer dereference")
    _reorder(stage)
    return stage


def compile_patterns(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens with the strings after `=~` and `!~` as patterns. Raises GoPanicError for an invalid one."""
    compiled = list(tokens)
    for index, token in enumerate(tokens[:-1]):
        following = tokens[index + 1]
        if token.kind == COMPARATOR and token.value in ("=~", "!~") and following.kind == STRING:
            compiled[index + 1] = Token(PATTERN, compile_regexp(following.value))
    return compiled


class _Planner:
    """Goes through the tokens; a level that finds none of its operators returns the token."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def level(self, number: int) -> Task[Stage | None]:
        """Plan the operators of a level of precedence and of those that bind more strongly."""
        if number == len(_LEVELS):
            return (yield self._access())  # type: ignore[no-any-return]
        left: Stage | None = yield self.level(number + 1)
        if self._at < len(self._tokens):
            token = self._next()
            level = _LEVELS[number]
            if token.kind == level.kind and token.value in level.operators:
                right: Stage | None = yield self.level(number)
                return Stage(token.value, left=left, right=right)
        self._at -= 1
        return left

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _access(self) -> Task[Stage | None]:
        token = self._next()
        if token.kind != ACCESSOR:
            self._at -= 1
            return (yield self._value())  # type: ignore[no-any-return]
        if self._at < len(self._tokens):
            following = self._next()
            self._at -= 1
            if following.kind == CLAUSE:
                yield self.level(0)
        return Stage(ACCESS, value=token.value[0])

    def _value(self) -> Task[Stage | None]:
        token = self._next()
        if token.kind == CLAUSE:
            inner: Stage | None = yield self.level(0)
            self._at += 1
            return Stage(NOTHING, right=inner)
        if token.kind == CLAUSE_CLOSE:
            self._at -= 1
            return None
        if token.kind == PREFIX:
            return (yield self._prefix(token))  # type: ignore[no-any-return]
        if token.kind == VARIABLE:
            return Stage(PARAMETER, value=token.value)
        if token.kind in (COMPARATOR, LOGICAL, MODIFIER, TERNARY, SEPARATOR):
            raise GoPanicError(f"Unable to plan token kind: '{token.kind}', value: '{token.value}'")
        return Stage(LITERAL, value=float(token.value.seconds) if token.kind == TIME else token.value)

    def _prefix(self, token: Token) -> Task[Stage | None]:
        right: Stage | None = yield self._access()
        stage = Stage(token.value, right=right)
        stage.is_prefix = token.value in PREFIXES
        return stage


def _reorder(root: Stage) -> None:
    """Mirror sequences of operators of one group, so that they are evaluated from the left."""
    pending = [root]
    while pending:
        stage: Stage | None = pending.pop()
        sequence: list[Stage] = []
        chains: list[list[Stage]] = []
        while stage is not None:
            if stage.left is not None:
                pending.append(stage.left)
            if sequence and sequence[-1].group != stage.group:
                chains.append(sequence)
                sequence = []
            sequence.append(stage)
            stage = stage.right
        for chain in (*chains, sequence):
            if len(chain) > 1:
                _mirror(chain)


def _mirror(stages: list[Stage]) -> None:
    for stage in stages:
        stage.left, stage.right = stage.right, stage.left
    first, last = stages[0], stages[-1]
    last.left, first.right = first.right, last.left
    count = len(stages)
    for index in range((count - 2) // 2 + 1):
        one, other = stages[index + 1], stages[count - index - 1]
        one.right, other.right = other.right, one.right
    for index in range(count // 2):
        stages[index].swap_operation(stages[count - index - 1])
