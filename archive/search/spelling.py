"""“Did you mean”: a query for words that the archive has, where those asked for find nothing or next to nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.models import Article
from archive.search.engine import engine
from archive.search.grammar import parse
from archive.search.query_tree import And, Field, Fuzzy, Node, Not, Or, Phrase, Prefix, Query, Word, unparse
from archive.search.request import Order, SearchRequest
from archive.search.running import count, run
from archive.search.whoosh.analysis import words
from archive.search.whoosh.compiler import HEADING_BONUS
from archive.text.html import plain_text

# A search with fewer hits than this may hold a slip; one with more is taken at its word.
LEAST_HITS = 3
MOST_WORDS = 24
MOST_CANDIDATES = 12
BEST_HITS = 10
MOST_COUNTS = 40
SHORTEST_WORD = 3
# Words up to this length are offered only if one slip of the hand away: with two, anything resembles them.
LONGEST_SHORT_WORD = 5
# Where something was found, only short queries are doubted, and only what finds so many times as much is offered.
MOST_WORDS_OF_A_SHORT_QUERY = 2
MUCH_COMMONER = 10


def suggestion(request: SearchRequest, query: Query, found: int) -> SearchRequest | None:
    """The same search with words spelled as the archive spells them, which finds more than `found`; None without one.

    Words are looked up among those printed in texts and titles and in the names of authors and sources. Every offer is
    counted under the search's filters first, so that none leads nowhere. Raises IndexUnusable.
    """
    typed = list(dict.fromkeys(_words_in(query.tree)))[:MOST_WORDS]
    if found and len(typed) > MOST_WORDS_OF_A_SHORT_QUERY:
        return None
    asked = itertools.count()
    best, best_score = None, -1.0
    for tree in _respelled(request, query, typed, found, asked):
        if next(asked) >= MOST_COUNTS:
            break
        spelled = request.changed(query=unparse(tree), order=Order.RELEVANCE)
        again = parse(spelled.query)
        answer = run(spelled, again, again.tree, stop=1)
        if answer.count <= found * MUCH_COMMONER or not answer.ranking or answer.ranking[0][1] <= best_score:
            continue
        best, best_score = spelled.changed(order=request.order), answer.ranking[0][1]
        # One word alone says no more than that: the likeliest is taken. Of several words the spelling is meant in which
        # they belong together, and nothing belongs together like a title.
        if len(typed) == 1 or best_score >= HEADING_BONUS:
            break
    return best


def _respelled(
    request: SearchRequest, query: Query, typed: list[str], found: int, asked: Iterator[int]
) -> Iterator[Node]:
    """Trees to try: unknown words all replaced at once; then, word by word, each that the search fails without need."""
    forms = {text: form for text in typed if (form := _form(text))}
    strange = {text: form for text, form in forms.items() if not _known(form)}
    beside = _words_beside(request, _replaced(query.tree, dict.fromkeys(strange))) if strange else _NOTHING_BESIDE
    unknown = {text: others for text, form in strange.items() if (others := _likeliest(form, beside))}
    if unknown:
        most = {1: MOST_CANDIDATES, 2: 5}.get(len(unknown), 2)
        choices = [others[:most] for others in unknown.values()]
        for chosen in itertools.islice(itertools.product(*choices), MOST_COUNTS):
            yield _replaced(query.tree, dict(zip(unknown, chosen, strict=True)))
        return
    for text, form in forms.items():
        # A slip that made another word of it: worth a try only if the search finds more without the word.
        if next(asked) >= MOST_COUNTS:
            return
        rest = _replaced(query.tree, {text: None})
        if len(typed) > 1 and (rest is None or count(request, query, rest) <= found):
            continue
        for other in _likeliest(form, _words_beside(request, rest)):
            yield _replaced(query.tree, {text: other})


def _form(text: str) -> str:
    """A word as the archive's words are kept, "" for what cannot be a slip: pieces, figures, very short words."""
    forms = words(text)
    fit = len(forms) == 1 and len(forms[0]) >= SHORTEST_WORD and not any(letter.isdigit() for letter in forms[0])
    return forms[0] if fit else ""


