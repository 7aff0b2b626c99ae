"""Check commands that do not run as they are written: a line in place of words, words after the script of a shell.

Argo starts the command without a shell (workflow/executor/emissary); the source of a script is a file, and its path the
last argument.
"""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.diagnostics import Severity
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
_PYTHON = re.compile(r"python(\d(\.\d+)?)?")
# The interpreters that take code after an option, with the option.
_OPTIONS: Mapping[str, str] = {"node": "-e", "perl": "-e", "ruby": "-e"}
_OPERATORS = frozenset({"|", "&&", "||", ">", ">>", "<", "2>", "2>&1", "&>"})
# Programs with such words as arguments.
_WITH_OPERATORS = frozenset({"[", "[[", "test", "expr", "find", "xargs", "parallel", "jq", "awk"})
# What shows that a script of a shell uses the arguments after it.
_POSITIONAL = re.compile(r"\$(?:[\d@*#]|\{[\d@*#!])|\b(?:shift|getopts|source|for \w+; do)\b|(?:^|[;&|]\s*)\. ")
_CODE_OF_SHELL = re.compile(r"[\s;|&<>]")
_CODE_OF_PYTHON = re.compile(r"[(\n;]|\bimport \w")
_OPTION_WITH_CODE = re.compile(r"-[a-zA-Z]*c[a-zA-Z]*")
# The beginnings of official images, with programs that none of them has.
_OF_DEBIAN = frozenset({
    "aws", "curl", "docker", "gcc", "git", "go", "helm", "java", "jq", "kubectl", "make", "node", "npm", "pip", "pip3",
    "python", "python3", "ruby", "wget",
})  # fmt: skip
_OF_ALPINE = (_OF_DEBIAN | {"bash", "perl", "zsh"}) - {"wget"}
_LACKING: Mapping[str, frozenset[str]] = {
    "alpine": _OF_ALPINE, "busybox": _OF_ALPINE, "debian": _OF_DEBIAN, "ubuntu": _OF_DEBIAN,
}  # fmt: skip
_OFFICIAL = re.compile(
    r"(?:(?:(?:index\.)?docker\.io/)?(?:library/)?|public\.ecr\.aws/docker/library/)(\w+)(?:[:@][\w.:-]+)?"
)
_OF_IMAGE = "the official image"
_DISTROLESS = re.compile(r"gcr\.io/distroless/[\w./-]+(?::(?!.*debug)[\w.-]+|@sha256:\w+)?")


class _Word(NamedTuple):
    """A word of a command line, and its path from the container."""

    text: str
    path: NodePath

    @property
    def name(self) -> str:
        """The name of the program, if it is one."""
        return self.text.rpartition("/")[2]


