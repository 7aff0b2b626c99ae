"""expr-lang 1.17.7: lexer, parser, checker, optimizer, compiler and machine, with the positions of its errors."""
