import json


def read_item(text):  # of a text that it loops over, Argo cuts the quotes and leaves the escapes
    try:
        return read(json.loads(text))
    except ValueError:
        return read(json.loads(f'"{text}"'))
