"""Reader of Ghost's exports: one JSON document with posts, their authors and tags."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from archive.text.formats.posts.post import Post, article_of_post
from archive.text.formats.records import Guide, LeftOut, Record, record_id, refused_record
from archive.text.headers.publication_status import Statement
from archive.text.problems import Problem

_URL = "__GHOST_URL__"
_REMEDY = "They are no posts. Add by hand what belongs into the archive."

Row = Mapping[str, Any]


def ghost_data(document: object) -> Mapping[str, Any] | None:
    """Return the tables of an export, in the forms of all versions; None for any other JSON."""
    if isinstance(document, dict) and isinstance(document.get("db"), list) and document["db"]:
        document = document["db"][0]
    data = document.get("data") if isinstance(document, dict) else None
    return data if isinstance(data, dict) and isinstance(data.get("posts"), list) else None


def read_ghost(data: Mapping[str, Any], guide: Guide) -> Iterator[Record | Problem]:
    """Read the posts of an export; pages are counted in a problem at the end.

    Drafts, scheduled posts, those sent by mail only and those for members are not public.
    """
    left_out = LeftOut()
    users, tags = ({str(row.get("id")): row for row in _rows(data, name)} for name in ("users", "tags"))
    signatures, filings = _by_post(data, "posts_authors"), _by_post(data, "posts_tags")
    # Since version 4 a table beside the posts says which were sent by mail only.
    mail_only = {
        str(row.get("post_id")): {"email_only": True}
        for row in _rows(data, "posts_meta")
        if row.get("email_only") in (1, True)
    }
    for number, row in enumerate(_rows(data, "posts"), start=1):
        if row.get("type", "post") != "post" or row.get("page") in (1, True):
            left_out.add("pages", _text(row, "slug"))
            continue
        signed, filed = signatures.get(str(row.get("id")), []), filings.get(str(row.get("id")), [])
        authors = [users[pk] for link in signed if (pk := str(link.get("author_id"))) in users]
        if not authors and (pk := str(row.get("author_id"))) in users:
            authors = [users[pk]]
        terms = [tags[pk] for link in filed if (pk := str(link.get("tag_id"))) in tags]
        yield _record(number, {**row, **mail_only.get(str(row.get("id")), {})}, authors, terms, guide)
    yield from left_out.problems(_REMEDY)


def _rows(data: Mapping[str, Any], name: str) -> list[Row]:
    rows = data.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _by_post(data: Mapping[str, Any], name: str) -> dict[str, list[Row]]:
    """Return the links of each post to its authors or tags, in their order."""
    found: dict[str, list[Row]] = {}
    for link in sorted(_rows(data, name), key=_place):
        found.setdefault(str(link.get("post_id")), []).append(link)
    return found


def _place(link: Row) -> int:
    place = link.get("sort_order")
    return place if isinstance(place, int) else 0


def _record(number: int, row: Row, authors: list[Row], terms: list[Row], guide: Guide) -> Record:
    identity = record_id(f"post-{row.get('id') or row.get('uuid') or row.get('slug') or number}")
    post = Post(
        id=identity,
        title=_text(row, "title"),
        body=_text(row, "html").replace(_URL, "") or _text(row, "plaintext"),
        is_text=not _text(row, "html"),
        url=_text(row, "canonical_url").replace(_URL, ""),
        date=_text(row, "published_at") or _text(row, "created_at"),
        authors=[_text(author, "name") for author in authors],
        terms=[name for term in terms if (name := _text(term, "name")) and not name.startswith("#")],
        standfirst=_text(row, "custom_excerpt"),
        language=_text(row, "locale"),
        statements=_statements(row),
    )
    if not post.body and (row.get("lexical") or row.get("mobiledoc")):
        what = "Its text is in the editor’s own form only, without HTML."
        return refused_record(identity, None, what, "Export it again from Ghost’s settings, which adds the HTML.")
    stored = {"data": {"posts": [row], "users": authors, "tags": terms, **_links(row, authors, terms)}}
    content = json.dumps(stored, ensure_ascii=False).encode("utf-8", "replace")
    return Record(identity, None, content, "utf-8", article_of_post(post, 1, guide))


def _links(row: Row, authors: list[Row], terms: list[Row]) -> dict[str, list[Row]]:
    return {
        "posts_authors": [
            {"post_id": row.get("id"), "author_id": each.get("id"), "sort_order": place}
            for place, each in enumerate(authors)
        ],
        "posts_tags": [
            {"post_id": row.get("id"), "tag_id": each.get("id"), "sort_order": place}
            for place, each in enumerate(terms)
        ],
    }


def _statements(row: Row) -> list[Statement]:
    """Return what a post says of its publication; a post without a status is not known to be public."""
    stated = [Statement("status", (_text(row, "status"),))]
    stated += [Statement(name, (_text(row, name),)) for name in ("visibility",) if row.get(name)]
    if row.get("email_only") in (1, True):
        stated.append(Statement("private", ("true",)))
    if published := _text(row, "published_at"):
        stated.append(Statement("publish date", (published,)))
    return stated


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, (int, float)) and value else ""
