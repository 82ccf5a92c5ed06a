"""Encoding of a table file, detected in one pass over its bytes, as the file may exceed memory."""

from __future__ import annotations

import codecs
import io
import re
from typing import TextIO

from archive.text.charset import UnreadableText, refuse_other_formats
from archive.text.formats.records import Opener

_CHUNK = 1 << 18
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORKBOOK = b"PK\x03\x04"
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_UNDEFINED_IN_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_LONE = re.compile(r"[\udc80-\udcff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def table_encoding(open_file: Opener) -> str:
    """Return the encoding of a table: "utf-8-sig" (UTF-8 with or without a mark), "utf-16", or "windows-1252".

    It is Windows-1252 if no character beyond ASCII is UTF-8; a file that mixes both is UTF-8, with its other bytes
    read as lone surrogates (`is_garbled`), so that only the records with them are lost. Raises UnreadableText for
    other formats, such as a workbook named .csv.
    """
    with open_file() as stream:
        beginning = stream.read(_CHUNK)
        if beginning.startswith(_WORKBOOK):
            raise UnreadableText(
                "This is a workbook or another zip file, not a table of text.",
                "Open it in the spreadsheet, and save it as “CSV UTF-8”.",
            )
        refuse_other_formats(beginning)
        for mark, encoding in _MARKS:
            if beginning.startswith(mark):
                return encoding
        if b"\x00" in beginning[:1000]:
            raise UnreadableText("The file holds NUL bytes, which no text has.", "Save it as UTF-8.", line=1)
        decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        proper = broken = undefined = False
        chunk = beginning
        while chunk:
            if _BEYOND_ASCII.search(chunk) or decoder.getstate()[0]:
                text = decoder.decode(chunk)
                broken = broken or _LONE.search(text) is not None
                proper = proper or not _LONE.sub("", text).isascii()
                undefined = undefined or _UNDEFINED_IN_1252.search(chunk) is not None
            chunk = stream.read(_CHUNK)
        return "windows-1252" if broken and not proper and not undefined else "utf-8-sig"


def opened_text(open_file: Opener, encoding: str) -> TextIO:
    """Open a table for reading lines, with their ends unchanged. Bytes that are not UTF-8 become lone surrogates."""
    errors = "surrogateescape" if encoding == "utf-8-sig" else "strict"
    return io.TextIOWrapper(open_file(), encoding=encoding, errors=errors, newline="")


def is_garbled(text: str) -> bool:
    """Return whether a text has bytes that are not in the encoding of its file."""
    return _LONE.search(text) is not None


def without_controls(text: str) -> str:
    """Return a text without control characters."""
    return _CONTROLS.sub("", text)
