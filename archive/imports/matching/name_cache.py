"""Finds or makes the authors of a by-line and the topics of a file, by name, a few queries an import."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from archive.models import Author, Topic
from archive.text.names.normalisation import fold

MAX_CACHED = 20_000


class GetOrCreateCache:
    """Rows of one kind by folded name: looked up once, then at hand; made where there is none."""

    def __init__(self, find, make) -> None:
        self._find = find
        self._make = make
        self._made: list[int] = []
        self._ids: OrderedDict[str, int] = OrderedDict()

    def ids(self, names: Iterable[str]) -> list[int]:
        """The ids of the rows with these names, in order, each once; those that are missing are made."""
        return list(dict.fromkeys(self._id(name) for name in names))

    def taken_made(self) -> list[int]:
        """The ids of the rows that were made since this was last asked."""
        made, self._made = self._made, []
        return made

    def _id(self, name: str) -> int:
        key = fold(name)
        if key not in self._ids:
            found = self._find(name)
            if found is None:
                found = self._make(name)
                self._made.append(found)
            self._ids[key] = found
            if len(self._ids) > MAX_CACHED:
                self._ids.popitem(last=False)
        return self._ids[key]


def author_cache(*, dry_run: bool) -> GetOrCreateCache:
    """Authors by name or other spelling. Of two people with one name the one that was there first is meant.

    In a dry run those that are missing are not made; their names stand for ids.
    """
    spellings = dict(_other_spellings())

    def find(name: str) -> int | None:
        known = Author.objects.named(name).order_by("pk").values_list("pk", flat=True).first()
        return known if known is not None else spellings.get(fold(name))

    return GetOrCreateCache(find, str if dry_run else lambda name: Author.objects.create(name=name).pk)


def _other_spellings() -> Iterator[tuple[str, int]]:
    rows = Author.objects.exclude(other_names=[]).order_by("-pk").values_list("pk", "other_names")
    return ((fold(name), pk) for pk, names in rows for name in names)


def topic_cache(*, dry_run: bool) -> GetOrCreateCache:
    """Topics by name; accents and case do not matter. In a dry run as `author_cache` does."""
    spellings = {fold(name): pk for pk, name in Topic.objects.values_list("pk", "name")}

    def find(name: str) -> int | None:
        known = Topic.objects.filter(name=name).values_list("pk", flat=True).first()
        return known if known is not None else spellings.get(fold(name))

    return GetOrCreateCache(find, str if dry_run else lambda name: Topic.objects.create(name=name).pk)
