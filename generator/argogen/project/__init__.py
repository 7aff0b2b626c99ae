"""The project file: which pipelines there are, where their manifests go, and what they all start from."""
