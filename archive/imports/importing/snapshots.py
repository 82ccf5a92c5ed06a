"""What an article says, kept beside the import that replaced it, and put back when the import is undone."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from archive.models import Article, Author, Authorship, Topic
from archive.models.common.bulk_insert import insert

# What an import may write. Status and date of publication are editors' alone, and are never put back.
TEXTS = ("title", "title_is_provisional", "slug", "standfirst", "caption", "language", "url")
ORIGIN = ("path", "sha256", "encoding", "problems", "left_version")


def snapshot(article: Article) -> dict[str, Any]:
    """All that an import may replace in an article, as JSON takes it, but for what had come in (`packed`).

    {"title": "…", "slug": "…", …, "body": "<p id=…", "issue": 4, "version": 7,
    "authors": [[3, "Ana Brod"]], "topics": [[9, "Ferries"]], "origin": {"path": "1.txt", …}}
    """
    return {
        **{name: getattr(article, name) for name in TEXTS},
        "body": article.body,
        "issue": article.issue_id,
        "version": article.version,
        "authors": [[author.pk, author.name] for author in article.byline()],
        "topics": [list(row) for row in article.topics.order_by("pk").values_list("pk", "name")],
        "origin": {name: getattr(article.origin, name) for name in ORIGIN},
    }


def packed(article: Article) -> bytes:
    """What had come in of an article, compressed."""
    return zlib.compress(bytes(article.origin.received), 1)


def digest(article: Article, authors: Sequence[int], topics: Sequence[int]) -> str:
    """A digest of what an article says, by which an edit is told from a mere change of its status.

    `authors` are the ids of the by-line in order, `topics` those of its topics in any.
    """
    said = [*(getattr(article, name) for name in TEXTS), article.issue_id, list(authors), sorted(topics)]
    seal = hashlib.sha256(json.dumps(said).encode())
    # Which anchors were ever given is remembered behind the text; that no undoing takes back.
    seal.update(article.body.partition("<!--highest ")[0].rstrip().encode("utf-8", "surrogatepass"))
    return seal.hexdigest()


def digest_of_row(article: Article) -> str:
    """The digest of an article as its rows have it; asks for authors and topics."""
    authors = Authorship.objects.filter(article=article).order_by("position", "pk").values_list("author_id", flat=True)
    return digest(article, list(authors), list(article.topics.values_list("pk", flat=True)))


def restore(article: Article, before: Mapping[str, Any], received: bytes) -> None:
    """Give an article back what `snapshot` and `packed` kept of it, in the transaction under way.

    Authors and topics that are gone meanwhile are found by their names, or made anew. The anchors of the paragraphs
    come back too, and none of those that the import had given is ever given again. Citations are derived by the caller.
    """
    for name in TEXTS:
        setattr(article, name, before[name])
    article.set_body(before["body"])
    article.save()
    authors = [_found(Author, pk, name) for pk, name in before["authors"]]
    if authors != list(article.authorships.order_by("position", "pk").values_list("author_id", flat=True)):
        Authorship.objects.filter(article=article).delete()
        insert([Authorship(article=article, author_id=pk, position=place) for place, pk in enumerate(authors)])
    article.topics.set([_found(Topic, pk, name) for pk, name in before["topics"]])
    _put_back_origin(article, before, received)


def _put_back_origin(article: Article, before: Mapping[str, Any], received: bytes) -> None:
    origin = before["origin"]
    was_edited = origin["left_version"] != before["version"]
    for name in ORIGIN:
        setattr(article.origin, name, origin[name])
    article.origin.left_version = origin["left_version"] if was_edited else article.version
    article.origin.received = zlib.decompress(received)
    article.origin.save()


def _found(model: type[Author] | type[Topic], pk: int, name: str) -> int:
    if model.objects.filter(pk=pk).exists():
        return pk
    row = model.objects.filter(name=name).first() or model.objects.create(name=name)
    return row.pk
