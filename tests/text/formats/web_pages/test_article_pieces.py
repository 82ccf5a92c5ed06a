"""Which text of a page is its article's, and what of the rest is told."""

import pytest

from archive.text.formats.web_pages import second_opinion
from tests.text.formats.reading import HEADER, MORE, PROSE, read_one, reasons

ISSUE = (
    '<meta name="citation_journal_title" content="NW"><meta name="citation_volume" content="5">'
    '<meta name="citation_issue" content="22">'
)
PARTS = [
    f"Part {number}. The harbour office said on day {number} that the ferries would not sail, and nobody knew how long "
    f"they would stand. It gave {number} reasons, and the mayor, who had promised more, did not come to the quay."
    for number in range(1, 13)
]


def paragraphs(first, last):
    return "".join(f"<p>{part}</p>" for part in PARTS[first:last])


def page(body):
    return f"<html><head><meta charset=utf-8>{ISSUE}<title>Ferries stand idle</title></head><body>{body}</body></html>"


MANY = [
    # bodies whose text is in several blocks side by side
    f"<h1>Ferries stand idle</h1><section class=outer><div><div>{paragraphs(0, 4)}</div></div></section>"
    f"<figure><img src='https://x.example/a.jpg'></figure><section class=outer><div><div>{paragraphs(4, 8)}</div></div>"
    f"</section><section class=outer><div>{paragraphs(8, 12)}</div></section><footer>About us</footer>",
    f"<article><h1>Ferries stand idle</h1>{paragraphs(0, 3)}</article><div>{paragraphs(3, 12)}</div>",
    f"<article>{paragraphs(0, 7)}</article><article>{paragraphs(7, 12)}</article>",
    "".join(f"<div class=row><div class=text><p>{part}</p></div></div>" for part in PARTS),
    f"<table><tr><td>{paragraphs(0, 6)}</td></tr><tr><td>{paragraphs(6, 12)}</td></tr></table>",
    f"<main><div>{paragraphs(0, 2)}</div></main><main><div>{paragraphs(2, 12)}</div></main>",
]


@pytest.fixture(params=["with", "without"])
def opinion(request, monkeypatch):
    """Pages are read with the second opinion and, as those beyond its bounds are, without."""
    if request.param == "without":
        monkeypatch.setattr(second_opinion, "MAX_CHARACTERS", 0)


@pytest.mark.usefixtures("opinion")
@pytest.mark.parametrize("body", MANY, ids=[body[:40] for body in MANY])
def test_a_page_of_sibling_blocks_keeps_all_of_them(body):
    assert read_one("a.html", page(body)).body_paragraphs == PARTS


OPINIONS = [
    f"I was on the quay that day too, wrote visitor {number}, and what {number} of us saw was nothing like it. Nobody "
    f"had told us a word, {number} hours long, and we went home on foot, which I shall not forget."
    for number in range(20, 26)
]
NAMES = ["social-policy", "popular-front", "sharing-the-load", "ads-and-tolls", "related-crafts", "comment-on-tolls",
         "newsletter-history", "cookie-makers", "menu-prices", "widget-works"]  # fmt: skip


@pytest.mark.usefixtures("opinion")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("attribute", ["id", "class"])
def test_headings_and_sections_stay_whatever_they_are_named(name, attribute):
    named = f"<h2 {attribute}='{name}'>On the quay</h2><p>{PARTS[4]}</p>"
    section = f"<section {attribute}='{name}'><h2>In the town</h2><p>{PARTS[5]}</p></section>"
    article = read_one("a.html", page(f"<article>{paragraphs(0, 4)}{named}{section}{paragraphs(6, 9)}</article>"))
    assert article.body_paragraphs == [*PARTS[:4], "On the quay", PARTS[4], "In the town", *PARTS[5:9]]
    assert article.problems == []


def test_structure_is_kept():
    inside = (
        "<h2>Tolls</h2><ul><li>Tugs<ul><li>Bittern</li></ul></li></ul><blockquote><p>Nobody knew.</p></blockquote>"
        "<table><tr><th>Ship</th><th>Toll</th></tr><tr><td>Tug</td><td>9</td></tr></table>"
        '<p>See <a href="https://hask.example/log">the log</a> of the harbour, which says as much as this.</p>'
    )
    html = read_one("a.html", page(f"<article>{paragraphs(0, 4)}{inside}{paragraphs(4, 8)}</article>")).body_html
    for markup in ("<h2>Tolls</h2>", "<ul><li>Tugs<ul><li>Bittern</li></ul></li></ul>", "<blockquote><p>Nobody",
                   "<td>Tug</td><td>9</td>", '<a href="https://hask.example/log">the log</a>'):  # fmt: skip
        assert markup in html


