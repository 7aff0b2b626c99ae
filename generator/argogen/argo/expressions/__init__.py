"""Parsers for the four expression languages of Argo; their trees have positions.

- `expr`: expr-lang, in `{{= … }}`, and in the expressions of retries, hooks, outputs and conditions.
- `when`: govaluate, in `when` of steps, tasks, metrics and cron workflows.
- `depends`: the language of `depends` of tasks.
- `tags`: `{{ … }}` in any string.

The first three import lark, so rendering imports them late.
"""
