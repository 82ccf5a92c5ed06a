"""What an article cites, on its page: marks in the text, notes by paragraph."""

import re

import pytest
from django.utils.html import strip_tags

from archive.editing.pending_work import suspended_recomputation
from archive.models import CitationStatus, Status
from archive.pages.rendering.citation_notes import citing_of
from archive.text.markup.annotate import Span
from tests.factories import ArticleFactory, CitationFactory, SourceFactory

pytestmark = pytest.mark.django_db

MARK = re.compile(r'class="cite["\s]')

FERRIES = "The ferries lay idle (Quay Herald, October 23). Nobody said why."


@pytest.fixture
def herald():
    return SourceFactory(name="Quay Herald")


@pytest.fixture
def article(herald):
    return ArticleFactory(paragraphs=["A first paragraph.", FERRIES])


def cite(article, source=None, text=FERRIES, name="Quay Herald", paragraph=2, **fields):
    start = text.index(name)
    place = {"paragraph": paragraph, "anchor": f"p{paragraph}", "start": start, "end": start + len(name)}
    return CitationFactory(article=article, source=source, name=name, **{**place, **fields})


def markup(client, article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def test_a_citation_in_the_text_leads_to_its_source(client, article, herald):
    cite(article, herald)
    assert '(<a href="/sources/quay-herald/" class="cite">Quay Herald</a>, October 23)' in markup(client, article)


def test_marks_change_nothing_else(client, article, herald):
    def body():
        return re.search(r'<div class="body">(.*?)</div>', markup(client, article), re.DOTALL)[1]

    plain = body()
    cite(article, herald)
    assert body() != plain
    assert re.sub(r'<a href="/sources/[^>]*>(.*?)</a>', r"\1", body()) == plain


def test_an_unresolved_citation_is_marked_without_a_link(client, article):
    cite(article)
    assert '<span class="cite unresolved">Quay Herald</span>, October 23' in markup(client, article)


def test_a_source_is_noted_with_the_day_beside_its_paragraph(client, article, herald):
    cite(article, herald)
    notes = re.findall(r'<div class="note">(.*?)</div>', markup(client, article), re.DOTALL)
    assert [" ".join(strip_tags(note).split()) for note in notes] == ["", "¶ 2Quay Herald, 23 October 2004"]


def test_a_note_leads_to_its_paragraph(client, article, herald):
    cite(article, herald)
    assert '<a class="where" href="#p2" aria-label="Paragraph 2">' in markup(client, article)


def test_every_block_has_its_place_among_the_notes(herald):
    article = ArticleFactory(body='<h2 id="p1">Head</h2>\n<hr>\n<p id="p2">Text</p>')
    assert len(citing_of(article, article.blocks()).notes) == 3


def test_a_source_cited_twice_in_a_paragraph_is_noted_once_with_both_days(client, read, herald):
    text = "Idle (Quay Herald, October 22). Still (Quay Herald, October 23)."
    article = ArticleFactory(paragraphs=[text])
    cite(article, herald, text, paragraph=1, first_day="2004-10-22", last_day="2004-10-22")
    second = text.rindex("Quay Herald")
    cite(article, herald, text, paragraph=1, start=second, end=second + 11)
    assert "Quay Herald , 22 October 2004 ; 23 October 2004" in read(article.get_absolute_url())
    assert markup(client, article).count('class="cite"') == 2


@pytest.mark.parametrize("status", [CitationStatus.REJECTED, CitationStatus.SUGGESTED])
def test_what_does_not_count_is_neither_marked_nor_noted(client, article, herald, status):
    cite(article, herald, status=status)
    page = markup(client, article)
    assert not MARK.search(page)
    assert "Sources cited" not in page


def test_an_article_that_cites_nothing_has_no_list(client, article):
    assert "Sources cited" not in markup(client, article)


def test_a_lost_name_is_noted_as_lost(read):
    text = "Idle (, October 23)."
    article = ArticleFactory(paragraphs=[text])
    CitationFactory(article=article, source=None, name="", raw="(, October 23)", start=5, end=19)
    assert "name lost , 23 October 2004" in read(article.get_absolute_url())


def test_a_cited_address_is_linked(client, article, herald):
    cite(article, herald, url="https://quay.example/1?a=1&b=2")
    assert 'href="https://quay.example/1?a=1&amp;b=2"' in markup(client, article)


def test_an_address_that_is_none_of_the_web_is_not(client, article, herald):
    cite(article, herald, url="javascript:alert(1)")
    assert "javascript:" not in markup(client, article)


def test_a_name_as_printed_is_shown_inert(client):
    text = "Idle (<b>Q</b>, October 23)."
    article = ArticleFactory(paragraphs=[text])
    cite(article, None, text, name="<b>Q</b>", paragraph=1)
    page = markup(client, article)
    assert "<b>Q</b>" not in page
    assert page.count('unresolved">&lt;b&gt;Q&lt;/b&gt;</span>') == 2


def test_a_date_leads_to_who_else_cited_the_source_that_week(client, article, herald):
    cite(article, herald)
    page = markup(client, article)
    address = f"/search/?q=cited:2004-10-18..2004-10-24&amp;source={herald.slug}"
    assert f'href="{address}" title="Who else cited it then"><time datetime="2004-10-23">' in page


def test_a_text_edited_behind_the_records_leaves_the_mark_out_and_logs_it(client, article, herald, caplog):
    cite(article, herald)
    article.body = '<p id="p1">A first paragraph.</p>\n<p id="p2">Quite another text, long enough to reach there.</p>'
    with suspended_recomputation():
        article.save()
    page = markup(client, article)
    assert not MARK.search(page)
    assert "Sources cited" in page
    assert [record.name for record in caplog.records if "pages" in record.name] == [
        "archive.pages.rendering.citation_offsets"
    ]


def test_a_text_grown_shorter_breaks_nothing(client, article, herald):
    cite(article, herald)
    article.body = '<p id="p2">Short.</p>'
    with suspended_recomputation():
        article.save()
    assert "Sources cited" in markup(client, article)


def test_a_paragraph_that_is_gone_leaves_its_sources_in_the_list(read, article, herald):
    cite(article, herald)
    article.body = '<p id="p1">A first paragraph.</p>'
    with suspended_recomputation():
        article.save()
    assert "Sources cited Quay Herald , 23 October 2004" in read(article.get_absolute_url())


def test_a_paragraph_that_moved_keeps_its_marks(client, article, herald):
    cite(article, herald)
    article.body = f'<p id="p2">{FERRIES}</p>\n<p id="p1">A first paragraph.</p>'
    article.save()
    assert 'class="cite"' in markup(client, article)


def test_one_added_by_hand_without_a_place_is_noted_and_not_logged(read, article, herald, caplog):
    CitationFactory(article=article, source=herald, start=None, end=None, status=CitationStatus.ADDED)
    assert "Quay Herald , 23 October 2004" in read(article.get_absolute_url())
    assert not [record for record in caplog.records if "pages" in record.name]


@pytest.mark.parametrize(
    "body",
    [
        '<blockquote id="p1"><p>Silence.</p>\n<p>Idle (Quay Herald, October 23).</p></blockquote>',
        '<table id="p1"><tbody><tr><th>A</th><td>Idle (Quay Herald, October 23).</td></tr></tbody></table>',
        '<ul id="p1"><li>Silence &amp; more</li><li>Idle (Quay <i>Herald</i>, October 23).</li></ul>',
        '<p id="p1">A line<br>Idle (Quay Herald, October 23).</p>',
    ],
)
def test_places_are_found_in_every_kind_of_block(body, herald):
    article = ArticleFactory(body=body)
    (block,) = article.blocks()
    cite(article, herald, block.text, paragraph=1)
    (span,) = citing_of(article, [block]).marks[0]
    assert (span.end - span.start, span.css_class) == (len("Quay Herald"), "cite")


def test_where_a_corrected_citation_was_printed_is_marked_all_the_same(article, herald):
    citation = cite(article, herald, status=CitationStatus.CONFIRMED)
    citation.name = "The Herald of the Quay"
    citation.raw = "(Quay Herald, October 23)"
    citation.save()
    start = FERRIES.index("Quay")
    assert citing_of(article, article.blocks()).marks == {
        1: [Span(start, start + 11, href="/sources/quay-herald/", css_class="cite")]
    }


def test_the_number_of_queries_does_not_grow(queries_of, article):
    def cite_many(number: int) -> int:
        for _ in range(number):
            cite(article, SourceFactory())
        return queries_of(article.get_absolute_url())

    assert cite_many(3) == cite_many(30)


def test_a_drafts_citations_make_no_page_of_it(client, herald):
    article = ArticleFactory(paragraphs=[FERRIES], status=Status.DRAFT)
    cite(article, herald, paragraph=1)
    assert client.get(article.get_absolute_url()).status_code == 404
