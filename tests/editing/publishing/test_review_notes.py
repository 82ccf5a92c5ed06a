"""Reviews as conversations: notes of all rounds, and what changed since."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from archive.editing.publishing.review_notes import conversations, versions_since_review
from archive.editing.publishing.transitions import PUBLISH_TRANSITION, RETURN, SEND, TRANSITIONS
from archive.editing.publishing.workflow import apply_transition
from archive.editing.versions.restore import deleted_articles, restore_deleted
from archive.models import Article, ReviewNote, ReviewStep, Status
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(django_user_model):
    def make_one(group):
        user = django_user_model.objects.create_user(group.lower(), is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        return user

    return make_one


@pytest.fixture
def article(author):
    return ArticleFactory(title="Ferries stand idle", status=Status.DRAFT, body="<p>One.</p>", created_by=author)


@pytest.fixture
def author(member):
    return member("Contributors")


@pytest.fixture
def editor(member):
    return member("Editors")


def go(move, by, note=""):
    assert apply_transition(move, Article.objects.all(), by=by, note=note).moved


def rewrite(article, body):
    article = Article.objects.get(pk=article.pk)
    article.set_body(body)
    article.save()
    return article


def test_every_transition_can_carry_a_note():
    assert set(ReviewStep.values) == set(TRANSITIONS)


def test_notes_of_all_rounds_stay_in_order(article, author, editor, member):
    go(SEND, author)
    go(RETURN, editor, "Who owns the ferry?")
    go(SEND, author, "The town does.")
    go(RETURN, editor, "Then say so.")
    go(SEND, author)
    go(PUBLISH_TRANSITION, member("Publishers"))
    said = [(note.signed, note.step, note.text) for note in conversations([article.pk])[article.pk]]
    assert said == [
        (author.username, "send", ""),
        (editor.username, "return", "Who owns the ferry?"),
        (author.username, "send", "The town does."),
        (editor.username, "return", "Then say so."),
        (author.username, "send", ""),
    ]


def test_a_note_outlasts_the_account_of_its_author(article, author, editor):
    go(SEND, author)
    go(RETURN, editor, "Shorter.")
    editor.delete()
    assert ReviewNote.objects.returns().get().signed == "editors"


def test_what_changed_since_a_persons_own_last_review(article, author, editor, member):
    first, second = editor, member("Publishers")
    go(SEND, author)
    go(RETURN, first, "More.")
    rewrite(article, "<p>One.</p><p>Two.</p>")
    go(SEND, author)
    go(RETURN, second, "Still more.")
    rewrite(article, "<p>One.</p><p>Two.</p><p>Three.</p>")
    go(SEND, author)
    texts = [old.text().count("<p") for old, _ in (versions_since_review(article, one) for one in (first, second))]
    assert texts == [1, 2]
    assert versions_since_review(article, author)[0].text().count("<p") == 2  # who reviewed nothing: the last review
    assert versions_since_review(article, first)[1].text().count("<p") == 3


def test_there_is_nothing_to_compare_before_the_first_review(article, author):
    go(SEND, author)
    assert versions_since_review(article, author) is None


def test_a_restored_article_has_its_conversation(article, author, editor):
    go(SEND, author, "A draft.")
    go(RETURN, editor, "Shorter.")
    told = ("pk", "step", "author", "author_name", "text", "version")
    before = list(ReviewNote.objects.values_list(*told))
    Article.objects.get().delete()
    assert not ReviewNote.objects.exists()
    restore_deleted(deleted_articles().get(), status=Status.DRAFT)
    assert list(ReviewNote.objects.values_list(*told)) == before


def test_a_restored_article_has_the_notes_of_an_account_that_is_gone(article, author, editor):
    go(SEND, author)
    go(RETURN, editor, "Shorter.")
    Article.objects.get().delete()
    editor.delete()
    restore_deleted(deleted_articles().get(), status=Status.DRAFT)
    assert ReviewNote.objects.returns().get().signed == "editors"


def test_notes_are_written_for_many_at_once(author, editor, django_assert_max_num_queries):
    articles = ArticleFactory.create_batch(30, status=Status.DRAFT)
    with django_assert_max_num_queries(40):
        go(SEND, editor, "All of these.")
    assert ReviewNote.objects.filter(text="All of these.", at__lte=timezone.now()).count() == len(articles)
