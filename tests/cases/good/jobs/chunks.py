"""Chunks."""


def chunks(shards: int, name: str, ratio: float, options: object) -> tuple[list[object], str]:
    print("{not a tag} { name }")
    return [{"id": number, "ratio": ratio} for number in range(shards)], f"{name} {options}"
