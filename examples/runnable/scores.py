"""Functions that the pipelines in this directory call; their image contains only this file."""

from pathlib import Path
from statistics import NormalDist, fmean


def plan(shards, rate, label, weights, names):
    """Return the shards to process, and data about all of them."""
    total = {"rows": shards * 100, "label": label, "names": names, "weights": weights}
    return list(range(shards)), total, rate


def score(shard, total):
    """Return the score of one shard."""
    return {"shard": shard, "rows": total["rows"] * (shard + 1)}


def best(scores):
    """Return the best score, None without scores."""
    return max(scores, key=lambda each: each["rows"], default=None)


def name(shard, letter):
    """Return a name for a pair."""
    return f"{letter}{shard}"


def count(letters):
    """Return the number of letters."""
    return len(letters)


def lose():
    """Fail."""
    raise ValueError("not found")


def look_up(label: str):
    """Return a string unchanged, also if it looks like a number."""
    return label, len(label)


def write(shards):
    """Write a file of scores for each shard, and return the files and the distribution of the scores."""
    Path("data").mkdir()
    files = [f"data/{shard}.csv" for shard in range(shards)]
    for number, file in enumerate(files):
        Path(file).write_text(f"{number + 1}\n{number + 2}\n")
    return files, NormalDist(2, 1)


def read(file, spread):
    """Return the probability of the mean of a file."""
    return round(spread.cdf(fmean(map(float, Path(file).read_text().split()))), 2)
