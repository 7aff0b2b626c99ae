"""Base64 and base32 with the errors of Go."""

from __future__ import annotations

import base64

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.values import decode, encode

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def encode_base64(text: str) -> str:
    """Return a string in base64."""
    return base64.b64encode(encode(text)).decode()


def encode_base32(text: str) -> str:
    """Return a string in base32."""
    return base64.b32encode(encode(text)).decode()


def decode_base64(text: str) -> str:
    """Return the string of base64; line breaks are ignored. Raises GoPanicError."""
    return _decode(text, _BASE64, 4, 6, "illegal base64 data at input byte")


def decode_base32(text: str) -> str:
    """Return the string of base32; line breaks are ignored. Raises GoPanicError."""
    return _decode(text, _BASE32, 8, 5, "illegal base32 data at input byte")


def _decode(text: str, alphabet: str, group: int, bits: int, message: str) -> str:
    """Decode groups of characters, of which the last one may end with padding."""
    decoded = bytearray()
    characters = [(at, byte) for at, byte in enumerate(encode(text)) if byte not in b"\r\n"]
    at = 0
    while at < len(characters):
        chunk = characters[at : at + group]
        number, digits = 0, 0
        while digits < len(chunk) and chr(chunk[digits][1]) in alphabet:
            number = number << bits | alphabet.index(chr(chunk[digits][1]))
            digits += 1
        padding = [byte for _, byte in chunk[digits:]]
        is_last = at + group >= len(characters)
        if digits < group:
            size = digits * bits // 8
            minimum = size * 8 <= digits * bits < size * 8 + bits
            if len(chunk) < group or set(padding) != {ord("=")} or not size or not minimum or not is_last:
                raise GoPanicError(f"{message} {_find_fault(characters, at, digits, group, len(text), is_last)}")
            number >>= digits * bits - size * 8
            decoded += number.to_bytes(size, "big")
        else:
            decoded += number.to_bytes(group * bits // 8, "big")
        at += group
    return decode(bytes(decoded))


def _find_fault(characters: list[tuple[int, int]], at: int, digits: int, group: int, length: int, is_last: bool) -> int:
    """Return the offset that the error of Go names."""
    chunk = characters[at : at + group]
    if len(chunk) < group and digits == len(chunk):
        return length - digits if group == 4 else chunk[0][0] + digits
    fault = next((position for position, byte in chunk[digits:] if byte != ord("=")), None)
    if fault is not None:
        return fault
    return chunk[-1][0] + 1 if not is_last else chunk[digits][0]
