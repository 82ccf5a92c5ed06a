"""Two editors, one article: no save overwrites another's, and nothing that anybody wrote is lost."""

import threading

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from lxml import html

from archive.models import Article, AutosaveDraft, Citation, CitationStatus, versions_of
from archive.text.markup.paragraphs import blocks
from tests.admin.article_forms import sent
from tests.factories import ArticleFactory, AuthorFactory, CitationFactory, TopicFactory

PARAGRAPHS = ("The pier is old.", "The office is shut.", "Nobody would say why.")


@pytest.fixture
def article(db):
    return ArticleFactory(title="Ferries stand idle", paragraphs=PARAGRAPHS, authors=["Ana Brod"], topics=["Harbours"])


def address(article) -> str:
    return reverse("admin:archive_article_change", args=[article.pk])


def opened(browser, article, **changes) -> dict:
    """The form as it is opened now, with what is typed into it."""
    body = article.body
    for old, new in changes.pop("text", {}).items():
        assert old in body
        body = body.replace(old, new)
    return sent(browser.get(address(article), {"citations": "form"}).content.decode(), body=body, **changes)


def texts() -> list[str]:
    return [block.text for block in blocks(Article.objects.get().body)]


@pytest.fixture
def collide(desk, publishers_desk, article):
    """Both open the form, they save, then the editor does: returns what the editor is answered."""

    def save(theirs: dict, mine: dict):
        form, other = opened(desk, article, **mine), opened(publishers_desk, article, **theirs)
        assert publishers_desk.post(address(article), other).status_code == 302
        return desk.post(address(article), form)

    return save


def conflict_form(page: str, **changes) -> dict:
    """What the page with both versions would send."""
    form = html.fromstring(page).xpath("//form[.//button[@name='_then']]")[0]
    data: dict[str, list[str]] = {}
    for field in form.iter("input"):
        if field.get("type") != "radio" or field.get("checked") is not None:
            data.setdefault(field.get("name"), []).append(field.get("value", ""))
    return data | {"_then": "save"} | changes


def test_save_without_a_collision_is_a_save(desk, article):
    desk.post(address(article), opened(desk, article, title="Ferries sail"))
    assert Article.objects.get().title == "Ferries sail"


def test_newer_version_is_not_overwritten(collide):
    collide({"title": "Theirs"}, {"title": "Mine"})
    assert Article.objects.get().title == "Theirs"


def test_collision_leaves_no_version(collide, article):
    collide({"title": "Theirs"}, {"title": "Mine"})
    assert [one.title for one in versions_of(Article, article.pk)] == ["Theirs", "Ferries stand idle"]


def test_both_are_shown_with_what_was(collide):
    page = collide({"title": "Ferries sail"}, {"title": "Ferries sink"}).content.decode()
    assert all(words in page for words in ("Ferries stand idle", "sail<span", "sink<span", "publisher"))


def test_what_was_written_is_kept(collide, editor):
    collide({"title": "Theirs"}, {"title": "Mine"})
    assert AutosaveDraft.objects.get(user=editor).title == "Mine"


def test_field_that_both_changed_is_chosen(collide, desk, article):
    page = collide({"title": "Theirs"}, {"title": "Mine"}).content.decode()
    desk.post(address(article), conflict_form(page, **{"_choice-title": "yours"}))
    assert Article.objects.get().title == "Mine"


def test_their_field_can_be_taken(collide, desk, article):
    page = collide({"title": "Theirs"}, {"title": "Mine", "caption": "My pier"}).content.decode()
    desk.post(address(article), conflict_form(page, **{"_choice-title": "theirs"}))
    row = Article.objects.get()
    assert (row.title, row.caption) == ("Theirs", "My pier")


def test_without_a_choice_nothing_is_saved(collide, desk, article):
    page = collide({"title": "Theirs"}, {"title": "Mine"}).content.decode()
    answer = desk.post(address(article), conflict_form(page))
    assert ("Choose in every place" in answer.content.decode(), Article.objects.get().title) == (True, "Theirs")


def test_different_fields_are_put_together(collide, desk, article):
    page = collide({"standfirst": "Theirs"}, {"caption": "Mine"}).content.decode()
    assert "there is nothing to choose" in page
    desk.post(address(article), conflict_form(page))
    row = Article.objects.get()
    assert (row.standfirst, row.caption) == ("Theirs", "Mine")


def test_different_paragraphs_are_put_together(collide, desk, article):
    page = collide({"text": {"is old": "was old"}}, {"text": {"is shut": "was shut"}}).content.decode()
    desk.post(address(article), conflict_form(page))
    assert texts() == ["The pier was old.", "The office was shut.", PARAGRAPHS[2]]


@pytest.mark.parametrize(
    ("choice", "first"),
    [
        ("theirs", ["The pier was old."]),
        ("yours", ["The pier is new."]),
        ("both", ["The pier was old.", "The pier is new."]),
    ],
)
def test_paragraph_that_both_changed_is_chosen(collide, desk, article, choice, first):
    page = collide({"text": {"is old": "was old"}}, {"text": {"is old": "is new"}}).content.decode()
    desk.post(address(article), conflict_form(page, **{"_choice-body-0": choice}))
    assert texts() == [*first, *PARAGRAPHS[1:]]


def test_author_whom_they_added_stays(collide, desk, article):
    added = {"authorships-1-author": AuthorFactory(name="Bor Cvek").pk, "authorships-1-position": "1"}
    page = collide(added, {"title": "Mine"}).content.decode()
    desk.post(address(article), conflict_form(page))
    assert [author.name for author in Article.objects.get().byline()] == ["Ana Brod", "Bor Cvek"]


