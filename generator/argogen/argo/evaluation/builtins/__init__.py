"""The builtin functions of expr-lang, and those that Argo adds."""
