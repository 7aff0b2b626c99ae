"""Argo's own manifests as pipelines: everything that they say, in the same order, and nothing else.

Every template becomes a component, references stay Argo's tags, and nothing is made shorter; so what is found wrong
with such a pipeline is wrong with the manifest. `manifest` is the door.
"""
