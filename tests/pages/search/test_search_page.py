"""The search page and its other forms: any query string gives a page, and what it says is true and inert."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re

import feedparser
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Article, OutboxEntry
from archive.search.engine import IndexUnusable, engine
from archive.search.indexing.consistency import compare
from archive.search.indexing.index_updates import drain
from archive.search.indexing.rebuild import rebuild
from archive.search.whoosh.verification import segment_files
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory


@pytest.fixture
def index(db):
    engine().store.rebuild([], lambda pks: [])
    return engine()


@pytest.fixture(scope="module")
def ferry_rows(django_db_setup, django_db_blocker):
    """Twenty-five articles about ferries, and one that is not; written once, and taken back after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        publication = PublicationFactory(title="Harbour Letter")
        issues = IssueFactory.create_batch(5, publication=publication)
        made = [
            ArticleFactory(issue=issues[number % 5], title=f"Ferry {number}", authors=["Ana Brod"], topics=["Dues"])
            for number in range(25)
        ]
        ArticleFactory(issue=issues[0], title="Salt", paragraphs=["Salt & <b>light</b>."], authors=["Jorun Aas"])
        OutboxEntry.objects.all().delete()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def ferries(ferry_rows, db):
    """The articles as rows, and an index that has them."""
    try:
        agree = not compare()
    except IndexUnusable:
        agree = False
    if not agree:
        rebuild()
    return [Article.objects.get(pk=row.pk) for row in ferry_rows]


class TestPage:
    def test_it_says_what_was_searched_and_how_many_there_are(self, ferries, read):
        text = read("/search/?q=ferry+-salt&topic=dues")
        assert "25 articles, 1–20 shown" in text
        assert "Searched for ferry, topic Dues, not salt" in text

    def test_without_a_question_it_says_what_can_be_asked(self, index, read):
        assert "Query syntax" in read("/search/")

    def test_each_part_can_be_taken_away(self, ferries, client):
        page = client.get("/search/?q=ferry+-salt").content.decode()
        assert 'href="?q=-salt"' in page
        assert 'href="?q=ferry"' in page

    def test_within_a_place_it_leads_to_the_whole_archive(self, ferries, client):
        page = client.get("/search/?q=ferry&publication=harbour-letter").content.decode()
        assert "Searched within publication Harbour Letter" in page
        assert '<a href="?q=ferry">Search the whole archive</a>' in page
        assert '<input type="hidden" name="publication" value="harbour-letter">' in page

    def test_it_jumps_to_the_passage(self, ferries, client):
        page = client.get("/search/?q=idle").content.decode()
        assert re.search(r'class="jump" href="/harbour-letter/v1/i\d+/[a-z0-9-]+/#p1"', page)
        assert "<mark>idle</mark>" in page

    def test_years_are_drawn_and_listed(self, ferries, client):
        page = client.get("/search/?q=ferry").content.decode()
        assert '<svg class="bars"' in page
        assert "year=" in page

    def test_nothing_found_says_where_it_fails_and_what_else_to_do(self, ferries, read):
        text = read("/search/?q=title:salt+topic:dues")
        assert "No article matches this search." in text
        assert "What each part finds" in text

    def test_partial_matches_are_called_so(self, ferries, read):
        text = read("/search/?q=ferry+lighthouse")
        assert "No article matches every part" in text
        assert "25 articles with some of the words" in text

    def test_a_slip_is_met_with_an_offer(self, ferries, client):
        assert 'Did you mean <a href="?q=ferry">ferry</a>?' in client.get("/search/?q=feryr").content.decode()

    def test_pages_link_on_and_end(self, ferries, client):
        assert 'rel="next" href="?q=ferry&amp;page=2"' in client.get("/search/?q=ferry").content.decode()
        second = client.get("/search/?q=ferry&page=2")
        assert 'start="21"' in second.content.decode()
        for number in ("3", "0", "251", "999999999"):
            assert client.get(f"/search/?q=ferry&page={number}").status_code == 404

    def test_what_it_shows_of_texts_is_inert(self, index, client):
        ArticleFactory(
            title="<script>alert(1)</script> ferry", body='<p id="p1">A ferry &lt;img src=x onerror=alert(2)&gt;.</p>'
        )
        for address in ("/search/?q=ferry", "/search/?q=<script>alert(3)</script>", '/search/?q="onmouseover="x'):
            page = client.get(address).content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert 'value=""onmouseover' not in page

    def test_results_are_not_for_other_engines(self, ferries, client):
        assert "noindex" in client.get("/search/?q=ferry").content.decode()

    @pytest.mark.parametrize(
        "address", ["/search/?q=ferry", "/search/?q=ferry&year=2004&topic=dues&author=ana-brod", "/search/?q=ferry+zzz"]
    )
    def test_queries_are_few(self, ferries, queries_of, address):
        queries_of(address)
        assert queries_of(address) <= 14

    def test_queries_do_not_grow_with_hits(self, ferries, queries_of):
        assert queries_of("/search/?q=ferry") == queries_of("/search/?q=title:ferry")

    def test_a_withdrawn_article_is_gone_at_once(self, ferries, read):
        Article.objects.filter(title="Salt").withdraw()
        OutboxEntry.objects.all().delete()
        assert "Salt" not in read("/search/?q=salt").replace("salt", "")


