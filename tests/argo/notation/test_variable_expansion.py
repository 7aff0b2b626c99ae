from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from argogen.argo.notation.variable_expansion import (
    ANY_VARIABLES,
    ARGO_VARIABLES,
    escape_variables,
    name_variables,
    unescape_variables,
)

OWN = name_variables(["LEVEL"])


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("pid $$", "pid $$$$"),
        ("$$$", "$$$$$"),
        ("$(LEVEL) $(date) ${LEVEL} $LEVEL $", "$$(LEVEL) $(date) ${LEVEL} $LEVEL $"),
        ("$$(LEVEL)", "$$$$(LEVEL)"),
        ("$(echo $$)", "$(echo $$)"),
        ("$(echo $$", "$$(echo $$$$"),
        ("5 $é", "5 $$é"),
        (
            "$(ARGO_NODE_ID) $(KUBERNETES_SERVICE_HOST) $(WEB_PORT_80_TCP_ADDR)",
            "$$(ARGO_NODE_ID) $$(KUBERNETES_SERVICE_HOST) $$(WEB_PORT_80_TCP_ADDR)",
        ),
        ("$({{inputs.parameters.name}}) $(echo {{item}})", "$$({{inputs.parameters.name}}) $(echo {{item}})"),
        ("$(echo {{item}} $$)", "$$(echo {{item}} $$$$)"),
        ("{{=replace(item, '$', '$$')}} $$", "{{=replace(item, '$', '$$')}} $$$$"),
        ("$(f {{=g(')$$')}}) $$", "$(f {{=g(')$$')}}) $$$$"),
        ("$(f {{=g(')')}} $$)", "$$(f {{=g(')')}} $$$$)"),
        ("$({{=g('$')}})", "$$({{=g('$')}})"),
        ("{{ $$x }} {{=y", "{{ $$$$x }} {{=y"),
    ],
)
def test_only_what_kubernetes_would_replace_is_escaped(text: str, escaped: str) -> None:
    assert escape_variables(text, OWN) == escaped


def test_which_names_a_container_may_have() -> None:
    assert escape_variables("$(LEVEL) $(ARGO_X) $(ls -l)", ARGO_VARIABLES) == "$(LEVEL) $$(ARGO_X) $(ls -l)"
    assert escape_variables("$(LEVEL) $(a.b) $(ls -l)", ANY_VARIABLES) == "$$(LEVEL) $$(a.b) $(ls -l)"
    assert escape_variables("$(date)", name_variables(["{{item}}"])) == "$$(date)"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("pid $$$$", "pid $$"),
        ("$$(A) $(A) $A", "$(A) $(A) $A"),
        ("$(echo $$) $$", "$(echo $$) $"),
        ("$( $$", "$( $"),
        ("{{='$$'}} $$ {{ $$ }} {{='$$'", "{{='$$'}} $ {{ $ }} {{='$'"),
    ],
)
def test_an_escaped_text_is_read_as_a_shell_gets_it(text: str, plain: str) -> None:
    assert unescape_variables(text) == plain


def expand(text: str, values: Mapping[str, str]) -> str:
    """Expand a string as Kubernetes does, which reads bytes."""
    data, done, at = text.encode(), b"", 0
    while at < len(data):
        following = data[at + 1 : at + 2]
        if data[at : at + 1] != b"$" or not following:
            done, at = done + data[at : at + 1], at + 1
        elif following == b"(" and (end := data.find(b")", at)) > 0:
            name = data[at + 2 : end].decode(errors="replace")
            done, at = done + (values[name].encode() if name in values else data[at : end + 1]), end + 1
        else:
            read = b"$" if following == b"$" else b"$" + chr(following[0]).encode()
            done, at = done + read, at + 2
    return done.decode(errors="replace")


def test_expanding_an_escaped_text_gives_the_text() -> None:
    source = random.Random(1)
    parts = ["$", "$", "(", ")", "LEVEL", "ARGO_X", "é", " ", "x", "$(LEVEL)", "A_SERVICE_HOST", "{{item}}"]
    values = {"LEVEL": "1", "ARGO_X": "2", "A_SERVICE_HOST": "3"}
    for _ in range(3000):
        text = "".join(source.choices(parts, k=source.randint(0, 12)))
        assert expand(escape_variables(text, OWN), values) == text
