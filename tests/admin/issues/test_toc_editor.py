"""The page on which an issue is put together."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.editing.issues.toc_ordering import order_of
from archive.models import Article, Status
from tests.derivation import derive
from tests.factories import ArticleFactory, CitationFactory, IssueFactory


@pytest.fixture
def issue(db):
    issue = IssueFactory(publication__title="Harbour Letter", publication__abbreviation="HL", number="115")
    for title in ("Ferries", "Tides", "Lanterns"):
        ArticleFactory(issue=issue, title=title, authors=["Ana Brod"])
    return issue


def address(issue, name="contents", *more):
    return reverse(f"admin:archive_issue_{name}", args=[issue.pk, *more])


def shown(desk, issue, **query) -> str:
    return desk.get(address(issue), query).content.decode()


def seen(issue) -> str:
    return ",".join(map(str, order_of(issue)))


def titles(issue) -> list[str]:
    return list(issue.articles.order_by("position", "pk").values_list("title", flat=True))


# --- what it shows ---


def test_it_lists_articles_in_order_with_their_authors(desk, issue):
    page = shown(desk, issue)
    assert page.index("Ferries") < page.index("Tides") < page.index("Lanterns")
    assert "Ana Brod" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": Status.DRAFT}, "draft"),
        ({"status": Status.IN_REVIEW}, "in review"),
        ({"status": Status.WITHDRAWN}, "withdrawn"),
        (
            {"publish_at": datetime.datetime(2199, 12, 3, 9, tzinfo=datetime.UTC)},
            "scheduled for 3 December 2199, 09:00",
        ),
    ],
)
def test_it_says_where_an_article_stands(desk, issue, values, words):
    ArticleFactory(issue=issue, **values)
    assert words in shown(desk, issue)


@pytest.mark.parametrize(
    ("values", "words", "place"),
    [
        ({"title_is_provisional": True}, "provisional title", "#id_title"),
        ({"authors": []}, "no author", "#authorships-group"),
        ({"body": ""}, "no text", "#id_body"),
    ],
)
def test_it_says_what_is_missing_and_links_to_where_it_is_given(desk, issue, values, words, place):
    article = ArticleFactory(issue=issue, **({"authors": ["Ana Brod"]} | values))
    page = shown(desk, issue)
    assert words in page
    assert f"{reverse('admin:archive_article_change', args=[article.pk])}?back={issue.pk}{place}" in page


def test_it_counts_citations_of_unknown_sources(desk, issue):
    for _ in range(2):
        CitationFactory(article=issue.articles.first(), source=None)
    assert "2 citations of unknown sources" in shown(desk, issue)


def test_a_whole_issue_lacks_nothing(desk, issue):
    assert "incomplete" not in shown(desk, issue)


def test_an_empty_issue_says_so(desk):
    assert "Nothing is in this issue yet" in shown(desk, IssueFactory())


def test_the_form_of_an_issue_leads_to_it(desk, issue):
    assert address(issue) in desk.get(reverse("admin:archive_issue_change", args=[issue.pk])).content.decode()


def test_the_list_of_issues_leads_to_it(desk, issue):
    assert address(issue) in desk.get(reverse("admin:archive_issue_changelist")).content.decode()


@pytest.mark.slow
def test_two_hundred_articles_take_no_more_queries_than_three(desk, issue, django_assert_max_num_queries):
    for place in range(200):
        article = ArticleFactory(issue=issue, authors=["Ana Brod", f"Ilir Deva {place % 7}"], status=Status.DRAFT)
        CitationFactory(article=article, source=None)
    with django_assert_max_num_queries(16):
        assert shown(desk, issue).count('class="issue-row"') == 203


# --- order ---


def test_numbers_put_articles_in_order(desk, issue):
    last = order_of(issue)[-1]
    desk.post(address(issue, "order"), {"seen": seen(issue), f"place-{last}": "1"})
    assert titles(issue) == ["Lanterns", "Ferries", "Tides"]


@pytest.mark.parametrize(
    ("step", "place", "result"),
    [
        ("up", 1, ["Tides", "Ferries", "Lanterns"]),
        ("down", 1, ["Ferries", "Lanterns", "Tides"]),
        ("up", 0, ["Ferries", "Tides", "Lanterns"]),
    ],
)
def test_buttons_move_an_article_without_script(desk, issue, step, place, result):
    pk = order_of(issue)[place]
    answer = desk.post(address(issue, "order"), {"seen": seen(issue), "move": f"{step}-{pk}"})
    assert titles(issue) == result
    assert answer["Location"].endswith(f"#a{pk}")


@pytest.mark.parametrize("sent", [{}, {"seen": "x,-1,9999999999999999999999"}, {"seen": "1,2", "move": "up-x"}])
def test_what_is_no_order_changes_nothing(desk, issue, sent):
    before = titles(issue)
    assert desk.post(address(issue, "order"), sent).status_code == 302
    assert titles(issue) == before


def test_second_of_two_orders_is_shown_beside_the_first_and_may_be_chosen(desk, publishers_desk, issue):
    old, (first, second, third) = seen(issue), order_of(issue)
    publishers_desk.post(address(issue, "order"), {"seen": old, f"place-{second}": "1"})
    answer = desk.post(address(issue, "order"), {"seen": old, f"place-{third}": "1"})
    assert answer.status_code == 409
    assert titles(issue) == ["Tides", "Ferries", "Lanterns"]
    assert answer.context["order"] == f"{third},{first},{second}"
    desk.post(address(issue, "order"), {"seen": answer.context["seen"], "order": answer.context["order"]})
    assert titles(issue) == ["Lanterns", "Ferries", "Tides"]


def test_an_article_that_came_in_meanwhile_is_no_conflict(desk, issue):
    old, last = seen(issue), order_of(issue)[-1]
    ArticleFactory(issue=issue, title="Newcomer", position=1_000_000)
    desk.post(address(issue, "order"), {"seen": old, f"place-{last}": "1"})
    assert titles(issue) == ["Lanterns", "Newcomer", "Ferries", "Tides"]


# --- masthead ---


def masthead(desk, issue, **values):
    form = desk.get(address(issue)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return {**sent, **values}


def test_masthead_is_saved(desk, issue):
    desk.post(address(issue), masthead(desk, issue, title="The harbour at ninety", number="116"))
    issue.refresh_from_db()
    assert (issue.title, issue.number_slug) == ("The harbour at ninety", "116")


def test_former_address_of_a_renumbered_issue_leads_on(desk, issue):
    old = issue.get_absolute_url()
    desk.post(address(issue), masthead(desk, issue, number="116"))
    assert Client().get(old).status_code == 301


def test_date_taken_away_takes_its_precision_with_it(desk, issue):
    desk.post(address(issue), masthead(desk, issue, date=""))
    issue.refresh_from_db()
    assert (issue.date, issue.date_precision) == (None, "")


def test_years_of_citations_follow_the_date(desk, issue):
    article = ArticleFactory(issue=issue, paragraphs=("Nobody would say why (Varda Courier, October 3).",))
    derive(article)
    desk.post(address(issue), masthead(desk, issue, volume="6", date="2009-10-04"))
    assert article.citations.get().first_day.year == 2009


def test_second_of_two_mastheads_is_not_written_over_the_first(desk, publishers_desk, issue):
    mine = masthead(desk, issue, title="Mine")
    publishers_desk.post(address(issue), masthead(desk, issue, title="Theirs"))
    page = desk.post(address(issue), mine)
    issue.refresh_from_db()
    assert issue.title == "Theirs"
    assert "It says now" in page.content.decode()
    assert "Mine" in page.content.decode()
    desk.post(address(issue), mine | {"seen": page.context["form"]["seen"].value()})
    issue.refresh_from_db()
    assert issue.title == "Mine"


def test_number_of_another_issue_is_an_error_and_the_page_still_names_the_issue(desk, issue):
    IssueFactory(publication=issue.publication, number="116")
    page = desk.post(address(issue), masthead(desk, issue, number="116")).content.decode()
    assert "has this number" in page
    assert "Vol. 1, No. 115" in page


# --- articles that come and go ---


@pytest.mark.parametrize("query", ["breakwater STATE", "Bréakwater", "/a/{pk}/", "{pk}"])
def test_article_of_another_issue_is_found(desk, issue, query):
    other = ArticleFactory(title="A breakwater becomes a matter of state")
    ArticleFactory(title="A lantern")
    found = desk.get(address(issue), {"q": query.format(pk=other.pk)}).context["found"]
    assert other in found.rows


def test_articles_that_are_here_already_are_not_found(desk, issue):
    assert desk.get(address(issue), {"q": "Ferries"}).context["found"].rows == []


def test_search_that_finds_too_much_says_so(desk, issue):
    for _ in range(21):
        ArticleFactory(title="Breakwater")
    found = desk.get(address(issue), {"q": "breakwater"}).context["found"]
    assert (len(found.rows), found.more) == (20, True)


def test_piece_of_the_page_for_the_script_holds_what_was_found(desk, issue):
    ArticleFactory(title="A breakwater")
    piece = desk.get(address(issue, "find"), {"q": "breakwater"}).content.decode()
    assert "A breakwater" in piece
    assert "<html" not in piece


def test_article_moves_in_at_the_end(desk, issue):
    other = ArticleFactory(title="A breakwater")
    desk.post(address(issue, "take"), {"article": other.pk})
    assert titles(issue) == ["Ferries", "Tides", "Lanterns", "A breakwater"]


def test_article_moves_to_another_issue(desk, issue):
    target, article = IssueFactory(publication=issue.publication, number="116"), issue.articles.first()
    page = desk.get(address(issue, "move", article.pk), {"q": "HL 116"})
    assert page.context["found"].rows == [target]
    desk.post(address(issue, "move", article.pk), {"issue": target.pk})
    assert Article.objects.get(pk=article.pk).issue == target


def test_nearest_issues_are_offered_first(desk, issue):
    later = [IssueFactory(publication=issue.publication, number=str(n)) for n in (116, 117)]
    assert desk.get(address(issue, "move", issue.articles.first().pk)).context["found"].rows == later[::-1]


def test_new_article_is_written_into_the_issue_behind_the_last(desk, issue):
    last = max(issue.articles.values_list("position", flat=True))
    query = f"issue={issue.pk}&amp;position={last + 1}"
    assert f"{reverse('admin:archive_article_add')}?{query}" in shown(desk, issue)


def test_deleting_an_article_leads_back_to_its_issue(desk, issue):
    article = issue.articles.first()
    Article.objects.filter(pk=article.pk).update(status=Status.DRAFT)
    delete = f"{reverse('admin:archive_article_delete', args=[article.pk])}?back={issue.pk}"
    assert desk.post(delete, {"post": "yes"})["Location"] == address(issue)
    assert "Ferries" not in titles(issue)


@pytest.mark.parametrize("sent", [{}, {"article": "x"}, {"article": "99999999"}])
def test_what_is_no_article_is_not_there(desk, issue, sent):
    assert desk.post(address(issue, "take"), sent).status_code == 404


def test_hostile_titles_are_text(desk, issue):
    ArticleFactory(issue=issue, title='"><script>alert(1)</script>')
    assert "<script>alert" not in shown(desk, issue)


# --- rights ---

PAGES = ["contents", "find", "publish", "withdraw", "next"]


@pytest.mark.parametrize("page", PAGES)
def test_contributors_put_no_issue_together(member, issue, page):
    browser = Client()
    browser.force_login(member("Contributors"))
    assert browser.get(address(issue, page)).status_code == 403


@pytest.mark.parametrize("page", ["order", "take"])
def test_contributors_change_no_issue(member, issue, page):
    browser = Client()
    browser.force_login(member("Contributors"))
    before = titles(issue)
    sent = {"seen": seen(issue), "order": seen(issue)[::-1], "article": ArticleFactory().pk}
    assert browser.post(address(issue, page), sent).status_code == 403
    assert titles(issue) == before


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_is_asked_to(client, issue, page):
    assert client.get(address(issue, page)).status_code == 302


@pytest.mark.parametrize("page", ["order", "take"])
def test_nothing_is_changed_by_a_link(desk, issue, page):
    assert desk.get(address(issue, page)).status_code == 405


def test_nothing_is_changed_from_another_site(editor, issue):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    assert browser.post(address(issue, "order"), {"seen": seen(issue)}).status_code == 403


def test_now_is_told_by_the_clock(desk, issue):
    ArticleFactory(issue=issue, title="Due", publish_at=timezone.now() - datetime.timedelta(seconds=1))
    assert "scheduled for" not in shown(desk, issue)
