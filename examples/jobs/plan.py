"""Divide the work into $SHARDS chunks."""

import json
import os
from pathlib import Path

chunks = [{"id": number} for number in range(int(os.environ["SHARDS"]))]
Path("/tmp/chunks.json").write_text(json.dumps(chunks))
