import json
import os


def quote(value):  # texts that would be read as something else
    if isinstance(value, (list, tuple)):
        return [quote(item) for item in value]
    if isinstance(value, str) and (read(value) != value or value.endswith("\n")):
        return json.dumps(value, ensure_ascii=False)
    return value


def plain(value):  # what JSON has no form for: arrays, models, dates
    for method in ("tolist", "model_dump", "isoformat"):
        if hasattr(value, method):
            return getattr(value, method)()
    raise TypeError(f"a {type(value).__name__} has no form as JSON")


def write(name, value):
    value = quote(value.tolist() if hasattr(value, "tolist") else value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=plain)
    os.makedirs("/tmp/outputs", exist_ok=True)
    with open(f"/tmp/outputs/{name}", "w", encoding="utf-8") as file:
        file.write(text)
