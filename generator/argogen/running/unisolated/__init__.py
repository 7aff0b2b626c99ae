"""What a run without namespaces requires: steps that do not use the same paths of this machine at the same time.

`declared` lists the paths of templates, `concurrency` which steps may run at the same time, `overlaps` the paths that
such steps share, and `requirements` the features that require namespaces.
"""
