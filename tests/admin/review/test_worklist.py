"""Working through a list: the place in it, on to the next, and what the end says."""

import datetime
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from archive.admin.review import worklist
from archive.models import Article, DismissedWarning, InternalLink, Issue, Status
from tests.admin.articles.test_article import form
from tests.factories import ArticleFactory, IssueFactory

pytestmark = pytest.mark.django_db
PROVISIONAL = "title_is_provisional__exact=1"


@pytest.fixture
def articles():
    """Five articles with provisional titles, as the list has them: last changed first. One with a title of its own."""
    issue = IssueFactory()
    made = [ArticleFactory(issue=issue, title=f"Words {n}", title_is_provisional=True) for n in range(5)]
    for days, article in enumerate(made):
        at = datetime.datetime(2020, 1, 9 - days, tzinfo=datetime.UTC)
        Article.objects.filter(pk=article.pk).update(changed=at)
    ArticleFactory(issue=issue, title="A title")
    return [Article.objects.get(pk=article.pk) for article in made]


def address(article, filters: str = PROVISIONAL, **more) -> str:
    query = urlencode({"_changelist_filters": filters, **more})
    return f"{reverse('admin:archive_article_change', args=[article.pk])}?{query}"


@pytest.fixture
def save(desk):
    """`save(article, title="…")` presses “Save and next”."""

    def press(article, filters: str = PROVISIONAL, **values):
        return desk.post(address(article, filters), form(article, _next="1", **values))

    return press


def pk_in(url: str) -> int:
    return int(re.search(r"/article/(\d+)/change/", url)[1])


def bar(desk, article, filters: str = PROVISIONAL) -> dict:
    return desk.get(address(article, filters)).context.get("worklist")


def test_form_says_where_it_is(desk, articles):
    position = bar(desk, articles[1])["position"]
    assert (position.number, position.total) == (2, 5)


def test_form_opened_from_no_list_has_no_bar(desk, articles):
    page = desk.get(reverse("admin:archive_article_change", args=[articles[0].pk]))
    assert "worklist" not in page.context


def test_save_and_next_goes_to_the_next_of_the_list(save, articles):
    assert pk_in(save(articles[1], title="A real title").url) == articles[2].pk


def test_next_is_the_same_where_the_row_stays_in_the_list(save, articles):
    # Saved last, it is listed first: the place that counts is the one before.
    answer = save(articles[1], standfirst="More")
    assert Article.objects.get(pk=articles[1].pk).title_is_provisional
    assert pk_in(answer.url) == articles[2].pk


def test_list_is_carried_on(save, articles):
    carried = parse_qs(urlsplit(save(articles[1], title="A real title").url).query)["_changelist_filters"]
    assert carried == [PROVISIONAL]


def test_whole_list_is_walked_through(save, articles):
    seen, article = [], articles[0]
    while True:
        seen.append(article.pk)
        answer = save(article, title=f"Title {article.pk}")
        if "/change/" not in answer.url:
            break
        article = Article.objects.get(pk=pk_in(answer.url))
    assert seen == [article.pk for article in articles]
    assert answer.url == reverse("review-desk")


def test_end_says_that_all_is_done(desk, save, articles):
    Article.objects.exclude(pk=articles[0].pk).update(title_is_provisional=False)
    page = desk.get(save(articles[0], title="A real title").url)
    assert "nothing is left in this list" in page.content.decode()


def test_end_says_what_was_skipped(desk, save, articles):
    answer = save(articles[4], title="A real title")
    assert urlsplit(answer.url).path == reverse("admin:archive_article_changelist")
    assert "(skipped or unchanged): 4" in desk.get(answer.url).content.decode()


def test_errors_stay_on_the_form_with_the_place(desk, articles):
    page = desk.post(address(articles[1]), form(articles[1], _next="1", title=" "))
    assert page.status_code == 200
    assert page.context["worklist"]["position"].number == 2


def test_row_that_left_the_list_leads_to_what_took_its_place(desk, save, articles):
    Article.objects.filter(pk=articles[1].pk).update(title_is_provisional=False)
    answer = save(articles[1], _at="1")
    assert pk_in(answer.url) == articles[2].pk


def test_skip_and_previous_lead_beside(desk, articles):
    shown = bar(desk, articles[2])
    assert (pk_in(shown["next_url"]), pk_in(shown["previous_url"])) == (articles[3].pk, articles[1].pk)


def test_ends_have_no_way_beyond(desk, articles):
    assert (bar(desk, articles[0])["previous_url"], bar(desk, articles[4])["next_url"]) == ("", "")


def test_search_and_order_are_part_of_the_list(desk, articles):
    shown = bar(desk, articles[3], "q=words&o=-1")
    assert (shown["position"].number, pk_in(shown["next_url"])) == (2, articles[2].pk)


