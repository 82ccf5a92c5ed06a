"""Decoding of text files: detects the encodings of real exports by rules, without statistics."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from archive.text.file_types import HEAD_BYTES, recognise

MAX_FILE_BYTES = 5 * 1024 * 1024  # about 1,000 pages of text
MAX_LINE_CHARACTERS = 100_000  # about 16,000 words; without a line end they are not a paragraph

_SAVE_AS_UTF8 = "Save it as plain text in UTF-8 and import that."

_BYTE_ORDER_MARKS = (  # UTF-32 before UTF-16, as its mark begins with the latter's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MAX_CONTROLS = 0.002  # of all characters; a few come from typesetting, many from a binary file
_ACCENTED = re.compile(r"[À-ÖØ-öø-ÿ]")
_LETTER = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]")


class UnreadableText(ValueError):
    """Bytes that cannot be read as text: the reason, what to do, and the line (from 1) if it is known."""

    def __init__(self, reason: str, remedy: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
        self.line = line


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text with "\\n" for every line end, and its encoding ("utf-8", "utf-16-le", "windows-1252", …)."""

    text: str
    encoding: str


def decode(data: bytes, encoding: str = "") -> Decoded:
    """Decode the bytes of one text file: UTF-8, UTF-16 or UTF-32 with a byte order mark, or Windows-1252.

    `encoding` is one that a person named, instead. UTF-16 without a mark is recognised too. Raises only
    UnreadableText: for files that are too large, not text, in two encodings at once (with the line), in another 8-bit
    encoding, with NUL bytes, or with a line beyond MAX_LINE_CHARACTERS. An empty file gives empty text. Form feeds
    count as line ends; single control characters and inner byte order marks are removed.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableText(
            f"The file is {len(data) / 1_048_576:.1f} MB; {MAX_FILE_BYTES // 1_048_576} MB are the most that is read.",
            "An article has a few kilobytes. Split the file into one article each.",
        )
    refuse_other_formats(data)
    text, encoding = (_decode_as(data, encoding), encoding) if encoding else decoded_bytes(data)
    text = _LINE_ENDS.sub("\n", text).replace("\ufeff", "")
    _refuse_binary(text)
    _refuse_endless_lines(text)
    return Decoded(_CONTROLS.sub("", text), encoding)


def refuse_other_formats(data: bytes) -> None:
    """Raise UnreadableText for bytes with the signature of a PDF, a zip file, a picture or another format."""
    if found := recognise(data[:HEAD_BYTES]):
        raise UnreadableText(f"This is {found.what}, not text.", found.remedy)


def decoded_bytes(data: bytes) -> tuple[str, str]:
    """Return the decoded text, otherwise unchanged, and its encoding. Raises UnreadableText."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding), encoding
    if b"\x00" in data:
        return _utf16_without_mark(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _windows_1252(data, error), "windows-1252"


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"The file is said to be {encoding.upper()}, but byte {error.start} does not fit.",
            "The file is damaged or cut off. Export it again as UTF-8.",
            line=data[: error.start].decode(encoding, "ignore").count("\n") + 1,
        ) from error


def _utf16_without_mark(data: bytes) -> tuple[str, str]:
    """Decode UTF-16 recognised by zero bytes on one side of all pairs, if the result is prose."""
    if len(data) % 2 == 0:
        for encoding, high, low in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
            if b"\x00" in high and b"\x00" not in low and _is_prose(text := data.decode(encoding, "replace")):
                return text, encoding
    at = data.index(b"\x00")
    raise UnreadableText(
        "The file holds NUL bytes, which no text has.",
        "It is damaged or no text file. " + _SAVE_AS_UTF8,
        line=data.count(b"\n", 0, at) + 1,
    )


def _is_prose(text: str) -> bool:
    """Return whether nearly every character is a letter, digit, sign or blank of the scripts from Latin to Arabic."""
    beginning = text[:20_000]
    return sum(map(_is_usual, beginning)) >= 0.98 * len(beginning)


def _is_usual(character: str) -> bool:
    return character in "\t\r\n" or (" " <= character <= "™" and unicodedata.category(character)[0] in "LMNPSZ")


def _windows_1252(data: bytes, error: UnicodeDecodeError) -> str:
    """Decode single bytes that are not UTF-8; refuse files that are UTF-8 in part, and other alphabets."""
    line = data.count(b"\n", 0, error.start) + 1
    if _UTF8_SEQUENCE.search(data):
        if error.reason == "unexpected end of data":
            raise UnreadableText(
                "The file ends in the middle of a character.", "It was cut off. Export it again.", line
            )
        raise UnreadableText(
            "The file mixes encodings: some of its characters are UTF-8, others are not.",
            f"Line {line} has the first that is not. Correct the wrong characters there and save the file as UTF-8.",
            line,
        )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as undefined:
        raise UnreadableText(
            "The file is neither UTF-8 nor Windows-1252.", _SAVE_AS_UTF8, data.count(b"\n", 0, undefined.start) + 1
        ) from undefined
    letters = len(_LETTER.findall(text))
    if letters and len(_ACCENTED.findall(text)) > 0.4 * letters:
        raise UnreadableText(
            "The file is in an 8-bit encoding of another alphabet, perhaps Windows-1251 or KOI8-R.", _SAVE_AS_UTF8, line
        )
    return text


def _refuse_binary(text: str) -> None:
    controls = _CONTROLS.findall(text)
    if "\x00" in controls or len(controls) > max(3, _MAX_CONTROLS * len(text)):
        first = _CONTROLS.search(text)
        raise UnreadableText(
            "The file is full of control characters: it is no text file.",
            "Import the text that it was made from.",
            line=text.count("\n", 0, first.start()) + 1 if first else None,
        )


def _refuse_endless_lines(text: str) -> None:
    if len(text) <= MAX_LINE_CHARACTERS:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE_CHARACTERS:
            raise UnreadableText(
                f"Line {number} has {len(line):,} characters; {MAX_LINE_CHARACTERS:,} are the most that is read.",
                "Part the text into paragraphs with blank lines.",
                line=number,
            )
