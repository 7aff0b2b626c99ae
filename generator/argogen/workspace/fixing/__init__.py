"""Apply safe fixes to files or to source text, and compare manifests before and after."""

from argogen.workspace.fixing.files import FileOverlay, fix_all, fix_source
from argogen.workspace.fixing.meaning import find_changed_manifests

__all__ = ["FileOverlay", "find_changed_manifests", "fix_all", "fix_source"]
