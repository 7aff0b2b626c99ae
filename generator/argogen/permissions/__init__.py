"""The permissions that a workflow requires in the API of Kubernetes."""
