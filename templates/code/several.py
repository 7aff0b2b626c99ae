names = NAMES
values = [result[name] for name in names] if isinstance(result, dict) else result
if len(values) != len(names):
    raise ValueError(f"the function gave {len(values)} values for the outputs {', '.join(names)}")
for name, value in zip(names, values):
    write(name, value)
