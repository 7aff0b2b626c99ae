"""Check a function of a `python` step against its source: it exists, and its parameters and results fit the step."""

from __future__ import annotations

import ast
from typing import Any, NamedTuple

from argogen.diagnostics import Diagnostic, Place
from argogen.language.code.results import find_mismatch
from argogen.language.code.scripts import ScriptSource
from argogen.language.code.signatures import FunctionSource, ModuleSource, Signature, read_module
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CodeModel, TemplateModel
from argogen.suggestions import list_known, suggest


def check_function(template: TemplateModel, source: ScriptSource, collector: DiagnosticCollector) -> None:
    """Report a function that is missing, or that cannot be called with the arguments and outputs of the step."""
    if ":" in template.content.target:
        return  # reported elsewhere: the function of a source is named without a module
    try:
        module = read_module(source.text)
    except SyntaxError as error:
        collector.add(_report_syntax(error, source))
    except ValueError:
        collector.add(Diagnostic("invalid-python", "Python source contains null characters", source.place(0, 1)))
    else:
        _FunctionCheck(template, template.content, source, collector).check(module)


class _FunctionCheck(NamedTuple):
    template: TemplateModel
    code: CodeModel
    source: ScriptSource
    collector: DiagnosticCollector

    def check(self, module: ModuleSource) -> None:
        name = self.code.target
        function = module.functions.get(name)
        if function is not None and function.signature is not None:
            self._check_arguments(function, function.signature)
            self._check_results(function)
        elif function is None and module.is_complete and name not in module.others:
            hint = suggest(name, tuple(module.functions), list_known(tuple(module.functions)))
            message = f"no function '{name}' in {self._file}"
            self.collector.error("missing-function", message, self.code.origin, hint or f"add 'def {name}(…):'")

    def _check_arguments(self, function: FunctionSource, signature: Signature) -> None:
        given = (*self.code.arguments, *self.code.objects)
        for name in [] if self.code.is_lenient else given:
            if name in signature.positional or not (signature.takes_any or name in signature.accepted):
                self._report_argument(name, function, signature)
        for name in signature.required:
            if name not in given:
                self._report_missing(name, function)

    def _report_argument(self, name: str, function: FunctionSource, signature: Signature) -> None:
        if name in signature.positional:
            message = f"'{function.name}' does not accept '{name}' by name: it is before '/' in its parameters"
            hint = f"remove '/' from the parameters of '{function.name}'"
        else:
            message = f"'{function.name}' has no parameter '{name}'"
            hint = suggest(name, signature.accepted, list_known(signature.accepted))
        self.collector.error("unknown-argument", message, self._find_argument(name), hint, key=True)

    def _report_missing(self, name: str, function: FunctionSource) -> None:
        message = f"missing argument '{name}' of '{function.name}' ({self._locate(function.node)})"
        self.collector.error(
            "missing-argument", message, self.code.origin, f"add '{name}' to '{self.template.arguments_key}'"
        )

    def _check_results(self, function: FunctionSource) -> None:
        outputs = tuple(self.code.results)
        if isinstance(function.node, ast.AsyncFunctionDef) and not outputs:
            message = f"'{function.name}' is a coroutine function ({self._locate(function.node)}): it does not run"
            self.collector.error("unexpected-result", message, self.code.origin, "use 'def', and asyncio.run(…) in it")
        mismatch = find_mismatch(function, outputs)
        if mismatch is not None:
            expected = f"'{outputs[0]}'" if len(outputs) == 1 else f"{len(outputs)} values ({', '.join(outputs)})"
            message = f"'{function.name}' returns {mismatch.found} ({self._locate(mismatch.node)}), expected {expected}"
            hint = "return the outputs in their order, or as a mapping by name"
            self.collector.error("unexpected-result", message, (*self.template.path, "outputs"), hint, key=True)

    def _find_argument(self, name: str) -> tuple[str | int, ...]:
        within = ("artifacts", "in") if name in self.code.objects else (self.template.arguments_key,)
        return (*self.template.path, *within, name)

    def _locate(self, node: Any) -> str:
        return f"{self.code.file}:{node.lineno}" if self.code.file is not None else f"line {node.lineno} of the code"

    @property
    def _file(self) -> str:
        return self.code.file or "the code"


def _report_syntax(error: SyntaxError, source: ScriptSource) -> Diagnostic:
    lines = source.text.splitlines(keepends=True)
    start = sum(map(len, lines[: (error.lineno or 1) - 1])) + max((error.offset or 1) - 1, 0)
    start -= source.text[start : start + 1] in ("", "\n") and start > 0
    width = max(1, (error.end_offset or 0) - (error.offset or 0)) if error.end_lineno == error.lineno else 1
    place: Place = source.place(start, width)
    return Diagnostic("invalid-python", f"invalid Python syntax: {error.msg}", place)
