"""The generated pages of the reference, and the comments of the templates; `python -m docs.reference` updates them."""