def test_page_follows_the_place(desk, articles, monkeypatch):
    monkeypatch.setattr(worklist, "MARGIN", 2)
    monkeypatch.setattr("archive.admin.articles.article.ArticleAdmin.list_per_page", 2)
    shown = bar(desk, articles[3], f"{PROVISIONAL}&p=2")
    assert (shown["position"].number, pk_in(shown["next_url"])) == (4, articles[4].pk)
    assert parse_qs(parse_qs(urlsplit(shown["next_url"]).query)["_changelist_filters"][0])["p"] == ["3"]


@pytest.mark.parametrize("filters", ["nonsense__exact=1", "p=x", "p=9999999", "%00", "q=" + "a" * 3000, "o=99.-7"])
def test_no_filters_are_an_error(desk, articles, filters):
    assert desk.get(address(articles[0], filters)).status_code == 200


def test_list_leads_to_its_first_form(desk, articles):
    page = desk.get(f"{reverse('admin:archive_article_changelist')}?{PROVISIONAL}")
    assert pk_in(page.context["work_through"]) == articles[0].pk
    assert bar(desk, articles[0])["position"].total == 5


def test_field_that_the_list_is_about_is_named(desk, articles):
    assert bar(desk, articles[0])["focus"] == "id_title"


def test_form_costs_a_few_queries_more_in_a_list(desk, articles, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        desk.get(address(articles[0]))


def test_issues_are_worked_through_too(desk):
    issues = [IssueFactory(date_precision="inferred") for _ in range(3)]
    first = sorted(issues, key=lambda one: (one.sort_date, one.pk), reverse=True)[0]
    query = urlencode({"_changelist_filters": "date_precision__exact=inferred"})
    page = desk.get(f"{reverse('admin:archive_issue_change', args=[first.pk])}?{query}")
    assert page.context["worklist"]["position"].total == 3


@pytest.fixture
def broken():
    """Two articles with a broken link each."""
    made = [ArticleFactory(authors=["Ana Brod"]) for _ in range(2)]
    for article in made:
        InternalLink.objects.create(article=article, address="/x/", path="/x/", error="nothing")
    return [Article.objects.get(pk=article.pk) for article in reversed(made)]


def is_so(browser, article, filters: str = "look=links"):
    query = urlencode({"_changelist_filters": filters})
    return browser.post(f"{reverse('admin:archive_article_is_so', args=[article.pk])}?{query}")


def test_form_says_what_was_found(desk, broken):
    assert "/x/: there is no such page." in desk.get(address(broken[0], "look=links")).content.decode()


def test_what_is_so_is_set_aside_and_the_next_comes(desk, editor, broken):
    answer = is_so(desk, broken[0])
    assert pk_in(answer.url) == broken[1].pk
    assert DismissedWarning.objects.get().by == editor


def test_last_one_that_is_so_ends_the_list(desk, broken):
    is_so(desk, broken[0])
    assert is_so(desk, broken[1]).url == reverse("review-desk")


@pytest.mark.parametrize("filters", [PROVISIONAL, "", "look=nonsense"])
def test_only_findings_are_so(desk, broken, filters):
    assert is_so(desk, broken[0], filters).status_code == 404


def test_contributors_set_nothing_aside(member, broken):
    browser = Client()
    browser.force_login(member("Contributors"))
    assert is_so(browser, broken[0]).status_code in (403, 404)
    assert not DismissedWarning.objects.exists()


def test_looking_sets_nothing_aside(desk, broken):
    assert desk.get(reverse("admin:archive_article_is_so", args=[broken[0].pk])).status_code == 405


def test_who_may_not_change_may_go_through_the_list(member, articles):
    Article.objects.update(status=Status.PUBLISHED)
    browser = Client()
    browser.force_login(member("Contributors"))
    page = browser.get(address(articles[1]))
    assert page.context["worklist"]["may_save"] is False
    assert "Save and next" not in page.content.decode()


def test_issue_with_its_date_given_leaves_the_list(desk):
    issue = IssueFactory(date_precision="inferred")
    other = IssueFactory(date_precision="inferred", date=datetime.date(2003, 1, 1))
    query = urlencode({"_changelist_filters": "date_precision__exact=inferred"})
    answer = desk.post(
        f"{reverse('admin:archive_issue_change', args=[issue.pk])}?{query}",
        {"publication": issue.publication_id, "volume": 1, "number": issue.number, "date": "2004-10-26",
         "date_precision": "day", "_next": "1"},
    )  # fmt: skip
    assert f"/issue/{other.pk}/change/" in answer.url
    assert Issue.objects.get(pk=issue.pk).date_precision == "day"
