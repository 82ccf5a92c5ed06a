"""Citations on the desk: corrected on the article's form, decided in the review queue."""

import pytest
from django.urls import reverse

from archive.models import Citation, CitationStatus, Source
from tests.admin.articles.test_article import form
from tests.derivation import derive
from tests.factories import ArticleFactory, SourceFactory


@pytest.fixture
def article(desk):
    SourceFactory(name="Varda Courier")
    article = ArticleFactory(paragraphs=("Nobody would say why (Lethmark Bulletin, October 3).",))
    derive(article)
    return article


@pytest.fixture
def decide(desk, article):
    citation = article.citations.get()
    return lambda **values: desk.post(
        reverse("admin:archive_citation_review"), {"key": citation.name_key, **values}, follow=True
    )


def save(desk, article, **values):
    citation = article.citations.first()
    data = {
        "citations-TOTAL_FORMS": 1,
        "citations-INITIAL_FORMS": 1,
        "citations-0-id": citation.pk,
        "citations-0-article": article.pk,
        "citations-0-name": citation.name,
        "citations-0-source": "",
        "citations-0-date_text": citation.date_text,
        "citations-0-first_day": citation.first_day,
        "citations-0-last_day": citation.last_day,
        "citations-0-paragraph": citation.paragraph,
        "citations-0-status": citation.status,
    }
    return desk.post(reverse("admin:archive_article_change", args=[article.pk]), form(article, **data | values))


def test_corrected_citation_is_confirmed(desk, article):
    save(desk, article, **{"citations-0-name": "Lethmark Bulletin (evening)"})
    assert article.citations.get().status == CitationStatus.CONFIRMED


def test_correction_survives_a_new_derivation(desk, article):
    save(desk, article, **{"citations-0-first_day": "2003-10-03", "citations-0-last_day": "2003-10-03"})
    derive(article)
    assert article.citations.get().first_day.year == 2003


def test_unchanged_citation_stays_as_found(desk, article):
    save(desk, article)
    assert article.citations.get().status == CitationStatus.FOUND


def test_citation_added_by_hand_is_marked_so(desk, article):
    save(
        desk,
        article,
        **{
            "citations-TOTAL_FORMS": 2,
            "citations-1-name": "Varda Courier",
            "citations-1-source": Source.objects.get(name="Varda Courier").pk,
            "citations-1-paragraph": 1,
            "citations-1-status": "found",
        },
    )
    assert article.citations.get(name="Varda Courier").status == CitationStatus.ADDED


def test_days_the_wrong_way_round_are_an_error_on_the_form(desk, article):
    answer = save(desk, article, **{"citations-0-last_day": "2001-01-01"})
    assert "lies before the first" in answer.content.decode()


def test_queue_shows_the_group(desk, article):
    assert "Lethmark Bulletin" in desk.get(reverse("admin:archive_citation_review")).content.decode()


def test_group_is_attached(decide):
    decide(decision="attach", source="varda courier")
    assert Citation.objects.get().source.name == "Varda Courier"


def test_group_becomes_a_source(decide):
    decide(decision="make", name="Lethmark Bulletin", kind="newspaper")
    assert Source.objects.get(name="Lethmark Bulletin").kind == "newspaper"


def test_group_is_rejected(decide):
    decide(decision="reject")
    assert Citation.objects.get().status == CitationStatus.REJECTED


def test_unknown_name_is_told(decide):
    assert "No source has that name" in decide(decision="attach", source="Nobody’s Paper").content.decode()


def test_suggestions_have_a_queue_of_their_own(desk, article):
    assert desk.get(reverse("admin:archive_citation_review"), {"in": "prose"}).status_code == 200


def test_sources_are_merged(desk):
    kept, lost = SourceFactory(name="Varda Courier"), SourceFactory(name="Varda Kurier")
    desk.post(f"{reverse('admin:archive_source_merge')}?ids={kept.pk},{lost.pk}", {"kept": kept.pk})
    assert list(Source.objects.all()) == [kept]


def test_merging_asks_which_to_keep(desk):
    sources = [SourceFactory(), SourceFactory()]
    answer = desk.post(
        reverse("admin:archive_source_changelist"),
        {"action": "merge", "_selected_action": [source.pk for source in sources]},
        follow=True,
    )
    assert "Which one stays" in answer.content.decode()