AROUND = [
    # what stands around an article on a page, by no name that says so
    "<div><a href=/1>The Toll Doubled Again</a> <a href=/2>A Pier for Hask</a> <a href=/3>What Ferries Cost</a></div>",
    "<p><a href='/4'>Read also: The pier that nobody wanted to build</a></p>",
    "<ul><li><a href=/1>Home</a></li><li><a href=/2>Archive</a></li></ul>",
]


@pytest.mark.parametrize("around", AROUND)
def test_lists_of_links_around_an_article_are_cut(around):
    article = read_one("a.html", page(f"<div>{around}</div><div>{paragraphs(0, 8)}{around}</div><div>{around}</div>"))
    assert article.body_paragraphs == PARTS[:8]


def test_a_lead_above_the_text_is_kept():
    lead = "The ferries of Hask stand idle for a third week, and nobody in town can say when they will sail."
    body = (
        f"<header><h1>Ferries stand idle</h1><p class='article-lead'>{lead}</p></header><div>{paragraphs(0, 8)}</div>"
    )
    article = read_one("a.html", page(body))
    assert lead in [article.standfirst, *article.body_paragraphs]


def test_paragraphs_cut_from_within_are_told_with_their_first_words():
    aside = f"<aside><h3>The harbour office</h3><p>{PROSE} {MORE}</p></aside>"
    article = read_one("a.html", page(f"<article>{paragraphs(0, 6)}{aside}{paragraphs(6, 12)}</article>"))
    told = reasons(article.problems)
    assert (PROSE[:30] in told) == (PROSE not in " ".join(article.body_paragraphs))


@pytest.mark.parametrize("label", ["Share this story", "Compartilhe", "共有", "Most Read Business Stories"])
def test_headings_with_no_paragraph_below_are_cut_without_a_word(label):
    box = f"<div class=share><h3>{label}</h3><div>Copied!</div><a href=/1>The Toll Doubled</a></div>"
    article = read_one("a.html", page(f"<article>{paragraphs(0, 6)}{box}{paragraphs(6, 12)}</article>"))
    assert article.problems == []


def test_much_text_cut_beside_the_article_is_told():
    choir = "On evening {} a choir sang in the old mill of Hask, where {} lamps burned, and all who had chairs came."
    beside = "".join(f"<p>{choir.format(number, number)}</p>" for number in range(8))
    article = read_one("a.html", page(f"<article>{paragraphs(0, 10)}</article><div class=sidebar>{beside}</div>"))
    assert "Cut as parts of the page: paragraphs with" in reasons(article.problems)
    assert "“On evening 0 a choir sang in the old mill" in reasons(article.problems)


def test_comments_navigation_and_footers_are_cut_without_a_word():
    around = f"<nav><a href=/>Home</a></nav>{{}}<div id=comments><p>{MORE * 5}</p></div><footer><p>{PROSE}</p></footer>"
    article = read_one("a.html", page(around.format(f"<article>{paragraphs(0, 8)}</article>")))
    assert article.body_paragraphs == PARTS[:8]
    assert article.problems == []


def test_a_page_with_a_header_line_keeps_all_of_its_main_element():
    short = "<p>No.</p><p>Yes, said the mayor.</p>"
    article = read_one("a.html", page(f"<article><p>{HEADER}</p>{short}{paragraphs(0, 5)}<p>So be it.</p></article>"))
    assert article.body_paragraphs == ["No.", "Yes, said the mayor.", *PARTS[:5], "So be it."]


VISITORS = "".join(
    f"<li><p>I was on the quay too, wrote visitor {number}, and {number} of us saw it.</p></li>" for number in range(30)
)


@pytest.mark.usefixtures("opinion")
@pytest.mark.parametrize("name", ["id=comments", "class=comment-list", "class='comments-area wide'", "id=respond"])
def test_comments_that_are_longer_than_the_article_are_cut(name):
    body = f"<article>{paragraphs(0, 5)}</article><div {name}><h3>There are 30 comments</h3><ol>{VISITORS}</ol></div>"
    article = read_one("a.html", page(body))
    assert article.body_paragraphs == PARTS[:5]
    assert article.problems == []


def test_a_heading_with_nothing_below_it_is_cut():
    more = "<h3>More of this kind</h3><ul><li><a href=/1>The Toll Doubled</a></li><li><a href=/2>A Pier</a></li></ul>"
    article = read_one("a.html", page(f"<article>{paragraphs(0, 6)}{more}</article>"))
    assert article.body_paragraphs == PARTS[:6]


