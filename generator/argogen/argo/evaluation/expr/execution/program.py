"""Compiled expressions: instructions with arguments and positions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Operation: TypeAlias = Callable[[Any, Any], None]
"""A method of the machine, which receives the machine and the argument of the instruction."""


@dataclass(slots=True)
class Program:
    """Instructions; the argument of a jump is the index of the next instruction."""

    source: str
    operations: list[Operation] = field(default_factory=list)
    arguments: list[Any] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    variables: int = 0

    def emit(self, operation: Operation, argument: Any, start: int) -> int:
        """Add an instruction; return its index."""
        self.operations.append(operation)
        self.arguments.append(argument)
        self.starts.append(start)
        return len(self.operations) - 1

    def land(self, jump: int) -> None:
        """Make a jump lead to the next instruction."""
        self.arguments[jump] = len(self.operations)
