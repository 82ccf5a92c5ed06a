"""Known-item search: how often a search for one article finds it at the expected rank: by title, slip, sentence,
author.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import statistics
import string
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import django

# The archive is in a temporary folder, deleted with the process.
_folder = tempfile.TemporaryDirectory(prefix="known-items-")
os.environ |= {
    "BACKFILE_DATA": _folder.name,
    "DJANGO_SETTINGS_MODULE": "archive.settings",
    "LOG_LEVEL": "CRITICAL",
}
django.setup()

from django.core.management import call_command  # noqa: E402

from archive.models import Article  # noqa: E402
from archive.search.analysis.analyser import words  # noqa: E402
from archive.search.query.request import SearchRequest  # noqa: E402
from archive.search.results.results import Results, search  # noqa: E402

SAMPLE = Path(__file__).parent.parent / "fixtures" / "sample"
FIRST_PAGE = 20
WORDS_OF_A_SENTENCE = 6
WORDS_OF_A_LONG_SENTENCE = 12
MIN_TO_SPOIL = 4
DRAWS = 20
DOUBLE_QUOTES_CLASS = '["“”„«»]'


def main(arguments: list[str] | None = None) -> int:
    """Print the figures for the sample archive and a synthetic one; return 1 where a figure misses its target."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=20_000, help="of the synthetic archive")
    options.add_argument("--asked", type=int, default=1_000, help="articles that are looked for, of each archive")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args(arguments)
    call_command("migrate", verbosity=0)
    call_command("import_articles", str(SAMPLE), stdout=io.StringIO())
    call_command("rebuild_index", verbosity=0)
    missed = report("sample archive", given)
    call_command("flush", interactive=False, verbosity=0)
    call_command("make_archive", articles=given.articles, seed=given.seed, verbosity=0, stdout=io.StringIO())
    call_command("rebuild_index", verbosity=0)
    missed += report(f"synthetic archive of {given.articles:,}", given)
    return int(missed > 0)


def report(name: str, given: argparse.Namespace) -> int:
    """Search for articles of the archive in every way; print shares and times; return the number of missed targets."""
    rng = random.Random(given.seed)
    pks = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    chosen = rng.sample(pks, min(given.asked, len(pks)))
    print(f"{name}: {len(chosen):,} articles looked for")
    missed = 0
    all_texts.cache_clear()
    for question, ask, mark in KINDS:
        found, times = 0, []
        asked = 0
        for article in in_order(Article.objects.published().for_listing().defer(None), chosen):
            started = time.perf_counter()
            outcome = ask(article, rng)
            if outcome is None:
                continue
            times.append(time.perf_counter() - started)
            asked += 1
            found += outcome
        if not asked:
            continue
        share = found / asked
        verdict = "" if share >= mark else "   MISSED"
        missed += share < mark
        print(
            f"  {question:58} {share:8.2%} of {asked:5,} (at least {mark:.1%}), "
            f"median {statistics.median(times) * 1e3:4.0f} ms{verdict}",
            flush=True,
        )
    return missed


def in_order(articles, pks: list[int]) -> Iterable:
    """Yield the articles, loaded some hundreds at a time."""
    for start in range(0, len(pks), 200):
        yield from articles.filter(pk__in=pks[start : start + 200])


def hits(query: str, **params: str) -> tuple[list[Article], Results]:
    """Return the first page of a search, and the whole answer."""
    found = search(SearchRequest.from_params({"q": [query], **{name: [value] for name, value in params.items()}}))
    return [hit.article for hit in found.hits], found


def same_title(article, others) -> bool:
    """Return whether the article, or one with an indistinguishable title, is among these."""
    return any(other.pk == article.pk or other.title.casefold() == article.title.casefold() for other in others)


def by_title(article, rng) -> bool:
    """Search by the exact title; expected at rank 1."""
    return same_title(article, hits(article.title)[0][:1])


def by_title_with_slip(article, rng) -> bool | None:
    """Search by the title with one typing error; expected within rank 3, through the suggestion where
    nothing is found.
    """
    spoiled = with_slip(article.title, rng)
    if spoiled is None:
        return None
    first, answer = hits(spoiled)
    if answer.suggestion:
        first, _ = hits(answer.suggestion.query)
    return same_title(article, first[:3])


def by_sentence(article, rng) -> bool | None:
    """Search by six quoted words of a sentence of the body that no other article has in this order;
    expected at rank 1.
    """
    phrase = words_of_its_own(article, rng)
    return None if phrase is None else [each.pk for each in hits(f'"{phrase}"')[0][:1]] == [article.pk]


