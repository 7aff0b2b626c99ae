"""Which sources certainly have no arrays, models or dates."""

from __future__ import annotations

import pytest

from argogen.language.code.imports import imports_plain_modules


@pytest.mark.parametrize(
    "source",
    [
        "",
        "def work():\n    return 1\n",
        "import json\n",
        "import os.path, json as j  # both\n",
        "from __future__ import annotations\nfrom collections.abc import (\n    Mapping,\n)\n",
        "def work():\n    import math\n    from statistics import mean, NormalDist\n",
        "important = 'imported'\n",
    ],
)
def test_a_source_that_needs_no_conversions(source: str) -> None:
    assert imports_plain_modules(source)


@pytest.mark.parametrize(
    "source",
    [
        "import numpy\n",
        "import json, numpy as np\n",
        "import json; import numpy\n",
        "from os import path; import numpy\n",
        "if True: import numpy\n",
        "import json, \\\n    numpy\n",
        "from . import other\n",
        "from .other import work\n",
        "from datetime import date\n",
        "import scores.shards\n",
        "numpy = __import__('numpy')\n",
        "from importlib import import_module\n",
        "exec(code)\n",
        "class A:\n    def model_dump(self): return {}\n",
        "# import this\n",
        "not python at all, import { x } from 'y'\n",
    ],
)
def test_a_source_that_may_need_them(source: str) -> None:
    assert not imports_plain_modules(source)
