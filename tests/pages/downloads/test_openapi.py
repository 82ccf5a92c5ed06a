"""The OpenAPI document is valid, complete, and true: each address in it answers as it says."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator

import pytest
from django.db import transaction
from django.urls import reverse
from jsonschema import Draft202012Validator

from archive.exports.openapi.schemas import SCHEMAS
from archive.pages.cross_origin import DATA_ROUTES
from archive.pages.downloads.openapi import ROUTES, operations, path_template
from archive.search.indexing.index_updates import drain
from archive.search.indexing.rebuild import rebuild
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, PublicationFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """What the examples of the parameters name; written once, and taken back after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        publication = PublicationFactory(title="Harbour Letter", preceding=PublicationFactory(title="Quay Letter"))
        issue = IssueFactory(publication=publication, number="7", date=datetime.date(2004, 10, 26))
        article = ArticleFactory(issue=issue, title="Fog on the Quay", authors=["Ana Brod"], topics=["Ice"])
        ArticleFactory(issue__publication=publication.preceding)
        CitationFactory(article=article, source=SourceFactory(name="Quay Herald"), first_day=datetime.date(2004, 10, 3))
        CitationFactory(article=article, source=None)
        rebuild()
        drain()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _rows(rows, db):
    """The rows, for a test that only reads."""


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json()


def references_in(part) -> Iterator[str]:
    """Yield every $ref in a part of the document."""
    if isinstance(part, dict):
        yield from [part["$ref"]] if "$ref" in part else []
        part = part.values()
    if not isinstance(part, str):
        for each in part if isinstance(part, Iterable) else ():
            yield from references_in(each)


def test_every_reference_leads_to_a_component(document):
    for reference in set(references_in(document)):
        _, _, kind, name = reference.split("/")
        assert name in document["components"][kind], reference


def test_every_parameter_of_a_path_is_described(document):
    assert document["openapi"].startswith("3.1")
    for path, item in document["paths"].items():
        named = [
            document["components"]["parameters"][each["$ref"].split("/")[-1]] for each in item["get"]["parameters"]
        ]
        assert [each["name"] for each in named if each["in"] == "path"] == re.findall(r"{(\w+)}", path)
        assert len({(each["in"], each["name"]) for each in named}) == len(named)


def test_every_route_of_data_is_documented():
    assert set(ROUTES) | {"openapi"} == DATA_ROUTES


def test_no_two_addresses_are_the_same():
    assert len({one.path for one in operations()}) == len({one.name for one in operations()}) == len(operations())


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_valid(name):
    Draft202012Validator.check_schema(SCHEMAS[name])


def _answer(client, one):
    path = one.path.format(**{each.name: each.example for each in one.parameters if each.where == "path"})
    query = {each.name: each.example for each in one.parameters if each.where == "query" and each.is_required}
    return client.get(path, query)


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("one", operations(), ids=lambda one: one.name)
def test_each_address_answers_as_documented(client, document, one):
    response = _answer(client, one)
    described = document["paths"][one.path]["get"]["responses"]["200"]
    (media_type,) = described["content"]
    assert response.status_code == 200
    assert response["Content-Type"].removesuffix("; charset=utf-8") == media_type
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.has_header("ETag") == ("ETag" in described.get("headers", {}))
    if "json" in media_type:
        schema = described["content"][media_type]["schema"] | {"components": document["components"]}
        body = b"".join(response) if response.streaming else response.content
        found = json.loads(body)
        assert found
        Draft202012Validator(schema).validate(found)


@pytest.mark.usefixtures("_rows")
def test_a_page_beyond_the_last_is_an_error_as_documented(client, document):
    for one in operations():
        if "page" in {each.name for each in one.parameters if each.where == "query"} and not one.is_search:
            path = one.path.format(**{each.name: each.example for each in one.parameters if each.where == "path"})
            assert client.get(path, {"page": 9}).status_code == 404
            assert "404" in document["paths"][one.path]["get"]["responses"]


def test_a_schema_that_a_document_does_not_fit_is_noticed(document):
    schema = {"$ref": "#/components/schemas/Topic", "components": document["components"]}
    assert list(Draft202012Validator(schema).iter_errors({"id": 1, "name": "Ice"}))


@pytest.mark.parametrize(
    ("pattern", "slug", "path"),
    [
        (
            "<slug:publication>/<issue:at>/<slug:slug>.ris",
            "article",
            "/{publication}/v{volume}/i{number}/{article}.ris",
        ),
        ("<slug:publication>/v<volume:volume>.ris", "", "/{publication}/v{volume}.ris"),
        ("authors/<slug:slug>.json", "author", "/authors/{author}.json"),
        ("oai", "", "/oai"),
    ],
)
def test_addresses_as_openapi_writes_them(pattern, slug, path):
    assert path_template(pattern, slug) == path


def test_the_page_to_read(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        page = client.get(reverse("developers")).text
    for one in operations():
        assert f"<code>{one.path}</code>" in page
    assert 'rel="service-desc"' in page
    assert 'href="/api/"' in client.get("/").text


@pytest.mark.usefixtures("_rows")
def test_the_examples_find_something(client):
    for one in operations():
        if one.schema in ("Author", "Topic", "Source", "SearchResults"):
            assert _answer(client, one).json()["articles"], one.path
