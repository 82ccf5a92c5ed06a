"""“Did you mean”: a query for words that the archive has, where those asked for find nothing or next to nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Set

from archive.search.analysis.analyser import words
from archive.search.engine import NearWord
from archive.search.query.query_tree import And, Field, Near, Node, Or, Phrase, Query, Word, unparse
from archive.search.query.request import SearchRequest
from archive.search.results.clause_counts import ClauseCounts

# A search with fewer hits than this may hold a slip; one with more is taken at its word.
MIN_HITS = 3
MAX_WORDS = 24
MAX_CANDIDATES = 12
MAX_COUNTS = 40
MIN_WORD = 3
# Words up to this length are offered only if one slip of the hand away: with two, anything resembles them.
MAX_SHORT_WORD = 5
# Where something was found, only short queries are doubted, and only what finds so many times as much is offered.
MAX_WORDS_OF_A_SHORT_QUERY = 2
MUCH_COMMONER = 10
# A word that stands in the title of an article which the rest of the query finds tells as much as in so many texts.
TITLE_WEIGHT = 10
# So many slips are made further on in a word for one in its first letter.
SLIPS_FOR_ONE_AT_FIRST = 10


def suggestion(request: SearchRequest, query: Query, found: int, tally: ClauseCounts) -> SearchRequest | None:
    """The same search with words spelled as the archive spells them, which finds more than `found`; None without one.

    Words are looked up among those printed in texts and titles and in the names of authors and sources. Every offer is
    counted under the search's filters first, so that none leads nowhere. Raises IndexUnusable.
    """
    typed = list(dict.fromkeys(_words_in(query.tree)))[:MAX_WORDS]
    if found and len(typed) > MAX_WORDS_OF_A_SHORT_QUERY:
        return None
    forms = {text: form for text in typed if (form := _form(text))}
    least = found * MUCH_COMMONER + 1
    respelled = list(itertools.islice(_respelled(query.tree, forms, least, tally), MAX_COUNTS))
    # The likeliest is offered, and before it words that together are a title: nothing else belongs together like that.
    titles = (one for one in respelled if len(typed) > 1 and tally.is_title(unparse(one[0])))
    offers = (tree for tree, rest in itertools.chain(titles, respelled) if rest.count(tree) >= least)
    best = next(offers, None)
    return request.changed(query=unparse(best)) if best else None


def _respelled(
    tree: Node, forms: dict[str, str], least: int, tally: ClauseCounts
) -> Iterator[tuple[Node, ClauseCounts]]:
    """Trees to try, and of which articles alone each can find any.

    Unknown words are all replaced at once; without any, word by word, each that the search fails by.
    """
    strange = tuple(text for text, form in forms.items() if not tally.is_printed(form))
    quoted = frozenset(_words_in(tree, quoted=True))
    # Without a strange one any of them may be a slip that made another word of it.
    for texts in [strange] if strange else [(text,) for text in forms]:
        beside = _relaxed(tree, frozenset(texts))
        if tally.count(beside) < least:
            continue  # no words will find so many
        rest = tally.narrowed(beside)
        others = {text: _likeliest(forms[text], rest, quoted=text in quoted) for text in texts}
        replaced = {text: likeliest for text, likeliest in others.items() if likeliest}
        most = {1: MAX_CANDIDATES, 2: 5}.get(len(replaced), 2)
        for chosen in itertools.product(*(likeliest[:most] for likeliest in replaced.values())) if replaced else ():
            yield _replaced(tree, dict(zip(replaced, chosen, strict=True))), rest


def _form(text: str) -> str:
    """A word as the archive's words are kept, "" for what cannot be a slip: pieces, figures, very short words."""
    forms = words(text)
    fit = len(forms) == 1 and len(forms[0]) >= MIN_WORD and not any(letter.isdigit() for letter in forms[0])
    return forms[0] if fit else ""


def _likeliest(form: str, rest: ClauseCounts, *, quoted: bool) -> list[str]:
    """Neighbours one slip away before those two away; then such as stand most often in the articles of the rest.

    A word between quotation marks is found in its very form only.
    """
    near = rest.words_near(form, 1 if len(form) <= MAX_SHORT_WORD else 2)
    fit = [word for word, held in near.items() if len(word) >= MIN_WORD - 1 and (held.among or not quoted)]
    fit.sort(key=lambda word: (near[word].slips, -_likelihood(form, word, near[word]), -near[word].articles, word))
    return fit[:MAX_CANDIDATES]


def _likelihood(form: str, word: str, near: NearWord) -> float:
    seen = near.among + TITLE_WEIGHT * near.titles
    return seen if word[0] == form[0] else seen / SLIPS_FOR_ONE_AT_FIRST


def _words_in(node: Node, *, quoted: bool = False) -> Iterator[str]:
    """The words of a tree that may hold slips; with `quoted` only those of phrases."""
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
    """The tree with words spelled otherwise."""
    match node:
        case Word(text):
            return Word(spelled.get(text, text))
        case Phrase(text):
            return Phrase(" ".join(spelled.get(word, word) for word in text.split()))
        case And(parts):
            return And(tuple(_replaced(part, spelled) for part in parts))
        case Or(parts):
            return Or(tuple(_replaced(part, spelled) for part in parts))
        case Field(name, part):
            return Field(name, _replaced(part, spelled))
    return node


def _relaxed(node: Node, open_words: Set[str]) -> Node | None:
    """A tree for all that the tree may find with other words in the place of some; None for every article."""
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
    """A phrase of the words that are left, as far apart as those left out make them."""
    places = [place for place, word in enumerate(pieces) if word not in open_words]
    if not places:
        return None
    between = max((after - before - 1 for before, after in itertools.pairwise(places)), default=0)
    left = " ".join(pieces[place] for place in places)
    return Near(left, between) if between else Phrase(left)
