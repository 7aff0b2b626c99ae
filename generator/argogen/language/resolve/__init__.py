"""Names, references, threaded inputs and DAG edges."""
