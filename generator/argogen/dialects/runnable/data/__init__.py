"""Data between the steps of a runnable pipeline: values, returns, reducers and the catalog."""
