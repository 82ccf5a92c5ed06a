"""Events: who did what to which row, in words that outlast both; added, and never changed."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory
from django.utils import timezone

from archive.models import Event
from archive.models.common.current_request import bind_request
from archive.models.records.audit_event import AppendOnly, record
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return User.objects.create_user("ana")


@pytest.fixture
def request_of_ana(ana):
    request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.9")
    request.user = ana
    return request


def test_request_tells_who_and_from_where(request_of_ana, ana):
    event = record("publish", request=request_of_ana)
    assert (event.actor, event.actor_name, event.ip) == (ana, "ana", "203.0.113.9")


def test_request_that_is_being_answered_tells_as_well(request_of_ana):
    with bind_request(request_of_ana):
        assert record("publish").actor_name == "ana"


def test_account_is_taken_before_the_requests(request_of_ana):
    assert record("publish", actor=User.objects.create_user("radko"), request=request_of_ana).actor_name == "radko"


def test_command_is_recorded_under_the_systems_user(monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "ana")
    assert record("import").actor_name == "command line (ana)"


def test_system_user_without_a_name_has_a_number(monkeypatch):
    def unknown():
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", unknown)
    assert record("import").actor_name.startswith("command line (user ")


def test_request_of_nobody_is_nobodys():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    event = record("export", request=request)
    assert (event.actor, event.actor_name) == (None, "nobody signed in")


def test_row_is_named_by_kind_number_and_words():
    article = ArticleFactory(title="Ferries stand idle")
    event = record("delete", of=article)
    assert (event.object_kind, event.object_id, event.object_text) == ("article", str(article.pk), str(article))


def test_what_is_no_row_has_words_only():
    event = record("export", of="backup")
    assert (event.object_kind, event.object_text) == ("", "backup")


def test_long_names_are_cut():
    assert len(record("export", of="x" * 1000).object_text) == 300


def test_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="no kind of event"):
        record("juggle")


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: Event.objects.filter(pk=event.pk).update(kind="export"),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
        lambda event: Event.objects.bulk_update([event], ["kind"]),
        lambda event: Event.objects.update_or_create(pk=event.pk, defaults={"kind": "export"}),
    ],
)
def test_event_is_neither_changed_nor_deleted(change):
    event = record("publish")
    with pytest.raises(AppendOnly):
        change(event)
    assert Event.objects.filter(pk=event.pk, kind="publish").exists()


def test_event_outlasts_the_account(ana):
    event = record("publish", actor=ana)
    ana.delete()
    event.refresh_from_db()
    assert (event.actor_id is not None, event.actor_name) == (True, "ana")


def test_purging_takes_what_is_older():
    old, new = record("publish"), record("publish")
    moment = timezone.now() - datetime.timedelta(days=10)
    super(type(Event.objects.all()), Event.objects.filter(pk=old.pk)).update(at=moment)
    assert Event.objects.all().purge(moment + datetime.timedelta(days=1)) == 1
    assert set(Event.objects.filter(kind="publish")) == {new}
