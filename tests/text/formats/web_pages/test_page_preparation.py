"""What of a saved page a reader sees, when scripts or other elements stand between."""

import pytest

from tests.text.formats.reading import MORE, PROSE, read_one
from tests.text.formats.web_pages.test_article_pieces import PARTS, page, paragraphs

TEXT = paragraphs(0, 6)


@pytest.mark.parametrize(
    "body",
    [
        f"<nav><p>Hask Weekly</p></nav><noscript><div id=text>{TEXT}</div></noscript>",
        f"<div class=post><script type='text/template'>{TEXT}</script></div>",
        f"<div class=post><template>{TEXT}</template></div>",
        f"<main><template id='B:0'></template></main><div hidden id='S:0'><article>{TEXT}</article></div>",
        f"<main><template id='P:1f'></template></main><div hidden id='S:1f'>{TEXT}</div>",
        f"<div hidden id='S:0'>{TEXT}</div>",
    ],
)  # fmt: skip
def test_an_article_that_scripts_would_show_is_read(body):
    assert read_one("a.html", page(body)).body_paragraphs == PARTS[:6]


def test_text_for_browsers_without_scripts_stays_away_beside_an_article():
    unseen = (
        f"<noscript><p>{PROSE} {MORE} {PROSE}</p></noscript><script type='text/template'><p>{PROSE * 3}</p></script>"
    )
    assert read_one("a.html", page(f"<article>{TEXT}{unseen}</article>")).body_paragraphs == PARTS[:6]


def test_streamed_parts_stand_in_their_order():
    body = f"<main>{paragraphs(0, 2)}<template id='B:0'></template>{paragraphs(4, 6)}</main>"
    article = read_one("a.html", page(f"{body}<div hidden id='S:0'>{paragraphs(2, 4)}</div>"))
    assert article.body_paragraphs == PARTS[:6]


@pytest.mark.parametrize("hyphen", ["\u00ad", "&shy;", "&#173;", "&#xAD;"])
def test_soft_hyphens_are_no_part_of_words(hyphen):
    article = read_one("a.html", page(f"<article>{TEXT.replace('ferries', f'fer{hyphen}ries')}</article>"))
    assert article.body_paragraphs == PARTS[:6]


def test_pronunciations_above_words_are_left_out():
    ruby = "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>は静かだ"
    article = read_one("a.html", page(f"<article>{TEXT}<p>{ruby}</p>{paragraphs(6, 8)}</article>"))
    assert "港は静かだ" in article.body_paragraphs


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("<math><mi>x</mi><mo>=</mo><mn>2</mn></math>", "x = 2"),
        ("<math alttext='x^2'><msup><mi>x</mi><mn>2</mn></msup></math>", "x^2"),
        (
            "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x_1</annotation></semantics></math>",
            "x_1",
        ),
    ],
)
def test_formulas_are_written_out(formula, words):
    article = read_one("a.html", page(f"<article>{TEXT}<p>The toll is {formula} at all hours.</p>{TEXT}</article>"))
    assert f"The toll is {words} at all hours." in article.body_paragraphs


@pytest.mark.parametrize(
    "attributes",
    [
        "[class]=\"open ? 'wide ' : 'wide narrow'\"",
        "on='tap:AMP.setState({ open: !open })' @click=\"go('a > b')\"",
        '"="" quoted"',
        ":class=\"{ 'a': b > 1 }\"",
    ],
)
def test_attributes_of_scripts_stay_away(attributes):
    body = f"<div {attributes}><h2>On the quay</h2>{paragraphs(0, 3)}</div><div {attributes}>{paragraphs(3, 6)}</div>"
    article = read_one("a.html", page(body))
    assert article.body_paragraphs[-6:] == PARTS[:6]
    assert "class" not in article.body_html
    assert "open" not in article.body_html


def test_emptied_elements_join_no_words():
    body = f"<article>{TEXT}<p>The ferry<span> </span>sails<b></b> at nine.<br>Or ten.</p><div></div>{TEXT}</article>"
    assert "The ferry sails at nine.\nOr ten." in read_one("a.html", page(body)).body_paragraphs
