"""The notation room: how Argo, Kubernetes and Go write durations, quantities, schedules, names and images.

Each module reads one notation exactly as its owner does, and says in a person's words what is wrong with a text.
"""
