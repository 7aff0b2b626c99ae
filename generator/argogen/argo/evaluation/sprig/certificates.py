"""Keys and X.509 certificates."""

from __future__ import annotations

import importlib
import ipaddress
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import GoPanicError, MissingLibraryError
from argogen.argo.evaluation.golang.clock.durations import SECOND
from argogen.argo.evaluation.golang.encoding.base64_text import decode_base64
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.types import CERTIFICATE
from argogen.argo.evaluation.golang.values import GoStruct, GoValue, encode

_AUTHORITY_BITS, _KEY_BITS = 2048, 4096
_SERIAL_BYTES = 16


class Subject(NamedTuple):
    """What a certificate is issued for."""

    name: str
    addresses: list[GoValue]
    hosts: list[GoValue]
    days: int
    is_authority: bool = False


def load_cryptography(module: str) -> Any:
    """Return a module of cryptography. Raises MissingLibraryError."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingLibraryError("encryption") from None


def _asymmetric(name: str) -> Any:
    return load_cryptography(f"cryptography.hazmat.primitives.asymmetric.{name}")


_GENERATORS: Mapping[str, Callable[[], Any]] = {
    "": lambda: _asymmetric("rsa").generate_private_key(65537, _KEY_BITS),
    "rsa": lambda: _asymmetric("rsa").generate_private_key(65537, _KEY_BITS),
    "dsa": lambda: _asymmetric("dsa").generate_private_key(2048),
    "ecdsa": lambda: _asymmetric("ec").generate_private_key(_asymmetric("ec").SECP256R1()),
    "ed25519": lambda: _asymmetric("ed25519").Ed25519PrivateKey.generate(),
}


def make_private_key(kind: str) -> str:
    """Return a new private key as PEM."""
    generate = _GENERATORS.get(kind)
    return f"Unknown type {kind}" if generate is None else _write_key(generate())


def _write_key(key: Any) -> str:
    serialization = load_cryptography("cryptography.hazmat.primitives.serialization")
    is_modern = isinstance(key, _asymmetric("ed25519").Ed25519PrivateKey)
    formats = serialization.PrivateFormat
    written: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        formats.PKCS8 if is_modern else formats.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return written.decode()


def _read_key(text: str) -> Any:
    serialization = load_cryptography("cryptography.hazmat.primitives.serialization")
    try:
        return serialization.load_pem_private_key(encode(text), None)
    except (ValueError, TypeError) as error:
        raise GoPanicError(f"parsing private key: {error}") from None


def _read_certificate(text: str) -> Any:
    try:
        return load_cryptography("cryptography.x509").load_pem_x509_certificate(encode(text))
    except ValueError:
        raise GoPanicError("unable to decode certificate") from None


def _as_struct(certificate: str, key: str) -> GoStruct:
    return GoStruct(CERTIFICATE, {"Cert": certificate, "Key": key})


def build_custom(certificate: str, key: str) -> GoStruct:
    """Return a certificate and its key that are given in base64."""
    decoded = [_decode(certificate, "certificate"), _decode(key, "private key")]
    _read_certificate(decoded[0])
    _read_key(decoded[1])
    return _as_struct(decoded[0], decoded[1])


def _decode(text: str, what: str) -> str:
    try:
        return decode_base64(text)
    except GoPanicError:
        raise GoPanicError(f"unable to decode base64 {what}") from None


def make_authority(evaluation: Evaluation, name: str, days: int, key: str = "") -> GoStruct:
    """Return a certificate authority, with a new key unless one is given."""
    private = _read_or_make_key(key)
    return _issue(evaluation, Subject(name, [], [], days, is_authority=True), private, None)


def make_self_signed(
    evaluation: Evaluation, name: str, addresses: list[GoValue], hosts: list[GoValue], days: int, key: str = ""
) -> GoStruct:
    """Return a certificate that is signed with its own key."""
    return _issue(evaluation, Subject(name, addresses, hosts, days), _read_or_make_key(key), None)


def make_signed(
    evaluation: Evaluation,
    name: str,
    addresses: list[GoValue],
    hosts: list[GoValue],
    days: int,
    authority: GoStruct,
    key: str = "",
) -> GoStruct:
    """Return a certificate that an authority signs."""
    return _issue(evaluation, Subject(name, addresses, hosts, days), _read_or_make_key(key), authority)


def _read_or_make_key(key: str) -> Any:
    return _read_key(key) if key else _asymmetric("rsa").generate_private_key(65537, _AUTHORITY_BITS)


def _issue(evaluation: Evaluation, subject: Subject, key: Any, authority: GoStruct | None) -> GoStruct:
    x509 = load_cryptography("cryptography.x509")
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject.name)])
    issuer, signing_key = name, key
    if authority is not None:
        issuer = _read_certificate(authority.fields["Cert"]).subject
        signing_key = _read_key(authority.fields["Key"])
    begin = datetime.fromtimestamp(evaluation.now() // SECOND, UTC)
    serial = int.from_bytes(evaluation.random_bytes(_SERIAL_BYTES), "big") or 1
    builder = x509.CertificateBuilder(issuer, name, key.public_key(), serial, begin, begin + timedelta(subject.days))
    for extension, is_critical in _list_extensions(x509, subject):
        builder = builder.add_extension(extension, is_critical)
    algorithm = None if isinstance(signing_key, _asymmetric("ed25519").Ed25519PrivateKey) else _sha256()
    serialization = load_cryptography("cryptography.hazmat.primitives.serialization")
    written: bytes = builder.sign(signing_key, algorithm).public_bytes(serialization.Encoding.PEM)
    return _as_struct(written.decode(), _write_key(key))


def _sha256() -> Any:
    return load_cryptography("cryptography.hazmat.primitives.hashes").SHA256()


def _list_extensions(x509: Any, subject: Subject) -> list[tuple[Any, bool]]:
    is_authority = subject.is_authority
    usage = dict.fromkeys(
        ("content_commitment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"),
        False,
    )
    allowed = x509.KeyUsage(digital_signature=True, key_encipherment=True, key_cert_sign=is_authority, **usage)
    purposes = x509.ExtendedKeyUsageOID
    extensions = [
        (allowed, True),
        (x509.ExtendedKeyUsage([purposes.SERVER_AUTH, purposes.CLIENT_AUTH]), False),
        (x509.BasicConstraints(ca=is_authority, path_length=None), True),
    ]
    names = [x509.DNSName(_as_text(host, "alternate dns name")) for host in subject.hosts]
    names += [x509.IPAddress(_parse_address(address)) for address in subject.addresses]
    return [*extensions, (x509.SubjectAlternativeName(names), False)] if names else extensions


def _as_text(value: GoValue, what: str) -> str:
    if not isinstance(value, str):
        raise GoPanicError(f"error processing {what}: {format_value(value)} is not a string")
    return value


def _parse_address(value: GoValue) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    text = _as_text(value, "ip")
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        raise GoPanicError(f"error parsing ip: {text}") from None
