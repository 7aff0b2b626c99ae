"""The variables of tags and expressions: of the workflow, of a template's steps and tasks, and of items of loops."""
