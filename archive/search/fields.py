"""Fields of the index, one row a field: its source, and how it is analysed, searched, counted and sorted.

Everything that names fields derives from `FIELDS`: the engines' schemas, the entries of articles, Haystack's declared
index, the query grammar (`author:`), facets and filters. To add a field, add a row and raise `SCHEMA_VERSION`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from archive.search.analysis.analyser import words
from archive.search.analysis.joined_words import keys_in
from archive.text.languages import primary_language

if TYPE_CHECKING:
    from archive.models import Article

# Raised whenever a field is added, dropped or analysed differently: an index of another version is rebuilt.
SCHEMA_VERSION = 10

MAX_HEADING = 500


class Kind(Enum):
    """How the values of a field are indexed."""

    STEMS = "stems"  # a text, by the stems of its words, with positions, scored
    WORDS = "words"  # a text of names, by its words, with positions, scored
    FORMS = "forms"  # a text by its printed words, scored, without positions
    KEYWORD = "keyword"  # whole texts, one or several an article: filtered, counted, sorted by
    NUMBER = "number"  # whole numbers, likewise


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the index. `value` computes its value from the `ArticleFacts` of `indexing.documents`; if it
    `is_computed`, from the entry of all other fields.

    A text with a `boost` is searched by words without a field name. `side_by_side` raises an article that has all words
    of a query next to each other there. `forms` is the field of the same text's printed words, `variants` the column of
    the authors or sources that a name means. `query_name` is its name in queries (`author:`), `label` its name in the
    explanation of a query, `facet` its heading among the facets, `examples` how its values are written.
    """

    name: str
    kind: Kind
    value: Callable[..., object]
    boost: float = 0.0
    side_by_side: float = 0.0
    forms: str = ""
    variants: str = ""
    several: bool = False  # an article may have several values
    is_day: bool = False  # a number YYYYMMDD
    is_wide: bool = False  # a number of 64 bits
    is_filter: bool = False  # a filter of the form without being a facet
    is_public: bool = True  # declared to Haystack
    is_computed: bool = False  # see `computed_fields`
    query_name: str = ""
    label: str = ""
    facet: str = ""
    examples: str = ""

    @property
    def is_text(self) -> bool:
        """Return whether it is searched by words."""
        return self.kind in (Kind.STEMS, Kind.WORDS)

    @property
    def is_column(self) -> bool:
        """Return whether it has whole values."""
        return self.kind in (Kind.KEYWORD, Kind.NUMBER)

    @property
    def is_sortable(self) -> bool:
        """Return whether results can be sorted by it."""
        return self.is_column and not self.several


# Between the names of an entry's authors, and of its sources.
NAMES_APART = " | "
# In an entry that is not completed yet: the texts of the body's blocks, and the title, also a provisional one.
BLOCK_TEXTS, PRINTED_TITLE = "block_texts", "printed_title"


def _text(entry: Mapping[str, Any]) -> str:
    return "\n".join(filter(None, (entry.get("standfirst"), entry.get("body"))))


def _names(entry: Mapping[str, Any]) -> str:
    texts = (entry.get(name, "") for name in (PRINTED_TITLE, "standfirst", "body", "authors"))
    return " ".join(keys_in("\n".join(texts).replace(NAMES_APART, "\n")))


def language_of(article: Any) -> str:
    """Return the language of an article's texts, its own or its publication's, without the region: "pt" of "pt-BR"."""
    return primary_language(article.language or article.issue.publication.language)


def document_id(pk: int) -> str:
    """Return the name of an article's entry in the index, Haystack's identifier: 12 → "archive.article.12"."""
    return f"archive.article.{pk}"


def heading_of(title: str) -> str:
    """Return a whole title as one value, for a search of exactly the title: “Who’s there?” → "whos there"."""
    return " ".join(words(title))[:MAX_HEADING]


def day_number(day: datetime.date) -> int:
    """Return a day as the index sorts it: 23 October 2004 → 20041023."""
    return day.year * 10_000 + day.month * 100 + day.day


