"""What is typed into the article's form is kept, offered again, and forgotten once it is saved."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.admin.articles.form_token import FIELD, FormToken
from archive.models import Article, Authorship, AutosaveDraft
from archive.models.records import autosave_draft
from tests.admin.article_forms import sent
from tests.factories import ArticleFactory, AuthorFactory, CitationFactory, IssueFactory

KEEP = "/admin/archive/article/unsaved/"
ADD = "/admin/archive/article/add/"


@pytest.fixture
def article(db):
    return ArticleFactory(title="Ferries stand idle", paragraphs=("The pier is old.", "Second."), authors=["Ana Brod"])


def form_of(article) -> str:
    return reverse("admin:archive_article_change", args=[article.pk])


def typed(desk, article=None, **changes) -> dict:
    """The form as the browser has it, after something was typed."""
    address = form_of(article) if article else ADD
    return sent(desk.get(address, {"citations": "form"}).content.decode(), **changes)


@pytest.fixture
def kept(desk, article):
    """Unsaved work: another title and another paragraph."""
    desk.post(KEEP, typed(desk, article, title="Ferries sail", body=article.body.replace("is old", "is new")))
    return AutosaveDraft.objects.get()


def test_what_is_typed_is_kept(kept, article, editor):
    assert (kept.user, kept.article_id, kept.based_on, kept.title) == (
        editor, article.pk, article.version, "Ferries sail",
    )  # fmt: skip


def test_it_leaves_the_article_and_its_history_alone(kept, article):
    assert (Article.objects.get().title, article.history.count()) == ("Ferries stand idle", 0)


def test_there_is_one_row_a_form(desk, article):
    form = typed(desk, article)
    for title in ("Ferries sail", "Ferries sink"):
        desk.post(KEEP, form | {"title": title})
    assert [work.title for work in AutosaveDraft.objects.all()] == ["Ferries sink"]


def test_form_that_is_opened_again_overwrites_nothing(desk, kept, article):
    desk.post(KEEP, typed(desk, article, title="Ferries sink"))
    assert sorted(work.title for work in AutosaveDraft.objects.all()) == ["Ferries sail", "Ferries sink"]


def test_two_new_articles_are_two_forms(desk):
    for title in ("One", "Two"):
        desk.post(KEEP, typed(desk, title=title))
    assert AutosaveDraft.objects.count() == 2


def test_answer_says_when(desk, article):
    answer = desk.post(KEEP, typed(desk, article)).json()
    assert (len(answer["kept"]), answer["signed_in"], answer["newer"]) == (8, True, "")


def test_answer_says_who_saved_meanwhile(desk, publishers_desk, article):
    form = typed(desk, article, title="Mine")
    publishers_desk.post(form_of(article), typed(publishers_desk, article, title="Theirs"))
    assert desk.post(KEEP, form).json()["newer"].startswith("publisher changed this article at ")


def test_no_secret_is_kept(kept):
    assert not {"csrfmiddlewaretoken", FIELD} & kept.fields.keys()


def test_it_is_kept_after_the_session_ended(desk, article):
    form = typed(desk, article, title="Ferries sail")
    assert Client().post(KEEP, form).json()["signed_in"] is False
    assert AutosaveDraft.objects.get().title == "Ferries sail"


@pytest.mark.parametrize("value", ["", "nonsense", "eyJ1c2VyIjoxfQ:1abc:xyz"])
def test_form_that_was_not_given_here_keeps_nothing(desk, article, value):
    assert desk.post(KEEP, typed(desk, article) | {FIELD: value}).status_code == 403


def test_form_that_is_a_day_old_keeps_nothing(desk, article, monkeypatch):
    form = typed(desk, article)
    monkeypatch.setattr("archive.admin.articles.autosave.TRUSTED_SECONDS", -1)
    assert desk.post(KEEP, form).status_code == 403


def test_form_of_another_person_keeps_nothing(desk, publishers_desk, article):
    assert publishers_desk.post(KEEP, typed(desk, article)).status_code == 403


def test_account_that_was_closed_keeps_nothing(desk, editor, article):
    form = typed(desk, article)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert Client().post(KEEP, form).status_code == 403


def test_contributor_keeps_nothing_of_what_others_wrote(client, member, article):
    person = member("Contributors")
    client.force_login(person)
    form = {FIELD: FormToken.of(person, article).sign(), "title": "Mine"}
    assert client.post(KEEP, form).status_code == 403


def test_other_sites_keep_nothing(editor, desk, article):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(KEEP, typed(desk, article)).status_code == 403


def test_it_is_not_read_by_get(desk):
    assert desk.get(KEEP).status_code == 405


def test_too_much_is_not_kept(desk, article, monkeypatch):
    monkeypatch.setattr(autosave_draft, "MAX_BYTES", 100)
    assert desk.post(KEEP, typed(desk, article, body="x" * 200)).status_code == 413


def test_form_sent_without_a_session_is_kept_and_offered_after_sign_in(desk, editor, article):
    form = typed(desk, article, title="Ferries sail")
    browser = Client()
    answer = browser.post(form_of(article), form)
    assert answer.url == f"/admin/login/?next={form_of(article)}"
    assert "Your work is stored" in browser.get(answer.url).content.decode()
    browser.force_login(editor)
    assert "You have unsaved work" in browser.get(form_of(article)).content.decode()


def test_new_article_sent_without_a_session_is_kept(desk):
    Client().post(ADD, typed(desk, title="Ferries sail"))
    assert AutosaveDraft.objects.get().title == "Ferries sail"


def test_it_is_offered_at_the_next_opening(desk, kept, article):
    page = desk.get(form_of(article)).content.decode()
    assert all(words in page for words in ("You have unsaved work", "Show differences", "Restore it", "Discard"))


def test_it_is_not_offered_to_others(publishers_desk, kept, article):
    assert "You have unsaved work" not in publishers_desk.get(form_of(article)).content.decode()


def test_others_see_who_is_editing(publishers_desk, kept, article):
    assert "began editing this" in publishers_desk.get(form_of(article)).content.decode()


def test_what_others_left_long_ago_is_not_shown(publishers_desk, kept, article):
    AutosaveDraft.objects.update(saved_at=timezone.now() - datetime.timedelta(days=2))
    assert "began editing this" not in publishers_desk.get(form_of(article)).content.decode()


def test_work_that_says_what_stands_is_forgotten(desk, article):
    desk.post(KEEP, typed(desk, article))
    assert "You have unsaved work" not in desk.get(form_of(article)).content.decode()
    assert not AutosaveDraft.objects.exists()


def test_work_that_arrives_after_its_own_save_is_forgotten(desk, article):
    form = typed(desk, article, title="Ferries sail")
    desk.post(form_of(article), form)
    desk.post(KEEP, form)
    assert "You have unsaved work" not in desk.get(form_of(article)).content.decode()


def test_differences_are_shown(desk, kept):
    page = desk.get(reverse("admin:archive_article_unsaved", args=[kept.pk])).content.decode()
    assert "old<span" in page
    assert "new<span" in page


def test_differences_are_shown_to_nobody_else(publishers_desk, kept):
    answer = publishers_desk.get(reverse("admin:archive_article_unsaved", args=[kept.pk]), follow=True)
    assert "is new" not in answer.content.decode()


def test_discarded_work_is_gone(desk, kept):
    desk.post(reverse("admin:archive_article_unsaved", args=[kept.pk]))
    assert not AutosaveDraft.objects.exists()


def test_nobody_discards_the_work_of_others(publishers_desk, kept):
    publishers_desk.post(reverse("admin:archive_article_unsaved", args=[kept.pk]))
    assert AutosaveDraft.objects.exists()


def taken_up(desk, work, article=None, **changes) -> dict:
    address = form_of(article) if article else ADD
    return sent(desk.get(address, {"unsaved": work.pk}).content.decode(), **changes)


def test_work_is_taken_up_in_the_form(desk, kept, article):
    form = taken_up(desk, kept, article)
    assert (form["title"], "is new" in form["body"][0]) == (["Ferries sail"], True)


def test_work_of_a_new_article_is_taken_up(desk):
    desk.post(KEEP, typed(desk, title="Ferries sail", issue=IssueFactory().pk))
    assert taken_up(desk, AutosaveDraft.objects.get())["title"] == ["Ferries sail"]


def test_author_who_was_typed_is_taken_up(desk, article):
    changes = {"authorships-1-author": AuthorFactory().pk, "authorships-1-position": "1"}
    desk.post(KEEP, typed(desk, article, **changes))
    desk.post(form_of(article), taken_up(desk, AutosaveDraft.objects.get(), article))
    assert Authorship.objects.filter(article=article).count() == 2


def test_taken_up_form_goes_on_in_the_same_row(desk, kept, article):
    desk.post(KEEP, taken_up(desk, kept, article, title="Ferries sink"))
    assert [work.title for work in AutosaveDraft.objects.all()] == ["Ferries sink"]


def test_nobody_takes_up_the_work_of_others(publishers_desk, kept, article):
    assert taken_up(publishers_desk, kept, article)["title"] == ["Ferries stand idle"]


def test_saved_work_is_unsaved_no_more(desk, kept, article):
    desk.post(form_of(article), taken_up(desk, kept, article))
    assert (Article.objects.get().title, AutosaveDraft.objects.count()) == ("Ferries sail", 0)


def test_saved_new_article_is_unsaved_no_more(desk):
    form = typed(desk, title="Ferries sail", issue=IssueFactory().pk)
    desk.post(KEEP, form)
    desk.post(ADD, form)
    assert (Article.objects.get().title, AutosaveDraft.objects.count()) == ("Ferries sail", 0)


def test_form_with_errors_keeps_the_work(desk, kept, article):
    desk.post(form_of(article), taken_up(desk, kept, article, title=""))
    assert AutosaveDraft.objects.count() == 1


def test_work_on_an_article_that_was_deleted_stays(desk, kept, article):
    form = typed(desk, article, title="Ferries sink")
    Article.objects.all().delete()
    answer = desk.post(form_of(article), form, follow=True)
    assert "This article was deleted while you wrote" in answer.content.decode()
    assert sorted(work.title for work in AutosaveDraft.objects.all()) == ["Ferries sail", "Ferries sink"]


def test_citation_that_went_meanwhile_does_not_stop_the_form(desk, article):
    gone = CitationFactory(article=article)
    desk.post(KEEP, typed(desk, article, title="Ferries sail"))
    gone.delete()
    desk.post(form_of(article), taken_up(desk, AutosaveDraft.objects.get(), article))
    assert Article.objects.get().title == "Ferries sail"


def test_old_work_is_purged_when_a_form_is_begun(desk, kept, article):
    AutosaveDraft.objects.update(saved_at=timezone.now() - datetime.timedelta(days=31))
    desk.post(KEEP, typed(desk, title="New"))
    assert [work.title for work in AutosaveDraft.objects.all()] == ["New"]


def test_one_person_has_so_many_forms_at_most(desk, monkeypatch):
    monkeypatch.setattr(autosave_draft, "MAX_FORMS", 3)
    for title in "ABCDE":
        desk.post(KEEP, typed(desk, title=title))
    assert sorted(work.title for work in AutosaveDraft.objects.all()) == ["C", "D", "E"]


def test_form_that_may_only_be_read_keeps_nothing(client, member, article):
    client.force_login(member("Contributors"))
    assert "data-keep-url" not in client.get(form_of(article)).content.decode()


def test_hostile_work_is_escaped(desk, article):
    desk.post(KEEP, typed(desk, article, title="<script>alert(1)</script>", body="<script>alert(2)</script>x"))
    work = AutosaveDraft.objects.get()
    for address in (form_of(article), reverse("admin:archive_article_unsaved", args=[work.pk])):
        assert "<script>alert" not in desk.get(address).content.decode()
