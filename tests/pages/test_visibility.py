"""Nothing that readers may not see leaves by any address: every route, every state of an article, every role.

The addresses are those of the URL map; a new route fails here until it says how it is asked for.
"""

from __future__ import annotations

import datetime
import gzip
import io
import zipfile

import pytest
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from archive.exports.articles.registry import SUFFIXES
from archive.models import Status
from archive.search.engine import engine
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, PublicationFactory, SourceFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SECRET = "Zanzibarite"
SOON = datetime.timedelta(days=900)
DAY = datetime.date(2004, 10, 26)
STATES: list[dict] = [
    {"status": Status.DRAFT},
    {"status": Status.IN_REVIEW},
    {"status": Status.WITHDRAWN},
    {"publish_at": timezone.now() + SOON},
]
ISSUE, ARTICLE = "/harbour-letter/v1/i7", "/harbour-letter/v1/i7/{slug}"
FEED = ("feed.atom", "feed.atom?archive=1")
# Route → addresses to ask for, as if a hidden article were there; {id} and {slug} are its.
ADDRESSES: dict[str, list[str]] = {
    "home": ["/"],
    "robots": ["/robots.txt"],
    "tdmrep": ["/.well-known/tdmrep.json"],
    "sitemap-index": ["/sitemap.xml"],
    "sitemap": [
        f"/sitemaps/{kind}-0.xml" for kind in ("articles", "issues", "publications", "authors", "topics", "sources")
    ],
    "oai": [
        *(
            f"/oai?verb={verb}&metadataPrefix={prefix}"
            for verb in ("ListRecords", "ListIdentifiers")
            for prefix in ("oai_dc", "jats")
        ),
        "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=topic:secret",
        "/oai?verb=GetRecord&metadataPrefix=jats&identifier=oai:testserver:{id}",
        "/oai?verb=ListSets",
        "/oai?verb=Identify",
    ],
    "unapi": [
        "/unapi?id=/a/{id}/",
        *(f"/unapi?id=/a/{{id}}/&format={name}" for name in ("ris", "bibtex", "csl", "jats")),
    ],
    "site-feed": [f"/{each}" for each in FEED],
    "permanent": ["/a/{id}/"],
    "search": [f"/search/?q={SECRET}"],
    "search-atom": [f"/search.atom?q={SECRET}"],
    "search-json": [f"/search.json?q={SECRET}"],
    "search-csv": [f"/search.csv?q={SECRET}"],
    "search-format": [f"/search.{suffix}?q={SECRET}" for suffix in SUFFIXES],
    "search-suggest": [f"/search/suggest.json?q={SECRET[:5]}"],
    "authors": ["/authors/"],
    "author": ["/authors/zanzibarite-brod/"],
    "author-format": [f"/authors/zanzibarite-brod.{suffix}" for suffix in SUFFIXES],
    "author-json": ["/authors/zanzibarite-brod.json"],
    "author-feed": [f"/authors/zanzibarite-brod/{each}" for each in FEED],
    "sources": ["/sources/"],
    "source": ["/sources/quay-herald/"],
    "source-format": [f"/sources/quay-herald.{suffix}" for suffix in SUFFIXES],
    "source-json": ["/sources/quay-herald.json"],
    "source-feed": [f"/sources/quay-herald/{each}" for each in FEED],
    "topics": ["/topics/"],
    "topic": ["/topics/secret/"],
    "topic-format": [f"/topics/secret.{suffix}" for suffix in SUFFIXES],
    "topic-json": ["/topics/secret.json"],
    "topic-feed": [f"/topics/secret/{each}" for each in FEED],
    "publication": ["/harbour-letter/"],
    "publication-json": ["/harbour-letter.json"],
    "publication-feed": [f"/harbour-letter/{each}" for each in FEED],
    "publication-opds": ["/harbour-letter/opds.xml"],
    "opds": ["/opds.xml"],
    "openapi": ["/openapi.json"],
    "developers": ["/api/"],
    "year": ["/harbour-letter/2004/"],
    "run": ["/harbour-letter/issues/"],
    "month": ["/harbour-letter/2004/10/"],
    "volume": ["/harbour-letter/v1/"],
    "volume-format": [f"/harbour-letter/v1.{suffix}" for suffix in SUFFIXES],
    "volume-feed": [f"/harbour-letter/v1/{each}" for each in FEED],
    "issue": [f"{ISSUE}/"],
    "issue-format": [f"{ISSUE}.{suffix}" for suffix in SUFFIXES],
    "article": [f"{ARTICLE}/"],
    "article-format": [f"{ARTICLE}.{suffix}" for suffix in SUFFIXES],
}
# Routes that give no article: probes, files by their digest, and what is behind the sign-in of editors.
OTHERS = {
    "healthz", "readyz", "favicon", "picture", "opensearch", "issue-preview", "issue-preview-article",
    "article-preview-new", "article-preview", "review-desk", "review-run", None,
}  # fmt: skip


def test_every_route_is_asked_for():
    names = {each.name for each in get_resolver().url_patterns if isinstance(each, URLPattern)}
    assert names - OTHERS == set(ADDRESSES)


@pytest.fixture(params=["nobody, alone", "nobody", "an editor", "an administrator"])
def reader(request, client, django_user_model):
    """A client and an issue: without any article that may be seen, or with one."""
    issue = IssueFactory(publication=PublicationFactory(title="Harbour Letter"), number="7", date=DAY)
    if request.param != "nobody, alone":
        ArticleFactory(issue=issue, title="Seen", authors=["Ana Brod"], topics=["Ice"])
    if not request.param.startswith("nobody"):
        is_superuser = request.param == "an administrator"
        user = django_user_model.objects.create_user("ana", is_staff=True, is_superuser=is_superuser)
        client.force_login(user)
    return client, issue


def content_of(response) -> bytes:
    body = b"".join(response) if response.streaming else response.content
    if body[:2] == b"\x1f\x8b":
        return gzip.decompress(body)
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return b"".join(packed.read(name) for name in packed.namelist()) + " ".join(packed.namelist()).encode()
    return body


def test_nothing_hidden_leaves(reader):
    client, issue = reader
    herald = SourceFactory(name="Quay Herald")
    hidden = [
        ArticleFactory(
            issue=issue, title=f"{SECRET} ferries", slug=f"secret-{number}", standfirst=SECRET, caption=SECRET,
            body=f'<p id="p1">{SECRET} at the quay (Quay Herald, October 3).</p>', authors=[f"{SECRET} Brod"],
            topics=["Secret"], **state,
        )
        for number, state in enumerate(STATES)
    ]  # fmt: skip
    for article in hidden:
        CitationFactory(article=article, source=herald, raw=f"({SECRET}, October 3)")
    engine().rebuild([], lambda pks: [])
    for address in dict.fromkeys(
        each.format(id=article.pk, slug=article.slug)
        for addresses in ADDRESSES.values()
        for each in addresses
        for article in hidden
    ):
        response = client.get(address)
        # A search repeats what was asked for.
        secret = b"ferries" if f"q={SECRET}" in address else SECRET.encode()
        assert secret not in content_of(response), f"{address} ({response.status_code}) has what is hidden"
