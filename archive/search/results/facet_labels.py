"""Names for the values of filters and facets, and values for the names that a reader types."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from archive.models import Author, Publication, SiteRevision, Source, Topic
from archive.search.query.query_tree import And, Field, Node, Not, Or, Phrase, Prefix, Range, Word, words_of
from archive.text.names.normalisation import fold

_ROWS: dict[str, tuple[type[Author | Source | Topic | Publication], str]] = {
    "author": (Author, "name"),
    "source": (Source, "name"),
    "topic": (Topic, "name"),
    "publication": (Publication, "title"),
}


# Of each field. A name with its slug takes some 300 bytes.
MAX_NAMES_KEPT = 10_000


def labels_of(field: str, values: Iterable[object], stamp: str | None = None) -> dict[str, str]:
    """{value: label} for values of a facet. Unknown values are left out.

    Names are read once in each state of the archive, which `stamp` tells where it is at hand: four facets have the same
    names page after page, and to read them took 1 ms of each.
    """
    texts = [str(value) for value in values]
    if field not in _ROWS:
        return {text: text for text in texts}
    stamp = SiteRevision.current().stamp if stamp is None else stamp
    known = _names_known(field, stamp) if stamp else {}
    found = {text: known[text] for text in texts if text in known}
    read: dict[str, str] = {}
    if missing := [text for text in texts if text not in found]:
        model, name = _ROWS[field]
        read = dict(model.objects.filter(slug__in=missing).order_by().values_list("slug", name))
    if len(known) + len(read) <= MAX_NAMES_KEPT:
        known.update(read)
    return found | read


@lru_cache(maxsize=len(_ROWS))
def _names_known(field: str, stamp: str) -> dict[str, str]:
    """Names by slug that were read in a state of the archive, to be added to.

    What is read is never older than the stamp that was asked before it, so a name is not kept past its change.
    """
    return {}


def slugs_for(field: str, part: Node) -> list[str]:
    """The values of a column that a part of a query names: slugs of publications, of topics; others are as typed.

    A word stands for every name that has it ("monitor" for *Eurasia Daily Monitor* and *Monitor*) and for the slug that
    it is; a phrase for the name that it is (“Monitor” for *Monitor* alone), else for names that have its words in this
    order; a prefix for names with a word that begins so.
    """
    if field not in _ROWS:
        return [fold(term.leaf.text) for term in words_of(part)]
    names_by_slug = _names_by_slug(field)
    if isinstance(part, Phrase):
        wanted = fold(part.text)
        if exactly := [slug for slug, names in names_by_slug.items() if wanted in names]:
            return exactly
    return [slug for slug, names in names_by_slug.items() if _matches(part, slug, names)]


def _names_by_slug(field: str) -> dict[str, list[str]]:
    if field == "topic":
        return {slug: [fold(name)] for slug, name in Topic.objects.values_list("slug", "name")}
    return {publication.slug: [fold(name) for name in publication.names()] for publication in Publication.objects.all()}


def _matches(part: Node, slug: str, names: list[str]) -> bool:
    match part:
        case And(parts):
            return all(_matches(inner, slug, names) for inner in parts)
        case Or(parts):
            return any(_matches(inner, slug, names) for inner in parts)
        case Not(inner):
            return not _matches(inner, slug, names)
        case Field(_, inner):
            return _matches(inner, slug, names)
        case Prefix(text):
            return any(word.startswith(fold(text)) for name in names for word in _words(name))
        case Word(text) | Phrase(text):
            return fold(text) == slug or any(_has(_words(name), _words(fold(text))) for name in names)
        case Range():
            return False
    return False


def _words(folded: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in folded).split()


def _has(words: list[str], wanted: list[str]) -> bool:
    return bool(wanted) and any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))
