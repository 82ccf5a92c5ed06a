"""File types that are not read: recognised by their content, each with what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD_BYTES = 8_192  # that tell a type

_TO_TEXT = "Save it as plain text in UTF-8, or as .docx, and import that."
_UNPACK = "Unpack it, and import what is inside, or make a .zip file of that."
_PICTURE = "It comes in with a document or page that shows it. A scan needs text recognition (OCR): import its text."
_RECORDING = "Import its transcript, if there is one."


@dataclass(frozen=True, slots=True)
class FileType:
    """Type of a file: what it is, "a PDF", and what to do. `holds_text` says whether articles may be in it."""

    what: str
    remedy: str
    holds_text: bool = True


_OPEN_DOCUMENT = FileType("an OpenDocument text (.odt)", "Save it in LibreOffice as .docx, and import that.")
_EPUB = FileType(
    "an EPUB book",
    "Give it the ending .zip: its chapters, which are web pages, are read then. Or convert it with pandoc to .docx.",
)
_PDF = FileType(
    "a PDF",
    "Copy its text into a .txt file, or extract it with a tool such as pdftotext. Scanned pages need text recognition "
    "(OCR) first.",
)
_WORKBOOK = FileType(
    "a workbook (.xlsx)", "Save it in the spreadsheet as .xlsx, or give it that ending, and import that."
)
_OLD_OFFICE = FileType("an old Word document (.doc), workbook (.xls) or slides (.ppt)", _TO_TEXT)

_SIGNATURES = (
    (b"%PDF", _PDF),
    (b"{\\rtf", FileType("a rich text document (.rtf)", _TO_TEXT)),
    (b"%!PS", FileType("a PostScript document", "Extract its text with ps2ascii or pdftotext, and import that.")),
    (b"AT&TFORM", FileType("a DjVu document", "Extract its text with djvutxt, and import that.")),
    (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7\xfe\x74\xb7\x1d", FileType("an InDesign document", _TO_TEXT)),
    (b"WARC/1.", FileType("a web archive (WARC)", "Unpack its pages with a tool such as warctools; import those.")),
    (b"SQLite format 3", FileType("a database (SQLite)", "Export its table of articles as CSV, and import that.")),
    (b"bplist00", FileType("a web archive of Safari", "Save the page as “Page Source” (.html), and import that.")),
    (b"\x1f\x8b", FileType("a gzip file", _UNPACK)),
    (b"7z\xbc\xaf", FileType("a 7z archive", _UNPACK)),
    (b"Rar!", FileType("a RAR archive", _UNPACK)),
    (b"\xfd7zXZ", FileType("an xz file", _UNPACK)),
    (b"BZh", FileType("a bzip2 file", _UNPACK)),
    (b"\x28\xb5\x2f\xfd", FileType("a zstd file", _UNPACK)),
    (b"\x89PNG", FileType("a picture (PNG)", _PICTURE, holds_text=False)),
    (b"\xff\xd8\xff", FileType("a picture (JPEG)", _PICTURE, holds_text=False)),
    (b"GIF8", FileType("a picture (GIF)", _PICTURE, holds_text=False)),
    (b"II*\x00", FileType("a picture (TIFF)", _PICTURE, holds_text=False)),
    (b"MM\x00*", FileType("a picture (TIFF)", _PICTURE, holds_text=False)),
    (b"8BPS", FileType("a picture (Photoshop)", _PICTURE, holds_text=False)),
    (b"ID3", FileType("a recording (MP3)", _RECORDING, holds_text=False)),
    (b"OggS", FileType("a recording (Ogg)", _RECORDING, holds_text=False)),
    (b"\x1aE\xdf\xa3", FileType("a film (Matroska, WebM)", _RECORDING, holds_text=False)),
)  # fmt: skip
_IN_OLE = ((b"W\x00o\x00r\x00k\x00b\x00o\x00o\x00k", FileType("an old workbook (.xls)", _WORKBOOK.remedy)),)
# The first entry of a zip file names its kind: "mimetype" with the type, or the folder of a document.
_IN_ZIP = (
    (b"mimetypeapplication/epub+zip", _EPUB),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", _OPEN_DOCUMENT),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
     FileType("an OpenDocument table (.ods)", "Save it in LibreOffice as CSV in UTF-8, and import that.")),
    (b"mimetypeapplication/vnd.oasis.opendocument", FileType("an OpenDocument file", _TO_TEXT)),
    (b"word/", FileType("a Word document", "Give it the ending .docx, and import it again.")),
    (b"xl/", _WORKBOOK),
    (b"ppt/", FileType("slides (.pptx)", _TO_TEXT)),
    (b"Index/Document.iwa", FileType("a Pages document", "Export it from Pages as Word, and import that.")),
)  # fmt: skip
_ZIP = FileType("a zip file or an office document (.docx, .odt, .epub)", "Name it .zip, or save it as plain text.")
_MBOX = re.compile(rb"From \S+ [^\r\n]{5,30}\d\d:\d\d[^\r\n]{0,40}\r?\n(?:>?[A-Za-z][\w-]{1,40}: )")
_MAIL = re.compile(rb"(?:[A-Za-z][\w-]{1,40}: [^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+")
_TEX = re.compile(rb"\s*(?:%[^\n]*\n\s*)*\\documentclass\b")


_TO_MARKDOWN = "Convert it with pandoc to Markdown (.md) or .docx, and import that."
# Texts in other notations than Markdown, which only their names tell from plain ones.
_NOTATIONS = {
    ".rst": "reStructuredText", ".rest": "reStructuredText", ".adoc": "AsciiDoc", ".asciidoc": "AsciiDoc",
    ".org": "Org", ".textile": "Textile", ".mediawiki": "wikitext", ".wiki": "wikitext", ".tex": "TeX", ".pod": "POD",
    ".ipynb": "a Jupyter notebook", ".fb2": "a FictionBook",
}  # fmt: skip
_LIKE_MARKDOWN = {".qmd": "Quarto", ".rmd": "R Markdown", ".mdwn": "Markdown", ".mdtext": "Markdown"}


def notation_of(suffix: str) -> FileType | None:
    """Return the notation of a text that is not read, by the ending of its file's name; None for any other."""
    if name := _NOTATIONS.get(suffix.casefold()):
        return FileType(name if name.startswith("a ") else f"a text in {name}", _TO_MARKDOWN)
    if name := _LIKE_MARKDOWN.get(suffix.casefold()):
        return FileType(f"a text in {name}", "Give it the ending .md, and import it again.")
    return None


