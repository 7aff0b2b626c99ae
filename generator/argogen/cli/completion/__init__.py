"""Shell completion of names: rules, environments, packs, steps, templates, parameters, test cases and runs."""
