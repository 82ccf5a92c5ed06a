"""Review of citations whose source is unknown: grouped by likely spelling, and decided a group at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import User
from django.db.models import Count, Max, Min

from archive.editing.bulk.bulk_operations import members_of, propose
from archive.editing.derived.known_names import load_known_names
from archive.editing.review.pending_citations import pending
from archive.models import BulkTask, Citation, Source

SHOWN_SAMPLES = 3
SENTENCE = 160
REJECT = "reject-group"


@dataclass(frozen=True, slots=True)
class Group:
    """Unresolved citations of one likely name: its spellings (most frequent first), samples, and a likely source."""

    key: str
    spellings: Sequence[str]
    count: int
    samples: Sequence[Citation]
    likely: Source | None

    @property
    def name(self) -> str:
        """Return the most frequent spelling; "" without any."""
        return self.spellings[0] if self.spellings else ""


def group_keys(*, suggestions: bool = False) -> list[tuple[str, int]]:
    """Return (key, number of citations) of the pending groups, the largest first."""
    rows = pending(suggestions=suggestions).order_by().values("name_key").annotate(number=Count("pk"))
    return [(row["name_key"], row["number"]) for row in rows.order_by("-number", "name_key")]


def groups(keys: Sequence[tuple[str, int]], *, suggestions: bool = False) -> list[Group]:
    """Return the groups of these keys, with samples: four queries for any number of them."""
    wanted = [key for key, _ in keys]
    spellings: dict[str, Counter[str]] = {key: Counter() for key in wanted}
    found = pending(suggestions=suggestions).filter(name_key__in=wanted).order_by()
    counted = found.values("name_key", "name").annotate(number=Count("pk"), newest=Max("pk"), oldest=Min("pk"))
    rows = sorted(counted, key=lambda row: -row["number"])
    for row in rows:
        spellings[row["name_key"]][row["name"]] += row["number"]
    samples = _samples(rows)
    names = load_known_names()
    likely = {key: _likely(names, spellings[key]) for key in wanted}
    sources = Source.objects.in_bulk([pk for pk in likely.values() if pk])
    return [
        Group(
            key,
            [name for name, _ in spellings[key].most_common() if name],
            number,
            samples.get(key, []),
            sources.get(likely[key]) if likely[key] else None,
        )
        for key, number in keys
    ]


def _samples(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Citation]]:
    """Return some citations of each group: the newest of each spelling, the frequent ones first, then the oldest."""
    chosen: dict[str, list[int]] = {}
    for which in ("newest", "oldest"):
        for row in rows:
            of_group = chosen.setdefault(row["name_key"], [])
            if len(of_group) < SHOWN_SAMPLES and row[which] not in of_group:
                of_group.append(row[which])
    ids = [pk for of_group in chosen.values() for pk in of_group]
    citations = Citation.objects.select_related("article__issue__publication").in_bulk(ids)
    for citation in citations.values():
        citation.__dict__["sentence"] = sentence_around(citation)
    return {key: [citations[pk] for pk in of_group if pk in citations] for key, of_group in chosen.items()}


def sentence_around(citation: Citation) -> tuple[str, str, str]:
    """Return the text before the citation in its paragraph, the citation, and the text after it, cut to some words."""
    blocks = citation.article.blocks()
    text = blocks[citation.paragraph - 1].text if 0 < citation.paragraph <= len(blocks) else ""
    start, end = citation.start, citation.end
    if start is None or end is None or end > len(text):
        return "", citation.raw, ""
    before = text[max(0, start - SENTENCE) : start]
    if start > SENTENCE:
        before = "…" + before.partition(" ")[2]
    behind = text[end : end + 60]
    if end + 60 < len(text):
        behind = behind.rpartition(" ")[0] + "…"
    return before, text[start:end], behind


def _likely(names: Any, spellings: Counter[str]) -> int | None:
    for name, _ in spellings.most_common():
        slug = names.sources.slug_without_generic_words(name) if name else None
        if slug and (pk := names.source_ids.get(slug)):
            return cast("int | None", pk)
    return None


def propose_for_group(
    decision: str, key: str, *, suggestions: bool = False, by: User | None = None, **parameters: object
) -> BulkTask:
    """Propose a decision on all pending citations of a group: "reject-group", "attach-group" or "make-source"."""
    named = pending(suggestions=suggestions).filter(name_key=key).exclude(name="").order_by().values("name")
    name = named.annotate(number=Count("pk")).order_by("-number", "name").values_list("name", flat=True).first()
    parameters |= {"key": key, "group": name or "name lost", "suggestions": suggestions}
    return propose(decision, members_of(decision, parameters), by=by, parameters=parameters)
