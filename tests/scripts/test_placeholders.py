"""Tags in scripts are replaced by words of the same length that the language of the script accepts."""

from __future__ import annotations

import pytest

from argogen.scripts.placeholders import mask_tags


@pytest.mark.parametrize(
    ("text", "language", "masked"),
    [
        ("echo {{a}}", "sh", "echo _____"),
        ("echo $(( 1 + {{a}} ))", "sh", "echo $(( 1 + 11111 ))"),
        ("x=$(( {{a}} + x{{b}} )); echo {{c}}", "sh", "x=$(( 11111 + x_____ )); echo _____"),
        ("echo $(( 1\n{{a}}", "bash", "echo $(( 1\n_____"),
        ("a {{a}}\n$(( {{b}}\n{{c}} $(({{d}}))", "sh", "a _____\n$(( 11111\n_____ $((11111))"),
        ("print({{a}} + x{{b}})", "python", "print(11111 + x_____)"),
        ('echo "$(ls {{a)" {{b}}', "sh", 'echo "$(ls __a)" _____'),
        ("x = {{1: 2}.y", "python", "x = {{1: 2}.y"),
    ],
)
def test_tags_become_words_or_numbers(text: str, language: str, masked: str) -> None:
    assert mask_tags(text, language).text == masked
