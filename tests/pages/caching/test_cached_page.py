"""What every page has in common: what confirms it, when it is given again, and everything that must not be."""

import datetime
import gzip
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import Http404, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils import timezone

from archive.models import Author, Citation, CitationStatus, CrossReference, Publication, SiteRevision, Source, Topic
from archive.pages.caching import cached_page
from tests.clock import let_it_be_due
from tests.databases import environment
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, SourceNameFactory
from tests.pages.cached_files import cached_files, clear_page_caches

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = ArticleFactory(authors=["Ana Brod"], topics=["Harbours"], issue__date=datetime.date(2004, 10, 26))
    CitationFactory(article=article)
    return article


def etag(client, address: str) -> str:
    return client.get(address)["ETag"]


@pytest.mark.parametrize("path", ["/", "/authors/", "/topics/", "article", "issue", "publication"])
def test_a_page_that_did_not_change_is_confirmed(client, article, path):
    rows = {"article": article, "issue": article.issue, "publication": article.issue.publication}
    address = rows[path].get_absolute_url() if path in rows else path
    response = client.get(address, headers={"if-none-match": etag(client, address)})
    assert (response.status_code, response.content) == (304, b"")


def test_confirming_takes_one_query(client, article, django_assert_num_queries):
    address = article.get_absolute_url()
    seen = etag(client, address)
    with django_assert_num_queries(1):
        client.get(address, headers={"if-none-match": seen})


def test_confirming_by_date(client, article):
    SiteRevision.objects.update(changed=timezone.now() - datetime.timedelta(hours=1))
    seen = client.get("/")["Last-Modified"]
    assert client.get("/", headers={"if-modified-since": seen}).status_code == 304


@pytest.mark.parametrize("condition", [{"if-none-match": "*"}, {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}])
def test_no_condition_confirms_a_page_that_is_not_there(client, article, condition):
    SiteRevision.objects.update(changed=timezone.now() - datetime.timedelta(hours=1))
    assert client.get("/no-such/", headers=condition).status_code == 404


def test_an_etag_among_others_and_strong_confirms(client, article):
    seen = etag(client, "/").removeprefix("W/")
    assert client.get("/", headers={"if-none-match": f'"other", {seen}'}).status_code == 304


def test_a_change_of_this_second_has_no_date_to_be_confirmed_by(client, article):
    assert "Last-Modified" not in client.get("/")


def rename(model, field="name"):
    def change(article):
        row = model.objects.first()
        setattr(row, field, "Another name")
        row.save()

    return change


