"""The arguments of kubectl: the objects that they name, and their options (pkg/cmd of kubectl)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from argogen.records import Record

# Options whose value may be the next argument; the other ones have a value only after "=".
_NAMES = """
applyset as as-group as-uid as-user-extra cache-dir certificate-authority chunk-size client-certificate client-key
cluster context field-manager field-selector filename grace-period kubeconfig kustomize label-columns
log-flush-frequency namespace output password patch patch-file profile profile-output prune-allowlist prune-whitelist
raw request-timeout selector server sort-by subresource template timeout tls-server-name token type user username v
vmodule
annotation cert class clusterip clusterrole default-backend description docker-email docker-password docker-server
docker-username external-name from from-env-file from-file from-literal group hard image key max-unavailable
min-available node-port non-resource-url port preemption-policy replicas resource resource-name restart role rule
schedule scopes serviceaccount tcp value verb
"""
"""The last four lines are those of `create TYPE`."""
_WITH_VALUE = frozenset(f"--{name}" for name in _NAMES.split())
_SHORT: Mapping[str, str] = {
    "-A": "--all-namespaces", "-L": "--label-columns", "-R": "--recursive", "-f": "--filename", "-k": "--kustomize",
    "-l": "--selector", "-n": "--namespace", "-o": "--output", "-p": "--patch", "-s": "--server", "-v": "--v",
    "-w": "--watch",
}  # fmt: skip


class Flags(Record):
    """The arguments without dashes, and the options by their long names; "true" for one without a value."""

    words: Sequence[str]
    options: Mapping[str, str]

    def has(self, name: str) -> bool:
        """Return whether an option is given, and not as false."""
        return self.options.get(name, "false") not in ("false", "False", "0", "f", "F", "FALSE")

    def list_named(self) -> Iterator[tuple[str, str]]:
        """Yield the types and names of objects: `TYPE NAME…`, `TYPE/NAME…` or `TYPE,…`; the name is "" for all."""
        first, *names = self.words or ("",)
        if "/" in first:
            yield from ((kind, name) for kind, _, name in (word.partition("/") for word in self.words))
        else:
            yield from ((kind, name) for kind in first.split(",") for name in names or ("",))


def parse_flags(flags: Sequence[str]) -> Flags:
    """Return the words and the options of arguments."""
    words: list[str] = []
    options: dict[str, str] = {}
    rest = iter(flags)
    for flag in rest:
        if not flag.startswith("-") or flag == "-":
            words.append(flag)
        elif flag != "--":
            name, value = _split(flag)
            options[name] = value or (next(rest, "") if name in _WITH_VALUE else "true")
        else:
            words.extend(rest)
    return Flags(words, options)


def _split(flag: str) -> tuple[str, str]:
    """Return the long name of an option, and the value in the same argument, "" without one."""
    if flag.startswith("--"):
        name, _, value = flag.partition("=")
        return name, value
    return _SHORT.get(flag[:2], flag[:2]), flag[2:].removeprefix("=")
