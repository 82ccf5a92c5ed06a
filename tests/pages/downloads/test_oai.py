"""OAI-PMH: what harvesters are told, by real ones and request by request."""

import datetime
from xml.etree import ElementTree

import oaipmh_scythe
import pytest
import sickle
from django.utils import timezone
from oaipmh_scythe.client import HTTPConfig

from archive.exports.oai import changes
from archive.models import Article, Issue, Publication, Status, Tombstone
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
THEN = datetime.datetime(2026, 5, 4, 12, tzinfo=datetime.UTC)
NEXT_DAY = THEN + datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _everything_has_settled(monkeypatch):
    later = timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)
    monkeypatch.setattr(changes, "settled_until", lambda: later)


def last_changed(at: datetime.datetime, *articles: Article) -> None:
    """As if articles, with their issues and publications, had changed then."""
    Publication._base_manager.update(changed=THEN - datetime.timedelta(days=9))
    Issue._base_manager.update(changed=THEN - datetime.timedelta(days=9))
    Article._base_manager.filter(pk__in=[each.pk for each in articles]).update(changed=at)


@pytest.fixture
def ask(client):
    """`ask(verb="Identify")` → the answer's root, and its error's code or None."""

    def asked(query="", **arguments):
        response = client.get(f"/oai{query}", arguments or None)
        assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
        root = ElementTree.fromstring(response.content)  # noqa: S314 (our own)
        error = root.find(f"{OAI}error")
        return root, None if error is None else error.get("code")

    return asked


def identifiers(root) -> list[tuple[int, bool]]:
    """The ids in an answer, and whether they are of deleted records."""
    return [
        (int(each.findtext(f"{OAI}identifier").rpartition(":")[2]), each.get("status") == "deleted")
        for each in root.iter(f"{OAI}header")
    ]


def test_identify(ask):
    article = ArticleFactory()
    last_changed(THEN, article)
    about = ask(verb="Identify")[0].find(f"{OAI}Identify")
    assert [part.text for part in about] == [
        "Backfile", "http://testserver/oai", "2.0", "webmaster@testserver", "2026-05-04T12:00:00Z", "persistent",
        "YYYY-MM-DDThh:mm:ssZ",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("?verb=Nothing", "badVerb"),
        ("?verb=Identify&verb=Identify", "badVerb"),
        ("?verb=Identify&from=2004-10-26", "badArgument"),
        ("?verb=ListRecords", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&from=26.10.2004", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&from=2004-02-30", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&from=2004-10-26&until=2004-10-25", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&from=2004-10-26&until=2004-10-27T00:00:00Z", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&from=9998-01-01&until=9999-12-31", "noRecordsMatch"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&set=topic:none", "noRecordsMatch"),
        ("?verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("?verb=ListRecords&resumptionToken=made-up", "badResumptionToken"),
        ("?verb=ListSets&resumptionToken=made-up", "badResumptionToken"),
        ("?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:99999999", "idDoesNotExist"),
        ("?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:elsewhere.example:1", "idDoesNotExist"),
        ("?verb=ListMetadataFormats&identifier=oai:testserver:x", "idDoesNotExist"),
    ],
)
def test_errors(ask, query, code):
    ArticleFactory()
    assert ask(query)[1] == code


def test_no_sets_in_an_empty_archive(ask):
    assert ask(verb="ListSets")[1] == "noSetHierarchy"


def test_a_token_is_of_one_list(ask, monkeypatch):
    monkeypatch.setattr(changes, "PAGE", 1)
    ArticleFactory.create_batch(2)
    token = ask(verb="ListRecords", metadataPrefix="oai_dc")[0].findtext(f".//{OAI}resumptionToken")
    assert ask(verb="ListIdentifiers", resumptionToken=token)[1] == "badResumptionToken"
    assert ask(verb="ListRecords", resumptionToken=token)[1] is None


def test_by_post(client):
    answer = client.post("/oai", {"verb": "Identify"})
    assert b"<repositoryName>Backfile</repositoryName>" in answer.content


def test_a_record_in_both_formats(ask):
    letter = PublicationFactory(title="Harbour Letter", publisher="Quay Press")
    article = ArticleFactory(
        issue=IssueFactory(publication=letter, number="115"),
        title="Ice\x0b & <fog>",
        authors=["Ana Brod"],
        topics=["Ice"],
    )
    identifier = f"oai:testserver:{article.pk}"
    root, _ = ask(verb="GetRecord", identifier=identifier, metadataPrefix="oai_dc")
    assert [each.text for each in root.iter(f"{OAI}setSpec")] == ["publication:harbour-letter", "topic:ice"]
    said = {name: root.findtext(f".//{DC}{name}") for name in ("title", "creator", "publisher", "identifier", "source")}
    assert said == {
        "title": "Ice & <fog>", "creator": "Ana Brod", "publisher": "Quay Press",
        "identifier": f"http://testserver/a/{article.pk}/", "source": "Harbour Letter, Vol. 1, No. 115",
    }  # fmt: skip
    root, _ = ask(verb="GetRecord", identifier=identifier, metadataPrefix="jats")
    assert root.findtext(".//article/front/article-meta/title-group/article-title") == "Ice & <fog>"


