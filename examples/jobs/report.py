"""Print the counts in $COUNTS, the most frequent word first."""

import json
import os

counts = json.loads(os.environ["COUNTS"])
for word in sorted(counts, key=lambda word: (-counts[word], word)):
    print(word, counts[word])
