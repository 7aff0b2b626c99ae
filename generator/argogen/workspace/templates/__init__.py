"""Template files of a project: origins, overrides and trial renders."""
