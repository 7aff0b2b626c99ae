"""The write room: manifests go to files whole, or not at all."""
