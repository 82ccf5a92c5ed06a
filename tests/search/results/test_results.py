"""Results: what is found, counted, explained, loosened and paged."""

from __future__ import annotations

import datetime
from functools import partial
from urllib.parse import parse_qs

import pytest

from archive.models import Article
from archive.search.engine import IndexUnusable
from archive.search.query.request import SearchRequest
from archive.search.results.results import NoSuchPage, search
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, PublicationFactory, SourceFactory


@pytest.fixture
def harbour(index):
    """Nine articles in two publications and three years."""
    letter, tables = PublicationFactory(title="Harbour Letter"), PublicationFactory(title="Tide Tables")
    source = SourceFactory(name="Vardan Herald")
    for number in range(9):
        issue = IssueFactory(
            publication=letter if number % 3 else tables,
            volume=1 + number % 3,
            date=datetime.date(2004 + number % 3, 5, number + 1),
        )
        article = ArticleFactory(
            issue=issue,
            title=f"Ferry {number}",
            paragraphs=[f"Salt and tide number{number}.", "The dues of the ferry rise."],
            authors=["Ana Brod" if number % 2 else "Jorun Aas"],
            topics=["Dues"] if number < 4 else [],
        )
        if number < 5:
            CitationFactory(article=article, source=source)


def counts(found, name) -> dict[str, int]:
    facet = next(facet for facet in found.facets if facet.name == name)
    return {value.value: value.count for value in facet.values}


@pytest.mark.usefixtures("harbour")
class TestFacets:
    def test_every_facet_is_counted(self, ask):
        found = ask("ferry")
        assert counts(found, "publication") == {"harbour-letter": 6, "tide-tables": 3}
        assert counts(found, "year") == {"2004": 3, "2005": 3, "2006": 3}
        assert counts(found, "author") == {"jorun-aas": 5, "ana-brod": 4}
        assert counts(found, "source") == {"vardan-herald": 5}
        assert counts(found, "topic") == {"dues": 4}

    def test_a_facet_keeps_its_other_values_and_the_rest_follow(self, ask):
        found = ask("ferry", publication=["tide-tables"])
        assert found.count == 3
        assert counts(found, "publication") == {"tide-tables": 3, "harbour-letter": 6}
        assert counts(found, "year") == {"2004": 3}

    def test_several_values_widen_their_facet(self, ask):
        found = ask("ferry", year=["2004", "2005"], author=["ana-brod"])
        assert found.count == len(
            Article.objects.filter(issue__year__in=[2004, 2005], authors__slug="ana-brod").distinct()
        )

    def test_each_count_is_what_choosing_the_value_finds(self, ask):
        found = ask("ferry", author=["ana-brod"])
        for facet in found.facets:
            for value in facet.values:
                if not value.selected and facet.name != "author":
                    params = parse_qs(value.query_string)
                    assert ask(params.pop("q")[0], **params).count == value.count

    def test_a_chosen_value_stays_where_nothing_has_it(self, ask):
        found = ask("number1", topic=["dues"], year=["2006"])
        assert found.count == 0
        assert [value.value for facet in found.facets for value in facet.values if value.selected] == ["2006", "dues"]

    def test_more_are_shown_on_demand(self, ask, index):
        for number in range(12):
            ArticleFactory(title="Ferry", topics=[f"Topic {number}"])
        facet = next(facet for facet in ask("ferry").facets if facet.name == "topic")
        assert len(facet.values) == 8
        assert facet.more == 5
        wide = next(facet for facet in ask("ferry", more=["topic"]).facets if facet.name == "topic")
        assert len(wide.values) == 13
        assert wide.more == 0


@pytest.mark.usefixtures("harbour")
class TestPlaces:
    def test_volume_issue_and_publication_narrow(self, ask):
        article = Article.objects.get(title="Ferry 4")
        issue = article.issue
        found = ask(
            "ferry", publication=[issue.publication.slug], volume=[str(issue.volume)], issue=[issue.number_slug]
        )
        assert [hit.article.pk for hit in found.hits] == [article.pk]

    def test_dates_narrow(self, titles):
        assert titles("ferry", **{"from": ["2005-05"], "to": ["2005-05-04"]}) == ["Ferry 1"]
        assert set(titles("ferry", to=["2004"])) == {"Ferry 0", "Ferry 3", "Ferry 6"}

    def test_orders(self, titles):
        assert titles("ferry", sort=["oldest"])[:2] == ["Ferry 0", "Ferry 3"]
        assert titles("ferry", sort=["newest"])[:2] == ["Ferry 8", "Ferry 5"]

    def test_filters_alone_are_a_search(self, ask):
        assert ask("", year=["2004"]).count == 3


