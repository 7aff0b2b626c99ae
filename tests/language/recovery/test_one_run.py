"""One run reports the errors of the schema and all that the sound part has: each once, and nothing that follows."""

from __future__ import annotations

import textwrap

import pytest

from argogen.diagnostics import InvalidInputError
from tests.properties.generating import generate_text

# The diagnostics stand in comments on their lines.
CASES = {
    "a call of a component that holds itself": """
        name: a
        defaults: {image: alpine:3.20}
        components:
          b: {steps: [{name: c, use: b, inline: true}]}  # inline-template-in-loop
        steps:
        - {name: d, use: b, inline: true}
        """,
    "a component that is called like the pipeline's own template": """
        name: a
        image: alpine:3.20
        run: echo
        components:
          main: {image: alpine:3.20, run: echo}  # duplicate-name
        """,
    "a bad reference beside an unknown key": """
        name: a
        defaults: {image: alpine:3.20}
        xyzzy: 1  # unknown-key
        steps:
        - {name: b, run: "echo {{nowhere.result}}"}  # unknown-reference
        """,
    "references beside a name that is not valid": """
        name: a
        defaults: {image: alpine:3.20}
        steps:
        - {name: Make_Plan, run: echo}  # invalid-name
        - {name: b, run: "echo {{make-plan.result}} {{Make_Plan.result}}"}
        - {name: c, run: "echo {{nowhere.result}}"}  # unknown-reference
        """,
    "an undeclared volume beside a value of the wrong type": """
        name: a
        defaults: {image: alpine:3.20}
        steps:
        - {name: b, run: echo, timeout: [1]}  # wrong-type
        - {name: c, run: echo, mounts: {/d: nowhere}}  # undeclared-volume
        """,
    "an expression beside two bodies": """
        name: a
        defaults: {image: alpine:3.20}
        steps:
        - name: b  # not-checked
          run: echo
          suspend: {}  # multiple-bodies
        - {name: c, run: echo, when: "{{=1 +}}"}  # invalid-expression
        """,
    "references to a step without a body": """
        name: a
        defaults: {image: alpine:3.20}
        steps:
        - {name: b}  # missing-body not-checked
        - {name: c, run: "echo {{b.result}} {{b.report}}"}
        - {name: d, run: "echo {{e.result}}"}  # unknown-reference
        """,
    "references to a step without a name": """
        name: a
        defaults: {image: alpine:3.20}
        steps:
        - {run: echo}  # missing-key
        - {name: c, run: "echo {{b.result}}"}
        """,
    "the name of a component that has no body, and of none": """
        name: a
        defaults: {image: alpine:3.20}
        components:
          b:  # wrong-type not-checked
        steps:
        - {name: c, use: b, with: {x: 1}}
        - {name: d, use: e}  # unknown-component
        """,
    "outputs of the wrong type": """
        name: a
        defaults: {image: alpine:3.20}
        steps:
        - name: b
          run: echo
          outputs: 5  # wrong-type
        - {name: c, run: "echo {{b.x}}"}
        - {name: d, run: "echo {{c.x}}"}  # unknown-output
        """,
    "a misspelled key, whose value is checked": """
        name: a
        defaults: {image: alpine:3.20}
        stesp:  # unknown-key
        - {name: b, run: "echo {{nowhere.result}}"}  # unknown-reference
        """,
    "a volume that is wrong, and one that is nowhere": """
        name: a
        image: alpine:3.20
        run: echo
        volumes:
          data: {claims: [x]}  # unknown-key not-checked wrong-type
        mounts:
          /a: data
          /b: nowhere  # undeclared-volume
        """,
    "a parameter that is wrong": """
        name: a
        image: alpine:3.20
        parameters:
          n: {default: 1, enum: 5}  # wrong-type not-checked
        run: echo {{parameters.n}} {{parameters.m}}  # unknown-parameter
        """,
    "an image that is misspelled too far": """
        name: a
        imaginary: alpine:3.20  # unknown-key
        run: echo
        """,
    "defaults that are wrong": """
        name: a
        defaults: {imag: [alpine]}  # unknown-key not-checked
        steps:
        - {name: b, run: "echo {{nowhere.result}}"}  # unknown-reference
        """,
    "a loop of the wrong type": """
        name: a
        defaults: {image: alpine:3.20}
        steps:
        - name: b
          for_each: 5  # wrong-type
          run: echo {{item}}
        """,
    "a value that is not substituted": """
        name: a
        defaults: {image: "alpine:${{ vars.tag }}"}  # undefined-name
        steps:
        - {name: b, run: "echo ${{ vars.text }}", timeout: "${{ vars.time }}"}  # undefined-name undefined-name
        - {name: c, run: "echo {{nowhere.result}}", xyzzy: 1}  # unknown-reference unknown-key
        """,
    "settings in the words of another language": """
        name: a
        defaults: {image: alpine:3.20, secrets_from_k8s: 5}  # unknown-key
        steps:
        - {name: b, run: "echo {{nowhere.result}}"}  # unknown-reference
        """,
    "Argo's own objects": """
        name: a
        container:
          image: alpine:3.20
          comand: [echo]  # unknown-field
          env: [{name: X, value: "{{nowhere.result}}"}]  # unknown-reference
        """,
}


@pytest.mark.parametrize("name", CASES)
def test_one_run_reports_everything_and_nothing_else(name: str) -> None:
    text = textwrap.dedent(CASES[name]).lstrip()
    with pytest.raises(InvalidInputError) as error:
        generate_text(text)
    found = sorted((d.place.line, d.code) for d in error.value.diagnostics)
    lines = enumerate(text.splitlines(), 1)
    assert found == sorted((number, code) for number, line in lines for code in line.partition("# ")[2].split())
