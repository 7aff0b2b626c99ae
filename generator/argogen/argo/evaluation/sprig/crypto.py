"""Hashes, random values, keys and certificates."""

from __future__ import annotations

import base64
import hashlib
import importlib
import uuid
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import GoPanicError, MissingLibraryError
from argogen.argo.evaluation.golang.encoding.base64_text import decode_base64
from argogen.argo.evaluation.golang.types import CERTIFICATE, INT, SLICE, STRING, UINT32
from argogen.argo.evaluation.golang.values import GoValue, decode, encode
from argogen.argo.evaluation.sprig import certificates
from argogen.argo.evaluation.sprig.certificates import load_cryptography
from argogen.argo.evaluation.sprig.declare import contextual, fallible, function

_BLOCK, _KEY = 16, 32
_BCRYPT_LIMIT = 72
_BCRYPT_COST = 10


def _hash(name: str) -> Callable[[str], str]:
    return lambda text: hashlib.new(name, encode(text), usedforsecurity=False).hexdigest()


def _random_bytes(evaluation: Evaluation, count: int) -> str:
    if not 0 <= count <= evaluation.maximum_size:
        raise GoPanicError("runtime error: makeslice: len out of range")
    return base64.b64encode(evaluation.random_bytes(count)).decode()


def _random_uuid(evaluation: Evaluation) -> str:
    return str(uuid.UUID(bytes=evaluation.random_bytes(16), version=4))


def _bcrypt(evaluation: Evaluation, password: str) -> str:
    try:
        bcrypt = importlib.import_module("bcrypt")
    except ImportError:
        raise MissingLibraryError("hashing with bcrypt") from None
    data = encode(password)
    if len(data) > _BCRYPT_LIMIT:
        return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
    salt = b"$2a$%02d$" % _BCRYPT_COST + _encode_salt(evaluation.random_bytes(_BLOCK))
    hashed: bytes = bcrypt.hashpw(data, salt)
    return hashed.decode()


def _encode_salt(data: bytes) -> bytes:
    """Return random bytes in the base64 alphabet of bcrypt."""
    standard = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    own = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return base64.b64encode(data).rstrip(b"=").translate(bytes.maketrans(standard, own))


def _htpasswd(evaluation: Evaluation, username: str, password: str) -> str:
    if ":" in username:
        return f"invalid username: {username}"
    return f"{username}:{_bcrypt(evaluation, password)}"


def _cipher(password: str, vector: bytes) -> Any:
    ciphers = load_cryptography("cryptography.hazmat.primitives.ciphers")
    algorithms, modes = ciphers.algorithms, ciphers.modes
    key = encode(password)[:_KEY].ljust(_KEY, b"\0")
    return ciphers.Cipher(algorithms.AES(key), modes.CBC(vector))


def _encrypt(evaluation: Evaluation, password: str, text: str) -> str:
    if not text:
        return ""
    vector = evaluation.random_bytes(_BLOCK)
    data = encode(text)
    padding = _BLOCK - len(data) % _BLOCK
    encryptor = _cipher(password, vector).encryptor()
    encrypted = encryptor.update(data + bytes([padding]) * padding) + encryptor.finalize()
    return base64.b64encode(vector + encrypted).decode()


def _decrypt(password: str, encrypted: str) -> str:
    if not encrypted:
        return ""
    data = encode(decode_base64(encrypted))
    if len(data) < _BLOCK:
        raise GoPanicError(f"runtime error: slice bounds out of range [:{_BLOCK}] with length {len(data)}")
    vector, data = data[:_BLOCK], data[_BLOCK:]
    if not data:
        raise GoPanicError("runtime error: index out of range [-1]")
    if len(data) % _BLOCK:
        raise GoPanicError("crypto/cipher: input not full blocks")
    decryptor = _cipher(password, vector).decryptor()
    decrypted = decryptor.update(data) + decryptor.finalize()
    if decrypted[-1] > len(decrypted):
        raise GoPanicError("runtime error: slice bounds out of range")
    return decode(decrypted[: len(decrypted) - decrypted[-1]])


def _derive_password(*_: GoValue) -> GoValue:
    """Never run: the counter is a uint32, a type that no value in an expression has."""
    raise GoPanicError("reflect: Call using int as type uint32")


_HOSTS = (STRING, SLICE, SLICE, INT)
CRYPTO_FUNCTIONS: Mapping[str, GoValue] = {
    "sha1sum": function(_hash("sha1"), STRING, STRING),
    "sha256sum": function(_hash("sha256"), STRING, STRING),
    "sha512sum": function(_hash("sha512"), STRING, STRING),
    "adler32sum": function(lambda text: str(zlib.adler32(encode(text))), STRING, STRING),
    "bcrypt": contextual(_bcrypt, STRING, STRING),
    "htpasswd": contextual(_htpasswd, STRING, STRING, STRING),
    "genPrivateKey": function(certificates.make_private_key, STRING, STRING),
    "derivePassword": function(_derive_password, STRING, UINT32, STRING, STRING, STRING, STRING),
    "buildCustomCert": fallible(certificates.build_custom, CERTIFICATE, STRING, STRING),
    "genCA": contextual(certificates.make_authority, CERTIFICATE, STRING, INT, can_fail=True),
    "genCAWithKey": contextual(certificates.make_authority, CERTIFICATE, STRING, INT, STRING, can_fail=True),
    "genSelfSignedCert": contextual(certificates.make_self_signed, CERTIFICATE, *_HOSTS, can_fail=True),
    "genSelfSignedCertWithKey": contextual(certificates.make_self_signed, CERTIFICATE, *_HOSTS, STRING, can_fail=True),
    "genSignedCert": contextual(certificates.make_signed, CERTIFICATE, *_HOSTS, CERTIFICATE, can_fail=True),
    "genSignedCertWithKey": contextual(
        certificates.make_signed, CERTIFICATE, *_HOSTS, CERTIFICATE, STRING, can_fail=True
    ),
    "encryptAES": contextual(_encrypt, STRING, STRING, STRING, can_fail=True),
    "decryptAES": fallible(_decrypt, STRING, STRING, STRING),
    "randBytes": contextual(_random_bytes, STRING, INT, can_fail=True),
    "uuidv4": contextual(_random_uuid, STRING),
}
