"""Write graphs of workflows in the formats of pictures: Mermaid, DOT, JSON, SVG and HTML."""
