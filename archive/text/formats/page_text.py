"""The characters of a saved page, in the encoding that it is in or says it is in."""

from __future__ import annotations

import re

import webencodings

from archive.text.decoding import Decoded, UnreadableText, decoded_bytes, refuse_other_formats

MAX_PAGE_BYTES = 5 * 1024 * 1024

_DECLARED = re.compile(rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_XML_DECLARED = re.compile(rb"<\?xml\s[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.I)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DECLARED_WITHIN = 4096


def page_text(content: bytes) -> Decoded:
    """Read the bytes of a page: UTF-8 (or another Unicode encoding with its mark), else the encoding that its <meta>
    names, else Windows-1252, as browsers do.

    Raises UnreadableText for bytes that fit none of these, for other formats, and for more than MAX_PAGE_BYTES.
    """
    if len(content) > MAX_PAGE_BYTES:
        raise UnreadableText(
            f"The page is larger than {MAX_PAGE_BYTES >> 20} MB.",
            "Save it as “HTML only”, without its pictures, or copy its text into a .txt file.",
        )
    refuse_other_formats(content)
    if not content.startswith(_BYTE_ORDER_MARKS) and not _is_utf8(content):
        beginning = content[:_DECLARED_WITHIN]
        declared = _DECLARED.search(beginning) or _XML_DECLARED.match(beginning)
        encoding = webencodings.lookup(declared[1].decode("ascii")) if declared else None
        if encoding is not None and encoding.name not in ("utf-8", "windows-1252", "utf-16le", "utf-16be"):
            return _as_declared(content, encoding)
    text, name = decoded_bytes(content)
    return Decoded(text.removeprefix("\ufeff"), name)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_declared(content: bytes, encoding: webencodings.Encoding) -> Decoded:
    try:
        return Decoded(encoding.codec_info.decode(content, "strict")[0], encoding.name)
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"The page says that it is {encoding.name}, but byte {error.start} does not fit.",
            "Save the page again as UTF-8.",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error
