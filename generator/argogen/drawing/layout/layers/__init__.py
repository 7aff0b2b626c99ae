"""The layered drawing of a graph that is not series-parallel."""
