"""The grammar: golden readings, spans, bounds, and properties that hold for any text."""

import csv
import datetime
import string
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archive.search.passages.match_terms import MatchTerm, words_of
from archive.search.query.date_ranges import iso_span, span_in_words
from archive.search.query.explain import explain, sentence
from archive.search.query.grammar import MAX_DEPTH, MAX_LENGTH, MAX_NOTES, MAX_TERMS, parse
from archive.search.query.query_tree import (
    And,
    Everything,
    Field,
    Fuzzy,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Range,
    Word,
    all_of,
    any_of,
    in_field,
    negation,
    unparse,
)
from archive.search.query.quote_pairs import closing_quote
from archive.search.query.range_parsing import read_range
from archive.search.query.tree_changes import without_part
from archive.search.query.word_reader import MAX_EXPANDED, PIECE
from tests.timing import at_most

GOLDEN = Path(__file__).with_name("golden_queries.tsv")


def golden_rows():
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader((line for line in lines if not line.startswith("# ")), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [pytest.param(*row[:4], id=row[0]) for row in rows]


@pytest.mark.parametrize(("query", "spelling", "in_words", "notes"), golden_rows())
def test_golden_query(query, spelling, in_words, notes):
    read = parse(query)
    assert unparse(read.tree) == spelling
    assert sentence(explain(read)) == in_words
    assert " ".join(note.code for note in read.notes) == notes
    assert parse(spelling).tree == read.tree


def test_there_are_golden_queries_enough():
    assert len(golden_rows()) >= 250


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", Everything()),
        (" \t\n", Everything()),
        ("*", Everything()),
        ("-*", Nothing()),
        ("  kazakhstan \n  oil\u00a0gas ", And((Word("kazakhstan"), Word("oil"), Word("gas")))),
        ("oil\x00gas\ud800", And((Word("oil"), Word("gas")))),
        ("Kaz\u00adakh\u200bstan", Word("Kazakhstan")),
        ("cafe\u0301", Word("cafe\u0301")),
        ("हिन्दी", Word("हिन्दी")),
        ('a "b  c" d* ', And((Word("a"), Phrase("b c"), Word("d")))),
        ("kaz*", Prefix("kaz")),
        ("kaz~", Fuzzy("kaz")),
        ("title:(a OR -b)", Field("title", Or((Word("a"), Not(Word("b")))))),
        ("year:2004..", Range("year", 2004, None)),
        ("cited:2004-02", Range("cited", datetime.date(2004, 2, 1), datetime.date(2004, 2, 29))),
        ("date:..2004", Range("date", None, datetime.date(2004, 12, 31))),
    ],
)
def test_tree(query, tree):
    assert parse(query).tree == tree


def test_spans_point_at_what_was_typed():
    query = parse('ferry  -"low tide"  title:(toll OR fee) year:2004..2006 (quay)')
    typed = [query.source[slice(*part.span)] for part in query.parts]
    assert typed == ["ferry", '-"low tide"', "title:(toll OR fee)", "year:2004..2006", "quay"]


@pytest.mark.parametrize(
    ("query", "path", "rest"),
    [
        ("ferry toll -quay", (0,), "toll -quay"),
        ("ferry toll -quay", (2,), "ferry toll"),
        ("ferry AND toll", (1,), "ferry"),
        ("ferry", (), ""),
        ("ferry (toll OR fee OR due)", (1, 1), "ferry (toll OR due)"),
        ("ferry (toll OR fee)", (1, 0), "ferry fee"),
        ("ferry (toll OR fee)", (1,), "ferry"),
        ('source:Herald "low tide"', (0,), '"low tide"'),
        ("«low tide» OR x y", (0, 1), '"low tide" y'),
    ],
)
def test_without_a_part(query, path, rest):
    read = parse(query)
    part = read.tree
    for step in path:
        part = part.parts[step]
    assert without_part(read, part) == rest


def test_without_a_part_within_a_field():
    read = parse("ferry title:(toll fee)")
    assert without_part(read, read.parts[1].part.parts[0]) == "ferry title:fee"


def test_words_of_leaves_out_what_is_excluded():
    tree = parse('ferry -almaty title:(toll OR "low tide") har* x OR fery~ source:Herald year:2004').tree
    assert words_of(tree) == [
        MatchTerm(Word("ferry")),
        MatchTerm(Word("toll"), "title"),
        MatchTerm(Phrase("low tide"), "title"),
        MatchTerm(Prefix("har")),
        MatchTerm(Word("x")),
        MatchTerm(Fuzzy("fery")),
        MatchTerm(Word("Herald"), "source"),
    ]


