"""Evaluate the languages of Argo with the results of its controller: expressions, `when`, `depends` and template tags.

The semantics are those of Argo 3.7.14 with expr-lang 1.17.7, sprig 3.3.0 and govaluate, including their oddities.
Values are Go values (`golang`), since their types decide about results and errors.

- `expr.evaluation`: `evaluate` and `evaluate_condition`, for variables from `variables.build_variables`
- `tags.replacement`: `replace_in_json` and `replace_in_text`, with the policy for unresolved tags
- `govaluate.evaluation`: `evaluate_when` and `evaluate_cron_when`
- `depends`: `expand_depends` and `decide`
- `environment`: `Evaluation`, the clock, random numbers, the network and limits of an evaluation
- `batch` and `outcome`: results in the form of JSON
"""
