"""Functions of a pipeline: they know nothing of Argo, and can be called from anywhere."""


def plan(count, size):
    """The shards to work on, and what they hold together."""
    shards = [{"id": number, "rows": size * (number + 1)} for number in range(count)]
    return shards, sum(shard["rows"] for shard in shards)


def score(shard, factor):
    """The score of a shard."""
    print("scoring shard", shard["id"])
    return shard["rows"] * factor


def report(scores, total):
    """What is worth knowing."""
    return {"best": max(scores), "share": f"{max(scores) / total:.0%}"}
