"""From a document to the pipeline model: every short form of the language is expanded here, and nowhere else."""
