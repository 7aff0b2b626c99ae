"""Write expressions that read an output, or its fallback if the step has no such output.

Argo evaluates an expression as soon as its members exist and it has no errors (util/template/expression_template.go).
"""

from __future__ import annotations

from argogen.argo.expressions.expr.writing import as_chain, quote, write_dig
from argogen.language.resolve.fallbacks import Fallback


def write_fallback(parts: tuple[str, ...], fallback: Fallback, *, has_comments: bool = True) -> str:
    """Return the expression for an output; `parts` are of the Argo variable, such as `steps.plan.outputs.result`."""
    step, output = as_chain(parts[:2]), parts[2:]
    read = _dig(step, fallback.value, *output)
    if output[-1] == "result":
        # Argo keeps the standard output of a step only if it finds this name (hasOutputResultRef in operator.go).
        name = as_chain(parts)
        return f"{read} /* {name} */" if has_comments else f"true ? {read} : {quote(name)}"
    if fallback.is_loop:
        return _read_list(step, output, fallback)
    if parts[0] != "tasks" or fallback.is_in_output:
        return read
    # In some versions, the output of a skipped task is an empty string for its readers, even if it declares a default.
    is_skipped = f"{step}.status in ['Skipped', 'Omitted']"
    return f"{is_skipped} ? {quote(fallback.value)} : {read}"


def _read_list(step: str, output: tuple[str, ...], fallback: Fallback) -> str:
    """Return the expression for a parameter of a loop; it may be missing, "" or the default of one run."""
    value, read = quote(fallback.value), _dig(step, fallback.value, *output)
    is_skipped = f"{_dig(step, '', 'status')} == 'Skipped'"
    if fallback.has_idle_runs:
        # If no run has parameters, Argo sets an empty list of parameters, as a string.
        return f"{is_skipped} || sprig.kindIs('string', {_dig(step, '', *output[:-1])}) ? {value} : {read}"
    if fallback.has_default:
        return f"{is_skipped} ? {value} : {read}"
    return f"sprig.default({value}, {_dig(step, '', *output)})"


def _dig(step: str, default: str, *path: str) -> str:
    return write_dig(step, path, quote(default))
