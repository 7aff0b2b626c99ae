"""Rules of the profile `kubeflow`: what Kubeflow Pipelines accepts as an uploaded manifest."""
