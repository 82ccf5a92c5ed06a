"""Merging on the desk: chosen, previewed, made, listed, undone."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.editing.merges.merging import merge
from archive.models import Author, Citation, Event, Merge, Source, SourceName
from tests.derivation import derive
from tests.factories import ArticleFactory, AuthorFactory, CitationFactory, SourceFactory, TopicFactory

pytestmark = pytest.mark.django_db
MERGES = reverse("admin:archive_merge_changelist")


def page_of(kind: str, *rows, **query) -> str:
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    return f"{reverse(f'admin:archive_{kind}_merge')}?ids={','.join(str(row.pk) for row in rows)}{asked}"


@pytest.fixture
def authors():
    target, duplicate = AuthorFactory(name="Ana Brod"), AuthorFactory(name="Anna Brod")
    ArticleFactory(title="Ferries stand idle", authors=[duplicate])
    ArticleFactory(title="Ferries sail again", authors=[target, duplicate])
    return target, duplicate


def test_action_leads_to_the_preview(desk, authors):
    answer = desk.post(
        reverse("admin:archive_author_changelist"),
        {"action": "merge", "_selected_action": [row.pk for row in authors]},
    )
    assert answer.url.startswith(reverse("admin:archive_author_merge"))


def test_preview_changes_nothing(desk, authors):
    desk.get(page_of("author", *authors))
    assert Author.objects.count() == 2


@pytest.mark.parametrize(
    "text", ["1 article moves", "Ferries stand idle", "1 article has several of them", "Anna Brod"]
)
def test_preview_tells_what_would_happen(desk, authors, text):
    assert text in desk.get(page_of("author", *authors, kept=authors[0].pk)).content.decode()


def test_the_one_that_most_articles_have_stays_unless_another_is_chosen(desk, authors):
    assert desk.get(page_of("author", *authors)).context["preview"].target.row.name == "Anna Brod"


def test_preview_the_other_way_round(desk, authors):
    target, duplicate = authors
    answer = desk.get(page_of("author", target, duplicate, kept=duplicate.pk))
    assert answer.context["preview"].target.row == duplicate


def test_rows_are_merged_into_the_one_that_was_shown(desk, authors):
    target, duplicate = authors
    desk.post(page_of("author", target, duplicate, kept=duplicate.pk), {"kept": duplicate.pk})
    assert list(Author.objects.all()) == [duplicate]


def test_merge_has_an_author_of_its_own(desk, editor, authors):
    desk.post(page_of("author", *authors), {"kept": authors[0].pk})
    assert (Merge.objects.get().made_by, Event.objects.get(kind="merge").actor_name) == (editor, "editor")


@pytest.mark.parametrize(("sent", "country"), [({"country": "KZ"}, "KZ"), ({}, "RU"), ({"country": "XX"}, "RU")])
def test_value_is_chosen(desk, sent, country):
    target, duplicate = SourceFactory(country="RU"), SourceFactory(country="KZ")
    desk.post(page_of("source", target, duplicate), {"kept": target.pk, **sent})
    target.refresh_from_db()
    assert target.country == country


@pytest.mark.parametrize("ids", ["", "1", "x,y", "1,1", "9" * 40 + ",2", "-1,-2"])
def test_nonsense_is_refused(desk, ids):
    answer = desk.get(f"{reverse('admin:archive_author_merge')}?ids={ids}", follow=True)
    assert "Choose two authors or more" in answer.content.decode()


def test_hostile_names_are_shown_as_words(desk):
    rows = [AuthorFactory(name=f"<img src=x onerror=alert({n})>") for n in range(2)]
    assert "<img src=x" not in desk.get(page_of("author", *rows)).content.decode()


@pytest.mark.parametrize("view", ["merge", "duplicates"])
def test_contributors_merge_nothing(member, client, view):
    client.force_login(member("Contributors"))
    assert client.get(f"{reverse(f'admin:archive_author_{view}')}?ids=1,2").status_code == 403


def test_likely_duplicates_lead_to_the_preview(desk):
    one, other = SourceFactory(name="Kommersant"), SourceFactory(name="Komersant")
    CitationFactory(source=other)
    page = desk.get(reverse("admin:archive_source_duplicates")).content.decode()
    assert f"{reverse('admin:archive_source_merge')}?ids={other.pk},{one.pk}" in page


@pytest.mark.parametrize("kind", ["author", "topic", "source"])
def test_list_leads_to_likely_duplicates(desk, kind):
    page = desk.get(reverse(f"admin:archive_{kind}_changelist")).content.decode()
    assert reverse(f"admin:archive_{kind}_duplicates") in page


def test_archive_without_duplicates_says_so(desk):
    TopicFactory(name="Oil")
    assert "No two names look alike" in desk.get(reverse("admin:archive_topic_duplicates")).content.decode()


# --- The list of merges ---


@pytest.fixture
def made(authors):
    target, duplicate = authors
    return merge(target, [duplicate])


def address(view: str, made: Merge) -> str:
    return reverse(f"admin:archive_merge_{view}", args=[made.pk])


def test_merges_are_listed(desk, made):
    page = desk.get(MERGES).content.decode()
    assert "Anna Brod" in page


def test_list_asks_no_query_a_merge(desk, django_assert_max_num_queries):
    for _ in range(20):
        merge(TopicFactory(), [TopicFactory()], by=User.objects.create_user(f"person-{_}"))
    with django_assert_max_num_queries(14):
        desk.get(MERGES)


def test_merge_opens_with_its_undoing(desk, made):
    assert address("undo", made) in desk.get(address("change", made)).content.decode()


def test_merge_is_undone(desk, editor, made):
    answer = desk.post(address("undo", made), follow=True)
    made.refresh_from_db()
    assert (made.undone_by, Author.objects.count()) == (editor, 2)
    assert "apart from Ana Brod again" in answer.content.decode()


def test_merge_that_was_undone_has_no_button(desk, made):
    desk.post(address("undo", made))
    page = desk.get(address("change", made)).content.decode()
    assert address("undo", made) not in page
    assert "undone already" in page


def test_reason_is_told(desk, made, authors):
    authors[0].authorships.all().delete()
    authors[0].delete()
    answer = desk.post(address("undo", made), follow=True)
    assert "Ana Brod was deleted since" in answer.content.decode()


def test_undoing_is_asked_for_by_a_button(desk, made):
    assert desk.get(address("undo", made)).status_code == 405


def test_contributors_undo_nothing(member, client, made):
    client.force_login(member("Contributors"))
    assert client.post(address("undo", made)).status_code == 403


def test_merge_is_changed_by_nobody(client, made):
    client.force_login(User.objects.create_superuser("chief"))
    assert client.post(address("change", made), {"target_name": "x"}).status_code == 403
    assert client.post(address("delete", made), {"post": "yes"}).status_code == 403


def test_merge_that_is_not_there(desk, db):
    assert desk.post(reverse("admin:archive_merge_undo", args=[77])).status_code == 404


def test_articles_read_since_get_their_source_back(desk):
    target, duplicate = SourceFactory(name="Varda Courier"), SourceFactory(name="Lethmark Wire")
    article = ArticleFactory(paragraphs=("Nobody would say why (Lethmark Wire, October 3).",))
    derive(article)
    made = merge(target, [duplicate])
    Citation.objects.all().delete()
    article.refresh_from_db()
    derive(article)
    assert Citation.objects.get().source == target
    desk.post(address("undo", made))
    assert (Citation.objects.get().source.name, SourceName.objects.count()) == ("Lethmark Wire", 0)
    assert Source.objects.count() == 2