@pytest.mark.usefixtures("harbour")
class TestWords:
    def test_the_search_is_said_and_each_part_can_go(self, ask):
        found = ask("ferry -number1", year=["2004"])
        assert found.sentence == "ferry, 2004, not number1"
        assert [(part.text, part.request.query_string()) for part in found.parts] == [
            ("ferry", "q=-number1&year=2004"),
            ("not number1", "q=ferry&year=2004"),
            ("2004", "q=ferry+-number1"),
        ]

    def test_partial_matches_are_offered_and_called_so(self, ask):
        found = ask("ferry lighthouse number2")
        assert found.loose
        assert found.hits[0].article.title == "Ferry 2"
        assert found.count == 9

    def test_the_part_that_fails_is_shown(self, ask):
        found = ask("ferry lighthouse")
        assert [(part.text, part.count_alone, part.count_without) for part in found.failing] == [
            ("ferry", 9, 0),
            ("lighthouse", 0, 9),
        ]

    @pytest.mark.parametrize("query", ['title:"ferry lighthouse"', "title:(ferry lighthouse)"])
    def test_the_word_of_a_field_that_fails_is_shown(self, ask, query):
        failing = ask(query).failing
        assert [(part.text, part.request.query) for part in failing] == [
            ("title with ferry", "title:lighthouse"),
            ("title with lighthouse", "title:ferry"),
        ]
        assert [part.count_alone for part in failing] == [9, 0]

    def test_filters_that_fail_are_shown_too(self, ask):
        found = ask("number1", year=["2004"])
        assert [(part.text, part.count_without) for part in found.failing] == [("number1", 3), ("2004", 1)]

    def test_partial_matches_keep_fields_and_exclusions(self, ask):
        found = ask("ferry lighthouse year:2004 -number3")
        assert found.loose
        assert {hit.article.title for hit in found.hits} == {"Ferry 0", "Ferry 6"}

    def test_notes_say_how_it_was_read(self, ask):
        assert ask("nofield:ferry").notes

    def test_matches_are_marked_with_their_paragraph(self, ask):
        hit = ask("dues").hits[0]
        assert hit.snippets[0].anchor == "p2"
        assert ("dues", True) in hit.snippets[0].pieces

    def test_matches_in_the_title_are_marked(self, ask):
        assert ask("title:ferry").hits[0].title[0] == ("Ferry", True)


def test_pages_follow_one_another_and_end(index, ask):
    ArticleFactory.create_batch(45, title="Ferry", issue=IssueFactory())
    seen = [hit.article.pk for page in (1, 2, 3) for hit in ask("ferry", page=[str(page)]).hits]
    assert len(set(seen)) == 45
    assert ask("ferry", page=["3"]).first == 41
    assert ask("ferry", page=["3"]).last == 45
    with pytest.raises(NoSuchPage):
        ask("ferry", page=["4"])
    with pytest.raises(NoSuchPage):
        ask("ferry", page=["0"])
    assert search(SearchRequest.from_params({"q": ["ferry"]}), deepest=2).is_cut
    with pytest.raises(NoSuchPage):
        search(SearchRequest.from_params({"q": ["ferry"], "page": ["3"]}), deepest=2)


def test_partial_matches_have_pages_too(index, ask):
    ArticleFactory.create_batch(25, title="Ferry", issue=IssueFactory())
    assert len(ask("ferry lighthouse", page=["2"]).hits) == 5


def test_what_time_cut_off_is_called_partial(index, ask, monkeypatch):
    ArticleFactory(title="Ferry")
    monkeypatch.setattr(index, "search", partial(index.search, seconds=-1.0))
    assert ask("ferry").partial


def test_without_an_index_a_search_says_so(index, ask):
    (index.store.path / "CURRENT").unlink()
    with pytest.raises(IndexUnusable, match="rebuild_index"):
        ask("ferry")


def test_changes_that_another_writer_keeps_waiting_make_results_stale(index, ask):
    ArticleFactory(title="Ferry")
    with index.writer(timeout=0):
        assert not ask("ferry").fresh
    assert ask("ferry").fresh


def test_a_search_takes_a_bounded_number_of_queries(harbour, ask, django_assert_max_num_queries):
    ask("warm")
    with django_assert_max_num_queries(11):
        ask("ferry", year=["2004", "2005"], author=["ana-brod"], topic=["dues"])


@pytest.mark.parametrize("pasted", ["“Ferry” 4", "FERRY: 4!", "  ferry — 4  ", "Ferry 4."])
def test_a_pasted_title_finds_its_article_first(harbour, titles, pasted):
    assert titles(pasted)[0] == "Ferry 4"


def test_a_pasted_citation_finds_who_cites_it(index, titles):
    ArticleFactory(title="One", paragraphs=["Dues rise (Vardan Herald, October 23)."])
    ArticleFactory(title="Two", paragraphs=["Dues rise (Tidewater Post, October 23)."])
    assert titles("(Vardan Herald, October 23)") == ["One"]


def test_an_author_is_found_by_name_in_another_script(index, titles):
    ArticleFactory(title="One", authors=["Sergei Halvan"])
    assert titles("Сергей Халван") == ["One"]
    assert titles("Sergey Halvan") == ["One"]
    assert titles("sergey", variants=["off"]) == []


def test_an_author_is_found_in_the_field_by_another_spelling(index, titles):
    ArticleFactory(title="One", authors=["Sergei Halvan"])
    ArticleFactory(title="Two", paragraphs=["Sergei Halvan said so."])
    assert titles("author:Sergey") == ["One"]
    assert titles("author:Сергей") == ["One"]
    assert titles("author:Sergey", variants=["off"]) == []
