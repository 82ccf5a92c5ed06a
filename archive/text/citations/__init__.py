"""Citations of an article: found in its paragraphs, with dates resolved and offsets into the text."""

from archive.text.citations.reader import read_citations
from archive.text.citations.report import as_json, latest_cited_day
from archive.text.citations.style import CitationStyle, Form
from archive.text.citations.types import FoundCitation, FoundCrossReference, FoundReference, Mention, Reading, Setting

__all__ = [
    "CitationStyle",
    "Form",
    "FoundCitation",
    "FoundCrossReference",
    "FoundReference",
    "Mention",
    "Reading",
    "Setting",
    "as_json",
    "latest_cited_day",
    "read_citations",
]
