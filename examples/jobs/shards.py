"""Functions of a pipeline: they know nothing of Argo, and can be called from anywhere."""

from statistics import NormalDist


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
    return max(scores), f"{max(scores) / total:.0%}", NormalDist.from_samples(scores)


def expect(spread, score):
    """The chance of at least this score."""
    return round(1 - spread.cdf(score), 2)
