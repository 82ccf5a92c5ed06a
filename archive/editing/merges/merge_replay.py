"""Replays merges of authors and topics backwards, so that undo can tell a merge from an edit."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archive.models.catalogue.article import Article, Authorship
from archive.models.records.merge import Merge, MergeKind


@dataclass(frozen=True, slots=True)
class Step:
    """Effect of a merge on one article: the kept row took the lost one's place, or the lost one was dropped
    (`collapsed`).
    """

    kind: str
    kept: int
    lost: int
    collapsed: bool
    position: int = 0


class MergeHistory:
    """Merges of authors and topics after a moment that were not undone.

    `earlier(article)`                        → what authors and topics it had, from now back through each merge
    `followed("author", [[3, "Ana Brodd"]])`  → [[7, "Ana Brodd"]] where author 3 was merged into author 7
    """

    def __init__(self, moment: datetime.datetime) -> None:
        self._steps: dict[int, list[Step]] = defaultdict(list)  # by article, the newest first
        self._kept: dict[tuple[str, int], int] = {}
        made = Merge.objects.filter(at__gte=moment, undone_at=None, kind__in=(MergeKind.AUTHOR, MergeKind.TOPIC))
        for merge in made.order_by("-pk").iterator(chunk_size=50):
            for lost in reversed(merge.record["lost"]):
                self._note(merge, lost)

    def _note(self, merge: Merge, lost: dict[str, Any]) -> None:
        self._kept[merge.kind, lost["id"]] = merge.target_id
        for article in lost["moved"]:
            self._steps[article].append(Step(merge.kind, merge.target_id, lost["id"], collapsed=False))
        for row in lost["collapsed"]:
            article, position = row if merge.kind == MergeKind.AUTHOR else (row, 0)
            self._steps[article].append(
                Step(merge.kind, merge.target_id, lost["id"], collapsed=True, position=position)
            )

    def earlier(self, article: Article) -> Iterator[tuple[list[int], list[int]]]:
        """Return the ids of authors (in order) and topics now, then before each merge, the newest first.

        Only the merges are reversed: what a person changed in between stays in every state.
        """
        signed = Authorship.objects.filter(article=article).order_by("position", "pk")
        authors = [tuple(row) for row in signed.values_list("position", "author_id")]
        topics = set(article.topics.order_by().values_list("pk", flat=True))
        yield [pk for _, pk in authors], sorted(topics)
        for step in self._steps.get(article.pk, ()):
            if step.kind == MergeKind.TOPIC:
                topics = topics | {step.lost} if step.collapsed else (topics - {step.kept}) | {step.lost}
            elif step.collapsed:
                authors = sorted([*authors, (step.position, step.lost)], key=lambda row: row[0])
            else:
                authors = [(place, step.lost if pk == step.kept else pk) for place, pk in authors]
            yield [pk for _, pk in authors], sorted(topics)

    def followed(self, kind: str, named: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """Return pairs [id, name] of former rows with the ids of the rows that they were merged into; each id once."""
        standing = {pk for pk, _ in named}
        found: dict[int, list[Any]] = {}
        for pk, name in named:
            kept = self._followed(kind, pk)
            if kept == pk or kept not in standing:  # an author who signed beside the lost one keeps the position
                found.setdefault(kept, [kept, name])
        return list(found.values())

    def _followed(self, kind: str, pk: int) -> int:
        seen = {pk}
        while (kept := self._kept.get((kind, pk))) is not None and kept not in seen:
            seen.add(kept)
            pk = kept
        return pk