def words_of_its_own(article, rng) -> str | None:
    """Return six words of the body that occur in no other article's, judged by the texts and not by the index; else
    None.

    Where two articles have the same words, no engine can put each of them first.
    """
    texts = [block.text for block in article.blocks() if len(block.text.split()) >= WORDS_OF_A_SENTENCE]
    for _ in range(DRAWS if texts else 0):
        pieces = re.sub(DOUBLE_QUOTES_CLASS, " ", rng.choice(texts)).split()
        start = rng.randrange(max(1, len(pieces) - WORDS_OF_A_SENTENCE + 1))
        phrase = " ".join(pieces[start : start + WORDS_OF_A_SENTENCE])
        if len(words(phrase)) >= 3 and all_texts().count(f" {' '.join(words(phrase))} ") == 1:
            return phrase
    return None


@cache
def all_texts() -> str:
    """Return the words of all bodies, normalised as in the index, one body a line."""
    bodies = Article.objects.published().only("body", "caption").iterator(chunk_size=500)
    return "\n".join(
        f" {' '.join(words(' '.join([*(block.text for block in body.blocks()), body.caption])))} " for body in bodies
    )


def by_sentence_with_a_wrong_word(article, rng) -> bool | None:
    """Search by twelve words of the body of which one is another; expected at rank 1."""
    texts = [pieces for block in article.blocks() if len(pieces := words(block.text)) >= WORDS_OF_A_LONG_SENTENCE]
    if not texts:
        return None
    pieces = rng.choice(texts)
    start = rng.randrange(len(pieces) - WORDS_OF_A_LONG_SENTENCE + 1)
    asked = pieces[start : start + WORDS_OF_A_LONG_SENTENCE]
    if all_texts().count(f" {' '.join(asked)} ") != 1:
        return None
    asked[rng.randrange(len(asked))] = "xylophone"
    return [each.pk for each in hits(" ".join(asked))[0][:1]] == [article.pk]


def by_author_and_year(article, rng) -> bool | None:
    """Search by an author and the year; expected on the first page, for authors with no more than a page that year."""
    if (asked := author_and_year(article)) is None:
        return None
    first, answer = hits(asked)
    return None if answer.count > FIRST_PAGE else any(other.pk == article.pk for other in first)


def by_author_year_and_word(article, rng) -> bool | None:
    """Search by an author, the year and a word of the title, for authors with more than a page that year."""
    if (asked := author_and_year(article)) is None or hits(asked)[1].count <= FIRST_PAGE:
        return None
    first, _ = hits(f"{asked} {longest_word(article.title)}")
    return any(other.pk == article.pk for other in first)


def author_and_year(article) -> str | None:
    authors = article.byline()
    return f'author:"{authors[0].name}" year:{article.issue.year}' if authors and article.issue.year else None


def longest_word(title: str) -> str:
    """Return the longest word of a title, the most distinctive one."""
    return max("".join(letter if letter.isalnum() else " " for letter in title).split(), key=len, default="")


def with_slip(title: str, rng: random.Random) -> str | None:
    """Return the title with one letter changed, left out, doubled or swapped; None if no word is long enough."""
    pieces = title.split(" ")
    places = [at for at, word in enumerate(pieces) if len(word) >= MIN_TO_SPOIL and word.isalpha()]
    if not places:
        return None
    at = rng.choice(places)
    word = pieces[at]
    place = rng.randrange(len(word) - 1)
    pieces[at] = {
        "changed": word[:place] + rng.choice(string.ascii_lowercase) + word[place + 1 :],
        "left out": word[:place] + word[place + 1 :],
        "doubled": word[:place] + word[place] + word[place:],
        "swapped": word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    }[rng.choice(["changed", "left out", "doubled", "swapped"])]
    return " ".join(pieces)


KINDS: list[tuple[str, Callable, float]] = [
    ("by its exact title, at rank 1", by_title, 0.99),
    ("by its title with one slip, within rank 3 as offered", by_title_with_slip, 0.95),
    ("by six words of its body in quotes, at rank 1", by_sentence, 0.995),
    ("by twelve words of its body, one wrong, at rank 1", by_sentence_with_a_wrong_word, 0.97),
    ("by author and year, on the first page (who wrote no more)", by_author_and_year, 1.0),
    ("by author, year and a title word (who wrote more)", by_author_year_and_word, 1.0),
]

if __name__ == "__main__":
    sys.exit(main())
