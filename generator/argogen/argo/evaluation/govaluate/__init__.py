"""govaluate, the language of `when`: lexer, planner and evaluation with its oddities."""
