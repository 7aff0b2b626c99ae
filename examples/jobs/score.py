"""Score the chunk $CHUNK, with double depth if $LEVEL is high, and print the score as JSON."""

import json
import os

chunk = int(os.environ["CHUNK"])
depth = 2 if os.environ["LEVEL"] == "high" else 1
print(json.dumps({"chunk": chunk, "score": depth * (chunk + 1)}))
