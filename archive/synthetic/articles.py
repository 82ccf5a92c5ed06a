"""Synthetic archives of any size, for benchmarks and load tests; the same seed gives the same articles.

Words are made of syllables and drawn by Zipf's law among the common words of English, so that an index of them
compresses and searches as one of real prose does; outlets have real names, as only those are cited realistically.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from archive.synthetic.citations import CitationWriter

WORDS_AN_ARTICLE = 900
MIN_PARAGRAPH = 50
VOCABULARY = 30_000
AUTHORS = 160
# Else a quarterly, alternating with dailies, would reach the year 2199; no archive spans two hundred years.
LAST_DAY = datetime.date(2024, 12, 31)
ZIPF_EXPONENT, ZIPF_SHIFT = 1.05, 2.7  # Mandelbrot's correction of Zipf's law, as measured on English

# The commonest words of English in approximate order: they make half of any text.
# fmt: off
FUNCTION_WORDS = [
    "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "as", "was", "with", "be", "by", "on", "not",
    "he", "this", "are", "or", "his", "from", "at", "which", "but", "have", "an", "had", "they", "you", "were",
    "their", "one", "all", "we", "can", "her", "has", "there", "been", "if", "more", "when", "will", "would", "who",
    "so", "no", "out", "up", "into", "them", "than", "some", "could", "other", "then", "its", "about", "after", "two",
    "over", "only", "also", "these", "may", "now", "before", "most", "between", "such", "through", "where", "under",
    "while", "both", "since",
]
ONSETS = [
    "b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "k", "kr", "l", "m", "n", "p", "pr", "r", "s", "sh", "st",
    "t", "tr", "v", "z", "sk", "th", "fl", "cl", "sn", "tw", "pl", "j", "w", "gl", "qu", "bl", "sp",
]
VOWELS = [
    "a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ea", "ou", "ia", "ee", "au", "oa",
]
CODAS = ("", "", "", "", "", "", "n", "r", "s", "l", "t", "m", "nd", "st", "ck", "rd")
ENDINGS = ("", "", "", "", "", "", "ing", "ed", "er", "ation", "ly", "ment", "ness", "al", "s", "s")
SURNAME_ENDINGS = ("ov", "enko", "son", "ski", "adze", "ian", "ev", "er", "elli", "ić", "bayev", "quist", "é", "ström")
FIRST_NAMES = [
    "Anna", "Boris", "Clara", "David", "Elena", "Felix", "Gulnara", "Henrik", "Irina", "Jakob", "Karin", "Leonid",
    "Maria", "Nikolai", "Olga", "Pavel", "Renata", "Sergei", "Tamar", "Ulrich", "Vera", "Walter", "Zoë", "Émile",
]
# fmt: on


@dataclass(frozen=True, slots=True)
class Serial:
    """Invented publication: its facts as in publications.toml, its interval in days, its first day."""

    title: str
    abbreviation: str
    frequency: str
    genre: str
    days_between: int
    first_day: datetime.date
    articles_an_issue: int
    other_names: tuple[str, ...] = ()
    preceding: str = ""
    last_day: datetime.date = datetime.date.max

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, self.abbreviation, *self.other_names)


SERIALS = (
    Serial("Karelin Daily Digest", "KDD", "daily", "newsletter", 1, datetime.date(2001, 1, 2), 4),
    Serial("Harbour Week", "HW", "weekly", "magazine", 7, datetime.date(1996, 1, 4), 5, ("Port Weekly",),
           "Harbour Notes", last_day=LAST_DAY),
    Serial("Harbour Notes", "HN", "weekly", "magazine", 7, datetime.date(1985, 1, 3), 3,
           last_day=datetime.date(1995, 12, 28)),
    Serial("Steppe and Mountain Quarterly", "SMQ", "quarterly", "journal", 91, datetime.date(1988, 1, 15), 7,
           last_day=LAST_DAY),
    Serial("The Southern Wire", "TSW", "daily", "newspaper", 1, datetime.date(1999, 1, 4), 6),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InventedIssue:
    """Issue of a serial, and the date of the one before it (None for the first)."""

    serial: Serial
    volume: int
    number: str
    date: datetime.date
    earlier: datetime.date | None


@dataclass(frozen=True, slots=True)
class InventedArticle:
    """Article as in its file. `title` is "" for a file without one."""

    issue: InventedIssue
    place: int
    title: str
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        """Return its file's path in the archive: "karelin-daily-digest/v01/i0007/03.txt"."""
        folder = self.issue.serial.title.casefold().replace(" ", "-")
        return f"{folder}/v{self.issue.volume:02}/i{self.issue.number.replace('–', '-'):0>4}/{self.place:02}.txt"

    def as_text(self) -> str:
        """Return the file's text: header in one of the usual forms, then the paragraphs."""
        issue, serial = self.issue, self.issue.serial
        header = f"Publication: {serial.title} Volume: {issue.volume} Issue: {issue.number}"
        lines = [self.title, "", header] if self.title and self.place % 2 else [header]
        if self.title and not self.place % 2:
            lines.append(f"Title: {self.title}")
        if self.authors:
            lines.append(f"By: {' and '.join(self.authors)}")
        if serial.genre != "newsletter" or self.place == 1:
            lines.append(f"Date: {issue.date:%B} {issue.date.day}, {issue.date.year}")
        if self.topics:
            lines.append(f"Topics: {', '.join(self.topics)}")
        return "\n".join(lines) + "\n\n" + "\n\n".join(self.paragraphs) + "\n"


