"""What the review desk finds in articles, and what an editor found to be so."""

import datetime

import pytest

from archive.editing.derived.derivation import derive
from archive.editing.review.quality_checks import IN_ARTICLES, dismiss, needing, rows_of, warnings_of
from archive.models import ArticleOrigin, CrossReference, DismissedWarning, WarningKind
from tests.factories import ArticleFactory, PublicationFactory

pytestmark = pytest.mark.django_db
PROBLEM = {"line": 3, "reason": "A line could not be placed.", "remedy": "Look at it.", "severity": "warning"}


def without_author():
    return ArticleFactory(authors=[])


def without_body():
    return ArticleFactory(authors=["Ana Brod"], body="")


def with_import_problem():
    article = ArticleFactory(authors=["Ana Brod"])
    ArticleOrigin.objects.create(
        article=article, path="a.txt", sha256="0" * 64, received=b"", encoding="utf-8", problems=[PROBLEM]
    )
    return article


def with_broken_link():
    article = ArticleFactory(authors=["Ana Brod"], body='<p id="p1">See <a href="/nowhere/">there</a>.</p>')
    derive(article)
    return article


def with_dead_reference():
    article = ArticleFactory(authors=["Ana Brod"])
    day = datetime.date(1999, 5, 3)
    CrossReference.objects.create(
        article=article,
        raw="(see HL, May 3)",
        publication=PublicationFactory(),
        first_day=day,
        last_day=day,
        paragraph=1,
    )
    return article


MAKERS = {
    WarningKind.AUTHOR: without_author,
    WarningKind.BODY: without_body,
    WarningKind.IMPORT: with_import_problem,
    WarningKind.LINKS: with_broken_link,
    WarningKind.REFERENCES: with_dead_reference,
}


def test_every_kind_has_its_case():
    assert set(MAKERS) == set(IN_ARTICLES)


@pytest.mark.parametrize("kind", MAKERS)
def test_article_is_found_by_its_kind_alone(kind):
    article = MAKERS[kind]()
    assert {each: list(needing(each)) for each in MAKERS} == {
        each: [article] if each == kind else [] for each in MAKERS
    }


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (WarningKind.AUTHOR, "Nobody signs it."),
        (WarningKind.BODY, "It has no text."),
        (WarningKind.IMPORT, "line 3: A line could not be placed. Look at it."),
        (WarningKind.LINKS, "/nowhere/: there is no such page."),
        (WarningKind.REFERENCES, "(see HL, May 3): no issue of that date is here."),
    ],
)
def test_finding_is_told_in_words(kind, told):
    assert [text for _, text in warnings_of(kind, MAKERS[kind]())] == [told]


@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_so_is_found_no_more(kind):
    dismiss(kind, MAKERS[kind](), None)
    assert not needing(kind).exists()


@pytest.mark.parametrize("kind", MAKERS)
def test_of_two_articles_the_other_is_still_found(kind):
    dismiss(kind, MAKERS[kind](), None)
    other = MAKERS[kind]()
    assert list(needing(kind)) == [other]


def test_another_broken_link_is_found_again():
    article = with_broken_link()
    dismiss(WarningKind.LINKS, article, None)
    article.body += '<p id="p2">And <a href="/elsewhere/nowhere/">there</a>.</p>'
    article.save()
    derive(article)
    assert [key for key, _ in warnings_of(WarningKind.LINKS, article)] == ["/elsewhere/nowhere/"]


def test_problems_of_another_import_are_found_again():
    article = with_import_problem()
    dismiss(WarningKind.IMPORT, article, None)
    article.origin.sha256 = "1" * 64
    article.origin.save()
    assert list(needing(WarningKind.IMPORT)) == [article]


def test_origin_without_problems_is_not_found():
    article = with_import_problem()
    article.origin.problems = []
    article.origin.save()
    assert not needing(WarningKind.IMPORT).exists()


def test_setting_aside_twice_makes_one_row():
    article = without_author()
    for _ in range(2):
        dismiss(WarningKind.AUTHOR, article, None)
    assert DismissedWarning.objects.count() == 1


def test_kinds_of_a_run_have_no_rows_here():
    with pytest.raises(ValueError, match="MISSING"):
        rows_of(WarningKind.MISSING)
