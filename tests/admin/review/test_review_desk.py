"""The review desk: what waits is counted, leads to its list, and can be found to be so."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from archive.admin.review.dashboard import piles, work_that_waits
from archive.models import (
    ArticleOrigin,
    CrossReference,
    DismissedWarning,
    ImportBatch,
    ImportState,
    InternalLink,
    Issue,
    OutboxEntry,
    Status,
    WarningKind,
)
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2004, 10, 4)


def signed(**values):
    return ArticleFactory(authors=["Ana Brod"], **values)


def run_of(*numbers: str, days=None) -> None:
    publication = PublicationFactory()
    for place, number in enumerate(numbers):
        date = DAY + datetime.timedelta(days=days[place] if days else place)
        IssueFactory(publication=publication, number=number, date=date)


def an_import(**values) -> None:
    ImportBatch.objects.create(name="texts.zip", **values)


def import_problem() -> None:
    problems = [{"line": 1, "reason": "Odd.", "remedy": "Look.", "severity": "warning"}]
    ArticleOrigin.objects.create(
        article=signed(), path="a", sha256="0" * 64, received=b"", encoding="utf-8", problems=problems
    )


def dead_reference() -> None:
    article = signed()
    day = datetime.date(1999, 5, 3)
    CrossReference.objects.create(
        article=article,
        raw="(HL, May 3)",
        publication=article.issue.publication,
        first_day=day,
        last_day=day,
        paragraph=1,
    )


# A piece of each kind of work.
WORK = {
    "Provisional titles": lambda: signed(title_is_provisional=True),
    "Articles without author": lambda: ArticleFactory(authors=[]),
    "Articles without body": lambda: signed(body=""),
    "Broken links within the archive": lambda: InternalLink.objects.create(
        article=signed(), address="/x/", path="/x/", error="nothing"
    ),
    "References to issues that are not here": dead_reference,
    "Articles with import problems": import_problem,
    "Missing numbers": lambda: run_of("1", "3"),
    "Duplicate issue numbers": lambda: run_of("1", "2–3", "3"),
    "Dates out of order": lambda: run_of("1", "2", "3", "4", days=[0, 20, 1, 2]),
    "Inferred dates": lambda: IssueFactory(date_precision="inferred"),
    "Citations of unknown sources": lambda: CitationFactory(article=signed(), source=None),
    "Suggestions from prose": lambda: CitationFactory(article=signed(), source=None, status="suggested"),
    "In review": lambda: signed(status=Status.IN_REVIEW),
    "Scheduled": lambda: signed(publish_at=datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)),
    "Drafts": lambda: signed(status=Status.DRAFT),
    "Interrupted imports": lambda: an_import(state=ImportState.FAILED),
    "Imports with refused records": lambda: an_import(state=ImportState.DONE, refused=3),
    "Changes that could not be indexed": lambda: OutboxEntry.objects.create(article_id=1, dead_letter=True),
}


@pytest.fixture
def browser(db):
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    return client


def waits() -> dict[str, int]:
    return {one.label: one.count for one in work_that_waits() if one.label != "Changes waiting to be indexed"}


def test_every_kind_has_its_case():
    kinds = {one.label for pile in piles() for one in pile.kinds}
    assert kinds - {"Changes waiting to be indexed"} == set(WORK)


@pytest.mark.parametrize("label", WORK)
def test_work_is_counted(label):
    WORK[label]()
    assert waits().get(label) == 1


@pytest.mark.parametrize("label", WORK)
def test_work_leads_to_its_list(browser, label):
    WORK[label]()
    address = next(one.url for one in work_that_waits() if one.label == label)
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize("label", WORK)
def test_list_holds_what_was_counted(browser, label):
    signed()
    WORK[label]()
    address = next(one.url for one in work_that_waits() if one.label == label)
    context = browser.get(address).context
    if "cl" in context:
        assert context["cl"].result_count == 1


def test_changes_that_wait_are_counted():
    signed()
    assert any(one.label == "Changes waiting to be indexed" for one in work_that_waits())


def test_desk_costs_a_query_a_kind_at_most(browser, django_assert_max_num_queries):
    for make in WORK.values():
        make()
    with django_assert_max_num_queries(len(WORK) + 8):
        browser.get(reverse("review-desk"))


def test_desk_that_is_clear_says_so(browser):
    page = browser.get(reverse("review-desk")).content.decode()
    assert "Provisional titles" in page
    assert "title_is_provisional" not in page


@pytest.mark.parametrize("name", ["review-desk", "review-run"])
def test_contributors_have_no_review_desk(member, name):
    client = Client()
    client.force_login(member("Contributors"))
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["review-desk", "review-run"])
def test_readers_are_sent_to_sign_in(client, db, name):
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Missing numbers", "No. 2 is missing between No. 1 (4 October 2004) and No. 3 (5 October 2004)."),
        ("Duplicate issue numbers", "No. 2–3 (5 October 2004) and No. 3 (6 October 2004) have the same number."),
        ("Dates out of order", "No. 2 (24 October 2004) does not fit between its neighbours: No. 1 (4 October 2004)"),
    ],
)
def test_finding_is_told_in_words(desk, label, told):
    WORK[label]()
    address = next(one.url for one in work_that_waits() if one.label == label)
    assert told in desk.get(address).content.decode()


def test_spans_are_told_as_one(desk):
    run_of("4", "9")
    assert "Nos. 5–8 are missing" in desk.get(reverse("review-run")).content.decode()


def test_missing_number_leads_to_a_form_that_knows_it(desk):
    run_of("1", "3")
    publication = Issue.objects.first().publication_id
    address = f"{reverse('admin:archive_issue_add')}?publication={publication}&amp;volume=1&amp;number=2"
    assert address in desk.get(reverse("review-run")).content.decode()


def test_what_is_so_leaves_the_list(desk, editor):
    run_of("1", "3")
    publication = Issue.objects.first().publication
    desk.post(f"{reverse('review-run')}?kind=missing", {"key": f"{publication.pk}/v1:2-2", "place": "1"})
    assert "Missing numbers" not in waits()
    aside = DismissedWarning.objects.get()
    assert (aside.kind, aside.row_id, aside.by) == (WarningKind.MISSING, publication.pk, editor)


def test_going_on_stays_at_the_place(desk):
    run_of("1", "3", "5")
    publication = Issue.objects.first().publication
    answer = desk.post(f"{reverse('review-run')}?kind=missing&p=1", {"key": f"{publication.pk}/v1:2-2", "place": "1"})
    assert answer.url == f"{reverse('review-run')}?kind=missing&p=1#g1"


def test_what_is_gone_is_told(desk):
    answer = desk.post(f"{reverse('review-run')}?kind=missing", {"key": "1/v1:2-2"}, follow=True)
    assert "dismissed already" in answer.content.decode()


def test_finding_put_back_is_found_again(desk):
    run_of("1", "3")
    publication = Issue.objects.first().publication
    DismissedWarning.objects.create(kind="missing", row_id=publication.pk, key="v1:2-2")
    data = {"action": "delete_selected", "_selected_action": [DismissedWarning.objects.get().pk], "post": "yes"}
    desk.post(reverse("admin:archive_dismissedwarning_changelist"), data)
    assert waits()["Missing numbers"] == 1


def test_runs_are_read_again_when_an_issue_changes():
    run_of("1", "3")
    before = waits()
    Issue.objects.get(number="3").delete()
    assert ("Missing numbers" in before, "Missing numbers" in waits()) == (True, False)


def test_publication_can_be_chosen(desk):
    run_of("1", "3")
    run_of("7", "9")
    publication = Issue.objects.get(number="9").publication
    page = desk.get(reverse("review-run"), {"publication": publication.pk}).content.decode()
    assert ("No. 8 is missing" in page, "No. 2 is missing" in page) == (True, False)


def test_publications_without_findings_are_none_to_choose(desk):
    signed()
    assert Issue.objects.values("publication").annotate(n=Count("pk")).exists()
    assert "<select" not in desk.get(reverse("review-run"), {"kind": "double"}).content.decode()
