"""The pod of a job: the containers that Argo creates, their environment, and the directories of their volumes."""
