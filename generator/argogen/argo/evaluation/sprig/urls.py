"""URLs as net/url of Go reads and writes them."""

from __future__ import annotations

import re
import string
from typing import NamedTuple

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.encoding.quoting import quote
from argogen.argo.evaluation.golang.values import GoValue, decode, encode, kind_of

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_USERINFO = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_PORT = re.compile(r"(?::\d*)?", re.ASCII)
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})?")
_UNRESERVED = string.ascii_letters + string.digits + "-_.~"
# The other characters that are written as they are, by the part of the URL.
_PATH, _USER, _HOST, _FRAGMENT = "$&+,/:;=@", "$&+,;=", "!$&'()*+,;=:[]<>\"", "$&+,/:;=?@!()*"


class _Authority(NamedTuple):
    """The part of a URL that names a host; the user is None without one."""

    user: str | None
    host: str


def parse_url(text: str) -> dict[str, GoValue]:
    """Return the parts of a URL. Raises GoPanicError."""
    before, _, fragment = text.partition("#")
    if _CONTROL.search(text):
        raise _invalid(text, "net/url: invalid control character in URL")
    scheme, rest = _split_scheme(text, before)
    rest, _, query = rest.partition("?")
    parts: dict[str, GoValue] = dict.fromkeys(("host", "hostname", "path", "opaque", "userinfo"), "")
    parts |= {"scheme": scheme, "query": query, "fragment": _unescape(text, fragment)}
    if not rest.startswith("/"):
        if scheme:
            return {**parts, "opaque": rest}
        if ":" in rest.partition("/")[0]:
            raise _invalid(text, "first path segment in URL cannot contain colon")
    elif rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        user, host = _parse_authority(text, authority)
        parts |= {"host": host, "hostname": _strip_port(host), "userinfo": user or ""}
        rest = slash + path
    return {**parts, "path": _unescape(text, rest)}


def _split_scheme(text: str, before: str) -> tuple[str, str]:
    if before.startswith(":"):
        raise _invalid(text, "missing protocol scheme")
    found = _SCHEME.match(before)
    return (found[1].lower(), before[found.end() :]) if found else ("", before)


def _parse_authority(text: str, authority: str) -> _Authority:
    before, at, host = authority.rpartition("@")
    host = _parse_host(text, host)
    if not at:
        return _Authority(None, host)
    if not _USERINFO.fullmatch(before):
        raise _invalid(text, "net/url: invalid userinfo")
    name, colon, password = before.partition(":")
    user = _escape(_unescape(text, name), _USER)
    return _Authority(f"{user}:{_escape(_unescape(text, password), _USER)}" if colon else user, host)


def _parse_host(text: str, host: str) -> str:
    if host.startswith("["):
        end = host.rfind("]")
        if end < 0:
            raise _invalid(text, "missing ']' in host")
        port = host[end + 1 :]
    else:
        at = host.rfind(":")
        port = host[at:] if at >= 0 else ""
    if not _PORT.fullmatch(port):
        raise _invalid(text, f"invalid port {quote(port)} after host")
    for escape in re.findall(r"%..", host):
        if escape != "%25" and escape[1] in "01234567":
            raise _invalid(text, f"invalid URL escape {quote(escape)}")
    for character in host:
        if character.isascii() and character not in _UNRESERVED + _HOST + "%":
            raise _invalid(text, f"invalid character {quote(character)} in host name")
    return _unescape(text, host)


def _strip_port(host: str) -> str:
    at = host.rfind(":")
    if at >= 0 and _PORT.fullmatch(host[at:]):
        host = host[:at]
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def _unescape(text: str, part: str) -> str:
    def read(escape: re.Match[str]) -> bytes:
        if escape[1] is None:
            at = escape.start()
            raise _invalid(text, f"invalid URL escape {quote(part[at : at + 3])}")
        return bytes([int(escape[1], 16)])

    if "%" not in part:
        return part
    pieces: list[bytes] = []
    end = 0
    for escape in _ESCAPE.finditer(part):
        pieces += (encode(part[end : escape.start()]), read(escape))
        end = escape.end()
    return decode(b"".join((*pieces, encode(part[end:]))))


def _escape(part: str, kept: str) -> str:
    allowed = (_UNRESERVED + kept).encode()
    return "".join(chr(byte) if byte in allowed else f"%{byte:02X}" for byte in encode(part))


def _invalid(text: str, reason: str) -> GoPanicError:
    return GoPanicError(f"unable to parse url: parse {quote(text)}: {reason}")


def join_url(parts: dict[str, GoValue]) -> str:
    """Return the URL of its parts. Raises GoPanicError."""
    names = ("scheme", "host", "path", "query", "opaque", "fragment", "userinfo")
    scheme, host, path, query, opaque, fragment, userinfo = (_read_part(parts, name) for name in names)
    user = _parse_user(userinfo) if userinfo else None
    url = f"{scheme}:" if scheme else ""
    url += opaque or _join_hierarchy(scheme, _Authority(user, host), path)
    url += f"?{query}" if query else ""
    return url + (f"#{_escape(fragment, _FRAGMENT)}" if fragment else "")


def _join_hierarchy(scheme: str, authority: _Authority, path: str) -> str:
    user, host = authority
    joined = "//" if host or user is not None or (scheme and path) else ""
    if user is not None:
        joined += f"{user}@"
    joined += _escape(host, _HOST)
    written = "*" if path == "*" else _escape(path, _PATH)
    if written and not written.startswith("/") and host:
        joined += "/"
    if not scheme and not joined and ":" in written.partition("/")[0]:
        joined = "./"
    return joined + written


def _read_part(parts: dict[str, GoValue], name: str) -> str:
    value = parts.get(name, "")
    if not isinstance(value, str):
        found = kind_of(value)
        raise GoPanicError(f"unable to parse {name} key, must be of type string, but {found} found")
    return value


def _parse_user(userinfo: str) -> str | None:
    try:
        user: str = parse_url(f"proto://{userinfo}@host")["userinfo"]
    except GoPanicError as error:
        raise GoPanicError(f"unable to parse userinfo in dict: {error}") from None
    return user
