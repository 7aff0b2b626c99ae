"""Functions of a pipeline; they do not depend on Argo."""

from statistics import NormalDist


def plan(count, size):
    """Return the shards to process, and their total number of rows."""
    shards = [{"id": number, "rows": size * (number + 1)} for number in range(count)]
    return shards, sum(shard["rows"] for shard in shards)


def score(shard, factor):
    """Return the score of a shard."""
    print("scoring shard", shard["id"])
    return shard["rows"] * factor


def report(scores, total):
    """Return the best score, its share of the total, and the distribution of the scores."""
    best = max(scores, default=0)
    spread = NormalDist.from_samples(scores) if len(scores) > 1 else NormalDist(best)
    return best, f"{best / total if total else 0:.0%}", spread


def expect(spread, score):
    """Return the probability of at least this score."""
    return round(1 - spread.cdf(score), 2)