class TestAnyQuery:
    @pytest.mark.parametrize(
        "query",
        [
            "", " ", "*", "**", "?!", "-", "-*", "*x*", '"', '""', "((((((((", "))))", "a OR",
            "AND OR NOT", "\x00", "🦆",
            "x" * 10_000, "a " * 4000, "(" * 500, '"' * 999, "a* b* c* d* e* f*", "~~~", "year:..", "title:",
            "-(-(-(a)))",
            "'; DROP TABLE archive_article; --", "{{ 7*7 }}", "%s%n",
        ],
    )  # fmt: skip
    def test_gives_a_page(self, ferries, client, query):
        assert client.get("/search/", {"q": query}).status_code == 200

    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        query=st.one_of(
            st.text(max_size=60),
            st.lists(
                st.sampled_from(
                    ["ferry", "salt", "OR", "NOT", "-", "(", ")", '"', "*", "~", "title:", "year:2004..", "AND", "a*"]
                ),
                max_size=14,
            ).map(" ".join),
        ),
        filters=st.dictionaries(st.sampled_from(["year", "author", "from", "to", "sort", "page"]), st.text(max_size=8)),
    )
    def test_gives_a_page_whatever_it_is(self, ferries, client, query, filters):
        assert client.get("/search/", {"q": query, **filters}).status_code in (200, 404)


class TestWithAPartOfTheIndex:
    """An article stands in a segment of its own, and the large one is damaged."""

    @pytest.fixture(autouse=True)
    def damaged(self, ferries):
        ArticleFactory(title="The last ferry", paragraphs=["A ferry."])
        drain()
        folder = engine().store.path / engine().generation()
        largest = max(segment_files(folder), key=lambda path: path.stat().st_size)
        largest.write_bytes(largest.read_bytes()[:-1])
        yield
        rebuild()

    def test_what_is_found_is_shown_and_what_is_missing_is_said(self, client):
        response = client.get("/search/?q=ferry")
        page = response.content.decode()
        assert response.status_code == 200
        assert "could not be searched" in page
        assert "The last" in page
        assert "no-store" in response["Cache-Control"]

    def test_its_other_forms_say_so_too(self, client):
        assert client.get("/search.json?q=ferry").json()["not_searched"] > 0
        assert "could not be searched" in client.get("/search.atom?q=ferry").content.decode()
        assert "search-incomplete.csv" in client.get("/search.csv?q=ferry")["Content-Disposition"]

    def test_the_site_is_not_ready(self, client):
        response = client.get("/readyz")
        assert response.status_code == 503
        assert "damaged" in response.json()["checks"]["index"]

    def test_check_index_says_so_and_mends_it(self):
        with pytest.raises(CommandError, match="damaged"):
            call_command("check_index")
        call_command("check_index", "--repair")
        call_command("rebuild_index", "--if-damaged", "-v", "0")
        assert not compare()


