"""Every kind of page in a real browser: accessible, at home on a phone, in light and dark."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from archive.models import CrossReference
from tests.browser.axe import OF_COLOURS, violations
from tests.browser.conftest import look_as
from tests.factories import (
    ArticleFactory,
    CitationFactory,
    IssueFactory,
    PublicationFactory,
    SourceFactory,
    SourceNameFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (320, 390, 768, 1440)
KINDS = (
    "home", "publication", "year", "month", "volume", "issue", "article", "authors", "author", "topics", "topic",
    "citing article", "article referred to", "sources", "source", "not found", "gone",
)  # fmt: skip


@pytest.fixture
def addresses():
    """A small archive with something of everything, and the address of each kind of page."""
    with transaction.atomic():  # the index hears of it once
        return fill_archive()


def fill_archive() -> dict[str, str]:
    earlier = PublicationFactory(title="Harbour Gazette")
    publication = PublicationFactory(
        title="Harbour Letter",
        preceding=earlier,
        description="Ships, tides and councils.",
        other_names=["HL"],
        frequency="every weekday",
        publisher="Quay Press",
        issn="1234-5679",
    )
    ArticleFactory(issue__publication=earlier, issue__date=datetime.date(1999, 5, 1))
    for number in range(1, 25):
        issue = IssueFactory(
            publication=publication,
            number=str(number),
            date=datetime.date(2004, 10, 1) + datetime.timedelta(days=number * 3),
        )
        ArticleFactory(issue=issue, title=f"Tide table {number}", authors=["Ana Brod"], topics=["Harbours"])
    for place in range(16):
        body = '<p id="p1">The <b>ferries</b> lay idle.</p><table id="p2"><tr><th>Ship</th><td>Idle</td></tr></table>'
        article = ArticleFactory(
            issue=issue,
            position=place,
            title=f"Ferries stand idle for day {place} while the harbour office keeps its silence",
            body=body + '<h2 id="p3">A heading</h2><blockquote id="p4"><p>Silence.</p></blockquote>' * (place == 0),
            authors=["Ana Brod", "Élise de la Tour"],
            topics=["Harbours"],
            standfirst="Nobody would say why." if place % 2 else "",
            caption="The quay at noon" if place == 0 else "",
            title_is_provisional=place % 3 == 0,
        )
    ArticleFactory(
        issue__publication=publication, issue__number="Supplement", issue__volume=2, issue__date_precision="inferred"
    )
    gone = ArticleFactory(issue=issue)
    gone_address = gone.get_absolute_url()
    gone.delete()
    return {
        "home": reverse("home"),
        "publication": publication.get_absolute_url(),
        "year": reverse("year", args=[publication.slug, 2004]),
        "month": reverse("month", args=[publication.slug, 2004, 10]),
        "volume": reverse("volume", args=[publication.slug, 1]),
        "issue": issue.get_absolute_url(),
        "article": article.get_absolute_url(),
        "authors": reverse("authors"),
        "author": article.authors.first().get_absolute_url(),
        "topics": reverse("topics"),
        "topic": article.topics.first().get_absolute_url(),
        **_citing_pages(publication),
        "not found": f"{issue.get_absolute_url()}no-such-article/",
        "gone": gone_address,
    }


@pytest.fixture
def citing():
    """The address of an article that cites sources and refers to another."""
    return _citing_pages(PublicationFactory(title="Harbour Letter"))["citing article"]


def _citing_pages(publication) -> dict[str, str]:
    """A series in two parts: the second cites sources in most paragraphs and refers to the first."""
    herald = SourceFactory(name="Quay Herald", country="KZ", homepage="https://a-long-address.quay.example/home/")
    SourceNameFactory(source=herald, name="Herald of the Quay")
    texts = ["The ferries lay idle (Quay Herald, October 23; Radio Marna, October 24)."]
    texts += ["Nobody said why. " * 12, "The tide came in (Quay Herald, October 23) (see HL, May 23)."]
    one, two = (
        ArticleFactory(
            issue=IssueFactory(publication=publication, number=f"90{part}", date=datetime.date(2003 + part, 5, 23)),
            title=f"The Long Quay (Part {part})",
            authors=["Ana Brod"],
            paragraphs=texts,
        )
        for part in (1, 2)
    )
    for article in (one, two):
        for paragraph, name, source in (
            (1, "Quay Herald", herald),
            (1, "Radio Marna", None),
            (3, "Quay Herald", herald),
        ):
            start = texts[paragraph - 1].index(name)
            place = {"paragraph": paragraph, "anchor": f"p{paragraph}", "start": start, "end": start + len(name)}
            CitationFactory(article=article, source=source, name=name, **place)
    start = texts[2].index("HL, May 23")
    CrossReference.objects.create(
        article=two, issue=one.issue, raw="(see HL, May 23)", paragraph=3, anchor="p3", start=start, end=start + 10
    )
    return {
        "citing article": two.get_absolute_url(),
        "article referred to": one.get_absolute_url(),
        "sources": reverse("sources"),
        "source": herald.get_absolute_url(),
    }


def test_axe_finds_nothing_in_light_or_dark(open_page, addresses):
    found = {}
    page = open_page(addresses["home"], bypass_csp=True)
    for kind in KINDS:
        look_as(page, 1440, "light")
        page.goto(page.base_address + addresses[kind])
        found[kind] = violations(page)
        look_as(page, 1440, "dark")
        found[f"{kind}, dark"] = violations(page, rules=OF_COLOURS)
    assert {kind: each for kind, each in found.items() if each} == {}


def test_axe_would_find_something(open_page):
    page = open_page("/", bypass_csp=True)
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('main h1').style.color = '#ccc'")
    assert [rule for rule, _ in violations(page)] == ["color-contrast", "html-has-lang"]
    assert [rule for rule, _ in violations(page, "main", rules=OF_COLOURS)] == ["color-contrast"]


def test_no_page_scrolls_sideways(open_page, addresses):
    wider = {}
    page = open_page(addresses["home"])
    for kind in KINDS:
        page.goto(page.base_address + addresses[kind])
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wider[kind, width] = page.evaluate("document.documentElement.scrollWidth") - width
    assert {place: pixels for place, pixels in wider.items() if pixels > 0} == {}


def test_no_page_weighs_a_hundred_kilobytes(open_page, addresses):
    weights = {}
    page = open_page(addresses["home"])
    for kind in KINDS:
        page.goto(page.base_address + addresses[kind])
        weights[kind] = page.evaluate(
            "performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))"
            ".reduce((sum, entry) => sum + entry.decodedBodySize, 0)"
        )
    assert {kind: weight for kind, weight in weights.items() if not 0 < weight < 100_000} == {}


def test_the_first_tab_stop_skips_to_the_text(open_page, citing):
    page = open_page(citing)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_paragraphs_link_is_seen_when_it_has_focus(open_page, citing):
    page = open_page(citing)
    link = page.locator(".body > p .anchor").first
    link.focus()
    expect(link).to_have_css("opacity", "1")


def test_navigation_and_search_stay_off_paper(open_page, citing):
    page = open_page(citing)
    page.emulate_media(media="print")
    assert not page.locator("header.site").is_visible()
    assert page.locator(".card .permanent").is_visible()


def test_sources_stand_beside_their_paragraphs_on_a_wide_screen(open_page, citing):
    page = open_page(citing, width=1440)
    for paragraph, note in (("p1", 0), ("p3", 2)):
        text, beside = page.locator(f"#{paragraph}").bounding_box(), page.locator(".note").nth(note).bounding_box()
        assert abs(beside["y"] - text["y"]) < 12
        assert beside["x"] > text["x"] + text["width"]


@pytest.mark.parametrize(("width", "medium"), [(390, "screen"), (1440, "print")])
def test_sources_stand_at_the_foot_on_a_phone_and_on_paper(open_page, citing, width, medium):
    page = open_page(citing, width=width)
    page.emulate_media(media=medium)
    last = page.locator("#p3").bounding_box()
    first = page.locator(".note").first.bounding_box()
    assert first["y"] > last["y"] + last["height"]
    assert page.locator("#sources-cited").bounding_box()["y"] < first["y"]
