"""JSONPath as github.com/evilmonkeyinc/jsonpath reads it, the library behind the function `jsonpath` of Argo."""
