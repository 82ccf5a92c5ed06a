"""Decoding of text files, by evidence: what a person named, the mark, UTF-8, a declaration, then a detector.

Every reader of text gets its bytes decoded here, and every text says in which encoding it was read, why, and how sure
that is.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from archive.text.charset_detection import (
    SHIFTING,
    USUAL,
    WIDE,
    Candidate,
    candidates,
    codec_of,
    makes_sense,
    printed_name,
    words_with_letters_in_doubt,
)
from archive.text.charset_mojibake import find_mojibake
from archive.text.charset_types import NO_HINT, Charset, CharsetHint, Decoded, How, UnreadableText
from archive.text.charset_unicode import (
    has_cyrillic_run,
    is_damaged_utf8,
    utf8_sequences,
    utf8_words,
    utf16_without_mark,
)
from archive.text.file_types import HEAD_BYTES, recognise
from archive.text.problems import Problem

__all__ = [
    "NO_HINT",
    "Charset",
    "CharsetHint",
    "Decoded",
    "How",
    "UnreadableText",
    "decode",
    "decoded_bytes",
    "mojibake_problems",
]

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

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MAX_CONTROLS = 0.002  # of all characters; a few come from typesetting, many from a binary file
_MAX_NULS = 0.002
_MAX_DAMAGE = 0.02  # of all characters; more of them, and the encoding is another
_TIE, _CLOSE = 0.003, 0.03  # how much lower the next reading scores, if the two are alike, or close
_LOWEST_SCORE = 0.03  # of any reading; below it the bytes are hardly text
_SHIFTS = re.compile(rb"\x1b\$[@AB()]")  # sets of signs that are announced, in encodings of 7 bits
_DECLARED_WITHIN = 4_096
# XML, HTML, and a line "encoding: windows-1250" in front matter or below the header of a text.
_DECLARED = (
    re.compile(rb"\A\s*<\?xml\s[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})"),
    re.compile(rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I),
    re.compile(
        rb"^(?:encoding|charset)[ \t]*[:=][ \t]*[\"']?([A-Za-z][A-Za-z0-9_.-]{1,39})[\"']?[ \t]*\r?$", re.I | re.M
    ),
)
NAME_IT = (
    'Name the encoding and import it again: --encoding windows-1250 (or another), a line encoding = "windows-1250" at '
    "the top of a publications.toml beside the files, or “Encoding” on the desk’s form. Or save it as UTF-8."
)
_CHECK_IT = f"Look at these letters in the text. If they are wrong: {NAME_IT[0].lower()}{NAME_IT[1:]}"


def decode(data: bytes, hint: CharsetHint = NO_HINT) -> Decoded:
    """Decode the bytes of one text file, by the evidence in `decoded_bytes`.

    Raises only UnreadableText: for files that are too large, not text, in two encodings at once (with the line), in an
    encoding that cannot be told, or with a line beyond MAX_LINE_CHARACTERS. An empty file gives empty text. Form feeds
    count as line ends; single control characters and inner byte order marks are removed.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableText(
            f"The file is {len(data) / 1_048_576:.1f} MB; {MAX_FILE_BYTES // 1_048_576} MB are the most that is read.",
            "An article has a few kilobytes. Split the file into one article each.",
        )
    refuse_other_formats(data)
    decoded = decoded_bytes(data, hint)
    text = _LINE_ENDS.sub("\n", decoded.text).replace("\ufeff", "")
    _refuse_binary(text)
    _refuse_endless_lines(text)
    problems = (*decoded.problems, *mojibake_problems(text))
    return replace(decoded, text=_CONTROLS.sub("", text), problems=problems)


def mojibake_problems(text: str) -> tuple[Problem, ...]:
    """Return a warning for a text that was encoded twice; () for most."""
    found = find_mojibake(text)
    if found is None:
        return ()
    line = text.count("\n", 0, text.index(found.shown)) + 1
    what = (
        f"Characters are encoded twice: “{found.shown[:40]}” stands for “{found.meant[:40]}” ({found.count:,} places)."
    )
    remedy = (
        f"Export the text again, or undo it: save the file as {printed_name(found.codec)}, then open that as UTF-8. "
        "A tool such as ftfy does so too."
    )
    return (Problem(line, what, remedy),)


def refuse_other_formats(data: bytes) -> None:
    """Raise UnreadableText for bytes with the signature of a PDF, a zip file, a picture or another format."""
    if found := recognise(data[:HEAD_BYTES]):
        raise UnreadableText(f"This is {found.what}, not text.", found.remedy)


def decoded_bytes(data: bytes, hint: CharsetHint = NO_HINT) -> Decoded:
    """Decode bytes with their line ends and controls unchanged.

    In this order: a byte order mark; the encoding that a person named; UTF-16 without a mark; valid UTF-8; what the
    file declares (XML, <meta charset>, "encoding:" at its head); UTF-8 with a little damage; the detector, weighed by
    the publication's language. A few bytes that do not fit become "\ufffd", and a few NUL bytes are left out,
    each with a problem. Raises UnreadableText.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding, How.MARK)
    if codec := codec_of(hint.named):
        return _decode_as(data, codec, How.NAMED)
    if _SHIFTS.search(data) and (codec := next((each for each in SHIFTING if _fits(data, each)), None)):
        return _decode_as(data, codec, How.DETECTED)
    if b"\x00" in data:
        if encoding := utf16_without_mark(data):
            return _decode_as(data, encoding, How.DETECTED)
        return _without_nuls(data, hint)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error, hint)


def declared_encoding(data: bytes) -> str:
    """Return Python's codec of the encoding that a file declares in its head; "" without a known one."""
    beginning = data[:_DECLARED_WITHIN]
    found = next((match for pattern in _DECLARED if (match := pattern.search(beginning))), None)
    return (codec_of(found[1].decode("ascii")) or "") if found else ""


