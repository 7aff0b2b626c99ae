"""The programs of containers: their sources, their output, and the values that are inserted into them."""
