"""What an article cites: find the citations of its paragraphs, resolve their dates, give records with their places."""

from archive.text.citations.article import read_citations
from archive.text.citations.forms import FoundCitation, FoundCrossReference, Mention, Reading, Setting
from archive.text.citations.report import as_json, latest_cited_day

__all__ = [
    "FoundCitation",
    "FoundCrossReference",
    "Mention",
    "Reading",
    "Setting",
    "as_json",
    "latest_cited_day",
    "read_citations",
]
