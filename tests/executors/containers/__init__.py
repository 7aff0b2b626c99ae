"""Tests of containers of podman or docker."""
