"""The bytes of a feed and what is declared about them → text."""

from __future__ import annotations

import codecs
import re

from manymentors.sources.clean import printable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "ascii": "cp1252", "iso8859-1": "cp1252"}
"""What senders mean when they declare the smaller one (https://encoding.spec.whatwg.org/#names-and-labels)."""

_DECLARATION = re.compile(r"<\?xml[^>]{0,500}?>")


def decode(body: bytes, http_charset: str = "") -> str | None:
    """The text, or None where the bytes are not valid in the declared charset.

    A byte order mark beats the HTTP header, which beats the XML declaration (RFC 7303), except that a header of the
    Latin family, which servers add unasked, does not beat UTF-8 that the bytes fulfil.
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _decoded(body, charset)
    in_xml = _xml_charset(body)
    declared = _name(http_charset or in_xml or "utf-8")
    if declared in _WIDER.values() and _name(in_xml or "utf-8") == "utf-8":
        text = _decoded(body, "utf-8")
        if text is not None:
            return text
    return _decoded(body, declared)


def as_utf8_xml(text: str) -> bytes:
    """UTF-8 bytes without an XML declaration, which may have told another charset, and without control characters."""
    return _DECLARATION.sub("", printable(text).removeprefix("\ufeff"), count=1).lstrip().encode()


def _xml_charset(body: bytes) -> str:
    if body.startswith(b"\x00<"):
        return "utf-16-be"
    if body.startswith(b"<\x00"):
        return "utf-16-le"
    found = re.search(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']""", body[:1000])
    name = found[1].decode("ascii", "replace") if found else ""
    # Whoever writes “utf-16” in bytes that can be read as ASCII did not mean it.
    return "" if _name(name).startswith(("utf-16", "utf-32")) else name


def _name(charset: str) -> str:
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return charset
    return _WIDER.get(name, name)


def _decoded(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        return None
