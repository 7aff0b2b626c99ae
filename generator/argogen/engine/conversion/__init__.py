"""Convert manifests and runnable pipelines to pipelines."""
