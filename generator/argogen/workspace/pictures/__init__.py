"""Pictures of workflows: those that a command draws, and those beside the manifests of a project."""
