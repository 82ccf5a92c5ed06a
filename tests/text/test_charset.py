"""From bytes to text."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.charset import MAX_FILE_BYTES, MAX_LINE_CHARACTERS, UnreadableText, decode

TEXT = "Zvolna – the café “Été” reopened.\nНикто не знал.\n"
LATIN = "The café “Été” reopened – at last.\n"

READ = [
    (TEXT.encode(), TEXT, "utf-8"),
    (b"\xef\xbb\xbf" + TEXT.encode(), TEXT, "utf-8"),
    (b"\xff\xfe" + TEXT.encode("utf-16-le"), TEXT, "utf-16-le"),
    (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, "utf-16-be"),
    (TEXT.encode("utf-32"), TEXT, "utf-32-le"),
    (TEXT.encode("utf-16-le"), TEXT, "utf-16-le"),
    (TEXT.encode("utf-16-be"), TEXT, "utf-16-be"),
    (LATIN.encode("cp1252"), LATIN, "windows-1252"),
    (b"caf\xe9", "café", "windows-1252"),
    (b"", "", "utf-8"),
    (b"a\r\nb\rc\x0cd\x0be", "a\nb\nc\nd\ne", "utf-8"),
    ("a\u2028b\u2029c\x85d".encode(), "a\nb\nc\nd", "utf-8"),
    ("a\ufeffb\x07c".encode(), "abc", "utf-8"),
]


@pytest.mark.parametrize(("data", "text", "encoding"), READ)
def test_read(data, text, encoding):
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (text, encoding)


REFUSED = [
    # bytes, a word of the reason, the line
    (b"PK\x03\x04rest", "zip", None),
    (b"%PDF-1.7", "PDF", None),
    (b"\xd0\xcf\x11\xe0", "Word", None),
    (b"{\\rtf1", "rich text", None),
    (b"\x89PNG\r\n", "picture", None),
    (b"one\ntwo\x00three", "NUL", 2),
    (b"one\ncaf\xc3\xa9\ncaf\xe9\n", "mixes encodings", 3),
    (b"one\ncaf\xc3\xa9 at the caf\xc3", "middle of a character", 2),
    ("Никто не знал, почему".encode("cp1251"), "another alphabet", 1),
    ("Никто не знал, почему".encode("koi8-r"), "another alphabet", 1),
    (b"one\n\x81\x8d", "neither UTF-8 nor", 2),
    (b"\xff\xfea\x00b", "does not fit", 1),
    (b"ab\x01\x02\x03\x04\x05\x06", "control characters", 1),
    (b"one\n" + b"x" * (MAX_LINE_CHARACTERS + 1), "are the most", 2),
    (b"x" * (MAX_FILE_BYTES + 1), "5 MB", None),
]


@pytest.mark.parametrize(("data", "reason", "line"), REFUSED, ids=[reason for _, reason, _ in REFUSED])
def test_refused(data, reason, line):
    with pytest.raises(UnreadableText) as refusal:
        decode(data)
    assert reason in refusal.value.reason
    assert refusal.value.line == line
    assert refusal.value.remedy


_BYTES = st.one_of(
    st.binary(max_size=80),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=30).map(lambda text: text.encode("utf-16-le", "surrogatepass")),
    st.text(alphabet="aé“x \n€ÿ", max_size=30).map(lambda text: text.encode("cp1252")),
)


@given(_BYTES)
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(UnreadableText):
        assert not set(decode(data).text) & set("\x00\r\ufeff\u2028")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"]), max_size=60))
def test_utf8_text_comes_back_whole(text):
    assert decode(b"A" + text.encode()).text == "A" + text
