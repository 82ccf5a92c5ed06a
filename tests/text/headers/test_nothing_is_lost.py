"""Every word of a text is in a field of its article, in its body, or in a problem."""

import re

from hypothesis import given
from hypothesis import strategies as st

from archive.text.headers.article_reader import read_article
from archive.text.headers.publication_facts import PublicationNames

NAMES = PublicationNames([("Quay Courier", ["QC"])])
_WORDS = [
    "harbour", "ferry", "Hask", "the", "long", "night", "at", "pier", "Zvolna", "counted", "boats", "Anna", "Vale",
    "winter", "ice", "Who", "lost", "2835", "May", "toll", "Photo", "Copyright", "More", "Share", "Read", "is",
    "issued", "by", "In", "this",
]  # fmt: skip
_phrases = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9).map(" ".join)
_sentences = st.lists(st.sampled_from(_WORDS), min_size=6, max_size=40).map(
    lambda words: f"{' '.join(words).capitalize()}."
)
_headers = st.sampled_from(
    [
        "Publication: Quay Courier Volume: 11 Issue: 6",
        "Publication: Quay Courier Volume: 11 Issue: 6 words behind it",
        "Quay Courier Volume 11, Issue 6 (March 20, 2008)",
        "QC, Volume: 11 Issue: 6 | December 12, 2016",
        "",
    ]
)
_FORMS = (
    "{}", "{}?", "{} (Source: Valley Knot)", "By: {}", "Caption: {}", "Topics: {}", "Title: {}", "Photo: {}",
    "Date: {}", "—{}", "# {}",
)  # fmt: skip
_lines = st.one_of(
    st.builds(str.format, st.sampled_from(_FORMS), _phrases),
    _phrases.map(str.title),
    _phrases.map(str.upper),
    _phrases.map(lambda phrase: f"By {phrase.title()}"),
    _sentences,
    st.sampled_from([".", "March 3, 2011"]),
    _headers,
)
_texts = st.builds(
    lambda above, header, below, body, end, between: between.join([*above, header, *below, *body, *end]),
    st.lists(_lines, max_size=4), _headers, st.lists(_lines, max_size=6), st.lists(_sentences, max_size=3),
    st.lists(_lines, max_size=3), st.sampled_from(["\n", "\n\n"]),
)  # fmt: skip
_LABELS = frozenset(
    ("publication", "volume", "issue", "by", "title", "caption", "topics", "photo", "date", "quay", "courier", "qc")
)


def _words(*texts):
    return {word.casefold() for text in texts for word in re.findall(r"\w+", text)}


@given(_texts)
def test_nothing_is_lost(text):
    read = read_article(text, publications=NAMES)
    fields = (
        read.publication, str(read.volume), str(read.number), read.date.text if read.date else "",
        read.title_as_printed, read.url, read.standfirst, read.caption, read.next_heading, read.footer,
    )  # fmt: skip
    told = [*(problem.reason for problem in read.problems), *(note.what for note in read.notes)]
    found = _words(*fields, *read.authors, *read.topics, *read.body_paragraphs, *told)
    assert _words(text) - found - _LABELS == set()
