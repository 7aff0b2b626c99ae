"""Count the words in $WORDS."""

import json
import os
from collections import Counter
from pathlib import Path

counts = Counter(os.environ["WORDS"].split())
Path("/tmp/counts.json").write_text(json.dumps(counts, sort_keys=True))
