names = NAMES
values = VALUES
if len(values) != len(names):
    raise ValueError(f"the function gave {len(values)} values for the outputs {', '.join(names)}")
for name, value in zip(names, values):
    CONVERT(name, value)
