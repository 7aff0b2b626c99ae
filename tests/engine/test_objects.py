"""Documents of Kubernetes, which are passed through."""

from __future__ import annotations

from argogen.engine.options import CompileOptions
from tests.compiling import generate, make_source
from tests.counting import count_calls

WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  entrypoint: main
  templates:
  - name: main
    container: {image: 'alpine:3.23', command: [echo]}
"""


def test_the_source_is_read_once_for_all_documents() -> None:
    def compile_documents(count: int) -> None:
        generate(make_source("---\n".join([WORKFLOW] * count)), CompileOptions())

    compile_documents(20)  # what is loaded at the first use
    one, two, three = (count_calls(compile_documents, count) for count in (20, 40, 60))
    assert three - two < 1.1 * (two - one)