def _known(form: str) -> bool:
    return engine().frequency(form) > 0


@dataclass(frozen=True, slots=True)
class _Beside:
    """The words of the articles that the rest of a query finds best: of their titles, and of their texts."""

    titles: frozenset[str]
    texts: frozenset[str]


_NOTHING_BESIDE = _Beside(frozenset(), frozenset())


def _words_beside(request: SearchRequest, rest: Node | None) -> _Beside:
    """What stands in the best hits for the rest: there the word that was meant stands too, most likely."""
    if rest is None:
        return _NOTHING_BESIDE
    asked = request.changed(query=unparse(rest), order=Order.RELEVANCE)
    query = parse(asked.query)
    pks = [pk for pk, _ in run(asked, query, query.tree, stop=BEST_HITS).ranking]
    rows = Article.objects.published().filter(pk__in=pks).values_list("title", "body")
    titles = frozenset(word for title, _ in rows for word in words(title))
    return _Beside(titles, frozenset(word for _, body in rows for word in words(plain_text(body))))


def _likeliest(form: str, beside: _Beside) -> list[str]:
    """Neighbours one slip away before those two away; then such as stand beside the rest of the query; then those with
    the same first letter; then common ones.
    """
    near = engine().similar_words(form)
    near.pop(form, None)
    slips = {word: 1 if is_one_slip(form, word) else 2 for word in near}
    most = 1 if len(form) <= LONGEST_SHORT_WORD else 2
    fit = [word for word, distance in slips.items() if distance <= most and len(word) >= SHORTEST_WORD - 1]
    fit.sort(
        key=lambda word: (
            slips[word],
            word not in beside.titles,
            word not in beside.texts,
            word[0] != form[0],
            -near[word],
            word,
        )
    )
    return fit[:MOST_CANDIDATES]


def _words_in(node: Node) -> Iterator[str]:
    match node:
        case Word(text):
            yield text
        case Phrase(text):
            yield from text.split()
        case And(parts) | Or(parts):
            for part in parts:
                yield from _words_in(part)
        case Field(("title" | "author" | "source"), part):
            yield from _words_in(part)


def is_one_slip(word: str, other: str) -> bool:
    """Whether one letter changed, left out, put in, or two neighbours swapped, makes one word the other.

    "ferry", "fery"; "almaty", "almayt"; not "ferry", "fairy".
    """
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    if len(word) > len(other):
        word, other = other, word
    start = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), len(word))
    if len(word) < len(other):
        return word[start:] == other[start + 1 :]
    swapped = word[start : start + 2] == other[start : start + 2][::-1] and word[start + 2 :] == other[start + 2 :]
    return swapped or word[start + 1 :] == other[start + 1 :]


def _replaced(node: Node | None, spelled: dict[str, str | None]) -> Node | None:
    """The tree with words spelled otherwise; a word spelled None is left out, and so is what is empty then."""
    match node:
        case Word(text):
            if text not in spelled:
                return node
            return None if spelled[text] is None else Word(spelled[text])
        case Phrase(text):
            kept = (spelled.get(word, word) for word in text.split())
            joined = " ".join(word for word in kept if word is not None)
            return Phrase(joined) if joined else None
        case And(parts):
            return _joined(And, (_replaced(part, spelled) for part in parts))
        case Or(parts):
            return _joined(Or, (_replaced(part, spelled) for part in parts))
        case Field(name, part):
            rest = _replaced(part, spelled)
            return None if rest is None else Field(name, rest)
        case Not() | Prefix() | Fuzzy():
            return node
    return node


def _joined(kind: type[And] | type[Or], parts: Iterable[Node | None]) -> Node | None:
    kept = tuple(part for part in parts if part is not None)
    return kind(kept) if len(kept) > 1 else next(iter(kept), None)
