"""Phrases that readers have to translate, and what is written instead.

Each is a regular expression that ignores case, and is narrow enough not to match a legitimate use: a spot node,
`--format text`, `argogen.lock`, the working directory of a container.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Phrase(NamedTuple):
    """A pattern, and the words to use in its place."""

    pattern: re.Pattern[str]
    instead: str


_TOOLS = "argogen|argo|kubernetes|kubectl|jinja|git|runnable|linter|server|controller|executor|reader|parser|yaml|json"
_DOCUMENTS = (
    "manifest|pipeline|template|step|task|file|schema|message|configuration|project|pack|key|page|comment|field"
)
_SUBJECTS = rf"(?:{_TOOLS}|{_DOCUMENTS}|it)"

_ROWS = {
    # personification
    rf"\b{_SUBJECTS} (?:says|said|tells|told|wants|knows|asks|asked|sees to|thinks|likes|minds)\b": (
        "states, requires …"
    ),
    rf"\b(?:{_DOCUMENTS})s (?:say|tell|want|know|ask)\b": "state, require …",
    r"\b(?:is|are|be|been|was|were|gets?|not) told\b|\btell(?:s|ing)?\b": "report, print, distinguish",
    r"\bask (?:a|this|the) rule|\brules? (?:that )?(?:is|are|were) asked\b|\basks? (?:argo|git|kubernetes)\b": (
        "run, enable"
    ),
    r"\bnobody\b|\bsomebody\b|\bwhoever\b": "name the actor, or use the passive",
    r"\bwithout a word\b|\bin silence\b": "silently",
    # riddles and litotes
    r"\b(?:is|are|was|were|be|has|have|there) (?-i:none)\b": "is not a …, is invalid, is missing",
    r"\bnothing (?:that|which)\b": "no …",
    r"\bthat (?:there )?(?:is|are|was|were) (?:not )?there\b|\b(?:is|are) not there\b|\bthat there (?:is|are|can)\b": (
        "exists"
    ),
    r"\bwhat(?:ever)? (?:is|are|was|were|it|they|has|have|stands?|goes|comes|must|there|argo|argogen)\b": "a noun",
    r"\bhow bad\b": "severity",
    r"\bright answer\b|\bmend(?:s|ed|ing)?\b": "fix, safe fix",
    r"\bworks? (?:it|them) out\b|\bworked out\b": "evaluate, resolve, compute",
    r"\bthe (?:least|most) (?:is|are)\b": "at least, at most",
    r"\bgoes? (?:on|along|with it)\b": "continue, accompany",
    r"\bone thing\b|\bsame thing\b|\btwo things\b|\banything else\b|\beverything else\b": "name them",
    # possessives
    r"\bof (?:argo|argogen|runnable|jinja|git|python|yaml)'s\b(?! \w+(?:'s)? \w)|\bof kubernetes'(?=\W)": (
        "Argo …, of Argo"
    ),
    r"\b(?:argo|argogen|kubernetes|jinja|runnable)(?:'s?) own\b|\bof (?:its|their|our|one's) own\b": (
        "built-in, separate"
    ),
    # metaphors
    r"\bthe (?:way|ways) (?:of|through|to the)\b|\bon (?:its|their) way\b": "compilation, path",
    r"\bthrough the house\b|\b(?:a|the) rooms?\b|\bhouses?\b": "package, pipeline stage",
    r"\bstrangers?\b": "unresolved reference, unknown …",
    r"\btwins?\b": "duplicate",
    r"\bspots?\b(?!\W+(?:node|instance|pod|vm))(?!-)": "location, scope",
    r"\bcircles?\b": "cycle, recursion",
    r"\bplumb(?:ing|ed|s)?\b": "input threading, generated input",
    r"\bspell(?:s|ed|ing|t)?(?: \w+)? out\b": "expand",
    r"\bbeneath\b": "inherited, below",
    r"\brobots?\b": "GitOps controller",
    r"\blook(?:s|ed)? after\b|\b(?:bring|brings|brought) (?:\w+ )?up to date\b": "regenerate, keep in sync",
    r"\bleft[- ]?over manifests?\b|\bforeign (?:file|tag)s?\b|\bedited manifests?\b(?<!manually edited manifest)"
    r"(?<!manually edited manifests)": "orphaned manifest, unmanaged file, manually edited manifest",
    r"\bclock changes?\b": "daylight-saving transition",
    r"\bfolders? of the node\b": "host path",
    r"\ba lock that\b|\blocks? (?:is|are) held\b": "mutex, semaphore",
    r"\bfaults? of argogen\b": "internal error",
    # one term for one concept
    r"\b(?<!file )folders?\b": "directory",
    r"\ba text\b|\bas text\b|\bthe texts?\b|\btexts\b|\bwants? text\b": "string",
    r"\b(?:a|the|this|each|every|one|any) (?:fault|mistake)\b|\bfaults\b|\bmistakes\b": "error, diagnostic",
    r"\bfindings?\b": "diagnostic",
    r"\btruth values?\b": "boolean",
    r"\bin a row\b": "consecutive",
    r"\bstands? (?:in|on|at|under|below|above|here|there|where|as|beside|for itself|alone)\b": "is in, occurs",
}

PHRASES = tuple(Phrase(re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in _ROWS.items())


def find_phrases(prose: str) -> list[tuple[str, str]]:
    """Return each match, and the words to use instead; line breaks count as spaces."""
    flat = " ".join(prose.split())
    return [(match[0], phrase.instead) for phrase in PHRASES for match in phrase.pattern.finditer(flat)]