CHANGES = {
    "article": lambda article: article.save(),
    "article in bulk": lambda article: type(article).objects.filter(pk=article.pk).withdraw(),
    "issue": lambda article: article.issue.save(),
    "publication": rename(Publication, "title"),
    "author": rename(Author),
    "topic": rename(Topic),
    "source": rename(Source),
    "source's other name": lambda article: SourceNameFactory(source=Source.objects.first()),
    "neighbour in the issue": lambda article: ArticleFactory(issue=article.issue),
    "neighbour deleted": lambda article: ArticleFactory(issue=article.issue).delete(),
    "next issue": lambda article: ArticleFactory(issue=IssueFactory(publication=article.issue.publication)),
    "citation": lambda article: CitationFactory(article=article),
    "citation rejected": lambda article: Citation.objects.update(status=CitationStatus.REJECTED),
    "citation deleted": lambda article: Citation.objects.first().delete(),
    "cross-reference": lambda article: CrossReference.objects.create(
        article=article, raw="(see HL, May 23)", publication_name="HL", paragraph=1
    ),
    "topic taken away": lambda article: article.topics.clear(),
    "author taken away": lambda article: article.authorships.first().delete(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_renews_the_etag(client, article, what):
    keeper = ArticleFactory(issue=article.issue)
    address = keeper.get_absolute_url() if what == "article in bulk" else article.get_absolute_url()
    before = etag(client, address)
    CHANGES[what](article)
    response = client.get(address, headers={"if-none-match": before})
    assert response.status_code == 200
    assert response["ETag"] != before


def test_what_appears_on_time_renews_the_etag(client, article):
    before = etag(client, "/")
    scheduled = ArticleFactory(issue=article.issue, publish_at=timezone.now() + datetime.timedelta(hours=1))
    waiting = etag(client, "/")
    let_it_be_due(scheduled)
    assert len({before, waiting, etag(client, "/")}) == 3


def test_a_new_release_renews_the_etag(client, article, monkeypatch):
    before = etag(client, "/")
    monkeypatch.setattr(cached_page.build_id, "BUILD_ID", "another")
    assert etag(client, "/") != before


def test_a_restored_archive_does_not_come_back_to_an_old_etag(client, article):
    stamps = set()
    for _ in range(3):
        SiteRevision.bump()
        stamps.add(etag(client, "/"))
        SiteRevision.objects.all().delete()
    assert len(stamps) == 3


def test_templates_in_the_making_are_never_confirmed(client, article, settings):
    settings.DEBUG = True
    assert "ETag" not in client.get("/")


def test_caches_keep_pages_but_ask(client, article):
    assert client.get("/")["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_pages_do_not_vary_by_cookie(client, article):
    assert "Cookie" not in client.get("/").get("Vary", "")


def test_pages_set_no_cookie(client, article):
    assert not client.get(article.get_absolute_url()).cookies


def test_head_answers_without_a_body(client, article):
    response = client.head(article.get_absolute_url())
    assert (response.status_code, response.content) == (200, b"")


NEVER_CONFIRMED = cached_page.Validators("", None)


def made(view, request) -> bytes:
    return cached_page._render(view, request, NEVER_CONFIRMED, {}).content


def quick(request):
    return HttpResponse("quick")


@pytest.fixture
def in_making(rf):
    """A page that another thread has begun to make, and makes for as long as the test lasts."""
    begun, finished = Event(), Event()

    def slow(request):
        begun.set()
        assert finished.wait(timeout=30)
        return HttpResponse("slow")

    with ThreadPoolExecutor(1) as pool:
        slow_page = pool.submit(made, slow, rf.get("/slow/"))
        assert begun.wait(timeout=30)
        yield slow_page
        finished.set()
    assert slow_page.result() == b"slow"


def test_a_page_waits_for_the_one_in_making_and_no_longer_than_patience_lasts(in_making, rf):
    before = time.monotonic()
    assert made(quick, rf.get("/")) == b"quick"
    assert time.monotonic() - before >= cached_page.RENDER_LOCK_TIMEOUT
    assert not in_making.done()


def test_pages_that_come_one_by_one_wait_for_nothing(rf, monkeypatch):
    monkeypatch.setattr(cached_page, "RENDER_LOCK_TIMEOUT", 30)

    def failing(request):
        raise Http404

    with pytest.raises(Http404):
        made(failing, rf.get("/"))
    before = time.monotonic()
    assert made(quick, rf.get("/")) == b"quick"
    assert time.monotonic() - before < 10


def test_what_is_not_there_has_no_etag(client, article):
    assert "ETag" not in client.get("/no-such/")


def test_the_policy_allows_no_inline_code(client, article):
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


# --- Pages that a worker kept -----------------------------------------------------------------------------------------

AN_HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def settled(article):
    """The article, in an archive that did not change just now; pages are kept."""
    clear_page_caches()
    let_time_pass()
    return article


def let_time_pass() -> None:
    SiteRevision.objects.update(changed=timezone.now() - AN_HOUR)


def test_a_page_made_before_takes_one_query(client, settled, django_assert_num_queries):
    address = settled.get_absolute_url()
    client.get(address)
    with django_assert_num_queries(1):
        client.get(address)


@pytest.mark.parametrize("accepted", ["", "gzip"])
@pytest.mark.parametrize("accepted_before", ["", "gzip"])
def test_it_is_the_same_page_with_the_same_headers(client, settled, accepted, accepted_before):
    address = settled.get_absolute_url()
    made = client.get(address, headers={"accept-encoding": accepted})
    clear_page_caches()
    client.get(address, headers={"accept-encoding": accepted_before})
    given = client.get(address, headers={"accept-encoding": accepted})
    assert (given.content, dict(given.headers)) == (made.content, dict(made.headers))


def test_it_is_confirmed_by_date_too(client, settled):
    seen = client.get("/")["Last-Modified"]
    client.get("/")
    assert client.get("/", headers={"if-modified-since": seen}).status_code == 304


def test_head_has_the_headers_of_get(client, settled):
    gotten, asked = (method("/", headers={"accept-encoding": "gzip"}) for method in (client.get, client.head))
    assert (dict(asked.headers), asked.content) == (dict(gotten.headers), b"")


def test_get_after_head_has_its_body(client, settled):
    client.head("/")
    assert b"</html>" in client.get("/").content


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_shows_at_once(client, settled, what):
    keeper = ArticleFactory(issue=settled.issue)
    let_time_pass()
    address = keeper.get_absolute_url() if what == "article in bulk" else settled.get_absolute_url()
    before = client.get(address)["ETag"]
    CHANGES[what](settled)
    let_time_pass()
    assert client.get(address)["ETag"] != before


def test_a_withdrawn_article_is_gone_at_once(client, settled):
    address = settled.get_absolute_url()
    client.get(address)
    type(settled).objects.withdraw()
    assert client.get(address).status_code == 410


def test_what_appears_on_time_appears(client, settled):
    scheduled = ArticleFactory(issue=settled.issue, title="Fog at last", publish_at=timezone.now() + AN_HOUR)
    let_time_pass()
    address = settled.get_absolute_url()
    waiting = client.get(address)["ETag"]
    let_it_be_due(scheduled)
    assert client.get(address)["ETag"] != waiting


def test_a_page_is_not_kept_while_clocks_may_differ_about_it(client, article):
    clear_page_caches()
    client.get(article.get_absolute_url())
    assert not cached_files()


def test_a_new_release_makes_pages_anew(client, settled, monkeypatch):
    client.get("/")
    monkeypatch.setattr(cached_page.build_id, "BUILD_ID", "another")
    assert "another" in client.get("/")["ETag"]


def test_each_host_has_its_own(client, settled):
    address = settled.get_absolute_url()
    for host in ("testserver", "localhost"):
        assert f"http://{host}{address}".encode() in client.get(address, headers={"host": host}).content


def test_each_scheme_has_its_own(client, settled):
    address = settled.get_absolute_url()
    for secure, scheme in ((False, "http"), (True, "https")):
        assert f"{scheme}://testserver{address}".encode() in client.get(address, secure=secure).content


def test_each_query_has_its_own(client, settled):
    assert client.get("/authors/?page=1").status_code == 200
    assert client.get("/authors/?page=2").status_code == 404


@pytest.mark.parametrize("address", ["/no-such/", "/authors/?page=99", "/harbour/v9/i9/"])
def test_errors_are_not_kept(client, settled, address):
    client.get(address)
    assert not cached_files()


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_other_methods_are_refused_after_a_page_was_kept(client, settled, method):
    client.get("/")
    assert getattr(client, method)("/").status_code == 405


def test_a_host_that_is_not_ours_keeps_nothing(client, settled):
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
    assert not cached_files()


@pytest.mark.slow
def test_hostile_addresses_fill_no_more_than_the_bound(client, settled, settings, tmp_path):
    pages = {**settings.CACHES["pages"], "LOCATION": tmp_path, "OPTIONS": {"MAX_BYTES": 200_000}}
    settings.CACHES = {**settings.CACHES, "pages": pages}
    for number in range(60):
        client.get(f"/?{number}={'x' * 2000}")
    assert 0 < sum(path.stat().st_size for path in cached_files()) <= 200_000


def test_searches_are_kept_apart_from_pages(client, settled):
    clear_page_caches()
    first = client.get("/search/")
    assert (len(cached_files()), len(cached_files("searches"))) == (0, 1)
    assert client.get("/search/").content == first.content


def personal(request):
    request.session.get("name")
    return HttpResponse("for one" * 1000)


def with_form(request):
    return HttpResponse(get_token(request) * 100)


def with_cookie(request):
    response = HttpResponse("for all" * 1000)
    response.set_cookie("name", "value")
    return response


@pytest.fixture
def get(rf):
    """`get(view)`: the answer of a page made of it, the session's and the form token's middlewares around it."""

    def answer(view):
        wrapped = CsrfViewMiddleware(SessionMiddleware(cached_page.cached_page(view)))
        return wrapped(rf.get("/", headers={"accept-encoding": "gzip"}))

    return answer


@pytest.mark.parametrize("view", [personal, with_form, with_cookie])
def test_what_is_meant_for_one_reader_is_not_kept(get, settled, view):
    get(view)
    assert not cached_files()


@pytest.mark.parametrize("view", [personal, with_form])
def test_what_holds_a_secret_is_not_compressed(get, settled, view):
    assert not get(view).has_header("Content-Encoding")


def test_editors_see_the_page_that_readers_see(client, admin_client, settled):
    assert admin_client.get("/").content == client.get("/").content


def test_a_page_is_compressed_for_those_who_take_it(client, settled):
    response = client.get("/", headers={"accept-encoding": "gzip, br"})
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == client.get("/").content


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br,gzip;q=0.5", True),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0, br", False),
        ("gzip;q=0.001", True),
        ("x-gzip2", False),
        ("," * 8000, False),
    ],
)
def test_who_takes_compression(rf, accepted, takes):
    assert cached_page.takes_gzip(rf.get("/", headers={"accept-encoding": accepted})) is takes


@pytest.mark.parametrize("accepted", ["", "gzip"])
def test_caches_learn_that_it_may_be(client, settled, accepted):
    response = client.get("/", headers={"accept-encoding": accepted})
    confirmed = client.get("/", headers={"if-none-match": response["ETag"]})
    assert response["Vary"] == confirmed["Vary"] == "Accept-Encoding"


CHANGE_IT = "import django; django.setup(); from archive.models import Article; a = Article.objects.get(); "
CHANGE_IT += "a.title = 'Fog at last'; a.save()"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_change_by_another_process_shows_at_once(client, settled, tmp_path):
    address = settled.get_absolute_url()
    assert b"Fog at last" not in client.get(address).content
    command = [sys.executable, "-c", CHANGE_IT]
    subprocess.run(command, env=environment(tmp_path), cwd=settings.BASE_DIR, check=True, timeout=60)
    assert b"Fog at last" in client.get(address).content


def test_a_rebuilt_index_makes_pages_anew(client, settled, monkeypatch):
    before = client.get("/")["ETag"]
    monkeypatch.setattr(cached_page.engine, "generation", lambda: "another")
    assert client.get("/")["ETag"] != before
