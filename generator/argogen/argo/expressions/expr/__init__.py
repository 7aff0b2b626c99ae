"""expr-lang, in `{{= … }}` and in the expressions of retries, hooks, outputs and conditions."""
