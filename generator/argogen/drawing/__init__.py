"""Write graphs of workflows as text and pictures: Mermaid, DOT, JSON, SVG and HTML."""
