"""Saved web pages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.formats.reading import FIXTURES, HEADER, MORE, PROSE, read, read_one, reasons
from tests.timing import at_most


def page(body, head="", attributes=""):
    return f"<!DOCTYPE html><html {attributes}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def article_page(inside, **more):
    return page(f"<article>{inside}<p>{PROSE}</p><p>{MORE}</p></article>", **more)


HEADS = [
    # what stands above the text, what it says
    (f"<h1>Toll Doubled</h1><p>{HEADER}</p>", {"title": "Toll Doubled", "volume": 5, "number": "22"}),
    (f"<p>{HEADER}</p><h1>Toll Doubled</h1>", {"title": "Toll Doubled"}),
    (f"<p>{HEADER}<br>By: Anna Vale<br>May 30, 2003</p>", {"authors": ["Anna Vale"], "date": "2003-05-30"}),
    (f"<p>TOLL DOUBLED</p><p>{HEADER}</p>", {"title": "Toll Doubled"}),
    (f"<div>Toll Doubled</div><div>{HEADER}</div>", {"title": "Toll Doubled"}),
    (f"<h1>Toll Doubled</h1><h2 class='entry-subtitle'>Twice.</h2><p>{HEADER}</p>", {"standfirst": "Twice."}),
    (f"<p class='byline'>Anna Vale and Ivo Marsh</p><p>{HEADER}</p>", {"authors": ["Anna Vale", "Ivo Marsh"]}),
    (f"<a rel='author' href='/a'>Anna Vale</a><p>{HEADER}</p>", {"authors": ["Anna Vale"]}),
    (f"<time datetime='2003-05-30T08:00:00Z'>last Friday</time><p>{HEADER}</p>", {"date": "2003-05-30"}),
    ("<p>Narrows Weekly Volume 5, Issue 22 (May 30, 2003)</p>", {"publication": "Narrows Weekly", "number": "22"}),
    (f"<p>{HEADER}</p><figure><img src=x.jpg><figcaption>The bar.</figcaption></figure>", {"caption": "The bar."}),
    (f"<p><b>{HEADER}<br>By: Anna Vale</b></p>", {"authors": ["Anna Vale"]}),
    (f"<table><tr><td><p>{HEADER}</p></td></tr></table>", {"number": "22"}),
]


@pytest.mark.parametrize(("head", "says"), HEADS, ids=[head[:60] for head, _ in HEADS])
def test_heads(head, says):
    article = read_one("a.html", article_page(head))
    found = {name: getattr(article, name) for name in says}
    if "date" in found:
        found["date"] = article.date.first.isoformat()
    assert found == says
    assert article.body_paragraphs == [PROSE, MORE]
    assert article.errors == []


METAS = [
    ('<meta name="citation_journal_title" content="NW"><meta name="citation_volume" content="5">'
     '<meta name="citation_issue" content="22">', {"publication": "Narrows Weekly", "volume": 5, "number": "22"}),
    ('<meta name="citation_author" content="Vale, Anna"><meta name="citation_author" content="Marsh, Ivo">',
     {"authors": ["Anna Vale", "Ivo Marsh"]}),
    ('<meta name="author" content="Anna Vale"><meta name="citation_author" content="Ivo Marsh">',
     {"authors": ["Ivo Marsh"]}),
    ('<meta property="article:author" content="https://lantern.example/anna">', {"authors": []}),
    ('<meta property="article:published_time" content="2003-05-30T08:00:00+02:00">', {"date": "2003-05-30"}),
    ('<meta name="keywords" content="ferries, tolls">', {"topics": ["ferries", "tolls"]}),
    ('<link rel="canonical" href="https://lantern.example/5/22/a">', {"url": "https://lantern.example/5/22/a"}),
    ('<link rel="canonical" href="/5/22/a">', {"url": ""}),
    ("<title>Toll Doubled – Narrows Weekly</title>", {"title": "Toll Doubled"}),
    ('<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Toll Doubled", '
     '"author": [{"name": "Anna Vale"}], "datePublished": "2003-05-30"}]}</script>',
     {"title": "Toll Doubled", "authors": ["Anna Vale"], "date": "2003-05-30"}),
    ('<script type="application/ld+json">{"@type": "NewsArticle", broken</script>', {"title": None}),
    (f'<script type="application/ld+json">{"[" * 100_000}</script>', {"title": None}),
]  # fmt: skip


@pytest.mark.parametrize(("head", "says"), METAS, ids=[head[:60] for head, _ in METAS])
def test_the_pages_own_description_fills_gaps(head, says):
    head = head if "citation_volume" in head else head + METAS[0][0]
    article = read_one("a.html", article_page("", head=head))
    found = {name: getattr(article, name) for name in says}
    if "date" in found:
        found["date"] = article.date.first.isoformat()
    assert found == says
    assert article.errors == []


def test_what_the_text_says_goes_before_the_pages_description():
    head = '<meta name="citation_volume" content="9"><meta name="citation_issue" content="1">'
    article = read_one("a.html", article_page(f"<p>{HEADER}</p>", head=head))
    assert (article.volume, article.number) == (5, "22")


def test_language():
    assert read_one("a.html", article_page(f"<p>{HEADER}</p>", attributes="lang=en-GB")).language == "en-GB"


BOILERPLATE = [
    "<nav><a href=/>Home page</a></nav>",
    "<aside>Write to us on Fridays</aside>",
    "<footer>The Lantern Institute, Övermar</footer>",
    "<div class='social-share'>Share this with friends</div>",
    "<div role=complementary>Weather in Hask</div>",
    "<form><label>Your address</label><input></form>",
    "<p hidden>Not for your eyes</p>",
    "<h3>Related articles</h3><ul><li><a href=/1>The Toll Doubled</a></li><li><a href=/2>A Pier</a></li></ul>",
    "<section id=comments><p>First!</p></section>",
]


@pytest.mark.parametrize("part", BOILERPLATE)
@pytest.mark.parametrize("place", ["inside", "outside"])
def test_boilerplate_is_cut_without_a_word(part, place):
    inner = f"<p>{HEADER}</p><p>{PROSE}</p><p>{MORE}</p>"
    text = f"<article>{inner}{part}</article>" if place == "inside" else f"<article>{inner}</article>{part}"
    article = read_one("a.html", page(text))
    assert article.body_paragraphs == [PROSE, MORE]
    assert article.problems == []


def test_scripts_and_styles_go_without_a_word():
    article = read_one("a.html", article_page(f"<p>{HEADER}</p><script>alert(1)</script><style>p {{}}</style>"))
    assert article.problems == []


@pytest.mark.parametrize("name", ["newsletter-related", "content comments", "sidebar"])
def test_what_holds_most_of_the_text_is_kept_whatever_it_is_called(name):
    assert read_one("a.html", page(f"<div class='{name}'><p>{HEADER}</p><p>{PROSE}</p><p>{MORE}</p></div>")
                    ).body_paragraphs == [PROSE, MORE]  # fmt: skip


def test_a_list_of_sources_at_the_end_is_kept():
    links = "<h2>Sources</h2><ul><li><a href='https://hask.example/1'>Hask harbor log</a></li></ul>"
    article = read_one("a.html", page(f"<article><p>{HEADER}</p><p>{PROSE}</p><p>{MORE}</p>{links}</article>"))
    assert "hask.example" in article.body_html


def test_prose_is_found_without_any_element_that_names_it():
    menu = "<table><tr><td><a href=/1>Home</a></td><td><a href=/2>Archive</a></td></tr></table>"
    text = f"<div><div><h1>Toll Doubled</h1></div><div><p>{HEADER}</p><p>{PROSE * 3}</p><p>{MORE * 3}</p></div></div>"
    article = read_one("a.html", page(f"<div>{menu}</div><div>{text}</div><div><p>Imprint</p></div>"))
    assert article.title == "Toll Doubled"
    assert article.body_paragraphs == [PROSE * 3, MORE * 3]


LINKS = [
    ("https://hask.example/log", "", "https://hask.example/log"),
    ("/log", '<base href="https://hask.example/">', "https://hask.example/log"),
    ("../log", '<link rel=canonical href="https://hask.example/2003/05/a">', "https://hask.example/2003/log"),
    ("mailto:port@hask.example", "", "mailto:port@hask.example"),
    ("/log", "", None),
    ("javascript:alert(1)", "", None),
    ("file:///C:/log.htm", "", None),
    ("http://[", "", None),
]


@pytest.mark.parametrize(("address", "head", "expected"), LINKS)
def test_links_are_made_absolute_or_lose_their_address(address, head, expected):
    article = read_one("a.html", article_page(f'<p>{HEADER}</p><p>{PROSE} <a href="{address}">Log</a></p>', head=head))
    assert (f'<a href="{expected}">Log</a>' if expected else f"{PROSE} Log</p>") in article.body_html
    assert ("links are relative" in reasons(article.problems)) == (expected is None)


def test_pictures_and_films_are_counted():
    article = read_one(
        "a.html", article_page(f"<p>{HEADER}</p><img src='a/ferry.jpg'><img src='pier.jpg'><video src=b.mp4></video>")
    )
    assert "Left out: 2 pictures (ferry.jpg, pier.jpg), 1 video (b.mp4)." in reasons(article.problems)


def test_a_picture_in_several_sizes_is_one():
    many = "<picture><source srcset=b.webp><img src=a.jpg></picture>"
    article = read_one("a.html", article_page(f"<p>{HEADER}</p>{many}"))
    assert "Left out: 1 picture (a.jpg)." in reasons(article.problems)


def test_control_characters_are_left_out():
    article = read_one(
        "a.html", article_page(f"<p>{HEADER}</p><p>The bar is \x0b<a href='https://a.example/\x01'>shut</a>.</p>")
    )
    assert '<a href="https://a.example/">shut</a>' in article.body_html


def test_a_problem_has_the_line_of_the_file():
    article = read_one("a.html", article_page(f"<p>{HEADER}</p>\n\n<p>*</p>\n"))
    assert [(problem.line, problem.severity) for problem in article.problems] == [(3, "warning")]


def test_line_ends_of_the_source_mean_nothing():
    article = read_one("a.html", article_page(f"<p>{HEADER}</p><p>One\n   line is\r\nonly one.</p>"))
    assert article.body_paragraphs[0] == "One line is only one."


ENCODINGS = [
    ("utf-8", "", "utf-8"),
    ("utf-8-sig", "", "utf-8"),
    ("utf-16", "", "utf-16-le"),
    ("cp1252", "", "windows-1252"),
    ("cp1252", "<meta charset=iso-8859-1>", "windows-1252"),
    ("cp1250", "<meta charset=windows-1250>", "windows-1250"),
    ("cp1251", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "windows-1251"),
]


@pytest.mark.parametrize(("encoding", "meta", "name"), ENCODINGS)
def test_encodings(encoding, meta, name):
    word = {"cp1251": "Переправа", "cp1250": "Ždár"}.get(encoding, "Övermar")
    html = f"<html><head>{meta}</head><body><p>{HEADER}</p><p>{word} waits for the ferry.</p></body></html>"
    (record,), _ = read("a.htm", html.encode(encoding))
    assert record.article.body_paragraphs == [f"{word} waits for the ferry."]
    assert record.encoding == name


BAD = [
    # content, what is said
    (b"", "The page is empty."),
    (b"   \n", "The page is empty."),
    (b"%PDF-1.4", "This is a PDF"),
    (b"<p>\xc3\xa9 and \xe9 in one page", "mixes encodings"),
    (b"<meta charset=shift_jis><p>\x81\xff", "says that it is SHIFT_JIS"),
    (b"<p>" * 300 + b"x", ""),
    (b"<div>" * 300 + b"x", "nests more than 256"),
    (b"<p>" + b"x" * (6 << 20), "The page is larger than 5 MB."),
]


@pytest.mark.parametrize(("content", "reason"), BAD, ids=[reason or "unclosed" for _, reason in BAD])
def test_bad_pages(content, reason):
    records, problems = read("a.html", content)
    errors = problems + [problem for record in records for problem in record.article.errors]
    assert reason in reasons(errors, "error")
    assert all(problem.remedy for problem in errors)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"<p>{PROSE}</p>", "No header line says of which issue"),
        (f"<p>{HEADER}</p>", "There is no text below the header."),
        (f"<p>{HEADER}</p><p>{PROSE}</p><p>Publication: Narrows Weekly Volume: 5 Issue: 23</p><p>{MORE}</p>",
         "the file holds several articles"),
        (f"<p>{HEADER}</p><p>{'word ' * 250_000}</p>", "are the most that is read"),
    ],
)  # fmt: skip
def test_what_is_missing_is_an_error(body, reason):
    assert reason in reasons(read_one("a.html", page(body)).errors)


def test_a_body_beyond_the_bounds_is_the_one_error():
    article = read_one("a.html", page(f"<p>{HEADER}</p><p>{'word ' * 250_000}</p>"))
    assert len(article.errors) == 1


@pytest.mark.parametrize("bad", ["<a href='x" * 20_000, "<div class='comments'>" * 200 + "x" * 100_000, "<b>" * 50_000])
def test_hostile_pages_take_little_time(bad):
    with at_most(9):
        read("a.html", page(bad))


@given(st.text(alphabet="<>/=\"' apdivbrh1ulit&;\n", max_size=200))
@settings(deadline=None)
def test_any_text_is_read_without_an_exception(text):
    read("a.html", f"<body>{text}")


def test_a_cut_off_page_is_read_as_far_as_it_goes():
    article = read_one("a.html", article_page(f"<h1>Toll Doubled</h1><p>{HEADER}</p>").partition(MORE[20:])[0])
    assert article.body_paragraphs == [PROSE, MORE[:20]]


def test_the_example():
    article = read_one("a.html", (FIXTURES / "the-ferry-that-waits.html").read_bytes())
    assert (article.title, article.volume, article.number) == ("The Ferry That Waits", 5, "22")
    assert article.errors == []
    assert article.body_html.count("https://") == 3
    assert article.body_html.count(">Picture: The Aldona at Hask") == 1