def publications_toml() -> str:
    """Return the facts about the invented publications, in the form of the importer."""
    tables = []
    for serial in SERIALS:
        lines = ["[[publication]]", f'title = "{serial.title}"', f'abbreviation = "{serial.abbreviation}"']
        if serial.other_names:
            lines.append("other_names = [" + ", ".join(f'"{name}"' for name in serial.other_names) + "]")
        lines += [
            f'frequency = "{serial.frequency}"',
            f'genre = "{serial.genre}"',
            f"first_year = {serial.first_day.year}",
        ]
        if serial.preceding:
            lines.append(f'preceding = "{serial.preceding}"')
        tables.append("\n".join(lines))
    return "\n\n".join(tables) + "\n"


class Prose:
    """Invented language and its people, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(f"prose {seed}")  # noqa: S311 (no secret)
        invented = unique(lambda: invented_word(rng), VOCABULARY - len(FUNCTION_WORDS), set(FUNCTION_WORDS))
        invented.sort(key=lambda word: len(word) + rng.random() * 8)  # frequent words are short
        self.words = [*FUNCTION_WORDS, *invented]
        self.cumulative = list(
            accumulate(1 / (rank + ZIPF_SHIFT) ** ZIPF_EXPONENT for rank in range(1, VOCABULARY + 1))
        )
        self.title_words = invented[:2000]
        self.places = [word.capitalize() for word in invented[500:900]]
        self.surnames = unique(lambda: invented_word(rng).capitalize() + rng.choice(SURNAME_ENDINGS), 400, set())
        self.authors = unique(lambda: f"{rng.choice(FIRST_NAMES)} {rng.choice(self.surnames)}", AUTHORS, set())
        self.topics = [word.capitalize() for word in invented[200:240]]

    def sentences(self, rng: random.Random, words: int) -> list[str]:
        """Return sentences of about `words` words in all, without their full stops."""
        drawn = rng.choices(self.words, cum_weights=self.cumulative, k=words)
        sentences, start = [], 0
        while start < words:
            length = rng.randrange(9, 30)
            sentence = drawn[start : start + length]
            if rng.random() < 0.4:
                sentence[len(sentence) // 2] = rng.choice(self.places if rng.random() < 0.5 else self.surnames)
            text = " ".join(sentence)
            sentences.append(text[0].upper() + text[1:])
            start += length
        return sentences

    def title(self, rng: random.Random) -> str:
        """Return a headline: "Brenta Shouls Traim Over Kleasing"."""
        words = [word.capitalize() for word in rng.choices(self.title_words, k=rng.randrange(3, 7))]
        return " ".join([rng.choice(self.places), *words[:2], rng.choice(("Over", "in", "and", "Against")), *words[2:]])


def unique(draw, count: int, taken: set[str]) -> list[str]:
    """Return the first `count` different values of `draw`, without those in `taken`, in the order drawn."""
    found = dict.fromkeys(taken)
    while len(found) < count + len(taken):
        found.setdefault(draw())
    return list(found)[len(taken) :]


def invented_word(rng: random.Random) -> str:
    """Return a word that might be English: "trainer", "bloumation"."""
    syllables = rng.choices((1, 2, 3), weights=(2, 5, 2))[0]
    stem = "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(syllables))
    return stem + rng.choice(ENDINGS)


def invented_articles(count: int, seed: int, outlets: Sequence[str]) -> Iterator[InventedArticle]:
    """Yield `count` articles, issue by issue in order of date; a smaller count gives a prefix of a larger one.

    `outlets` are the names of sources to cite.
    """
    prose = Prose(seed)
    made = 0
    for issue in issues_in_turn():
        for place in range(1, issue.serial.articles_an_issue + 1):
            if made == count:
                return
            rng = random.Random(f"{seed} {made}")  # noqa: S311 (no secret)
            yield invented_article(rng, prose, CitationWriter(rng, outlets, issue.date), issue, place)
            made += 1


def issues_in_turn() -> Iterator[InventedIssue]:
    """Yield one issue of each serial in turn, for two centuries."""
    runs = [issues_of(serial) for serial in SERIALS]
    while runs:
        for run in list(runs):
            issue = next(run, None)
            if issue is None:
                runs.remove(run)
            else:
                yield issue


def issues_of(serial: Serial) -> Iterator[InventedIssue]:
    """Yield the issues of a serial; every 48th is a double one."""
    date, number, earlier = serial.first_day, 0, None
    while date <= min(serial.last_day, datetime.date(2199, 1, 1)):
        number += 1
        printed = f"{number}–{number + 1}" if number % 48 == 0 else str(number)
        number += number % 48 == 0
        yield InventedIssue(serial, date.year - serial.first_day.year + 1, printed, date, earlier)
        earlier, year = date, date.year
        date += datetime.timedelta(days=serial.days_between)
        while serial.days_between == 1 and date.weekday() > 4:
            date += datetime.timedelta(days=1)
        number = number if date.year == year else 0


def invented_article(
    rng: random.Random, prose: Prose, citations: CitationWriter, issue: InventedIssue, place: int
) -> InventedArticle:
    """Return one article: about 900 words in paragraphs, most of which end in a citation."""
    paragraphs = []
    left = int(WORDS_AN_ARTICLE * rng.uniform(0.7, 1.3))
    while left > MIN_PARAGRAPH:
        sentences = prose.sentences(rng, min(left, rng.randrange(MIN_PARAGRAPH, 150)))
        left -= sum(sentence.count(" ") + 1 for sentence in sentences)
        if rng.random() < 0.75:
            sentences[-1] += f" {citations.parenthesis()}"
        if len(sentences) > 2 and rng.random() < 0.3:
            sentences[1] += f" {citations.parenthesis()}"
        if issue.earlier and rng.random() < 0.06:
            sentences[0] += f" {citations.cross_reference(rng.choice(issue.serial.names), issue.earlier)}"
        paragraphs.append(". ".join(sentences) + ".")
    signed = rng.choices((0, 1, 2), weights=(2, 6, 1))[0]
    return InventedArticle(
        issue=issue,
        place=place,
        title=prose.title(rng) if rng.random() < 0.85 else "",
        authors=tuple(dict.fromkeys(rng.choices(prose.authors, k=signed))),
        topics=tuple(sorted(set(rng.choices(prose.topics, k=rng.randrange(3))))),
        paragraphs=tuple(paragraphs),
    )
