"""Old events go by a stated rule, and that they went is an event."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from archive.models import Event
from archive.models.records.audit_event import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def aged():
    """An event of so many days ago."""

    def made(days: int) -> Event:
        event = record("publish")
        moment = timezone.now() - datetime.timedelta(days=days)
        models.QuerySet(Event).filter(pk=event.pk).update(at=moment)
        return event

    return made


def purge(**options) -> None:
    call_command("purge_events", verbosity=0, **options)


def test_all_are_kept_unless_a_time_is_stated(aged):
    aged(10_000)
    purge()
    assert Event.objects.filter(kind="publish").count() == 1


@pytest.mark.parametrize(("age", "is_kept"), [(89, True), (91, False)])
def test_stated_time_is_kept(aged, settings, age, is_kept):
    event = aged(age)
    purge(days=90)
    assert Event.objects.filter(pk=event.pk).exists() is is_kept


def test_removal_is_recorded(aged):
    aged(91)
    purge(days=90)
    event = Event.objects.get()
    assert (event.kind, event.detail["events"]) == ("purge", 1)


def test_nothing_to_remove_is_no_event(db):
    purge(days=90)
    assert not Event.objects.exists()


def test_time_before_now_is_refused(db):
    with pytest.raises(CommandError, match="no time to keep"):
        purge(days=-1)


def test_ended_sessions_go(client):
    client.force_login(User.objects.create_user("ana"))
    session = client.session
    session.set_expiry(-1)
    session.save()
    purge()
    assert not session.exists(session.session_key)


@pytest.mark.parametrize(("minutes", "is_kept"), [(50, True), (70, False)])
def test_attempts_that_count_no_more_go(db, minutes, is_kept):
    AccessAttempt.objects.create(username="ana", ip_address="203.0.113.9", failures_since_start=3)
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=minutes))
    purge()
    assert AccessAttempt.objects.exists() is is_kept
