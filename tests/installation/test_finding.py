"""The report has no paths of home directories and no passwords."""

from __future__ import annotations

import pytest

from argogen.installation.finding import Item, Section, Status, anonymize, is_usable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/srv/ann/project/argogen.yaml", "~/project/argogen.yaml"),
        ("/srv/ann", "~"),
        ("/srv/ann: permission denied", "~: permission denied"),
        ("/srv/annabel/x", "/srv/annabel/x"),
        ("/data/homes/ann/x, /srv/ann/y", "~/x, ~/y"),
        ("/home/bob/x", "/home/USER/x"),
        ("/Users/bob", "/Users/USER"),
        ("https://ann:secret@git.example.com/x", "https://***@git.example.com/x"),
        ("/var/cache", "/var/cache"),
    ],
)
def test_texts_are_anonymous(text: str, shown: str) -> None:
    given = [Section("s", (Item(text, text, Status.MISSING, text),))]
    homes = ["/srv/ann/", "/data/homes/ann"]
    assert anonymize(given, homes) == (Section("s", (Item(shown, shown, Status.MISSING, shown),)),)


def test_the_root_directory_is_no_home() -> None:
    given = (Section("s", (Item("a", "/tmp/x"),)),)
    assert anonymize(given, ["/", ""]) == given


@pytest.mark.parametrize(
    ("statuses", "usable"), [([], True), ([Status.OK, Status.MISSING], True), ([Status.OK, Status.REQUIRED], False)]
)
def test_only_what_is_required_makes_it_unusable(statuses: list[Status], usable: bool) -> None:
    items = tuple(Item(str(number), "", status) for number, status in enumerate(statuses))
    assert is_usable([Section("s", items), Section("t", ())]) is usable
