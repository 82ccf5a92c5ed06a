"""Decoding of a saved web page, in its actual or declared encoding."""

from __future__ import annotations

import re

import webencodings

from archive.text.charset import Decoded, UnreadableText, decoded_bytes, refuse_other_formats

MAX_PAGE_BYTES = 5 * 1024 * 1024

_DECLARED = re.compile(rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_XML_DECLARED = re.compile(rb"<\?xml\s[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.I)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DECLARED_WITHIN = 4096
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
# Encodings of the web other than Unicode and Windows-1252, by Python's names.
_OTHERS = frozenset(
    ("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8-r", "koi8-u", "cp866",
     "mac-roman", "mac-cyrillic", "cp932", "euc_jp", "cp949", "gbk", "gb18030", "big5hkscs", "cp874",
     *(f"iso8859-{part}" for part in range(2, 17)))
)  # fmt: skip


def page_text(content: bytes) -> Decoded:
    """Decode a page: UTF-8 (or another Unicode encoding with its mark), else as declared, else Windows-1252.

    The declaration is that of its <meta> or XML declaration; the order is that of browsers. Control characters are
    removed. Raises UnreadableText for bytes that fit none of these, for other formats, and for more than
    MAX_PAGE_BYTES.
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
        if encoding is not None and encoding.codec_info.name in _OTHERS:
            return _as_declared(content, encoding.codec_info.name)
    text, name = decoded_bytes(content)
    return Decoded(_CONTROLS.sub("", text), name)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_declared(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(_CONTROLS.sub("", content.decode(encoding)), encoding)
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"The page says that it is {encoding}, but byte {error.start} does not fit.",
            "Save the page again as UTF-8.",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error