def recognise(head: bytes) -> FileType | None:
    """Return the type of a file that is not read as text, by its first bytes (HEAD_BYTES); None for any other.

    PDF, EPUB, OpenDocument, old and new office documents, RTF, mail boxes and messages, TeX, archives other than zip,
    pictures, recordings, databases.
    """
    if head.startswith(b"PK\x03\x04"):
        flat = head.replace(b"\x00", b"")
        return next((kind for mark, kind in _IN_ZIP if mark in flat), _ZIP)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return next((kind for mark, kind in _IN_OLE if mark in head), _OLD_OFFICE)
    for mark, kind in _SIGNATURES:
        if head.startswith(mark):
            return kind
    return _by_place(head) or _by_beginning(head)


def _by_place(head: bytes) -> FileType | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileType("a picture (WebP)", _PICTURE, holds_text=False)
    if head[4:8] == b"ftyp":
        is_picture = head[8:12] in (b"heic", b"heix", b"mif1", b"avif")
        what = "a picture (HEIC, AVIF)" if is_picture else "a film or recording (MP4)"
        return FileType(what, _PICTURE if is_picture else _RECORDING, holds_text=False)
    if head[257:262] == b"ustar":
        return FileType("a tar archive", _UNPACK)
    if head[60:68] == b"BOOKMOBI":
        return FileType("a Kindle book (.mobi)", "Convert it with Calibre to plain text or .docx, and import that.")
    return None


def _by_beginning(head: bytes) -> FileType | None:
    """Return the type of a text in the notation of mail or TeX."""
    if _MBOX.match(head):
        return FileType(
            "a mailbox (mbox)",
            "Save each message that is an article as text (.txt) or web page (.html), with a header line above it.",
        )
    if (fields := _MAIL.match(head)) and _is_mail(fields[0].lower()):
        return FileType("a mail message (.eml) or saved page (.mhtml)", "Save its text as .txt, or the page as .html.")
    if _TEX.match(head):
        return FileType("a TeX document", "Convert it with pandoc to .docx or Markdown, and import that.")
    return None


def _is_mail(fields: bytes) -> bool:
    return b"mime-version:" in fields or (b"message-id:" in fields and b"from:" in fields)
