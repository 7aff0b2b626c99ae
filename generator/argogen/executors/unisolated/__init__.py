"""Processes of this machine without namespaces, which share its files.

`paths` resolves and removes paths of this machine, `claims` are those that the steps of a run declare and that no other
run may use meanwhile, `leftovers` ends what a killed run has left, and `runtime` runs the containers of pods.
"""
