"""Kinds of queries for the engines, and the answer that a page of results needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PAGE = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of query: words of which all, any or none must occur; a phrase; a prefix; filters."""

    name: str
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    prefix: str = ""
    publication: str = ""
    years: tuple[int, int] | None = None

    @property
    def newest_first(self) -> bool:
        return self.years is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """The page, the number of hits, and the facets' counts."""

    first: list[int]
    count: int
    publications: dict[str, int]
    years: dict[int, int]


Ask = Callable[[], Answer]
