"""The definition of Argo Workflows: its objects by version, its expression languages and its notations."""
