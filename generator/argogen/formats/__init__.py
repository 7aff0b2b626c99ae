"""Diagnostics in the forms that other programs read.

Each form is a module here, whose `write(diagnostics)` gives the whole text for the diagnostics of one run.
"""
