"""Simulated runs of test cases: rendering, binding of names, mocks, and records."""
