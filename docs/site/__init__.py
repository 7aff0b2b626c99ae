"""The documentation site, which Sphinx builds from the Markdown pages of the repository and from generated pages."""
