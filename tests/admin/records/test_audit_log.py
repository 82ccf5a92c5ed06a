"""The desk's page for events: for publishers, read only, found by what, who, object and day, exported as shown."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from archive.models import Event
from archive.models.records.audit_event import record
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
EVENTS = reverse("admin:archive_event_changelist")
EXPORT = reverse("admin:archive_event_export")


@pytest.fixture(params=["publisher", "superuser"])
def reading(request, client, db):
    """The browser of somebody who may see events."""
    if request.param == "superuser":
        account = User.objects.create_superuser("chief", password="ferries at dawn")
    else:
        account = User.objects.create_user("publisher", is_staff=True)
        account.groups.add(Group.objects.get(name="Publishers"))
    client.force_login(account)
    return client


@pytest.fixture
def publisher(client, db):
    account = User.objects.create_user("publisher", is_staff=True)
    account.groups.add(Group.objects.get(name="Publishers"))
    client.force_login(account)
    return client


def shown(answer) -> list[str]:
    return [event.kind for event in answer.context["cl"].result_list]


def test_editors_see_no_events(desk):
    assert desk.get(EVENTS).status_code == 403


def test_editors_export_no_events(desk):
    assert desk.post(EXPORT, {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("name", ["change", "delete", "history"])
def test_event_is_changed_by_nobody(reading, name):
    event = record("publish")
    reading.post(reverse(f"admin:archive_event_{name}", args=[event.pk]), {"kind": "export", "post": "yes"})
    assert Event.objects.filter(pk=event.pk, kind="publish").exists()


@pytest.mark.parametrize("name", ["change", "delete"])
def test_form_sent_is_refused(reading, name):
    event = record("publish")
    address = reverse(f"admin:archive_event_{name}", args=[event.pk])
    assert reading.post(address, {"kind": "export", "post": "yes"}).status_code == 403


def test_event_is_added_by_nobody(reading):
    assert reading.post(reverse("admin:archive_event_add"), {"kind": "export"}).status_code == 403


def test_events_are_not_deleted_in_bulk(reading):
    event = record("publish")
    chosen = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}
    reading.post(EVENTS, chosen)
    assert Event.objects.filter(pk=event.pk).exists()


def test_event_opens(reading):
    event = record("rights", detail={"before": {"is_staff": False}, "after": {"groups": ["Editors"]}})
    page = reading.get(reverse("admin:archive_event_change", args=[event.pk])).content.decode()
    assert "<dt>before</dt><dd>is_staff: no</dd>" in page


def test_hostile_words_are_shown_as_words(publisher):
    record("import", of="<script>alert(1)</script>", detail={"<b>": "<img src=x>"})
    page = publisher.get(EVENTS).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("kind__exact=publish", ["publish"]),
        ("q=12.0.0.1", []),
        ("q=ferries", ["publish"]),
        ("who=none&kind__exact=import", ["import"]),
        ("who=none&kind__exact=publish", []),
        ("object_kind=article", ["publish"]),
        ("who=account-x", ["publish", "import", "sign-in", "rights", "rights"]),
    ],
)
def test_events_are_found(publisher, query, kinds):
    publisher_account = User.objects.get(username="publisher")
    record("import", actor="command line (ana)")
    record("publish", actor=publisher_account, of=ArticleFactory(title="Ferries stand idle"))
    assert shown(publisher.get(f"{EVENTS}?{query}")) == kinds


def test_events_of_an_object_are_found_by_its_number(publisher):
    article, other = ArticleFactory(), ArticleFactory()
    record("publish", of=article)
    record("withdraw", of=other)
    assert shown(publisher.get(EVENTS, {"q": f"article {article.pk}"})) == ["publish"]


def test_object_is_linked(publisher):
    article = ArticleFactory()
    record("publish", of=article)
    assert reverse("admin:archive_article_change", args=[article.pk]) in publisher.get(EVENTS).content.decode()


def test_list_asks_no_query_an_event(publisher, django_assert_max_num_queries):
    for _ in range(60):
        record("publish", of=ArticleFactory())
    with django_assert_max_num_queries(16):
        publisher.get(EVENTS)


def exported(client, form: str, query: str = "") -> str:
    return b"".join(client.post(f"{EXPORT}?{query}", {"format": form}).streaming_content).decode()


def test_export_as_json_lines(publisher):
    record("import", actor="ana", detail={"created": 3})
    row = json.loads(exported(publisher, "jsonl", "kind__exact=import"))
    assert (row["actor_name"], row["detail"]) == ("ana", {"created": 3})


def test_export_as_csv_runs_no_formula(publisher):
    record("import", actor="=cmd|calc", of="@SUM(1)")
    row = next(csv.DictReader(io.StringIO(exported(publisher, "csv", "kind__exact=import").lstrip("\ufeff"))))
    assert (row["actor_name"], row["object_text"]) == ("'=cmd|calc", "'@SUM(1)")


def test_export_holds_what_the_list_shows(publisher):
    record("import")
    record("publish")
    kinds = [json.loads(line)["kind"] for line in exported(publisher, "jsonl", "kind__exact=publish").splitlines()]
    assert kinds == ["publish"]


def test_export_is_recorded(publisher):
    exported(publisher, "csv", "kind__exact=import")
    event = Event.objects.get(kind="export")
    assert (event.actor_name, event.detail) == (
        "publisher", {"format": "csv", "filters": {"kind__exact": ["import"]}},
    )  # fmt: skip


def test_export_is_asked_for_by_a_button(publisher):
    assert publisher.get(EXPORT).status_code == 405
