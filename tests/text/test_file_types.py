"""File types that are not read."""

import io
import zipfile

import pytest

from archive.text.file_types import notation_of, recognise


def zipped(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


TYPES = [
    (b"%PDF-1.7", "a PDF"),
    (zipped(mimetype="application/epub+zip"), "an EPUB book"),
    (zipped(mimetype="application/vnd.oasis.opendocument.text"), "an OpenDocument text (.odt)"),
    (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "an OpenDocument table (.ods)"),
    (zipped(**{"[Content_Types].xml": "", "word/document.xml": ""}), "a Word document"),
    (zipped(**{"[Content_Types].xml": "", "xl/workbook.xml": ""}), "a workbook (.xlsx)"),
    (zipped(**{"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "slides (.pptx)"),
    (b"\xd0\xcf\x11\xe0" + bytes(500), "an old Word document (.doc), workbook (.xls) or slides (.ppt)"),
    (b"{\\rtf1\\ansi", "a rich text document (.rtf)"),
    (b"From anna@tesk.example Mon Mar  3 10:00:00 2008\nSubject: Toll\n\nDoubled", "a mailbox (mbox)"),
    (b"MIME-Version: 1.0\r\nSubject: Toll\r\n\r\nDoubled", "a mail message (.eml) or saved page (.mhtml)"),
    (b"\\documentclass{article}", "a TeX document"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (bytes(257) + b"ustar", "a tar archive"),
    (b"\x89PNG\r\n", "a picture (PNG)"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a picture (WebP)"),
    (b"\x00\x00\x00\x18ftypheic", "a picture (HEIC, AVIF)"),
]


@pytest.mark.parametrize(("head", "what"), TYPES)
def test_types_that_are_not_read(head, what):
    assert recognise(head).what == what


@pytest.mark.parametrize(
    "text",
    [
        b"Publication: Narrows Weekly Volume: 5 Issue: 22\n\nText",
        b"From Monday on the toll is 2003\nNote: doubled",
        b"Title: Toll\nFrom: Hask\n\nText",
        b"<html>",
        b"",
    ],
)
def test_texts_are_none_of_them(text):
    assert recognise(text) is None


@pytest.mark.parametrize(
    ("suffix", "what", "remedy"),
    [
        (".rst", "a text in reStructuredText", "pandoc"),
        (".ADOC", "a text in AsciiDoc", "pandoc"),
        (".ipynb", "a Jupyter notebook", "pandoc"),
        (".Rmd", "a text in R Markdown", "the ending .md"),
    ],
)
def test_texts_in_other_notations_are_known_by_their_names(suffix, what, remedy):
    found = notation_of(suffix)
    assert found.what == what
    assert remedy in found.remedy
    assert found.holds_text


def test_other_names_say_nothing_of_a_notation():
    assert notation_of(".py") is None
