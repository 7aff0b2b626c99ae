"""Lay out nested boxes and the links between them: positions and routes without overlaps, the same in each run.

Each frame is laid out by itself, after the frames in it. Its series-parallel parts are placed recursively, which needs
no crossing; the rest is a layered drawing with few crossings. All lengths are in pixels, and y increases downwards.
"""
