"""The graph of a workflow: from manifests to frozen values that all formats of pictures are made of.

`model` has the types. Nothing in it is about the form of a picture: that is the task of `drawing`.
"""
