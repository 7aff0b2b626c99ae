"""The language of jq filters, as gojq reads it in the executor of Argo (workflow/executor/resource.go)."""
