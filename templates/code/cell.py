import sys
import nbformat

LAST_CELL = r"""
# what writes the outputs
"""
notebook = papermill.iorw.load_notebook_node(sys.argv[1])
notebook.cells.append(nbformat.v4.new_code_cell(LAST_CELL))
nbformat.write(notebook, sys.argv[2])
