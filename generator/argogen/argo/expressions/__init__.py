"""Parsers for the four expression languages of Argo, each giving a tree with positions.

- `expr`: expr-lang, in `{{= … }}`, and in the expressions of retries, hooks, outputs and conditions.
- `when`: govaluate, in `when` of steps, tasks, metrics and cron workflows.
- `depends`: Argo's own, in `depends` of tasks.
- `tags`: `{{ … }}` in any text.

The first three import lark; what only renders imports them late.
"""
