"""Snapshots in a separate file for each test, which can be read and compared as they are."""

from __future__ import annotations

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class TextFile(SingleFileSnapshotExtension):
    """Plain text, such as diagnostics."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


class YamlFile(TextFile):
    """A pipeline or manifest."""

    file_extension = "yaml"