def minute_number(moment: datetime.datetime) -> int:
    """Return a moment as the index sorts it: in minutes since 1970, which need 32 bits until the year 6053."""
    return int(moment.timestamp() // 60)


def reading_order(article: Article) -> str:
    """Return a text that sorts articles as `ArticleQuerySet.in_reading_order` does, different for any two.

    Equal hits are in this order, in every engine.
    """
    issue = article.issue
    parts = (
        issue.sort_date.isoformat(),
        _sortable(issue.volume_key),
        issue.number_key,
        _sortable(issue.pk),
        _sortable(article.position),
        _sortable(article.pk),
    )
    # A tab sorts before everything that a number's key may hold, so that a shorter key comes first.
    return "\t".join(parts)


def _sortable(number: int) -> str:
    """Return a whole number as a text that sorts like it: 7 → "a7", 12 → "b12"."""
    digits = str(number)
    return f"{chr(ord('a') + len(digits) - 1)}{digits}"


def _title(facts: Any) -> str:
    """Return the article's own title; "" for a provisional one, whose words are indexed with the text."""
    return "" if facts.article.title_is_provisional else facts.article.title


def _fields() -> tuple[Field, ...]:
    stems, names, forms, keyword, number = Kind.STEMS, Kind.WORDS, Kind.FORMS, Kind.KEYWORD, Kind.NUMBER
    return (
        # Searched.
        Field("title", stems, _title, boost=1.0, side_by_side=12.0, forms="title_forms",
              query_name="title", label="title with"),
        Field("standfirst", stems, lambda facts: facts.article.standfirst, boost=1.0, forms="forms"),
        Field("body", stems, lambda facts: facts.body, boost=1.0, side_by_side=8.0, forms="forms", is_public=False),
        Field("authors", names, lambda facts: NAMES_APART.join(facts.author_names), boost=2.5, side_by_side=12.0,
              variants="author", query_name="author", label="author"),
        Field("sources", names, lambda facts: NAMES_APART.join(facts.source_names), boost=0.5, variants="source",
              query_name="source", label="cited source"),
        # Printed words: prefixes and fuzzy words are looked up among these.
        Field("forms", forms, _text, is_public=False, is_computed=True),
        Field("title_forms", forms, lambda entry: entry.get("title"), is_public=False, is_computed=True),
        # Keys of the spellings of names, and of words that signs hold together.
        Field("names", forms, _names, is_public=False, is_computed=True),
        # The title as one value.
        Field("heading", keyword, lambda entry: heading_of(entry.get("title", "")), is_public=False, is_computed=True),
        # Filtered, counted and sorted by.
        Field("publication", keyword, lambda facts: facts.issue.publication.slug,
              query_name="publication", label="publication", facet="Publications"),
        Field("volume", number, lambda facts: facts.issue.volume, is_filter=True,
              query_name="volume", label="volume", examples="volume:9 or volume:9..11"),
        Field("number", keyword, lambda facts: facts.issue_numbers, several=True, is_filter=True,
              query_name="issue", label="issue"),
        Field("year", number, lambda facts: facts.issue.year,
              query_name="year", facet="Years", examples="year:2004 or year:2004..2006"),
        # The first day of its own date, or of its issue's.
        Field("date", number, lambda facts: day_number(facts.date) if facts.date else None, is_day=True,
              query_name="date", examples="date:2004, date:2004-10, date:2004-10-23 or date:2004-10..2005-01"),
        Field("author", keyword, lambda facts: facts.author_slugs, several=True, facet="Authors"),
        Field("source", keyword, lambda facts: facts.source_slugs, several=True, facet="Sources cited"),
        Field("topic", keyword, lambda facts: facts.topic_slugs, several=True,
              query_name="topic", label="topic", facet="Topics"),
        # The days that the article's citations name.
        Field("cited", number, lambda facts: facts.days_cited, several=True, is_day=True,
              query_name="cited", examples="cited:2004-10-23 or cited:2004-10..2005-01"),
        # What its texts are analysed in, without the region: "pt" of "pt-BR".
        Field("language", keyword, lambda facts: language_of(facts.article),
              query_name="language", label="language", facet="Languages", examples="language:ru or language:Russian"),
        Field("issue", number, lambda facts: facts.issue.pk, is_wide=True),
        # When it appeared in the archive: back issues imported today are new today.
        Field("appeared", number, lambda facts: minute_number(facts.article.appeared)),
        Field("pk", number, lambda facts: facts.article.pk, is_wide=True, is_public=False),
        Field("django_ct", keyword, lambda facts: "archive.article", is_public=False),
        Field("reading_order", keyword, lambda facts: reading_order(facts.article), is_public=False),
    )  # fmt: skip


FIELDS = _fields()
BY_NAME = {field.name: field for field in FIELDS}
COMPUTED = tuple(field for field in FIELDS if field.is_computed)
# Digest of an entry, for comparison: of the values of all fields but the computed ones, so it has no row of its own.
DIGEST = "digest"
# For every sentence of the body: the position of its first word, the number of its block, and its range in the block's
# text; a last row, of no characters, where text outside of blocks follows.
SENTENCES = "sentences"
SENTENCE_COLUMNS = ("word", "block", "start", "end")
READING_ORDER = "reading_order"
"""Column that sorts hits which are otherwise equal."""

# Texts that are analysed in the article's language, and their printed words.
FIELDS_BY_LANGUAGE = frozenset(name for field in FIELDS if field.forms for name in (field.name, field.forms))
LANGUAGE = "language"

# Of BM25: how soon more occurrences of a word count no more, and how much the length of a text counts.
BM25_K1, BM25_B = 1.2, 0.75
BOOSTS = {field.name: field.boost for field in FIELDS if field.boost}
BY_QUERY_NAME = {field.query_name: field for field in FIELDS if field.query_name}
FACETS = tuple(field.name for field in FIELDS if field.facet)


def of_kind(*kinds: Kind) -> tuple[str, ...]:
    """Return the names of the fields of these kinds, in the order of the table."""
    return tuple(field.name for field in FIELDS if field.kind in kinds)
