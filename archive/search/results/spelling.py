"""Spelling suggestions (“Did you mean”): a query of words that the archive has, for one with no or few hits."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Set
from operator import add

from archive.search.analysis.analyser import words
from archive.search.engine import NearWord
from archive.search.query.query_tree import And, Field, Near, Node, Or, Phrase, Query, Word, unparse
from archive.search.query.request import SearchRequest
from archive.search.results.clause_counts import ClauseCounts
from archive.text.names.variants.word_spellings import other_spellings

# A search with fewer hits than this may have a typing error; one with more is not questioned.
MIN_HITS = 3
MAX_WORDS = 24
MAX_CANDIDATES = 12
MAX_COUNTS = 40
MIN_WORD = 3
# Shorter words are only replaced at edit distance 1: at 2 they resemble everything.
MAX_SHORT_WORD = 5
# With hits, only short queries are questioned, and a suggestion must find this multiple of them.
MAX_WORDS_OF_A_SHORT_QUERY = 2
MUCH_COMMONER = 10
# A word in the title of an article that the rest of the query finds weighs as much as in this number of texts.
TITLE_WEIGHT = 10
# An error in the first letter is less likely than one further on, by this factor.
SLIPS_FOR_ONE_AT_FIRST = 10


def suggestion(request: SearchRequest, query: Query, found: int, tally: ClauseCounts) -> SearchRequest | None:
    """Return the same search with words as the archive spells them, which finds more than `found`; None without one.

    Words are looked up among those printed in texts and titles and in the names of authors and sources. Every
    suggestion is counted under the search's filters first, so that it has hits. Raises IndexUnusable.
    """
    typed = list(dict.fromkeys(_words_in(query.tree)))[:MAX_WORDS]
    if found and len(typed) > MAX_WORDS_OF_A_SHORT_QUERY:
        return None
    forms = {text: form for text in typed if (form := _form(text))}
    least = found * MUCH_COMMONER + 1
    respelled = list(itertools.islice(_respelled(query.tree, forms, least, tally), MAX_COUNTS))
    # The likeliest is suggested, but first words that together are a title: only they belong together like that.
    titles = (one for one in respelled if len(typed) > 1 and tally.is_title(unparse(one[0])))
    offers = (tree for tree, rest in itertools.chain(titles, respelled) if rest.count(tree) >= least)
    best = next(offers, None)
    return request.changed(query=unparse(best)) if best else None


def _respelled(
    tree: Node, forms: dict[str, str], least: int, tally: ClauseCounts
) -> Iterator[tuple[Node, ClauseCounts]]:
    """Yield trees to try, and the only articles that each can find.

    Unknown words are all replaced at once; without any, each word that makes the search fail, one by one.
    """
    strange = tuple(text for text, form in forms.items() if not _is_known(text, form, tally))
    quoted = frozenset(_words_in(tree, quoted=True))
    # Without an unknown word, any of them may be a typing error that gave another word.
    for texts in [strange] if strange else [(text,) for text in forms]:
        beside = _relaxed(tree, frozenset(texts))
        if tally.count(beside) < least:
            continue  # other words will not find so many
        rest = tally.narrowed(beside)
        others = {
            text: _likeliest(forms[text], rest, quoted=text in quoted, is_known=text not in strange) for text in texts
        }
        replaced = {text: likeliest for text, likeliest in others.items() if likeliest}
        most = {1: MAX_CANDIDATES, 2: 5}.get(len(replaced), 2)
        for chosen in itertools.product(*(likeliest[:most] for likeliest in replaced.values())) if replaced else ():
            yield _replaced(tree, dict(zip(replaced, chosen, strict=True))), rest


def _is_known(text: str, form: str, tally: ClauseCounts) -> bool:
    """Return whether the archive has a word in any spelling."""
    return tally.is_printed(form) or any(tally.is_printed(other) for other in other_spellings(text) if " " not in other)


def _form(text: str) -> str:
    """Return a word as the archive's words are indexed, "" for pieces, numbers and very short words."""
    forms = words(text)
    fit = len(forms) == 1 and len(forms[0]) >= MIN_WORD and not any(letter.isdigit() for letter in forms[0])
    return forms[0] if fit else ""


def _likeliest(form: str, rest: ClauseCounts, *, quoted: bool, is_known: bool) -> list[str]:
    """Sort words at distance 1 before those at distance 2, then by how many articles of the rest have them.

    A quoted word is only found in its exact form. A word that the archive has is replaced only by one with the same
    letters in another order, or with one other letter: "defence" is not a slip for "defended".
    """
    near = rest.words_near(form, 1 if len(form) <= MAX_SHORT_WORD else 2)
    fit = [word for word, held in near.items() if len(word) >= MIN_WORD - 1 and (held.among or not quoted)]
    if is_known:
        fit = [word for word in fit if near[word].slips == 1 or sorted(word) == sorted(form)]
    fit.sort(key=lambda word: (near[word].slips, -_likelihood(form, word, near[word]), -near[word].articles, word))
    return fit[:MAX_CANDIDATES]


def _likelihood(form: str, word: str, near: NearWord) -> float:
    seen = near.among + TITLE_WEIGHT * near.titles
    return seen if word[0] == form[0] else seen / SLIPS_FOR_ONE_AT_FIRST


def _words_in(node: Node, *, quoted: bool = False) -> Iterator[str]:
    """Yield the words of a tree that may have typing errors; with `quoted` only those of phrases."""
    match node:
        case Word(text) if not quoted:
            yield text
        case Phrase(text):
            yield from text.split()
        case And(parts) | Or(parts):
            for part in parts:
                yield from _words_in(part, quoted=quoted)
        case Field(("title" | "author" | "source"), part):
            yield from _words_in(part, quoted=quoted)


def _replaced(node: Node, spelled: dict[str, str]) -> Node:
    """Return the tree with words replaced."""
    match node:
        case Word(text):
            return Word(spelled.get(text, text))
        case Phrase(text):
            # "Smith, Jon" is a name with its comma.
            commas = ("," if word.endswith(",") else "" for word in text.split())
            spellings = (spelled.get(word, word).rstrip(",") for word in text.split())
            return Phrase(" ".join(map(add, spellings, commas)))
        case And(parts):
            return And(tuple(_replaced(part, spelled) for part in parts))
        case Or(parts):
            return Or(tuple(_replaced(part, spelled) for part in parts))
        case Field(name, part):
            return Field(name, _replaced(part, spelled))
    return node


def _relaxed(node: Node, open_words: Set[str]) -> Node | None:
    """Return a tree of all that the tree may find with some words replaced; None for every article."""
    if open_words.isdisjoint(_words_in(node)):
        return node
    match node:
        case Phrase(text):
            return _with_gaps(text.split(), open_words)
        case And(parts):
            kept = [rest for part in parts if (rest := _relaxed(part, open_words))]
            return And(tuple(kept)) if kept else None
        case Field("title", part):
            rest = _relaxed(part, open_words)
            return Field("title", rest) if rest else None
    return None


def _with_gaps(pieces: list[str], open_words: Set[str]) -> Node | None:
    """Return a phrase of the remaining words, with gaps for the removed ones."""
    places = [place for place, word in enumerate(pieces) if word not in open_words]
    if not places:
        return None
    between = max((after - before - 1 for before, after in itertools.pairwise(places)), default=0)
    left = " ".join(pieces[place] for place in places)
    return Near(left, between) if between else Phrase(left)
