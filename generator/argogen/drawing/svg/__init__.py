"""Write graphs as SVG: one file without scripts, for light and dark color schemes."""
