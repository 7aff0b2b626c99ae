"""What Argo Workflows is: its objects by version, its expression languages and its notations."""