def _decode_as(data: bytes, codec: str, how: How) -> Decoded:
    """Decode as an encoding that is known; a few bytes that do not fit become "\ufffd". Raises UnreadableText."""
    name = printed_name(codec)
    try:
        return Decoded(data.decode(codec), name, how)
    except UnicodeDecodeError as error:
        text = data.decode(codec, "replace")
        line = data[: error.start].decode(codec, "ignore").count("\n") + 1
        wrong = text.count("\ufffd")
        if wrong > _MAX_DAMAGE * len(text):
            says = {How.NAMED: "The file was named as", How.DETECTED: "The file seems to be"}.get(
                how, "The file says that it is"
            )
            raise UnreadableText(
                f"{says or 'The file says that it is'} {name.upper()}, but byte {error.start} does not fit.",
                "The file is damaged or cut off, or in another encoding. " + NAME_IT,
                line=line,
            ) from error
        return Decoded(text, name, how, problems=(_damage(wrong, name, line),))


def _damage(wrong: int, name: str, line: int) -> Problem:
    what = "One character is" if wrong == 1 else f"{wrong} characters are"
    return Problem(
        line,
        f"{what} damaged: bytes that are not {name}, shown as “\ufffd”.",
        "Look for “\ufffd”, and correct the text there.",
    )


def _fits(data: bytes, codec: str) -> bool:
    try:
        return not data.decode(codec).isascii()
    except UnicodeDecodeError:
        return False


def _without_nuls(data: bytes, hint: CharsetHint) -> Decoded:
    count = data.count(b"\x00")
    line = data.count(b"\n", 0, data.index(b"\x00")) + 1
    if count > max(3, _MAX_NULS * len(data)):
        raise UnreadableText(
            "The file holds NUL bytes, which no text has.", "It is damaged or no text file. " + _SAVE_AS_UTF8, line
        )
    decoded = decoded_bytes(data.replace(b"\x00", b""), hint)
    what = "A NUL byte was" if count == 1 else f"{count} NUL bytes were"
    problem = Problem(line, f"{what} left out, which no text has.", "Look whether something is missing there.")
    return replace(decoded, problems=(problem, *decoded.problems))


def _not_utf8(data: bytes, error: UnicodeDecodeError, hint: CharsetHint) -> Decoded:
    declared = declared_encoding(data)
    sequences, others = utf8_sequences(data)
    if is_damaged_utf8(sequences, others) and (not declared or declared == "utf-8"):
        return _decode_as(data, "utf-8", How.UTF8)
    if declared and declared != "utf-8":
        return _decode_as(data, declared, How.DECLARED)
    found = candidates(data, hint.language)
    _refuse_mixture(data, error, found)
    return _detected(data, error, found)


def _refuse_mixture(data: bytes, error: UnicodeDecodeError, found: list[Candidate]) -> None:
    """Refuse a text that is UTF-8 in part: where its sequences make no sense in the encoding that the rest is in."""
    parts = utf8_words(data)
    if not parts or (found and found[0].codec in WIDE and found[0].score >= _LOWEST_SCORE):
        return
    if (
        found
        and not has_cyrillic_run(data)
        and all(makes_sense(part.decode(found[0].codec, "replace")) for part in parts)
    ):
        return
    line = data.count(b"\n", 0, error.start) + 1
    if error.reason == "unexpected end of data":
        raise UnreadableText("The file ends in the middle of a character.", "It was cut off. Export it again.", line)
    raise UnreadableText(
        "The file mixes encodings: some of its characters are UTF-8, others are not.",
        f"Line {line} has the first that is not. Correct the wrong characters there and save the file as UTF-8.",
        line,
    )


def _detected(data: bytes, error: UnicodeDecodeError, found: list[Candidate]) -> Decoded:
    """Take the best of the readings, with a problem that says how sure it is. Raises UnreadableText for a draw."""
    line = data.count(b"\n", 0, error.start) + 1
    best = found[0] if found else None
    if best is None or (best.score < _LOWEST_SCORE and best.codec != USUAL):
        raise UnreadableText("The file is neither UTF-8 nor in another encoding that can be told.", NAME_IT, line)
    decoded = _decode_as(data, best.codec, How.DETECTED)
    name = decoded.encoding
    if len(found) < 2 or (distance := 1 - found[1].score / (best.score or 1)) >= _CLOSE:
        usual = best.codec == USUAL
        problem = Problem(None, f"It was read as {name}, by its letters (sureness 99 %).", _CHECK_IT)
        return replace(decoded, sureness=0.99, problems=(*decoded.problems, *(() if usual else (problem,))))
    other = printed_name(found[1].codec)
    words = ", ".join(f"“{word}”" for word in words_with_letters_in_doubt(best.text, found[1].text))
    if distance < _TIE and best.codec != USUAL and words:
        theirs = ", ".join(f"“{word}”" for word in words_with_letters_in_doubt(found[1].text, best.text))
        raise UnreadableText(
            f"The file may be {name} ({words}) or {other} ({theirs}): neither is likelier.", NAME_IT, line
        )
    sureness = 0.6 if distance < _TIE else 0.93
    problem = Problem(
        None,
        f"It was read as {name}, which is likely (sureness {sureness:.0%}); perhaps it is {other}. In doubt: {words}.",
        _CHECK_IT,
    )
    return replace(decoded, sureness=sureness, problems=(*decoded.problems, problem))


def _refuse_binary(text: str) -> None:
    controls = _CONTROLS.findall(text)
    if len(controls) > max(3, _MAX_CONTROLS * len(text)):
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
