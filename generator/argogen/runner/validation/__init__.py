"""The checks by which Argo refuses a workflow before it runs, with its messages."""
