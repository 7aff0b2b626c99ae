"""Test files: `NAME.test.yaml` as frozen values."""
