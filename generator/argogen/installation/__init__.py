"""Inspect the installation of argogen and what it uses of this machine, for `argogen doctor`."""
