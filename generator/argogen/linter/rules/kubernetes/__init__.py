"""Rules for fields of pods and manifests of resource templates, which the API server of Kubernetes validates."""
