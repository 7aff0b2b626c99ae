"""The clock, random numbers and the network are those of the Evaluation, so that results can be repeated."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import bcrypt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import EvaluationError, MissingLibraryError
from argogen.argo.evaluation.expr.evaluation import evaluate
from argogen.argo.evaluation.golang.regexps import compile_regexp
from argogen.argo.evaluation.golang.values import GoValue
from argogen.argo.evaluation.variables import build_variables

NOON = 1_709_208_000_000_000_000  # 2024-02-29 12:00 UTC


def make_random() -> Callable[[int], bytes]:
    """Random bytes that are the same in each test."""
    state = hashlib.sha256()

    def take(count: int) -> bytes:
        state.update(b"next")
        return hashlib.shake_128(state.digest()).digest(count)

    return take


def run(source: str) -> GoValue:
    evaluation = Evaluation(now=lambda: NOON, random_bytes=make_random(), resolve_host=lambda name: (f"ip of {name}",))
    return evaluate(source, build_variables({}), evaluation)


TIMES = [
    ("now().Format('2006-01-02 15:04')", "2024-02-29 12:00"),
    ("now(timezone('Asia/Tokyo')).Hour()", 21),
    ("sprig.now().Unix()", NOON // 10**9),
    ("sprig.ago(date('2024-02-29'))", "12h0m0s"),
    ("sprig.date('15:04', nil)", "12:00"),
    ("sprig.htmlDate(nil)", "2024-02-29"),
    ("sprig.durationRound(date('2024-02-20'))", "9d"),
]


@pytest.mark.parametrize(("source", "expected"), TIMES)
def test_the_clock_can_be_replaced(source: str, expected: GoValue) -> None:
    assert run(source) == expected


RANDOM = [
    ("sprig.uuidv4()", r"[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}"),
    ("sprig.randAlphaNum(8)", r"[A-Za-z0-9]{8}"),
    ("sprig.randAlpha(8)", r"[A-Za-z]{8}"),
    ("sprig.randNumeric(8)", r"\d{8}"),
    ("sprig.randAscii(8)", r"[ -~]{8}"),
    ("sprig.randAlpha(-1)", r""),
    ("string(sprig.randInt(5, 7))", r"5|6"),
    ("sprig.randBytes(6)", r"[A-Za-z0-9+/]{8}"),
    ("sprig.shuffle('aabb')", r"[ab]{4}"),
    ("sprig.htpasswd('user', 'secret')", r"user:\$2a\$10\$.{53}"),
    ("sprig.htpasswd('a:b', 'secret')", r"invalid username: a:b"),
]


@pytest.mark.parametrize(("source", "pattern"), RANDOM, ids=[source for source, _ in RANDOM])
def test_random_results_can_be_repeated(source: str, pattern: str) -> None:
    assert re.fullmatch(pattern, run(source))
    assert run(source) == run(source)


def test_random_results_differ_otherwise() -> None:
    first, other = (evaluate("sprig.uuidv4()", build_variables({})) for _ in range(2))
    assert first != other


def test_a_password_is_hashed() -> None:
    assert bcrypt.checkpw(b"secret", run("sprig.bcrypt('secret')").encode())


def test_encryption_can_be_reversed() -> None:
    assert run("sprig.decryptAES('key', sprig.encryptAES('key', 'a secret text, longer than a block'))") == (
        "a secret text, longer than a block"
    )


def test_keys_and_certificates() -> None:
    pair = run(
        "let ca = sprig.genCA('authority', 30); [ca, sprig.genSignedCert('server', ['10.0.0.1'], ['x.org'], 7, ca)]"
    )
    authority, server = (x509.load_pem_x509_certificate(one.fields["Cert"].encode()) for one in pair)
    server.verify_directly_issued_by(authority)
    assert load_pem_private_key(pair[1].fields["Key"].encode(), None).public_key() == server.public_key()
    assert str(server.not_valid_before_utc) == "2024-02-29 12:00:00+00:00"
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["x.org"]
    assert run("sprig.genSelfSignedCert('a', [], [], 1).Cert startsWith '-----BEGIN CERTIFICATE-----'")


@pytest.mark.parametrize("kind", ["ecdsa", "ed25519"])
def test_a_key_of_a_kind(kind: str) -> None:
    assert load_pem_private_key(run(f"sprig.genPrivateKey('{kind}')").encode(), None)
    assert run("sprig.genPrivateKey('x')") == "Unknown type x"


def test_hosts_are_resolved_by_the_evaluation() -> None:
    assert run("sprig.getHostByName('example.org')") == "ip of example.org"
    with pytest.raises(EvaluationError):
        evaluate("sprig.getHostByName('example.org')", build_variables({}))


def test_the_variables_are_not_changed() -> None:
    variables = {"m": {"a": 1}}
    assert run_with("sprig.unset(m, 'a')", variables) == {}
    assert variables == {"m": {"a": 1}}


def run_with(source: str, variables: dict[str, GoValue]) -> GoValue:
    return evaluate(source, build_variables(variables))


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "re2", None)
    compile_regexp.cache_clear()
    with pytest.raises(MissingLibraryError, match=re.escape("pip install 'argogen[eval]'")):
        run("'a' matches 'b'")
