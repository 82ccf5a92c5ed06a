"""Loose searches: which articles are listed where none matches all of a search, and in which order."""

from __future__ import annotations

import pytest

from archive.search.indexing import index_updates
from archive.search.query.grammar import parse
from archive.search.query.request import SearchRequest
from archive.search.results import loose
from archive.search.results.clause_counts import ClauseCounts
from archive.search.results.loose import feedback, ranked
from archive.search.results.row_results import rows_found
from tests.factories import ArticleFactory, IssueFactory


@pytest.fixture
def write(index):
    """`write({"Salt": "The salt is dear."})` → articles of one issue with these titles and bodies."""

    def written(texts: dict[str, str], **facts) -> None:
        issue = IssueFactory()
        for title, body in texts.items():
            ArticleFactory(issue=issue, title=title, paragraphs=[body], **facts)
        index_updates.drain_if_due()

    return written


def test_function_words_find_nothing_by_themselves(write, titles):
    write({"Quay": "The rain fell on the quay.", "War": "The war on terror was long.", "Mill": "On the hill it stood."})
    assert titles("the war on teror") == ["War"]


def test_function_words_are_asked_for_where_nothing_else_was(write, titles):
    write({"Hill": "Up to the hill.", "Mill": "Down by a mill."})
    assert titles("the upon") == ["Hill"]


def test_half_of_the_words_must_match(write, titles):
    write({"One": "Ferry crews.", "Two": "Ferry dues and salt.", "Three": "Salt."})
    assert set(titles("ferry salt crews tides dues wages")) == {"One", "Two"}


def test_words_that_no_article_has_do_not_count(write, titles):
    write({"One": "The ferry sank.", "Two": "Salt rose."})
    assert titles("ferry zebra okapi gnu") == ["One"]


def test_fewer_words_are_enough_of_a_long_query_that_finds_little(write, titles):
    write({"One": "Ferry crews.", "Two": "Salt.", "Three": "Wages.", "Four": "Coal.", "Five": "Tides and dues."})
    assert titles("ferry crews absent tides dues missing salt") == ["One", "Five"]


def test_words_side_by_side_count_more(write, titles):
    write({"Apart": "Salt is dear where dues are high, and tax.", "Beside": "Where salt dues are high dear tax is no."})
    assert titles("salt dues zebra")[0] == "Beside"


def test_an_article_with_all_telling_words_comes_first(write, titles):
    write({"Long": "Ferry. " + "A boat lay by the quay all day and all night in the rain. " * 20 + " Dues.",
           "Short": "Dues dues dues dues."})  # fmt: skip
    assert titles("why do ferry dues")[0] == "Long"


def test_a_provisional_title_is_no_title(write, titles):
    write({"Salt and dues of late": "Salt and dues of late rose. Music played."}, title_is_provisional=True)
    write({"Low water": "Salt rose."})
    assert titles("title:salt") == []


@pytest.mark.parametrize("joined", ["salt-dues zebra", "salt dues zebra"])
def test_joined_words_are_taken_apart(joined, write, titles):
    write({"One": "Dues of salt rose.", "Two": "Rain."})
    assert titles(joined) == ["One"]


def test_what_is_left_out_and_filtered_stays(write, titles):
    write({"One": "Ferry dues.", "Two": "Ferry tides."})
    assert titles("ferry zebra -tides") == ["One"]


def test_tables_agree_with_the_page(write, ask):
    write({"One": "The ferry sank.", "Two": "Salt rose."})
    request = SearchRequest.from_params({"q": ["ferry zebra"]})
    on_page = [hit.article.pk for hit in ask("ferry zebra").hits]
    assert [article.pk for article in rows_found(request, most=10).articles()] == on_page


def test_a_strict_search_is_not_loosened(write):
    write({"One": "Ferry dues.", "Two": "Ferry."})
    request = SearchRequest.from_params({"q": ["ferry dues"]})
    found, is_loose = ranked(request, parse("ferry dues"), stop=10)
    assert (found.count, is_loose) == (1, False)


def test_feedback_is_of_words_that_the_best_share_and_few_others_have(write):
    write({f"Filler {number}": "Rain fell on the quay." for number in range(8)})
    write({"One": "Barges bring barley. Rain.", "Two": "Barley on barges. Rain."})
    tally = ClauseCounts(SearchRequest.from_params({"q": [""]}))
    stems = dict(feedback([["barg", "bring", "barley", "rain"], ["barley", "on", "barg", "rain"]], tally))
    assert set(stems) == {"barg", "barley", "rain"}
    assert stems["barg"] == pytest.approx(loose.FEEDBACK_WEIGHT)
    assert stems["rain"] < stems["barg"] / 2


def test_feedback_of_texts_without_a_common_word_is_empty(write):
    tally = ClauseCounts(SearchRequest.from_params({"q": [""]}))
    assert feedback([["barg"], ["barley"], []], tally) == ()


@pytest.mark.parametrize("title", ["Harbour Dues NOT Paid", "Storm OR Calm", "Rain AND Shine"])
def test_a_title_with_operators_finds_itself(index, titles, title):
    ArticleFactory(title=title, paragraphs=["Nothing more."])
    ArticleFactory(title="Other", paragraphs=["Harbour dues, storm, rain and shine, and shine again."])
    assert titles(title)[0] == title


def test_function_words_of_the_question_s_language(write, titles):
    write(
        {
            "Hafen": "Der Streik der Lotsen in dem Hafen war lang.",
            "Markt": "Der Markt in dem Dorf war klein.",
        },
        language="de",
    )
    assert titles("der Streik in dem Hafn") == ["Hafen"]
