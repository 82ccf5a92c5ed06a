"""Publishing from the article's form and list: which buttons there are, what they do, what they say."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.editing.publishing.transitions import State, state_of
from archive.models import Article, BulkTask, Status
from tests.admin.articles.test_article import form
from tests.factories import ArticleFactory, IssueFactory

TOMORROW = datetime.timedelta(days=1)


def page_of(browser: Client, article: Article) -> str:
    return browser.get(reverse("admin:archive_article_change", args=[article.pk])).content.decode()


def buttons(browser: Client, article: Article) -> list[str]:
    """What the buttons of the lower row say, but for those that only save."""
    found = re.findall(r'name="_move" value="[^"]*"[^>]*>([^<]*)</button>', page_of(browser, article))
    return list(dict.fromkeys(found))


def save(browser: Client, article: Article, **values):
    return browser.post(
        reverse("admin:archive_article_change", args=[article.pk]), form(article, **values), follow=True
    )


def moment(at: datetime.datetime) -> dict[str, str]:
    local = timezone.localtime(at)
    return {"publish_at_0": f"{local:%Y-%m-%d}", "publish_at_1": f"{local:%H:%M:%S}"}


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"status": Status.DRAFT}, ["Send to review", "Publish now"]),
        ({"status": Status.DRAFT, "publish_at": TOMORROW}, ["Send to review", "Schedule"]),
        ({"status": Status.IN_REVIEW}, ["Return to author", "Publish now"]),
        ({"status": Status.PUBLISHED, "publish_at": TOMORROW}, ["Publish now", "Take off the schedule"]),
        ({"status": Status.PUBLISHED}, ["Withdraw"]),
        ({"status": Status.WITHDRAWN}, ["Publish again", "Make a draft of it"]),
    ],
)
def test_a_publishers_buttons(publishers_desk, values, shown):
    if "publish_at" in values:
        values = values | {"publish_at": timezone.now() + values["publish_at"]}
    assert buttons(publishers_desk, ArticleFactory(**values)) == shown


@pytest.mark.parametrize(
    ("status", "shown"),
    [(Status.DRAFT, ["Send to review"]), (Status.IN_REVIEW, ["Return to author"]), (Status.PUBLISHED, [])],
)
def test_an_editors_buttons(desk, status, shown):
    assert buttons(desk, ArticleFactory(status=status)) == shown


def test_a_contributor_can_take_back_what_is_in_review(member):
    ines, browser = member("Contributors"), Client()
    browser.force_login(ines)
    article = ArticleFactory(status=Status.IN_REVIEW, created_by=ines)
    assert buttons(browser, article) == ["Take back"]
    assert "Take it back to go on writing" in page_of(browser, article)


def test_enter_in_a_field_saves_and_publishes_nothing(publishers_desk):
    page = page_of(publishers_desk, ArticleFactory(status=Status.DRAFT))
    assert re.search(r'<button type="submit" name="([^"]*)"', page).group(1) == "_save"


@pytest.mark.parametrize(("status", "label"), [(Status.DRAFT, "Save as draft"), (Status.PUBLISHED, "Save")])
def test_saving_says_what_it_leaves(desk, status, label):
    assert f'name="_save" class="default">{label}<' in page_of(desk, ArticleFactory(status=status))


def test_nobody_chooses_a_status_from_a_list(publishers_desk):
    assert 'name="status"' not in page_of(publishers_desk, ArticleFactory())


def test_text_and_move_are_saved_together(publishers_desk, publisher):
    article = ArticleFactory(status=Status.DRAFT)
    save(publishers_desk, article, title="A better title", _move="publish")
    article.refresh_from_db()
    assert (article.title, article.status, article.status_by) == ("A better title", Status.PUBLISHED, publisher)


def test_a_new_article_is_published_by_one_button(publishers_desk):
    data = form(issue=IssueFactory().pk, _move="publish")
    publishers_desk.post(reverse("admin:archive_article_add"), data)
    assert Article.objects.published().count() == 1


def test_publishing_with_a_moment_to_come_schedules(publishers_desk):
    article = ArticleFactory(status=Status.DRAFT)
    answer = save(publishers_desk, article, _move="publish", **moment(timezone.now() + TOMORROW))
    article.refresh_from_db()
    assert state_of(article) is State.SCHEDULED
    assert "Scheduled: readers see it from" in answer.content.decode()


def test_an_article_of_a_back_issue_has_no_moment_of_its_own(publishers_desk):
    article = ArticleFactory(status=Status.DRAFT, issue__date=datetime.date(1998, 3, 4))
    save(publishers_desk, article, _move="publish")
    assert Article.objects.published().get().publish_at is None


def test_a_scheduled_article_gets_another_moment_by_saving(publishers_desk):
    article = ArticleFactory(publish_at=timezone.now() + TOMORROW)
    later = (timezone.now() + 3 * TOMORROW).replace(microsecond=0)
    save(publishers_desk, article, **moment(later))
    article.refresh_from_db()
    assert (article.publish_at, state_of(article)) == (later, State.SCHEDULED)


@pytest.mark.parametrize("values", [{}, moment(timezone.now() - TOMORROW)])
def test_a_scheduled_article_is_not_published_by_the_way(publishers_desk, values):
    article = ArticleFactory(publish_at=timezone.now() + TOMORROW)
    answer = save(publishers_desk, article, **values)
    assert "press “Publish now”" in answer.content.decode()
    assert not Article.objects.published().exists()


def test_what_readers_see_is_not_hidden_by_a_moment(publishers_desk):
    article = ArticleFactory()
    save(publishers_desk, article, **moment(timezone.now() + TOMORROW))
    assert Article.objects.published().exists()


def test_returning_needs_a_note(desk):
    article = ArticleFactory(status=Status.IN_REVIEW)
    answer = save(desk, article, _move="return")
    article.refresh_from_db()
    assert (article.status, "Say in the note" in answer.content.decode()) == (Status.IN_REVIEW, True)


def test_the_author_reads_the_note_above_the_article(desk, member):
    ines, browser = member("Contributors"), Client()
    browser.force_login(ines)
    article = ArticleFactory(status=Status.IN_REVIEW, created_by=ines)
    save(desk, article, _move="return", review_note="Who owns <b>the ferry</b>?")
    article.refresh_from_db()
    assert article.status == Status.DRAFT
    assert "Who owns &lt;b&gt;the ferry&lt;/b&gt;?" in page_of(browser, article)


def test_a_note_typed_and_not_sent_is_an_error(desk):
    article = ArticleFactory(status=Status.DRAFT)
    answer = save(desk, article, title="Typed", review_note="The town owns it.").content.decode()
    assert "The note goes with “Send to review”" in answer
    assert "The town owns it." in answer


def test_who_submits_answers_with_a_note(desk, member):
    ines, browser = member("Contributors"), Client()
    browser.force_login(ines)
    article = ArticleFactory(status=Status.IN_REVIEW, created_by=ines)
    save(desk, article, _move="return", review_note="Who owns the ferry?")
    save(browser, Article.objects.get(), _move="send", review_note="The town does.")
    page = page_of(desk, article)
    assert page.index("Who owns the ferry?") < page.index("The town does.")


def test_what_changed_since_the_last_review_is_a_diff(desk, member):
    ines, browser = member("Contributors"), Client()
    browser.force_login(ines)
    article = ArticleFactory(status=Status.IN_REVIEW, created_by=ines, body="<p>Ferries.</p>")
    save(desk, article, _move="return", review_note="Who owns them?")
    save(browser, Article.objects.get(), _move="send", body="<p>Ferries of the town.</p>")
    address = reverse("admin:archive_article_since_review", args=[article.pk])
    assert address in page_of(desk, article)
    for reader in (desk, browser):
        assert "of the town" in reader.get(address, follow=True).content.decode().split("Versions, newest first")[0]


def test_conversations_are_not_for_other_contributors(desk, member):
    article = ArticleFactory(status=Status.IN_REVIEW, created_by=member("Editors"))
    save(desk, article, _move="return", review_note="A confidential name.")
    address = reverse("admin:archive_article_since_review", args=[article.pk])
    other = Client()
    other.force_login(member("Contributors"))
    assert other.get(address).status_code == 403
    Article.objects.all().publish()
    assert "A confidential name." not in page_of(other, article)
    assert "old=" not in other.get(address)["Location"]


def test_nothing_to_compare_is_said(desk):
    article = ArticleFactory(status=Status.IN_REVIEW)
    address = reverse("admin:archive_article_since_review", args=[article.pk])
    assert "Nothing changed since it was last returned." in desk.get(address, follow=True).content.decode()


def test_a_move_that_another_made_meanwhile_loses_no_text(publishers_desk):
    article = ArticleFactory(status=Status.DRAFT)
    Article.objects.all().publish()
    answer = save(publishers_desk, article, title="Typed meanwhile", _move="publish").content.decode()
    assert "Typed meanwhile" in answer


def test_the_list_says_where_each_stands(desk):
    ArticleFactory(publish_at=timezone.now() + TOMORROW)
    assert "Scheduled for" in desk.get(reverse("admin:archive_article_changelist")).content.decode()


@pytest.mark.parametrize("stage", ["drafts", "in-review", "scheduled", "published", "withdrawn", "mine"])
def test_the_list_is_narrowed_to_a_stage(desk, editor, stage):
    ArticleFactory(title="Title drafts", status=Status.DRAFT)
    ArticleFactory(title="Title in-review", status=Status.IN_REVIEW)
    ArticleFactory(title="Title scheduled", publish_at=timezone.now() + TOMORROW)
    ArticleFactory(title="Title published")
    ArticleFactory(title="Title withdrawn", status=Status.WITHDRAWN)
    ArticleFactory(title="Title mine", status=Status.DRAFT, created_by=editor)
    page = desk.get(reverse("admin:archive_article_changelist"), {"stage": stage}).content.decode()
    titles = set(re.findall(r">Title ([a-z-]+)<", page))
    assert titles == ({"drafts", "mine"} if stage == "drafts" else {stage})


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("publish", Status.DRAFT, Status.PUBLISHED),
        ("withdraw", Status.PUBLISHED, Status.WITHDRAWN),
        ("send_to_review", Status.DRAFT, Status.IN_REVIEW),
    ],
)
def test_actions_on_a_list(publishers_desk, action, before, after):
    articles = [ArticleFactory(status=before) for _ in range(2)]
    data = {"action": action, "_selected_action": [article.pk for article in articles]}
    publishers_desk.post(reverse("admin:archive_article_changelist"), data)
    assert set(Article.objects.values_list("status", flat=True)) == {before}
    publishers_desk.post(reverse("admin:archive_bulktask_start", args=[BulkTask.objects.get().pk]))
    assert set(Article.objects.values_list("status", flat=True)) == {after}


def test_an_action_says_what_it_left(publishers_desk):
    articles = [ArticleFactory(status=Status.DRAFT), ArticleFactory(status=Status.DRAFT), ArticleFactory(title="Out")]
    data = {"action": "publish", "_selected_action": [article.pk for article in articles]}
    publishers_desk.post(reverse("admin:archive_article_changelist"), data)
    start = reverse("admin:archive_bulktask_start", args=[BulkTask.objects.get().pk])
    page = publishers_desk.post(start, follow=True).content.decode()
    assert "2 of 3 articles" in page
    assert "Left as it was: “Out”." in page


def test_editors_are_offered_no_publishing_in_the_list(desk):
    ArticleFactory()
    page = desk.get(reverse("admin:archive_article_changelist")).content.decode()
    assert '<option value="publish">' not in page
    assert '<option value="send_to_review">' in page
