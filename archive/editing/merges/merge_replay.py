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
    """Effect of a merge on one article: the target took the duplicate's place, or the duplicate was dropped
    (`collapsed`).
    """

    kind: str
    target: int
    duplicate: int
    collapsed: bool
    position: int = 0


class MergeHistory:
    """Merges of authors and topics after a moment that were not undone.

    `earlier(article)`                        → what authors and topics it had, from now back through each merge
    `followed("author", [[3, "Ana Brodd"]])`  → [[7, "Ana Brodd"]] where author 3 was merged into author 7
    """

    def __init__(self, moment: datetime.datetime) -> None:
        self._steps: dict[int, list[Step]] = defaultdict(list)  # by article, the newest first
        self._targets: dict[tuple[str, int], int] = {}
        made = Merge.objects.filter(at__gte=moment, undone_at=None, kind__in=(MergeKind.AUTHOR, MergeKind.TOPIC))
        for merge in made.order_by("-pk").iterator(chunk_size=50):
            for duplicate in reversed(merge.record["lost"]):
                self._note(merge, duplicate)

    def _note(self, merge: Merge, duplicate: dict[str, Any]) -> None:
        self._targets[merge.kind, duplicate["id"]] = merge.target_id
        for article in duplicate["moved"]:
            self._steps[article].append(Step(merge.kind, merge.target_id, duplicate["id"], collapsed=False))
        for row in duplicate["collapsed"]:
            article, position = row if merge.kind == MergeKind.AUTHOR else (row, 0)
            self._steps[article].append(
                Step(merge.kind, merge.target_id, duplicate["id"], collapsed=True, position=position)
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
                topics = topics | {step.duplicate} if step.collapsed else (topics - {step.target}) | {step.duplicate}
            elif step.collapsed:
                authors = sorted([*authors, (step.position, step.duplicate)], key=lambda row: row[0])
            else:
                authors = [(place, step.duplicate if pk == step.target else pk) for place, pk in authors]
            yield [pk for _, pk in authors], sorted(topics)

    def followed(self, kind: str, named: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """Return pairs [id, name] of former rows with the ids of the rows that they were merged into; each id once."""
        existing = {pk for pk, _ in named}
        found: dict[int, list[Any]] = {}
        for pk, name in named:
            target = self._followed(kind, pk)
            if target == pk or target not in existing:  # an author who signed beside the duplicate keeps the position
                found.setdefault(target, [target, name])
        return list(found.values())

    def _followed(self, kind: str, pk: int) -> int:
        seen = {pk}
        while (target := self._targets.get((kind, pk))) is not None and target not in seen:
            seen.add(target)
            pk = target
        return pk
