"""Notations: how Argo, Kubernetes and Go write durations, quantities, schedules, names and images.

Each module reads one notation exactly as its owner does, and raises NotationError for anything else.
"""
