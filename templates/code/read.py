import json


def read(value):  # a value is its JSON; a text that is no JSON stands as it is
    if isinstance(value, list):
        return [read(item) for item in value]
    try:
        value = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value
    return read(value) if isinstance(value, list) else value
