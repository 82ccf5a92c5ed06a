"""Snapshots: an article's state before an import changed it, stored with the import and restored by its undo."""

from __future__ import annotations

import datetime
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence

from archive.models import Article, Author, Authorship, Topic
from archive.models.common.bulk_insert import insert

# Columns that an import may write. Status and date of publication are for editors only, and are never restored.
TEXTS = ("title", "title_is_provisional", "slug", "standfirst", "caption", "language", "url")
ORIGIN = ("path", "sha256", "encoding", "problems", "left_version")


def snapshot(article: Article) -> dict[str, object]:
    """Return everything that an import may replace in an article, as JSON, except its received bytes (`packed`).

    {"title": "…", "slug": "…", …, "body": "<p id=…", "issue": 4, "version": 7,
     "authors": [[3, "Ana Brod"]], "topics": [[9, "Ferries"]], "origin": {"path": "1.txt", …}}
    """
    return {
        **{name: getattr(article, name) for name in TEXTS},
        **_place_in_volume(article),
        "body": article.body,
        "issue": article.issue_id,
        "version": article.version,
        "authors": [[author.pk, author.name] for author in article.byline()],
        "topics": [list(row) for row in article.topics.order_by("pk").values_list("pk", "name")],
        "origin": {name: getattr(article.origin, name) for name in ORIGIN},
    }


def packed(article: Article) -> bytes:
    """Return an article's received bytes, compressed."""
    return zlib.compress(bytes(article.origin.received), 1)


def digest(article: Article, authors: Sequence[int], topics: Sequence[int]) -> str:
    """Return a digest of an article's content, to tell an edit from a change of status.

    `authors` are the ids of the by-line in order, `topics` those of its topics in any order.
    """
    said = [*(getattr(article, name) for name in TEXTS), article.issue_id, list(authors), sorted(topics)]
    said += [value for value in _place_in_volume(article).values() if value]  # imports of older versions have none
    seal = hashlib.sha256(json.dumps(said).encode())
    # Without the record of the highest anchor after the text, which an undo does not revert.
    seal.update(article.body.partition("<!--highest ")[0].rstrip().encode("utf-8", "surrogatepass"))
    return seal.hexdigest()


def _place_in_volume(article: Article) -> dict[str, str]:
    """Return an article's own date and its number in a volume without issues, "" for none."""
    return {
        "date": article.date.isoformat() if article.date else "",
        "date_precision": article.date_precision,
        "elocation_id": article.elocation_id,
    }


def digest_of_row(article: Article) -> str:
    """Return the digest of an article from its rows; queries authors and topics."""
    authors = Authorship.objects.filter(article=article).order_by("position", "pk").values_list("author_id", flat=True)
    return digest(article, list(authors), list(article.topics.values_list("pk", flat=True)))


def restore(article: Article, before: Mapping[str, object], received: bytes) -> None:
    """Restore an article from `snapshot` and `packed`, in the current transaction.

    Authors and topics deleted meanwhile are found by their names, or created again. The anchors of the paragraphs are
    restored too, and none of those that the import assigned is ever reused. Citations are derived by the caller.
    """
    for name in TEXTS:
        setattr(article, name, before[name])
    day = str(before.get("date", ""))
    article.date = datetime.date.fromisoformat(day) if day else None
    article.date_precision = str(before.get("date_precision", ""))
    article.elocation_id = str(before.get("elocation_id", ""))
    article.set_body(before["body"])
    article.save()
    authors = [_found(Author, pk, name) for pk, name in before["authors"]]
    if authors != list(article.authorships.order_by("position", "pk").values_list("author_id", flat=True)):
        Authorship.objects.filter(article=article).delete()
        insert([Authorship(article=article, author_id=pk, position=place) for place, pk in enumerate(authors)])
    article.topics.set([_found(Topic, pk, name) for pk, name in before["topics"]])
    _restore_origin(article, before, received)


def _restore_origin(article: Article, before: Mapping[str, object], received: bytes) -> None:
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
