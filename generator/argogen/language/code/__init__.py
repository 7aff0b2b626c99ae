"""Steps with source code: python, notebook and script bodies."""
