"""Run workflows on this machine.

`preparation` renders a pipeline and reads the objects that it refers to, `preflight` finds problems before
anything starts, `answers` are mocks and approvals, `execution` runs the workflow, and `records` keeps what happened.
"""
