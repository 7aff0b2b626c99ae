"""Inspect the installation of argogen and the programs that it runs, for `argogen doctor`."""