@pytest.mark.parametrize(("text", "distance"), [("fery", 1), ("ferry", 1), ("ferries", 2)])
def test_fuzzy_distance(text, distance):
    assert Fuzzy(text).distance == distance


@pytest.mark.parametrize(
    ("name", "text", "spelling"),
    [
        ("year", "2004..2006", "year:2004..2006"),
        ("year", "2004 .. 2006", "year:2004..2006"),
        ("year", "204", None),
        ("year", "2004..2005..2006", None),
        ("year", "..", None),
        ("year", "", None),
        ("year", "２００４", None),
        ("volume", "IX..XI", "volume:9..11"),
        ("volume", "123456", None),
        ("issue", "3-4", None),
        ("issue", "3..4", "issue:3..4"),
        ("issue", "3..Supplement", None),
        ("date", "2004-1", "date:2004-01"),
        ("date", "2005..2004-10", "date:2004-10..2005-12"),
        ("date", "2004-02-30", None),
        ("cited", "“March 2008”", "cited:2008-03"),
    ],
)
def test_read_range(name, text, spelling):
    found = read_range(name, text)
    assert (found and unparse(found)) == spelling


@pytest.mark.parametrize(
    ("first", "last", "iso", "words"),
    [
        ((2004, 1, 1), (2004, 12, 31), "2004", "2004"),
        ((2004, 2, 1), (2004, 2, 29), "2004-02", "February 2004"),
        ((2005, 2, 1), (2005, 2, 27), "2005-02-01..2005-02-27", "1 February 2005 to 27 February 2005"),
        ((2004, 1, 1), (2005, 6, 30), "2004-01..2005-06", "January 2004 to June 2005"),
        ((2004, 1, 1), None, "2004..", "2004 and later"),
        (None, (2004, 10, 23), "..2004-10-23", "23 October 2004 and earlier"),
    ],
)
def test_date_spans(first, last, iso, words):
    days = [day and datetime.date(*day) for day in (first, last)]
    assert iso_span(*days) == iso
    assert span_in_words(*days) == words


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('"a" "b"', 2),
        ("“a "
         '"b" c” d', 8),
        ('"a “b” c"', 8),
        ('"a” "b"', 2),
        ("«a “b” c»", 8),
        ('“a"', 2),
        ("“a", -1),
    ],
)  # fmt: skip
def test_closing_quote(text, place):
    assert closing_quote(text, 0) == place


def test_long_query_is_cut_between_words():
    read = parse("harbour " * 200)
    assert len(read.source) <= MAX_LENGTH
    assert read.tree == Word("harbour")
    assert [note.code for note in read.notes] == ["too-long", "too-many-words"]


def test_a_query_of_just_the_greatest_length_is_whole():
    assert parse("a" * MAX_LENGTH).notes == ()


def test_terms_are_bounded():
    read = parse(" ".join(f"w{number}" for number in range(100)))
    assert len(read.parts) == MAX_TERMS
    assert [note.code for note in read.notes] == ["too-many-words"]


def test_a_long_phrase_keeps_its_beginning():
    read = parse('"' + " ".join(f"w{number}" for number in range(100)) + '"')
    assert read.tree.text.split() == [f"w{number}" for number in range(MAX_TERMS)]


def test_parentheses_that_group_nothing_may_be_deep():
    assert parse("(" * 15 + "oil" + ")" * 15).notes == ()


def test_depth_is_bounded():
    read = parse("(a OR (b AND " * 30 + "c")
    assert "too-deep" in [note.code for note in read.notes]
    assert depth(read.tree) <= MAX_DEPTH + 1


def test_a_field_whose_group_is_too_deep_is_passed_over():
    assert parse("(" * 20 + "oil title:(gas)" + ")" * 20).tree == And((Word("oil"), Word("gas")))


def test_prefixes_are_bounded():
    read = parse(" ".join(f"{letter * 3}*" for letter in string.ascii_lowercase))
    assert sum(isinstance(part, Prefix) for part in read.parts) == MAX_EXPANDED


