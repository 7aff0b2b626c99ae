"""Notations of Argo, Kubernetes and Go: durations, quantities, schedules, names and images.

Each module accepts the same strings as the original parser of its notation, and raises NotationError for all others.
"""
