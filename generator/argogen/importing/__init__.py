"""The import room: a pipeline that a dialect has made, as a person would have written it.

`simplify` says the same in fewer words, `write` gives it as YAML, with the comments of the original.
"""