HOSTILE = {
    "quotes": '"',
    "open phrases": '"a ',
    "curly phrases": "“a ",
    "parentheses": "(",
    "groups": "(a ",
    "closed groups": ")",
    "negations": "NOT ",
    "negated groups": "-(",
    "fields": "a:b ",
    "empty fields": "title:",
    "headers": "publication: ",
    "header lines": "Publication: Volume 1 ",
    "stars": "a*",
    "commas": "a,",
    "hyphens": "a-",
    "years": "year:(2004 ",
    "dates": 'date:"2004..',
    "addresses": "http://",
    "invisibles": "\u00ad",
}


@pytest.mark.parametrize("repeated", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_typed_holds_a_worker(repeated):
    source = (repeated * 1000)[:MAX_LENGTH]
    with at_most(9):
        for _ in range(3):
            parse(source)
        # Some milliseconds each; anything quadratic or worse would take seconds.


def depth(node):
    match node:
        case And(parts) | Or(parts):
            return 1 + max(map(depth, parts))
        case Not(part) | Field(_, part):
            return depth(part)
    return 0


def leaves(node):
    match node:
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in leaves(part)]
        case Not(part) | Field(_, part):
            return leaves(part)
    return [node]


FRAGMENTS = (
    "foo", "Foo", "ab", "é", "U.S.", "C++", "kazakh", "AND", "OR", "NOT", " OR ", " -", "-", "(", ")", " (", "*", "~",
    "|", '"', "“", "”", "«", "»", "'", "’", ":", ".", ",", "..", "&", "_", "/", "#", "1", "2004", "2004-10", "\u00ad",
    "\u0301", "title:", "year:", "issue:", "date:", "volume: 1 ", "www.", "http://", "publication: X volume: 1",
    "Vol. 1 No. 2", " ",
)  # fmt: skip
QUERIES = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join),
    st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(" ".join),
)


@settings(deadline=None)
@given(QUERIES)
def test_any_text_is_read_and_spelled_back(text):
    read = parse(text)
    spelling = unparse(read.tree)
    assume(len(spelling) <= MAX_LENGTH)
    assert parse(spelling).tree == read.tree


@settings(deadline=None)
@given(QUERIES)
def test_bounds_and_spans_hold_for_any_text(text):
    read = parse(text)
    assert depth(read.tree) <= MAX_DEPTH + 1
    assert len(read.notes) <= MAX_NOTES
    found = leaves(read.tree)
    assert sum(len(PIECE.findall(getattr(leaf, "text", ""))) for leaf in found) <= MAX_TERMS
    assert sum(isinstance(leaf, Prefix | Fuzzy) for leaf in found) <= MAX_EXPANDED
    assert all(0 <= leaf.span[0] <= leaf.span[1] <= len(read.source) for leaf in found)


@settings(deadline=None)
@given(QUERIES)
def test_every_part_can_be_taken_away(text):
    read = parse(text)
    assume(len(unparse(read.tree)) <= MAX_LENGTH)
    for part in read.parts:
        rest = parse(without_part(read, part))
        assert rest.parts == tuple(other for other in read.parts if other != part)


WORDS = st.text(string.ascii_lowercase, min_size=3, max_size=8)
LEAVES = st.one_of(
    WORDS.map(Word),
    st.lists(WORDS, min_size=1, max_size=3).map(" ".join).map(Phrase),
)
GROUPS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(all_of),
        st.lists(inner, min_size=1, max_size=3).map(any_of),
        inner.map(negation),
    ),
    max_leaves=8,
)
YEARS = st.integers(1900, 2100)
DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


def _range(name):
    return lambda ends: Range(name, *sorted(ends))


PARTS = st.one_of(
    GROUPS,
    st.builds(in_field, st.sampled_from(("title", "author", "source", "publication", "topic", "issue")), GROUPS),
    st.tuples(YEARS, YEARS).map(_range("year")),
    st.tuples(DATES, DATES).map(_range("date")),
    DATES.map(lambda day: Range("cited", day, None)),
    YEARS.map(lambda year: Range("volume", None, year)),
    WORDS.map(Prefix),
    WORDS.map(Fuzzy),
)


@settings(deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=4).map(all_of))
def test_any_tree_is_read_as_it_is_spelled(tree):
    assume(not any(leaf.text in ("or", "and", "not") for leaf in leaves(tree) if isinstance(leaf, Word)))
    assert parse(unparse(tree)).tree == tree