class TestWithoutAnIndex:
    @pytest.fixture(autouse=True)
    def no_index(self, ferries, index):
        (index.store.path / "CURRENT").unlink()
        yield
        index.store.rebuild([], lambda pks: [])

    def test_the_search_says_how_to_mend_it(self, client):
        response = client.get("/search/?q=ferry")
        assert response.status_code == 503
        assert "rebuild_index" in response.content.decode()
        assert response["Retry-After"]

    def test_it_lists_titles_meanwhile(self, client, ferries):
        title = ferries[-1].title
        page = client.get("/search/", {"q": title}).content.decode()
        assert "Titles that hold these words" in page
        assert ferries[-1].get_absolute_url() in page

    @pytest.mark.parametrize("address", ["/search.atom?q=a", "/search.json?q=a", "/search.csv?q=a"])
    def test_its_other_forms_say_so_too(self, client, address):
        assert client.get(address).status_code == 503

    def test_suggestions_go_on_without_titles(self, client):
        assert client.get("/search/suggest.json?q=ana").json()[1] == ["Ana Brod"]

    def test_pages_go_on(self, client, ferries):
        assert client.get("/").status_code == 200
        assert client.get(ferries[0].get_absolute_url()).status_code == 200

    def test_readyz_says_so(self, client):
        response = client.get("/readyz")
        assert response.status_code == 503
        assert "rebuild_index" in response.json()["checks"]["index"]


class TestFeed:
    def test_a_reader_reads_it(self, ferries, client):
        feed = feedparser.parse(client.get("/search.atom?q=ferry").content)
        assert not feed.bozo
        assert len(feed.entries) == 20
        assert feed.feed.opensearch_totalresults == "25"
        assert feed.feed.opensearch_startindex == "1"
        assert feed.feed.opensearch_itemsperpage == "20"
        assert feed.entries[0].link.startswith("http://testserver/harbour-letter/")
        assert {link.rel for link in feed.feed.links} >= {"self", "alternate", "first", "last", "next", "search"}

    def test_its_pages_make_one_feed(self, ferries, client):
        first = feedparser.parse(client.get("/search.atom?q=ferry").content)
        following = next(link.href for link in first.feed.links if link.rel == "next")
        second = feedparser.parse(client.get(following).content)
        assert len(second.entries) == 5
        assert first.feed.id == second.feed.id
        assert {link.rel for link in second.feed.links} >= {"previous", "first", "last"}
        assert len({entry.id for entry in [*first.entries, *second.entries]}) == 25

    def test_the_latest_in_the_archive_comes_first(self, index, client):
        for number in range(3):
            article = ArticleFactory(title=f"Pier {number}", paragraphs=["pier " * (3 - number)])
            Article.objects.filter(pk=article.pk).update(created=timezone.now() - datetime.timedelta(days=3 - number))
            article.refresh_from_db()
            article.save()
        for order in ("", "&sort=oldest"):
            feed = feedparser.parse(client.get(f"/search.atom?q=pier{order}").content)
            assert [entry.title for entry in feed.entries] == ["Pier 2", "Pier 1", "Pier 0"]
            assert "appeared" not in feed.feed.id

    def test_a_search_that_finds_nothing_is_a_feed_too(self, ferries, client):
        feed = feedparser.parse(client.get("/search.atom?q=zzz").content)
        assert not feed.bozo
        assert feed.entries == []


class TestJson:
    def test_it_says_what_the_page_says(self, ferries, client):
        answer = client.get("/search.json?q=ferry&topic=dues").json()
        assert answer["count"] == 25
        assert answer["read_as"] == "ferry, topic Dues"
        assert answer["next"].endswith("/search.json?q=ferry&topic=dues&page=2")
        assert answer["facets"]["topic"] == [{"value": "dues", "label": "Dues", "count": 25, "selected": True}]
        article = answer["articles"][0]
        assert article["authors"] == ["Ana Brod"]
        assert article["url"].startswith("http://testserver/harbour-letter/v1/")

    def test_passages_are_plain_text(self, ferries, client):
        passage = client.get("/search.json?q=salt").json()["articles"][0]["passages"][0]
        assert passage["text"] == "Salt & <b>light</b>."
        assert {"text": "Salt", "matched": True} in passage["pieces"]


