"""The workflows of the benchmark run as they should, and grow with their size."""

from __future__ import annotations

import pytest

from tests.benchmark.scheduling import SHAPES, run_shape


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_succeed_and_grow(shape: str) -> None:
    small, large = run_shape(shape, 10), run_shape(shape, 20)
    assert (small.phase, large.phase) == ("Succeeded", "Succeeded")
    assert len(large.nodes) - len(small.nodes) == 10
