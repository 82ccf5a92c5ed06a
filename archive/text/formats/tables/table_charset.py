"""Encoding of a table file, detected in one pass over its bytes, as the file may exceed memory."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass, replace
from typing import BinaryIO, TextIO

from archive.text.charset import (
    NO_HINT,
    Charset,
    CharsetHint,
    How,
    UnreadableText,
    decoded_bytes,
    mojibake_problems,
    refuse_other_formats,
)
from archive.text.charset_detection import codec_of, printed_name
from archive.text.charset_unicode import utf16_without_mark
from archive.text.formats.records import Opener
from archive.text.problems import Problem

_CHUNK = 1 << 18
_SAMPLE = 100_000  # bytes of lines beyond ASCII, from which the encoding is detected
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORKBOOK = b"PK\x03\x04"
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LONE = re.compile(r"[\udc80-\udcff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class TableCharset:
    """Encoding of a table: Python's codec, how it was found, and what is in doubt about it."""

    codec: str
    charset: Charset
    problems: tuple[Problem, ...] = ()


def table_encoding(open_file: Opener, hint: CharsetHint = NO_HINT) -> TableCharset:
    """Return the encoding of a table, by the evidence in `archive.text.charset.decoded_bytes`.

    Where some characters beyond ASCII are UTF-8 and others are not, it is UTF-8, with the other bytes read as lone
    surrogates (`is_garbled`), so that only the records with them are lost. Raises UnreadableText for other formats,
    such as a workbook named .csv, and for an encoding that cannot be told.
    """
    with open_file() as stream:
        beginning = stream.read(_CHUNK)
        if beginning.startswith(_WORKBOOK):
            raise UnreadableText(
                "This is a workbook or another zip file, not a table of text.",
                "Give a workbook its ending, .xlsx; or save it in the spreadsheet as “CSV UTF-8”.",
            )
        refuse_other_formats(beginning)
        for mark, codec in _MARKS:
            if beginning.startswith(mark):
                return TableCharset(codec, Charset(codec.removesuffix("-sig"), How.MARK, 1.0))
        if named := codec_of(hint.named):
            return TableCharset(named, Charset(printed_name(named), How.NAMED, 1.0))
        if b"\x00" in beginning:
            if encoding := utf16_without_mark(beginning):
                return TableCharset(encoding, Charset(encoding, How.DETECTED, 1.0))
            raise UnreadableText("The file holds NUL bytes, which no text has.", "Save it as UTF-8.", line=1)
        is_utf8, sample = _sampled(stream, beginning)
    if is_utf8:
        problems = tuple(replace(each, line=None) for each in mojibake_problems(sample.decode("utf-8", "replace")))
        return TableCharset("utf-8-sig", Charset("utf-8", How.UTF8, 1.0), problems)
    decoded = decoded_bytes(sample, hint)
    return TableCharset(codec_of(decoded.encoding) or decoded.encoding, decoded.charset, decoded.problems)


def _sampled(stream: BinaryIO, chunk: bytes) -> tuple[bool, bytes]:
    """Return whether a table is UTF-8, in part at least, and a sample of its lines that are beyond ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    proper = broken = False
    sample = bytearray()
    while chunk:
        if _BEYOND_ASCII.search(chunk) or decoder.getstate()[0]:
            text = decoder.decode(chunk)
            broken = broken or _LONE.search(text) is not None
            proper = proper or not _LONE.sub("", text).isascii()
            for line in chunk.splitlines(keepends=True) if len(sample) < _SAMPLE else ():
                sample += line if _BEYOND_ASCII.search(line) else b""
        chunk = stream.read(_CHUNK)
    if not (broken and proper):
        return not broken, bytes(sample[:_SAMPLE])
    # Some 8-bit texts, and many of East Asia, have bytes that happen to be UTF-8.
    return not _is_other(bytes(sample[:_SAMPLE])), bytes(sample[:_SAMPLE])


def _is_other(sample: bytes) -> bool:
    """Return whether a sample, some of whose characters are UTF-8, is in another encoding as a whole."""
    try:
        return decoded_bytes(sample).encoding != "utf-8"
    except UnreadableText:
        return False


def opened_text(open_file: Opener, encoding: str) -> TextIO:
    """Open a table for reading lines, with their ends unchanged. Bytes of no character become lone surrogates."""
    errors = "strict" if encoding.startswith("utf-16") else "surrogateescape"
    return io.TextIOWrapper(open_file(), encoding=encoding, errors=errors, newline="")


def is_garbled(text: str) -> bool:
    """Return whether a text has bytes that are not in the encoding of its file."""
    return _LONE.search(text) is not None


def without_controls(text: str) -> str:
    """Return a text without control characters."""
    return _CONTROLS.sub("", text)
