"""The frames of DAG templates and of their tasks."""
