"""Whole texts as articles: every form of head, leftovers, what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.headers.article_reader import MAX_LINES, read_article
from archive.text.headers.publication_facts import PublicationNames
from archive.text.markup.sanitiser import sanitise
from tests.timing import at_most

NAMES = PublicationNames([("Zvolna Courier", ["ZC", "Courier"]), ("Ferry Bulletin", ["Ford Bulletin"])])
HEADER = "Publication: Courier Volume: 2 Issue: 9"
ONE = "The talks in Zvolna paused for three days, so that both sides could ask at home what they might sign."
TWO = "Nobody expects them back before the snow (Valley Agency, July 16)."
BODY = f"{ONE}\n\n{TWO}"


def read(text, **options):
    return read_article(text, publications=NAMES, **options)


def warnings(article):
    return [(problem.line, problem.severity) for problem in article.problems]


HEADS = [
    # head, what it says beside publication, volume and number
    (HEADER, {}),
    (f"Toll Doubled\n\n{HEADER}", {"title": "Toll Doubled"}),
    (f"Toll Doubled\n{HEADER}", {"title": "Toll Doubled"}),
    (f"TALKS BREAK OFF.\n\n{HEADER}", {"title": "Talks Break Off", "title_as_printed": "TALKS BREAK OFF."}),
    (f"TALKS BREAK OFF\nIN LOWER MARSH\n\n{HEADER}", {"title": "Talks Break Off in Lower Marsh"}),
    (f"{HEADER}\n\nTALKS BREAK OFF.", {"title": "Talks Break Off"}),
    (
        f"Toll Doubled\n\nThe ferry at dawn. (Photo: AP)\n\n{HEADER}",
        {"title": "Toll Doubled", "caption": "The ferry at dawn. (Photo: AP)"},
    ),
    (
        f"Toll Doubled\n\nThe ferry on its last day in May.\n\n{HEADER}",
        {"title": "Toll Doubled", "caption": "The ferry on its last day in May."},
    ),
    (f"The ferry at dawn (Source: AP)\n\n{HEADER}", {"title": None, "caption": "The ferry at dawn (Source: AP)"}),
    (f"Toll Doubled {HEADER}", {"title": "Toll Doubled"}),
    (f"{HEADER}\nBy:", {"authors": []}),
    (f"{HEADER}\nBy: Anna Vale and Ivo Marsh", {"authors": ["Anna Vale", "Ivo Marsh"]}),
    (f"Toll Doubled\nBy Anna Vale\n{HEADER}", {"title": "Toll Doubled", "authors": ["Anna Vale"]}),
    (f"{HEADER}\nMarch 3, 1996", {"date": "1996-03-03"}),
    (f"Toll Doubled\nMarch 3, 1996\n{HEADER}", {"title": "Toll Doubled", "date": "1996-03-03"}),
    (f"{HEADER}\n\nTitle: Toll Doubled\nAuthor: Anna Vale\nDate: 1996-03\nTopics: tolls; ferries\n"
     "URL: https://ford.example/9",
     {"title": "Toll Doubled", "authors": ["Anna Vale"], "date": "1996-03-01", "topics": ["tolls", "ferries"],
      "url": "https://ford.example/9"}),
    (f"{HEADER}\nStandfirst: The toll again.\nCaption: The ford.\nLanguage: en-GB",
     {"standfirst": "The toll again.", "caption": "The ford.", "language": "en-GB"}),
    (f"{HEADER}\n\nThe old ford, Zvolna (Source: Knot)", {"caption": "The old ford, Zvolna (Source: Knot)"}),
    ("Publication: Courier\nVolume: 2\nIssue: 9\nTitle: Toll Doubled", {"title": "Toll Doubled"}),
    ("---\npublication: Courier\nvolume: 2\nissue: 9\n---\nTOLL DOUBLED", {"title": "Toll Doubled"}),
    ("---\ntitle: Toll Doubled\nauthors: [Anna Vale, Ivo Marsh]\npublication: Courier\nvolume: 2\nissue: 9\n---",
     {"title": "Toll Doubled", "authors": ["Anna Vale", "Ivo Marsh"]}),
    ("Courier Volume 2, Issue 9 (March 20, 2008)", {"date": "2008-03-20"}),
    ("Courier\nVOLUME II • ISSUE 9 • MARCH 20, 2008", {"date": "2008-03-20", "title": None}),
    ("COURIER – A Daily Briefing\nVolume II, Number 9", {"title": None}),
]  # fmt: skip


@pytest.mark.parametrize(("head", "says"), HEADS, ids=[head for head, _ in HEADS])
def test_heads(head, says):
    article = read(f"{head}\n\n{BODY}\n")
    assert (article.publication, article.volume, article.number) == ("Zvolna Courier", 2, "9")
    assert article.problems == []
    assert article.body_paragraphs == [ONE, TWO]
    for name, value in says.items():
        got = getattr(article, name)
        assert (got.first.isoformat() if name == "date" else got) == value


def test_the_name_as_printed_is_kept():
    article = read(f"Publication: Ford Bulletin Volume: 1 Issue: 1\n\n{BODY}")
    assert (article.publication, article.publication_as_printed) == ("Ferry Bulletin", "Ford Bulletin")


def test_an_unknown_name_stays_as_printed():
    assert read(f"Publication: Unheard Of Volume: 1 Issue: 1\n\n{BODY}").publication == "Unheard Of"


def test_the_imprint_names_the_publication_of_a_masthead():
    article = read(f"Volume 2 u Issue 4 u April 2011\n\n{BODY}\n\nFerry Bulletin is issued by the Ford Press.")
    assert article.publication == "Ferry Bulletin"


def test_single_line_breaks():
    assert read(f"{HEADER}\n{ONE}\n{TWO}").body_paragraphs == [ONE, TWO]


LEFTOVERS = [
    # text, the line of the one problem, what is kept apart
    (f"{HEADER}\n\n{BODY}\n\nToll Doubled in Lower Marsh.", 7, {"next_heading": "Toll Doubled in Lower Marsh."}),
    (f"{HEADER}\n{ONE}\n{TWO}\nOUTRAGE AT TOLL.", 4, {"next_heading": "OUTRAGE AT TOLL."}),
    (
        f"{HEADER}\n\n{BODY}\n\nThe Courier is issued by the Ford Press",
        7,
        {"footer": "The Courier is issued by the Ford Press"},
    ),
    (f"{HEADER}\n\n{BODY}\n\nRead More", 7, {}),
    (f"Some canvas\n\nToll Doubled\n\n{HEADER}\n\n{BODY}", 1, {"title": "Toll Doubled"}),
    (f".\n{HEADER}\n\n{BODY}", 1, {}),
    (f"{HEADER}\n\n.\n\n{BODY}", 3, {}),
    (f"{HEADER}\n\n. {BODY}", 3, {}),
    (f"{HEADER} Draft\n\n{BODY}", 1, {}),
]


@pytest.mark.parametrize(("text", "line", "says"), LEFTOVERS, ids=[text for text, _, _ in LEFTOVERS])
def test_what_has_no_place_is_told_with_its_line(text, line, says):
    article = read(text)
    assert warnings(article) == [(line, "warning")]
    assert article.body_paragraphs == [ONE, TWO]
    for name, value in says.items():
        assert getattr(article, name) == value


def test_a_signature_below_is_the_author():
    article = read(f"{HEADER}\n\n{BODY}\n\n—Anna Vale")
    assert (article.authors, article.body_paragraphs, article.problems) == (["Anna Vale"], [ONE, TWO], [])


def test_headings_within_the_text_stay_in_it():
    article = read(f"{HEADER}\n\n{ONE}\n\nPersistent Grievances\n\n{TWO}")
    assert article.body_html == f"<p>{ONE}</p>\n<h2>Persistent Grievances</h2>\n<p>{TWO}</p>"


def test_prose_above_the_header_goes_to_the_body():
    above = "The ferry ran again. " * 20
    assert read(f"{above}\n\n{HEADER}\n\n{BODY}").body_paragraphs[0] == above.strip()


def test_text_behind_the_header_on_its_line_goes_to_the_body():
    assert read(f"{HEADER} {ONE}\n\n{TWO}").body_paragraphs == [ONE, TWO]


REFUSED = [
    ("", "holds no text", None),
    (" \n.\n", "holds no text", None),
    (HEADER, "no text below", None),
    (BODY, "No header line", 1),
    (f"Toll Doubled\n\n{BODY}", "No header line", 1),
    (f"Publication: Courier Volume: Issue: 9\n\n{BODY}", "no volume", 1),
    (f"Publication: Courier Volume: 2 Issue:\n\n{BODY}", "no issue", 1),
    (f"VOLUME II • ISSUE 9\n\n{BODY}", "no publication", 1),
    (f"{HEADER}\n\n{BODY}\n\nPublication: Courier Volume: 2 Issue: 10\n\n{BODY}", "several articles", 7),
    (f"Latest Courier Articles\n\nToll Doubled\n\n{ONE}... MORE", "list of articles", 1),
    (f"Toll Doubled\n{ONE}... MORE\nFord Closed\n{TWO}... MORE", "list of articles", 1),
    (f"---\ntitle: 'a\n---\n{HEADER}\n\n{BODY}", "no YAML", 2),
    ("x\n" * (MAX_LINES + 1), "lines", None),
    (f"{HEADER}\n\n" + "\n\n".join(["word " * 4_000] * 60), "too long", None),
]


@pytest.mark.parametrize(("text", "reason", "line"), REFUSED, ids=[reason for _, reason, _ in REFUSED])
def test_what_cannot_be_an_article_is_an_error(text, reason, line):
    errors = [(problem.line, problem.remedy != "") for problem in read(text).errors if reason in problem.reason]
    assert errors == [(line, True)]


def test_a_listing_tells_its_publication_and_keeps_its_text():
    article = read(f"Latest Courier Articles\n\nToll Doubled\n\n{ONE}... MORE")
    assert (article.publication, article.title) == ("Zvolna Courier", None)
    assert article.body_paragraphs == ["Toll Doubled", f"{ONE}... MORE"]


def test_a_head_without_header_is_read_as_far_as_it_goes():
    article = read(f"Toll Doubled\n\nWhat the ferrymen of Zvolna ask of the mayor\n| 02-20-2013\n\n{ONE * 2}\n\n{TWO}")
    assert article.title == "Toll Doubled"
    assert article.standfirst == "What the ferrymen of Zvolna ask of the mayor"
    assert article.date.first.isoformat() == "2013-02-20"
    assert len(article.body_paragraphs) == 2


def test_markdown_bodies_keep_their_emphasis():
    article = read(
        f"# Toll Doubled\n\n**{HEADER}**\n\nBy: Anna Vale\n\nThe *old* toll <b>rose</b>\n\n- a\n- b\n", markdown=True
    )
    assert (article.title, article.authors, article.problems) == ("Toll Doubled", ["Anna Vale"], [])
    assert article.body_html == "<p>The <em>old</em> toll <b>rose</b></p>\n<ul><li>a</li><li>b</li></ul>"
    assert article.body_paragraphs == ["The old toll rose", "a\n\nb"]


def test_markup_in_title_and_author_is_text():
    article = read(f"<script>alert(1)</script>\n\n{HEADER}\nBy: <b>Anna</b>\n\n<img src=x onerror=alert(1)> {ONE}")
    assert article.title == "<script>alert(1)</script>"
    assert article.authors == ["<b>Anna</b>"]
    assert article.body_html == f"<p>&lt;img src=x onerror=alert(1)&gt; {ONE}</p>"


_LINES = st.one_of(
    st.sampled_from(
        [HEADER, ONE, TWO, "Courier Volume 9, Issue 11 (March 20, 2008)", "VOLUME X • ISSUE 5", "By:", "",
         "By: Anna Vale",
         "---", "a: b", ".", "TALKS BREAK OFF", "Title: x", "Topics: a, b", "The Courier is issued by X", "Read More",
         "x ... MORE", "Latest Courier Articles", "(Source: X)", "Volume: 3", "Issue: 3", "Date: x"]
    ),
    st.text(max_size=40),
)  # fmt: skip


@given(st.lists(_LINES, max_size=12).map("\n".join), st.booleans())
def test_any_text_is_read_and_an_article_without_errors_is_whole(text, markdown):
    article = read(text, markdown=markdown)
    if not article.errors:
        assert article.publication
        assert article.volume is not None
        assert article.number
        assert article.body_paragraphs
    assert sanitise(sanitise(article.body_html)) == sanitise(article.body_html)


WRAPPED = (
    "The talks in Zvolna paused for three days, so that both sides\n"
    "could ask at home what they might sign, and nobody\nthere had thought of the ferry, which the river board had sold"
)


@pytest.mark.parametrize("markdown", [True, False])
@pytest.mark.parametrize("head", ["", "---\npublication: Courier\ndate: 2004-05-03\n---\n\n"])
def test_wrapped_lines_at_the_head_of_a_text_are_its_first_paragraph(head, markdown):
    article = read(f"{head}{WRAPPED}\n\n{TWO}\n", markdown=markdown)
    assert article.title is None
    assert [" ".join(text.split()) for text in article.body_paragraphs] == [" ".join(WRAPPED.split()), TWO]


@given(
    st.lists(st.sampled_from(["Zvolna", "ferry", "toll", "Marsh", "the", "of", "again"]), min_size=1, max_size=30),
    st.data(),
)
def test_no_word_is_lost(words, data):
    cuts = data.draw(st.lists(st.integers(0, len(words)), max_size=4))
    lines = [f"{word}\n\n" if place in cuts else f"{word} " for place, word in enumerate(words)]
    article = read(f"{HEADER}\n\n{''.join(lines)}")
    told = " ".join(problem.reason for problem in article.problems)
    kept = " ".join([*article.body_paragraphs, article.title_as_printed, article.caption, *article.authors, told])
    assert all(kept.count(word) >= words.count(word) for word in words)


HOSTILE = {
    "stops": f"{HEADER}\n\n" + "." * 100_000,
    "labels": "By: a b\n" * 15_000,
    "imprints": f"{HEADER}\n\n{ONE}\n\n" + "© \n\n" * 9_000,
    "headers": f"{HEADER}\n\n" * 9_000,
    "quotation marks": f"{HEADER}\n\n" + '."' * 49_000,
    "parentheses": f"{HEADER}\n\n" + "(" * 99_999,
    "dots": f"{HEADER}\n\n" + ". " * 49_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_take_less_than_a_second(text):
    with at_most(20):
        read(text)


def test_an_article_takes_less_than_two_milliseconds():
    text = f"TALKS BREAK OFF.\n\n{HEADER}\n\n" + "\n\n".join([ONE * 5] * 10)
    with at_most(7):
        for _ in range(50):
            read(text)


LONE_TITLES = [
    "The long night at Hask",
    "Who lost the harbour?",
    "2835 boats in one winter",
    "“Nothing was lost,” says the clerk",
]


@pytest.mark.parametrize("title", LONE_TITLES)
def test_a_line_in_the_case_of_a_sentence_below_the_header_is_the_title(title):
    article = read(f"{HEADER}\n\n{title}\n\n{BODY}")
    assert (article.title, article.caption, article.body_paragraphs, article.problems) == (title, "", [ONE, TWO], [])


@pytest.mark.parametrize(
    "line", ["Anna Vale", "The pier stood empty.", "In this issue", "Courthouse, Zvolna (Source: Valley Knot)"]
)
def test_other_lines_below_the_header_are_no_title(line):
    assert read(f"{HEADER}\n\n{line}\n\n{BODY}").title is None


def test_a_title_above_the_header_stays_the_title():
    article = read(f"Toll Doubled\n\n{HEADER}\n\nThe old toll house at Zvolna\n\n{BODY}")
    assert (article.title, article.caption) == ("Toll Doubled", "The old toll house at Zvolna")


FRONT = "publication: Courier\nvolume: 2\nissue: 9\ntitle: Toll doubled\n"
KEYS = [
    ("description: A short text.", "standfirst", "A short text."),
    ("summary: Ours.\ndescription: Theirs.", "standfirst", "Ours."),
    ("author: Anna Vale and Ivo Marsh", "authors", ["Anna Vale", "Ivo Marsh"]),
    ("tags: [a, b]\ncategories: [c]", "topics", ["a", "b", "c"]),
    ("lang: ru", "language", "ru"),
    ("permalink: /2013/toll/", "url", ""),
]


@pytest.mark.parametrize(("lines", "field", "value"), KEYS)
def test_keys_of_site_generators(lines, field, value):
    article = read(f"---\n{FRONT}{lines}\n---\n{BODY}", markdown=True)
    assert (getattr(article, field), article.problems) == (value, [])


DATES = ["2013-06-07 21:02:13 +0200", "2013-06-07T21:02:13Z", "2013-06-07 9:02", "2013-06-07 14:00:00 -4", "2013-06-07"]


@pytest.mark.parametrize("date", DATES)
def test_dates_with_time_and_zone(date):
    article = read(f"---\n{FRONT}date: {date}\n---\n{BODY}", markdown=True)
    assert (str(article.date.first), article.problems) == ("2013-06-07", [])


@pytest.mark.parametrize("lines", ["draft: true", "published: false", "status: draft"])
@pytest.mark.parametrize("fence", ["---", "+++"])
def test_drafts_are_not_public_in_any_front_matter(fence, lines):
    front = f"---\n{FRONT}{lines}\n---\n"
    if fence == "+++":
        key, value = lines.split(": ")
        value = value if value in ("true", "false") else f'"{value}"'
        front = f'+++\npublication = "Courier"\nvolume = 2\nissue = 9\ntitle = "Toll"\n{key} = {value}\n+++\n'
    assert read(front + BODY, markdown=True).unpublished is not None


def test_what_no_field_takes_is_noted_for_all_files_at_once():
    article = read(f"---\n{FRONT}layout: post\nimage: {{src: a.jpg}}\n---\n{{{{< note >}}}}{ONE}\n", markdown=True)
    assert article.problems == []
    assert [note.what for note in article.notes] == ["image", "layout", "note"]


def test_missing_pictures_of_markdown_are_named():
    article = read(f"---\n{FRONT}---\n{BODY}\n\n![A quay](/images/quay.png)", markdown=True)
    (problem,) = article.problems
    assert "/images/quay.png" in problem.reason


def test_markup_above_the_first_paragraph_is_part_of_the_body():
    article = read(f"{HEADER}\n\n![A quay](https://img.example/a.jpg)\n\n{BODY}", markdown=True)
    assert "Picture: A quay" in article.body_html
    assert article.title is None


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("path: 2013/06/07/ferries", "2013-06-07"),
        ("permalink: /news/2013/06/07/ferries/", "2013-06-07"),
        ("slug: ferries", None),
        ("date: 2013-05-01\npath: 2013/06/07/ferries", "2013-05-01"),
    ],
)
def test_the_address_of_a_post_dates_it_where_nothing_else_does(key, day):
    text = f"---\ntitle: Ferries idle\n{key}\n---\n\nThe ferries of Port Varda stood idle.\n"
    read = read_article(text, publications=PublicationNames(), markdown=True)
    assert (str(read.date.first) if read.date else None) == day
    assert read.unpublished is None


def test_a_future_day_in_the_address_is_not_published():
    text = "---\ntitle: Ferries idle\npath: 2099/06/07/ferries\n---\n\nThe ferries stood idle.\n"
    assert read_article(text, publications=PublicationNames(), markdown=True).unpublished
