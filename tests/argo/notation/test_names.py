from __future__ import annotations

from collections.abc import Callable

import pytest

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import (
    check_dns_label,
    check_env_name,
    check_label_key,
    check_label_value,
    check_subdomain,
    is_old_env_name,
)

LONG = "a" * 64


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (check_subdomain, ["a", "a-b.c", "1", "a" * 253], ["", "A", "a_b", "-a", "a.", "a..b", "a" * 254]),
        (check_dns_label, ["a", "a-1", "a" * 63], ["", "A", "a.b", "-a", LONG]),
        (
            check_label_key,
            ["a", "A_b.c-d", "example.com/a"],
            ["", "a b", "-a", "A/b", "a/", LONG, "x/" + LONG, "a/b/c"],
        ),
        (check_label_value, ["", "a", "A_b.c-d", "1"], ["a b", "-a", "a/b", "é", LONG]),
        (check_env_name, ["A", "a.b-c", "1A", "A B", "_"], ["", "A=B", "ü", "A\n"]),
    ],
)
def test_names(check: Callable[[str], None], right: list[str], wrong: list[str]) -> None:
    for name in right:
        check(name)
    for name in wrong:
        with pytest.raises(NotationError) as raised:
            check(name)
        assert raised.value.message
        assert raised.value.hint


def test_names_of_variables_that_only_new_versions_of_kubernetes_take() -> None:
    assert [name for name in ("A", "_a.b-c", "1A", "A B", "A:B") if not is_old_env_name(name)] == ["1A", "A B", "A:B"]
