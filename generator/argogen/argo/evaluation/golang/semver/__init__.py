"""Semantic versions and their constraints, as github.com/Masterminds/semver reads them."""