def check_commands(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report commands that cannot start, or whose arguments the program does not use as written."""
    for container in subject.containers:
        if container.is_main and (container.template.python or container.template.notebook):
            continue  # whose command is generated
        fields = container.fields
        command = fields.get("command")
        if command and "{{" not in str(command[0]):
            words = [
                _Word(str(text), (field, index))
                for field in ("command", "args")
                for index, text in enumerate(fields.get(field) or ())
            ]
            for word, message, hint in _check(words, str(fields.get("image") or ""), "source" in fields):
                at = (container.origin, hint, str(word.path[0]), word.text)
                # A copy of an official image may have more programs under the same name.
                severity = Severity.NOTE if message.startswith(_OF_IMAGE) else None
                below = (*container.below, *word.path)
                yield RuleDiagnostic("invalid-command", message, *at, below=below, severity=severity)


_Finding = tuple[_Word, str, str]


def _check(words: Sequence[_Word], image: str, is_script: bool) -> Iterator[_Finding]:
    program = words[0]
    if " " in program.text.strip() and _is_line(program.text):
        hint = f"write each word as an item: {json.dumps(_split(program.text), ensure_ascii=False)}"
        yield program, f"the command '{_shorten(program.text)}' is the name of one program, with spaces", hint
        return
    yield from _check_image(program, image)
    if program.name in _SHELLS:
        yield from _check_shell(words, is_script)
    elif program.name in _OPTIONS or _PYTHON.fullmatch(program.name):
        yield from _check_interpreter(words, is_script)
    elif program.name not in _WITH_OPERATORS and not is_script:
        yield from _check_operators(words)


def _is_line(text: str) -> bool:
    """Return whether a command is a whole line, and not the path of a program with spaces."""
    first = posixpath.basename(text.split()[0])
    return "/" not in text or first in _SHELLS or _PYTHON.fullmatch(first) is not None


def _split(line: str) -> Sequence[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _check_image(program: _Word, image: str) -> Iterator[_Finding]:
    """Report programs that an official image does not have."""
    official = _OFFICIAL.fullmatch(image)
    if official is not None and program.text == program.name and program.name in _LACKING.get(official[1], ()):
        yield program, f"{_OF_IMAGE} '{image}' has no '{program.name}'", "use an image with this program"
    elif program.name in _SHELLS and _DISTROLESS.fullmatch(image):
        yield program, f"image '{image}' has no shell", "use an image with a shell, such as one with the tag debug"


def _skip_options(words: Sequence[_Word]) -> Sequence[_Word]:
    """Return the words from the first one that is not an option, or after `-c`; none without an evident one."""
    for index, word in enumerate(words[1:], 1):
        if not word.text.startswith(("-", "+")):
            return words[index:]
        if word.text.startswith("-o") or word.text in ("-W", "-X"):
            return ()  # which has a value
    return ()


def _check_shell(words: Sequence[_Word], is_script: bool) -> Iterator[_Finding]:
    code = next((index for index, word in enumerate(words) if index and _OPTION_WITH_CODE.fullmatch(word.text)), None)
    if code is not None:
        rest = _skip_further_options(words[code + 1 :])
        if len(rest) > 1 and not is_script and _ignores(rest):
            message = f"the shell runs only '{_shorten(rest[0].text)}', and ignores the words after it"
            yield rest[1], message, "write the whole command line as one string after '-c'"
        return
    rest = _skip_options(words)
    if (
        rest
        and not is_script
        and _CODE_OF_SHELL.search(rest[0].text)
        and not rest[0].text.startswith(("/", "./", "{{"))
    ):
        message = f"'{words[0].name}' takes '{_shorten(rest[0].text)}' as the name of a script file"
        yield rest[0], message, "add '-c' before it"


def _skip_further_options(words: Sequence[_Word]) -> Sequence[_Word]:
    """Return the script after `-c` and the words after it: there may be more options before it."""
    at = 0
    while at < len(words) and words[at].text.startswith(("-", "+")):
        at += 2 if words[at].text.endswith("o") else 1  # `-o` has a value
    return words[at:]


def _ignores(rest: Sequence[_Word]) -> bool:
    """Return whether a script evidently does not use the arguments after it, which are more than a name for `$0`."""
    script = rest[0].text
    is_name = len(rest) == 2 and rest[1].name in (*_SHELLS, "_", "--", "-")
    return not is_name and "{{" not in script and not _POSITIONAL.search(script)


def _check_interpreter(words: Sequence[_Word], is_script: bool) -> Iterator[_Finding]:
    program, last = words[0], words[-1]
    option = _OPTIONS.get(program.name, "-c")
    if is_script and last.text == option and len(words) > 1:
        message = f"'{program.name} {option}' runs the path of the source as code"
        yield last, message, f"remove '{option}'"
        return
    if is_script or not program.name.startswith("python"):
        return
    rest = _skip_options(words)
    module = next((words[index + 1] for index, word in enumerate(words[:-1]) if word.text == "-m"), None)
    if module is not None and module.text.endswith(".py"):
        yield module, f"'-m' requires a module, got the file '{module.text}'", "remove '-m', or '.py'"
    elif rest and rest[0].text != "-" and _CODE_OF_PYTHON.search(rest[0].text) and _has_no_code(words):
        message = f"'{program.name}' takes '{_shorten(rest[0].text)}' as the name of a file"
        yield rest[0], message, "add '-c' before it"


def _has_no_code(words: Sequence[_Word]) -> bool:
    return not any(word.text in ("-m", "-c") or _OPTION_WITH_CODE.fullmatch(word.text) for word in words)


def _check_operators(words: Sequence[_Word]) -> Iterator[_Finding]:
    """Report operators of a shell in the arguments of another program."""
    operator = next((word for word in words[1:] if word.text in _OPERATORS), None)
    if operator is not None and not any(word.name in _SHELLS or word.text == "--" for word in words):
        message = f"no shell runs this command: '{words[0].name}' receives '{operator.text}' as an argument"
        yield operator, message, "use 'command: [sh, -c]' with the whole command line as one string"