def test_only_what_was_public(ask):
    shown, gone, *hidden = [
        ArticleFactory(issue=IssueFactory(publication__title=f"Letter {number}"), **state)
        for number, state in enumerate([{}, {}, {"status": Status.DRAFT}, {"status": Status.IN_REVIEW},
                                        {"publish_at": timezone.now() + datetime.timedelta(days=900)}])
    ]  # fmt: skip
    path = gone.get_absolute_url()
    Article.objects.filter(pk=gone.pk).withdraw()
    hidden[0].delete()
    assert sorted(identifiers(ask(verb="ListRecords", metadataPrefix="jats")[0])) == [
        (shown.pk, False),
        (gone.pk, True),
    ]
    slug = path.split("/")[1]
    of_its_set = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set=f"publication:{slug}")[0]
    assert identifiers(of_its_set) == [(gone.pk, True)]
    Article.objects.filter(pk=gone.pk).publish()
    assert (gone.pk, False) in identifiers(ask(verb="ListRecords", metadataPrefix="jats")[0])


def test_dates_and_sets(ask):
    early, late = ArticleFactory(topics=["Ice"]), ArticleFactory(topics=["Fog"])
    last_changed(THEN, early)
    last_changed(NEXT_DAY, late)

    def listed(**arguments):
        return [pk for pk, _ in identifiers(ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **arguments)[0])]

    assert listed() == [early.pk, late.pk]
    assert listed(**{"from": "2026-05-05"}) == [late.pk]
    assert listed(until="2026-05-04") == [early.pk]
    assert listed(until="2026-05-04T12:00:00Z") == [early.pk]
    assert listed(until="2026-05-04T11:59:59Z") == []
    assert listed(set="topic:fog") == [late.pk]
    # A new number of the issue gives its articles new addresses.
    Issue._base_manager.filter(pk=early.issue_id).update(changed=NEXT_DAY + datetime.timedelta(days=1))
    assert listed(**{"from": "2026-05-06"}) == [early.pk]


def test_a_harvest_while_editors_work_misses_nothing(ask, monkeypatch):
    monkeypatch.setattr(changes, "PAGE", 3)
    articles = ArticleFactory.create_batch(10, issue=IssueFactory())
    last_changed(THEN, *articles)  # all in one second, as an import leaves them
    root, _ = ask(verb="ListRecords", metadataPrefix="oai_dc")
    found = identifiers(root)
    assert [pk for pk, _ in found] == [each.pk for each in articles[:3]]
    last_changed(NEXT_DAY, articles[0], articles[9])
    Article.objects.filter(pk=articles[8].pk).withdraw()
    Tombstone.objects.update(deleted=NEXT_DAY + datetime.timedelta(hours=1))
    while token := root.findtext(f".//{OAI}resumptionToken"):
        root, _ = ask(verb="ListRecords", resumptionToken=token)
        found += identifiers(root)
    unchanged = [(each.pk, False) for each in articles[1:8]]
    # The first is given again, as it stands now; everything else once.
    again = [(articles[0].pk, False), (articles[9].pk, False), (articles[8].pk, True)]
    assert found == [(articles[0].pk, False), *unchanged, *again]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_harvesters(live_server, monkeypatch, method):
    monkeypatch.setattr(changes, "PAGE", 2)
    articles = ArticleFactory.create_batch(5, issue=IssueFactory(publication__title="Harbour Letter"), topics=["Ice"])
    Article.objects.filter(pk=articles[0].pk).withdraw()
    base = f"{live_server.url}/oai"
    expected = sorted(f"oai:localhost:{each.pk}" for each in articles)

    harvester = sickle.Sickle(base, http_method=method)
    records = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    assert sorted(record.header.identifier for record in records) == expected
    assert [record.header.deleted for record in records].count(True) == 1
    assert {spec.setSpec for spec in harvester.ListSets()} == {"publication:harbour-letter", "topic:ice"}

    with oaipmh_scythe.Scythe(base, http_config=HTTPConfig(http_method=method)) as scythe:
        listed = [header.identifier for header in scythe.list_identifiers(metadata_prefix="jats")]
        assert sorted(listed) == expected
        assert scythe.identify().protocolVersion == "2.0"
        assert len(list(scythe.list_metadata_formats())) == 2
