"""Name cache: finds or creates the authors of a by-line and the topics of a file, with few queries an import."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from archive.models import Author, Topic
from archive.text.names.normalisation import fold

MAX_CACHED = 20_000


class GetOrCreateCache:
    """LRU cache of row ids by folded name; missing rows are created."""

    def __init__(self, find, make) -> None:
        self._find = find
        self._make = make
        self._made: list[int] = []
        self._ids: OrderedDict[str, int] = OrderedDict()

    def ids(self, names: Iterable[str]) -> list[int]:
        """Return the ids of the rows with these names, in order, without duplicates; missing rows are created."""
        return list(dict.fromkeys(self._id(name) for name in names))

    def pop_created(self) -> list[int]:
        """Return the ids of the rows created since the last call."""
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
    """Return a cache of authors by name or other spelling; of two with one name, the older is used.

    In a dry run missing authors are not created; their names stand in for ids.
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
    """Return a cache of topics by name, ignoring accents and case; in a dry run as `author_cache`."""
    spellings = {fold(name): pk for pk, name in Topic.objects.values_list("pk", "name")}

    def find(name: str) -> int | None:
        known = Topic.objects.filter(name=name).values_list("pk", flat=True).first()
        return known if known is not None else spellings.get(fold(name))

    return GetOrCreateCache(find, str if dry_run else lambda name: Topic.objects.create(name=name).pk)
