"""Resource templates: kubectl creates, changes, reads or deletes objects, whose fields are outputs."""