def test_authors_that_both_changed_are_chosen(collide, desk, article):
    theirs = {"authorships-1-author": AuthorFactory(name="Bor Cvek").pk, "authorships-1-position": "1"}
    mine = {"authorships-0-author": AuthorFactory(name="Cora Drev").pk}
    page = collide(theirs, mine).content.decode()
    desk.post(address(article), conflict_form(page, **{"_choice-authors": "yours"}))
    assert [author.name for author in Article.objects.get().byline()] == ["Cora Drev"]


def test_topic_that_they_added_stays(collide, desk, article):
    topics = [str(TopicFactory(name="Weather").pk), str(article.topics.get().pk)]
    page = collide({"topics": topics}, {"title": "Mine"}).content.decode()
    desk.post(address(article), conflict_form(page))
    assert Article.objects.get().topics.count() == 2


def test_merged_save_forgets_the_work(collide, desk, article, editor):
    page = collide({"standfirst": "Theirs"}, {"caption": "Mine"}).content.decode()
    desk.post(address(article), conflict_form(page))
    assert not AutosaveDraft.objects.filter(user=editor).exists()


def test_third_save_meanwhile_is_shown_too(collide, desk, publishers_desk, article):
    page = collide({"standfirst": "Theirs"}, {"caption": "Mine"}).content.decode()
    newest = Article.objects.get()
    publishers_desk.post(address(article), opened(publishers_desk, newest, language="de"))
    answer = desk.post(address(article), conflict_form(page))
    assert ("Somebody saved this article" in answer.content.decode(), Article.objects.get().caption) == (True, "")


def test_one_can_go_on_writing_with_both(collide, desk, article):
    page = collide({"standfirst": "Theirs"}, {"caption": "Mine", "title": "Mine"}).content.decode()
    form = desk.post(address(article), conflict_form(page, _then="write"), follow=True)
    desk.post(address(article), sent(form.content.decode(), title="Both"))
    row = Article.objects.get()
    assert (row.title, row.standfirst, row.caption) == ("Both", "Theirs", "Mine")


def test_one_can_drop_what_one_wrote(collide, desk, article, editor):
    page = collide({"title": "Theirs"}, {"title": "Mine"}).content.decode()
    desk.post(address(article), conflict_form(page, _then="drop"))
    assert (Article.objects.get().title, AutosaveDraft.objects.filter(user=editor).exists()) == ("Theirs", False)


def test_save_that_changed_nothing_is_no_collision(collide):
    assert collide({}, {"title": "Mine"}).status_code == 302
    assert Article.objects.get().title == "Mine"


def test_same_change_on_both_sides_is_no_collision(collide):
    assert collide({"title": "Same"}, {"title": "Same", "caption": "Mine"}).status_code == 302
    assert Article.objects.get().caption == "Mine"


def test_form_with_errors_shows_them_first(collide):
    answer = collide({"title": "Theirs"}, {"title": ""}).content.decode()
    assert ("errornote" in answer, Article.objects.get().title) == (True, "Theirs")


def test_bulk_move_meanwhile_is_no_collision(desk, article):
    form = opened(desk, article, title="Mine")
    Article.objects.withdraw()
    desk.post(address(article), form)
    row = Article.objects.get()
    assert (row.title, row.status) == ("Mine", "withdrawn")


def test_import_meanwhile_is_a_collision(desk, article):
    form = opened(desk, article, title="Mine")
    row = Article.objects.get()
    row.title = "From the file"
    row.save()
    assert "the archive" in desk.post(address(article), form).content.decode()
    assert Article.objects.get().title == "From the file"


def test_citation_decided_meanwhile_is_not_overwritten(desk, article):
    citation = CitationFactory(article=article, status=CitationStatus.SUGGESTED)
    form = opened(desk, article, title="Mine")
    Citation.objects.filter(pk=citation.pk).update(status=CitationStatus.REJECTED)
    desk.post(address(article), form)
    assert Citation.objects.get(pk=citation.pk).status == CitationStatus.REJECTED


def test_hostile_text_is_escaped(collide):
    page = collide({"title": "<script>alert(1)</script>"}, {"title": "<script>alert(2)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_contributor_gets_no_page_of_what_is_not_theirs(client, member, article, publishers_desk):
    person = member("Contributors")
    Article.objects.filter(pk=article.pk).update(created_by=person, status="draft")
    client.force_login(person)
    form = opened(client, Article.objects.get(), title="Mine")
    Article.objects.send_to_review()
    assert client.post(address(article), form).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_wins_and_the_other_is_asked():
    article = ArticleFactory(title="Ferries stand idle", paragraphs=PARAGRAPHS)
    forms, answers = {}, {}
    for name in ("ana", "bor", "cora", "dren"):
        browser = Client()
        person = User.objects.create_user(name, is_staff=True)
        person.groups.add(Group.objects.get(name="Editors"))
        browser.force_login(person)
        forms[name] = browser, opened(browser, article, title=name)
    ready = threading.Barrier(len(forms))

    def save(name):
        browser, form = forms[name]
        ready.wait()
        answers[name] = browser.post(address(article), form).status_code
        connection.close()

    threads = [threading.Thread(target=save, args=[name]) for name in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [name for name, status in answers.items() if status == 302]
    assert sorted(answers.values()) == [200, 200, 200, 302]
    assert Article.objects.get().title == winner
    assert sorted(work.title for work in AutosaveDraft.objects.all()) == sorted(set(forms) - {winner})