@pytest.mark.usefixtures("opinion")
def test_items_of_lists_within_the_article_stay_with_their_links():
    items = ["Two tons of sprats", "Salt and vinegar", "Old nets of the Bittern, which lies in the dock"]
    listed = "".join(f"<li><div>{item.replace('nets', '<a href=/nets>nets</a>')}</div></li>" for item in items)
    body = f"<article>{paragraphs(0, 4)}<div class=box><div><ul>{listed}</ul></div></div>{paragraphs(4, 8)}</article>"
    text = " ".join(read_one("a.html", page(body)).body_paragraphs)
    assert [item for item in items if item not in text] == []


@pytest.mark.parametrize("hiding", ["style='display: none'", "aria-hidden=true"])
@pytest.mark.parametrize("name", ["accordion-content", "tab-panel", "faq", "collapse"])
def test_parts_that_readers_unfold_stay(hiding, name):
    folded = f"<div class={name} {hiding}>{paragraphs(4, 8)}</div>"
    article = read_one("a.html", page(f"<article>{paragraphs(0, 4)}{folded}{paragraphs(8, 12)}</article>"))
    assert article.body_paragraphs == PARTS


@pytest.mark.parametrize("body", ["<p>Test</p>", "<div><h2>Ferries stand idle</h2><p>Soon.</p></div>"])
def test_a_page_of_a_few_words_is_not_empty(body):
    assert read_one("a.html", page(body)).body_paragraphs != []


@pytest.mark.parametrize("name", ["jp-relatedposts", "related-posts", "relatedArticles", "related_stories"])
def test_first_lines_of_related_articles_are_cut(name):
    teasers = "".join(f"<h4><a href=/{number}>Toll {number}</a></h4><p>{MORE}</p>" for number in range(3))
    body = f"<article>{paragraphs(0, 6)}<div class='box'><div id='{name}'>{teasers}</div></div></article>"
    assert read_one("a.html", page(body)).body_paragraphs == PARTS[:6]


def test_single_comments_are_cut_whatever_their_list_is_named():
    listed = "".join(f"<div id='comment-21{number}'><div><p>{MORE} {PROSE}</p></div></div>" for number in range(20))
    body = f"<main>{paragraphs(0, 6)}<div class=visitors><h3>There are 20 answers</h3>{listed}</div></main>"
    assert read_one("a.html", page(body)).body_paragraphs == PARTS[:6]


@pytest.mark.parametrize("first", ["By Ana Brod", "5 March 2004", "Ferries stand idle"])
@pytest.mark.parametrize("cells", ["<ol><li>{}</li>{}</ol>", "<table><tr><td>{}</td></tr>{}</table>"])
def test_a_text_in_one_list_or_table_stays_whatever_its_first_line_is(cells, first):
    rows = [f"<li>{part}</li>" if "<ol>" in cells else f"<tr><td>{part}</td></tr>" for part in PARTS]
    article = read_one("a.html", page(f"<h1>Ferries stand idle</h1>{cells.format(first, ''.join(rows))}"))
    text = " ".join(article.body_paragraphs)
    assert [part for part in PARTS if part not in text] == []


OTHERS = [
    # what stands around an article, or in its element, and is not its, however long
    f"<div class=sf_comment_list><div class=sf_comment_text><p>{'</p><p>'.join(OPINIONS)}</p></div></div>",
    f"<section class=leaveComment><p>{OPINIONS[0]}</p></section>",
    f"<div class=wpmtst-testimonial-inner><p>{OPINIONS[0]}</p></div>",
    "<ol><li>Ferries stand idle on the quay</li></ol>",
]


@pytest.mark.parametrize("other", OTHERS, ids=[other[:40] for other in OTHERS])
def test_what_others_wrote_is_cut_and_lines_that_repeat_the_title(other):
    body = f"<article><h1>Ferries stand idle on the quay</h1>{paragraphs(0, 5)}{other}</article>"
    assert read_one("a.html", page(body)).body_paragraphs == PARTS[:5]


def test_a_lead_between_title_and_text_is_the_standfirst():
    body = (
        "<div><h1>Ferries stand idle</h1><section class=article-lead>The harbour office stops all ferries.</section>"
        "</div>"
        f"<article>{paragraphs(0, 5)}</article>"
    )
    assert read_one("a.html", page(body)).standfirst == "The harbour office stops all ferries."