class TestTable:
    def rows(self, client, address):
        body = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(body)))

    def test_it_has_every_hit(self, ferries, client):
        rows = self.rows(client, "/search.csv?q=ferry")
        assert len(rows) == 25
        assert rows[0]["authors"] == "Ana Brod"
        assert rows[0]["publication"] == "Harbour Letter"

    def test_who_has_it_is_told_so(self, ferries, client):
        first = client.get("/search.csv?q=ferry")
        again = client.get("/search.csv?q=ferry", HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")

    def test_it_is_given_anew_when_the_archive_changed(self, ferries, client):
        first = client.get("/search.csv?q=ferry")
        ferries[0].save()
        assert client.get("/search.csv?q=ferry", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200

    def test_no_cell_is_a_formula(self, index, client):
        ArticleFactory(title='=HYPERLINK("http://example.org","ferry")', authors=["@ana"])
        row = self.rows(client, "/search.csv?q=ferry")[0]
        assert row["title"].startswith("'=")
        assert row["authors"].startswith("'@")

    def test_the_number_of_queries_is_bounded(self, ferries, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(8):
            self.rows(client, "/search.csv?q=ferry")


class TestSuggestions:
    def test_they_have_the_form_of_opensearch(self, ferries, client):
        response = client.get("/search/suggest.json?q=fer")
        assert response["Content-Type"] == "application/x-suggestions+json"
        typed, texts, kinds, addresses = json.loads(response.content)
        assert typed == "fer"
        assert len(texts) == len(kinds) == len(addresses) == 5
        assert set(kinds) == {"article"}
        assert addresses[0].startswith("http://testserver/harbour-letter/")


def test_browsers_are_told_how_to_search(client, db):
    page = client.get("/").content.decode()
    assert '<link rel="search" type="application/opensearchdescription+xml"' in page
    description = client.get("/opensearch.xml")
    assert description["Content-Type"].startswith("application/opensearchdescription+xml")
    assert b"http://testserver/search/?q={searchTerms}" in description.content
    assert b"/search/suggest.json?q={searchTerms}" in description.content


class TestValidators:
    @pytest.mark.parametrize("address", ["/search/?q=ferry", "/search.atom?q=ferry", "/search.json?q=ferry"])
    def test_what_did_not_change_is_confirmed(self, ferries, client, address):
        etag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304

    def test_a_change_ends_that(self, ferries, client):
        etag = client.get("/search/?q=ferry")["ETag"]
        ferries[0].title = "Ferry anew"
        ferries[0].save()
        assert client.get("/search/?q=ferry", headers={"If-None-Match": etag}).status_code == 200

    def test_what_lacks_changes_that_wait_is_not_kept(self, ferries, index, client):
        ferries[0].save()
        with index.writer(timeout=0):
            response = client.get("/search/?q=ferry")
        assert "ETag" not in response
        assert response["Cache-Control"] == "no-store"


def test_readyz_tells_of_lag_and_of_what_was_set_aside(index, client, monkeypatch):
    OutboxEntry.objects.create(article_id=1, dead_letter=True, attempts=3, error="once")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "Search index queue" in answer.json()["checks"]["outbox"]
    OutboxEntry.objects.create(article_id=2)
    monkeypatch.setattr("archive.pages.health.MAX_LAG_SECONDS", -1)
    late = client.get("/readyz")
    assert late.status_code == 503
    assert "update_index" in late.json()["checks"]["outbox"]


def test_a_table_says_when_it_ends_early(ferries, client, monkeypatch):
    monkeypatch.setattr("archive.pages.search.search_page.MAX_ROWS", 20)
    response = client.get("/search.csv?q=ferry")
    *_, last = b"".join(response.streaming_content).decode().splitlines()
    assert "5 more articles are not in this table" in last
    assert "search-incomplete.csv" in response["Content-Disposition"]
