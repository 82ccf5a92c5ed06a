"""JSON Schemas (2020-12, as OpenAPI 3.1 uses) of the documents that the archive gives as JSON.

Each lists every field of its document and allows no other, so that a field cannot come or go unseen.
"""

from __future__ import annotations

from typing import Any

from archive.models.catalogue.citation import CitationKind
from archive.models.catalogue.publication import Genre
from archive.models.catalogue.source import SourceKind
from archive.text.dates import Precision
from archive.text.numbering.habits import Numbering

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
URL: Schema = {"type": "string", "format": "uri"}
TEXTS: Schema = {"type": "array", "items": TEXT}


def _object(described: str, **fields: Schema) -> Schema:
    """Return the schema of an object that has just these fields."""
    return {
        "type": "object",
        "description": described,
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _list(name: str) -> Schema:
    return {"type": "array", "items": schema_named(name)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _said(schema: Schema, described: str) -> Schema:
    return schema | {"description": described}


def _one_of(values: list[str], described: str) -> Schema:
    return {"type": "string", "enum": values, "description": described}


def schema_named(name: str) -> Schema:
    """Return a reference to a schema of the document: "Article" → "#/components/schemas/Article"."""
    return {"$ref": f"#/components/schemas/{name}"}


DATE = _said(TEXT, "As far as it is known: 2004-10-26, 2004-10, 2004; empty for none. Of an inferred date, the year.")
PRECISION = _one_of(["", *(each.value for each in Precision)], "How much of the date is known.")
DAY = _or_null({"type": "string", "format": "date"})
NUMBER = {"type": ["integer", "null"]}
ID = _said({"type": "integer"}, "Stays as long as the row.")
PLACE_IN_LIST: dict[str, Schema] = {
    "page": _said(COUNT, "Of the list; from 1."),
    "pages": COUNT,
    "next": _said(_or_null(URL), "The next page; null on the last."),
}
NAMED: dict[str, Schema] = {"id": ID, "url": URL, "slug": TEXT, "name": TEXT}
LISTED_ARTICLES: dict[str, Schema] = {"article_count": COUNT, **PLACE_IN_LIST, "articles": _list("ArticleSummary")}

SUMMARY: dict[str, Schema] = {
    "id": ID,
    "url": _said(URL, "Where the article stands now."),
    "permanent_url": _said(URL, "Where it always will."),
    "original_url": _said(TEXT, "Where it was published first; empty where that is not known."),
    "title": TEXT,
    "title_is_provisional": _said(FLAG, "Made from its first words, since the text has none."),
    "authors": {
        "type": "array",
        "items": _object("Author as signed, and in parts.", name=TEXT, family=TEXT, given=TEXT),
    },
    "publication": _object(
        "Its publication.",
        title=TEXT, abbreviation=TEXT, genre=TEXT, publisher=TEXT, place=TEXT, issn=TEXT, url=URL,
    ),
    "issue": _object("Its issue.", volume=NUMBER, number=TEXT, title=TEXT, designation=TEXT, url=URL),
    "position": _said(COUNT, "Place in the table of contents."),
    "elocation_id": _said(TEXT, "Number in a volume without issues."),
    "date": DATE,
    "date_precision": PRECISION,
    "language": _said(TEXT, "As a BCP 47 tag."),
    "standfirst": TEXT,
    "topics": TEXTS,
    "word_count": COUNT,
    "version": COUNT,
    "changed": _said({"type": "string", "format": "date-time"}, "The last change that readers notice."),
}  # fmt: skip

PUBLICATION: dict[str, Schema] = {
    "id": ID,
    "url": URL,
    "slug": TEXT,
    "title": TEXT,
    "abbreviation": TEXT,
    "other_names": TEXTS,
    "preceding": _said(_or_null(schema_named("Title")), "The title that it continues."),
    "succeeding": _list("Title"),
    "publisher": TEXT,
    "issn": TEXT,
    "place": TEXT,
    "frequency": TEXT,
    "language": TEXT,
    "genre": _one_of(list(Genre.values), "What kind of periodical it is."),
    "numbering": _one_of([each.value for each in Numbering], "How its issues are told apart."),
    "first_year": _said(NUMBER, "The year of volume 1."),
    "description": TEXT,
    "issue_count": COUNT,
    **PLACE_IN_LIST,
    "issues": _list("IssueSummary"),
}

SCHEMAS: dict[str, Schema] = {
    "Title": _object("Another publication.", title=TEXT, url=URL),
    "Publication": _object("Publication with a page of its issues, in the order of the run.", **PUBLICATION),
    "IssueSummary": _object(
        "Issue of a publication.",
        id=ID, url=URL, volume=NUMBER, number=TEXT, title=TEXT, designation=TEXT, date=DATE, date_precision=PRECISION,
        article_count=COUNT,
    ),
    "Author": _object(
        "Author with a page of articles, the newest first.", **NAMED, other_names=TEXTS, **LISTED_ARTICLES
    ),
    "Topic": _object("Topic with a page of articles, the newest first.", **NAMED, **LISTED_ARTICLES),
    "Source": _object(
        "Source with a page of the articles that cite it, the newest first.",
        **NAMED, other_names=TEXTS, kind=_one_of(list(SourceKind.values), "What kind of outlet it is."), country=TEXT,
        homepage=TEXT, citation_count=COUNT, **LISTED_ARTICLES,
    ),
    "ArticleSummary": _object("Article without its text.", **SUMMARY),
    "Article": _object(
        "Article with its text and citations.",
        **SUMMARY, caption=TEXT, body=_said(TEXT, "As HTML."), paragraphs=_list("Paragraph"),
        citations=_list("Citation"), cross_references=_list("CrossReference"),
    ),
    "Issue": {"type": "array", "items": schema_named("ArticleSummary"), "description": "The articles of an issue."},
    "Paragraph": _object("Paragraph with its permanent anchor.", anchor=TEXT, tag=TEXT, text=TEXT),
    "Citation": _object(
        "Mention of a source.",
        as_printed=TEXT, kind=_one_of(list(CitationKind.values), "Mention in the text, or entry of a list."),
        source=_or_null(_object("The source, where it is known.", name=TEXT, slug=TEXT)), name=TEXT, first_day=DAY,
        last_day=DAY, date_precision=PRECISION, url=TEXT, paragraph=COUNT, status=TEXT,
    ),
    "CrossReference": _object(
        "Mention of another issue of the house.",
        as_printed=TEXT, publication=TEXT, first_day=DAY, last_day=DAY,
        issue_url=_said(_or_null(TEXT), "Address of the issue, where the archive has it."), paragraph=COUNT,
    ),
    "SearchResults": _object(
        "Page of hits.",
        query=TEXT, read_as=_said(TEXT, "How the query was understood."), notes=TEXTS, count=COUNT, page=COUNT,
        pages=COUNT, partial=_said(FLAG, "The search reached its time limit."),
        not_searched=_said(COUNT, "Articles that a damaged index could not search."),
        only_some_words_match=FLAG, did_you_mean=_or_null(TEXT), next=_or_null(URL),
        facets={"type": "object", "additionalProperties": _list("FacetValue")}, articles=_list("Hit"),
    ),
    "FacetValue": _object("Value of a facet.", value=TEXT, label=TEXT, count=COUNT, selected=FLAG),
    "Hit": _object(
        "Article that a search found.",
        id=ID, title=TEXT, authors=TEXTS, publication=TEXT, volume=NUMBER, issue=_or_null(TEXT), date=_or_null(TEXT),
        url=URL, permanent_url=URL, passages=_list("Passage"),
    ),
    "Passage": _object(
        "Passage that matches, whole and in pieces.", url=URL, text=TEXT,
        pieces={"type": "array", "items": _object("Piece of a passage.", text=TEXT, matched=FLAG)},
    ),
    "CslItems": {
        "type": "array",
        "description": "As the Citation Style Language has them (https://citationstyles.org).",
        "items": {"type": "object"},
    },
    "Linkset": {"type": "object", "description": "Set of links (RFC 9264).", "required": ["linkset"]},
    "Suggestions": {
        "type": "array",
        "description": "As OpenSearch has them: the typed text, completions, their kinds, their addresses.",
        "prefixItems": [TEXT, TEXTS, TEXTS, TEXTS],
        "minItems": 4,
        "maxItems": 4,
    },
}  # fmt: skip
