"""Index entries made by hand, for tests of the engine's side of the seam."""

from __future__ import annotations

from archive.search.computed_fields import sentence_rows
from archive.search.fields import document_id, heading_of
from archive.search.indexing.documents import digest
from archive.text.names.variants.name_keys import name_tokens


def entry(pk: int, title: str = "A title", body: str = "", **values) -> dict:
    """The entry of an article that has this title and body, and these values in columns and text fields."""
    authors = values.pop("authors", "")
    made = {
        "id": document_id(pk),
        "django_ct": "archive.article",
        "reading_order": f"{pk:08d}",
        "pk": pk,
        "title": title,
        "title_forms": title,
        "heading": heading_of(title),
        "body": body,
        "forms": body,
        "authors": authors,
        "names": " ".join(name_tokens("\n".join((title, body, authors)))),
        "publication": "harbour-letter",
        "year": 2004,
        "date": 20041004,
        **values,
    }
    made = {name: value for name, value in made.items() if value not in (None, "", [])}
    return made | {"digest": digest(made), "sentences": sentence_rows([body] if body else [])}


def nothing_more(pks: list[int]) -> list[dict]:
    """For rebuilds during which nothing changes."""
    return []
