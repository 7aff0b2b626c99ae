"""Steps with source code: python, notebook, script and resource bodies."""
