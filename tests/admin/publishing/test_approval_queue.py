"""The sign-off list: what stands in which pile for whom, and what is done from it."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import Article, BulkTask, ImportBatch, ImportRecord, ImportState, ReviewNote, Status
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

TOMORROW = datetime.timedelta(days=1)
ADDRESS = "admin:archive_article_signoff"


@pytest.fixture
def browser_of(member):
    def sign_in(group: str):
        person, browser = member(group), Client()
        browser.force_login(person)
        return person, browser

    return sign_in


def piles(browser: Client, **query) -> dict[str, list[str]]:
    """Titles by pile, as the page has them."""
    page = browser.get(reverse(ADDRESS), query).content.decode()
    sections = re.findall(r'<section class="desk-pile" aria-labelledby="(\w+)">(.*?)</section>', page, re.DOTALL)
    return {key: re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', text) for key, text in sections}


def press(browser: Client, **values):
    return browser.post(reverse(ADDRESS), values, follow=True).content.decode()


def agreed(browser: Client, page: str) -> str:
    """The page after the decision that a page asks about."""
    task = BulkTask.objects.latest("pk")
    assert task.label in page
    return browser.post(reverse("admin:archive_bulktask_start", args=[task.pk]), follow=True).content.decode()


def seen(*articles: Article) -> list[str]:
    return [f"{article.pk}.{article.version}" for article in articles]


@pytest.fixture
def desk_full(browser_of):
    """One article for each pile, of a contributor and of others."""
    ines, browser = browser_of("Contributors")
    own = {"created_by": ines}
    returned = ArticleFactory(title="Returned", status=Status.DRAFT, note="Say who owns it.", **own)
    ReviewNote.objects.create(article=returned, step="return", text=returned.note)
    ArticleFactory(title="Draft", status=Status.DRAFT, **own)
    ArticleFactory(title="Sent", status=Status.IN_REVIEW, **own)
    ArticleFactory(title="Soon", publish_at=timezone.now() + TOMORROW, **own)
    ArticleFactory(title="Draft of others", status=Status.DRAFT)
    ArticleFactory(title="Sent by others", status=Status.IN_REVIEW)
    ArticleFactory(title="Soon from others", publish_at=timezone.now() + 2 * TOMORROW)
    ArticleFactory(title="Out")
    return browser


def test_a_contributor_sees_what_is_theirs(desk_full):
    assert piles(desk_full) == {
        "returned": ["Returned"],
        "drafts": ["Draft"],
        "review": ["Sent"],
        "scheduled": ["Soon"],
    }


def test_a_publisher_sees_what_waits_for_them(desk_full, publishers_desk):
    assert piles(publishers_desk) == {
        "returned": [],
        "drafts": [],
        "review": ["Sent", "Sent by others"],
        "scheduled": ["Soon", "Soon from others"],
    }


def test_the_note_is_read_beside_the_article(desk_full):
    assert "Say who owns it." in desk_full.get(reverse(ADDRESS)).content.decode()


@pytest.mark.parametrize(
    ("group", "waits_for"), [("Contributors", "an editor"), ("Editors", "a publisher"), ("Publishers", "you")]
)
def test_review_says_for_whom_it_waits(browser_of, group, waits_for):
    _, browser = browser_of(group)
    assert f"In review, waiting for {waits_for}" in browser.get(reverse(ADDRESS)).content.decode()


def test_the_longest_waiting_comes_first(publishers_desk):
    now = timezone.now()
    ArticleFactory(title="Later", status=Status.IN_REVIEW, status_since=now)
    ArticleFactory(title="Earlier", status=Status.IN_REVIEW, status_since=now - TOMORROW)
    assert piles(publishers_desk)["review"] == ["Earlier", "Later"]


def test_it_is_narrowed_to_a_publication(publishers_desk):
    letter = PublicationFactory(slug="letter")
    ArticleFactory(title="Of the letter", status=Status.IN_REVIEW, issue=IssueFactory(publication=letter))
    ArticleFactory(title="Of another", status=Status.IN_REVIEW)
    assert piles(publishers_desk, publication="letter")["review"] == ["Of the letter"]


def test_many_are_approved_at_once(publishers_desk):
    articles = [ArticleFactory(status=Status.IN_REVIEW) for _ in range(3)]
    page = press(publishers_desk, move="publish", pick=seen(*articles[:2]))
    assert not Article.objects.published().exists()
    assert "Publish 2 articles: 2 of 2 articles." in agreed(publishers_desk, page)
    assert Article.objects.published().count() == 2


def test_many_are_scheduled_at_once(publishers_desk):
    articles = [ArticleFactory(status=Status.IN_REVIEW) for _ in range(2)]
    at = (timezone.now() + TOMORROW).replace(second=0, microsecond=0)
    moment = f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"
    agreed(publishers_desk, press(publishers_desk, move="schedule", pick=seen(*articles), moment=moment))
    assert set(Article.objects.scheduled().values_list("publish_at", flat=True)) == {at}


@pytest.mark.parametrize("moment", ["", "2001-01-01T00:00", "tomorrow"])
def test_scheduling_needs_a_moment_that_is_to_come(publishers_desk, moment):
    press(publishers_desk, move="schedule", pick=seen(ArticleFactory(status=Status.IN_REVIEW)), moment=moment)
    assert Article.objects.in_review().exists()


def test_one_is_moved_by_the_button_in_its_row(publishers_desk):
    first, other = ArticleFactory(status=Status.IN_REVIEW), ArticleFactory(status=Status.IN_REVIEW)
    press(publishers_desk, one=f"publish:{seen(first)[0]}", pick=seen(other))
    assert list(Article.objects.published()) == [first]


def test_returned_with_a_note(desk):
    press(desk, move="return", pick=seen(ArticleFactory(status=Status.IN_REVIEW)), note="Shorter, please.")
    assert Article.objects.drafts().get().note == "Shorter, please."


def test_what_was_changed_since_is_not_approved_unseen(publishers_desk):
    article = ArticleFactory(status=Status.IN_REVIEW)
    shown = seen(article)
    article.save()
    assert "It was changed since you saw it" in press(publishers_desk, move="publish", pick=shown)
    assert not Article.objects.published().exists()


@pytest.mark.parametrize("picked", [[], ["x"], ["1"], ["9" * 30 + ".1"], ["²." + "1"]])
def test_what_is_no_choice_moves_nothing(publishers_desk, picked):
    assert "Choose one article at least." in press(publishers_desk, move="publish", pick=picked)


def test_an_unknown_move_moves_nothing(publishers_desk):
    press(publishers_desk, move="burn", pick=seen(ArticleFactory(status=Status.IN_REVIEW)))
    assert Article.objects.in_review().exists()


def test_the_button_of_what_is_bound_for_later_says_so(publishers_desk):
    ArticleFactory(status=Status.IN_REVIEW, publish_at=timezone.now() + TOMORROW)
    assert re.search(
        r'name="one" value="publish:[^>]*>Schedule<', publishers_desk.get(reverse(ADDRESS)).content.decode()
    )


def test_enter_in_a_field_of_a_pile_does_nothing(publishers_desk):
    ArticleFactory(status=Status.IN_REVIEW)
    page = publishers_desk.get(reverse(ADDRESS)).content.decode()
    form = page[page.index('<form method="post">') :]
    assert re.search(r"<button[^>]*>", form).group() == '<button type="submit" disabled hidden>'


def test_long_piles_have_pages(publishers_desk):
    issue = IssueFactory()
    for _ in range(51):
        ArticleFactory(issue=issue, status=Status.IN_REVIEW)
    assert (len(piles(publishers_desk)["review"]), len(piles(publishers_desk, review=2)["review"])) == (50, 1)


def imported(number: int, **values) -> ImportBatch:
    """An import that brought so many articles, which wait in review."""
    batch = ImportBatch.objects.create(name="old disks.zip", by_name="ana", state=ImportState.DONE, created=number)
    issue = values.pop("issue", None) or IssueFactory()
    for place in range(number):
        article = ArticleFactory(issue=issue, title=f"Imported {place}", status=Status.IN_REVIEW, **values)
        ImportRecord.objects.create(batch=batch, sequence=place, file=f"{place}.txt", action="create", applied=True,
                                   article=article)  # fmt: skip
    return batch


def publish_all(browser: Client, batch: ImportBatch, seen=None):
    page = browser.get(reverse(ADDRESS)).content.decode()
    return press(browser, seen=seen or re.search(r'name="seen" value="(\d+)"', page)[1], **{"import": batch.pk})


def test_an_import_is_one_line_and_hides_no_letter(publishers_desk):
    batch = imported(12)
    ArticleFactory(title="A letter", status=Status.IN_REVIEW)
    page = publishers_desk.get(reverse(ADDRESS)).content.decode()
    assert f"12 articles of import {batch.pk}</a>" in page
    assert "Publish all 12" in page
    assert "<span>13</span></h2>" in page
    assert piles(publishers_desk)["review"] == ["A letter"]


def test_a_small_import_stands_as_single_articles(publishers_desk):
    imported(3)
    assert len(piles(publishers_desk)["review"]) == 3


def test_the_articles_of_an_import_are_listed_one_by_one(publishers_desk):
    batch = imported(12)
    ArticleFactory(title="A letter", status=Status.IN_REVIEW)
    assert set(piles(publishers_desk, **{"import": batch.pk})["review"]) == {f"Imported {n}" for n in range(12)}


def test_all_of_an_import_are_approved_at_once(publishers_desk):
    batch = imported(12)
    letter = ArticleFactory(status=Status.IN_REVIEW)
    assert "Publish 12 articles: 12 of 12" in agreed(publishers_desk, publish_all(publishers_desk, batch))
    assert list(Article.objects.in_review()) == [letter]


def test_an_import_of_hundreds_is_approved_by_a_task(publishers_desk, monkeypatch):
    monkeypatch.setattr("archive.admin.bulk.bulk_actions.CHUNK", 11)
    assert "Publish 12 articles" in publish_all(publishers_desk, imported(12))
    assert BulkTask.objects.get().total == 12
    assert Article.objects.in_review().count() == 12


def test_what_was_changed_since_the_line_was_seen_waits(publishers_desk):
    batch = imported(12)
    page = publishers_desk.get(reverse(ADDRESS)).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    Article.objects.first().save()
    answer = press(publishers_desk, seen=seen, **{"import": batch.pk})
    assert "1 of import" in answer
    assert "Publish 11 articles: 11 of 11" in agreed(publishers_desk, answer)


@pytest.mark.parametrize("seen", ["", "x", "9" * 17, "²"])
def test_without_a_moment_at_which_it_was_seen_nothing_is_approved(publishers_desk, seen):
    batch = imported(12)
    press(publishers_desk, seen=seen, **{"import": batch.pk})
    assert Article.objects.in_review().count() == 12


def test_an_editor_sees_the_line_and_approves_nothing(desk):
    batch = imported(12)
    page = desk.get(reverse(ADDRESS)).content.decode()
    assert f"12 articles of import {batch.pk}</a>" in page
    assert "Publish all" not in page
    assert desk.post(reverse(ADDRESS), {"import": batch.pk, "seen": "1"}).status_code == 403


def test_lines_are_narrowed_to_a_publication(publishers_desk):
    letter = PublicationFactory(slug="letter")
    imported(11, issue=IssueFactory(publication=letter))
    other = imported(10)
    page = publishers_desk.get(reverse(ADDRESS), {"publication": "letter"}).content.decode()
    assert "11 articles of import" in page
    assert f"of import {other.pk}<" not in page


def test_as_many_queries_for_three_imports_as_for_one(publishers_desk, django_assert_max_num_queries):
    for _ in range(3):
        imported(10)
    with django_assert_max_num_queries(18):
        publishers_desk.get(reverse(ADDRESS))


def test_as_many_queries_for_forty_as_for_one(publishers_desk, django_assert_max_num_queries):
    issue = IssueFactory()
    for _ in range(40):
        ArticleFactory(issue=issue, status=Status.IN_REVIEW)
    with django_assert_max_num_queries(16):
        publishers_desk.get(reverse(ADDRESS))


def test_the_desks_first_page_leads_here_and_counts(desk_full):
    page = desk_full.get(reverse("admin:index")).content.decode()
    assert reverse(ADDRESS) in page
    assert "1 in review, 1 scheduled, <b>1 returned to you</b>" in page


def test_hostile_notes_and_titles_are_inert(publishers_desk, publisher):
    article = ArticleFactory(title="<script>alert(1)</script>", status=Status.DRAFT, note="!", created_by=publisher)
    ReviewNote.objects.create(article=article, step="return", text="<script>alert(2)</script>")
    assert "<script>alert" not in publishers_desk.get(reverse(ADDRESS)).content.decode()


def test_a_row_has_the_notes_of_all_rounds_and_what_changed_since(desk):
    article = ArticleFactory(status=Status.DRAFT)
    for step, note in [("send", "A first draft."), ("return", "Shorter, please."), ("send", "Half of it now.")]:
        press(desk, one=f"{step}:{seen(Article.objects.get())[0]}", note=note)
    page = desk.get(reverse(ADDRESS)).content.decode()
    notes = [page.rindex(note) for note in ("A first draft.", "Shorter, please.", "Half of it now.")]
    assert notes == sorted(notes)
    assert reverse("admin:archive_article_since_review", args=[article.pk]) in page


def test_as_many_queries_for_many_conversations_as_for_one(publishers_desk, django_assert_max_num_queries):
    for _ in range(9):
        article = ArticleFactory(status=Status.IN_REVIEW)
        ReviewNote.objects.create(article=article, step="return", text="Shorter.", author=None)
    with django_assert_max_num_queries(16):
        publishers_desk.get(reverse(ADDRESS))
