"""Guessing passwords: what is counted, who is locked out, for how long, and what they are told."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from archive.models import Event

pytestmark = pytest.mark.django_db
PASSWORD, WRONG = "ferries at dawn", "guessed"
HOME, CAFE = "203.0.113.9", "198.51.100.7"


@pytest.fixture(autouse=True)
def limits(settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT, settings.AXES_FAILURES_OF_ADDRESS, settings.AXES_FAILURES_OF_NAME = 2, 4, 6


@pytest.fixture(autouse=True)
def ana(db):
    return User.objects.create_user("ana", password=PASSWORD, is_staff=True)


@pytest.fixture
def tried(client):
    def sent(name="ana", password=WRONG, address=HOME, agent="one", **headers):
        return client.post(
            reverse("admin:login"),
            {"username": name, "password": password},
            REMOTE_ADDR=address,
            HTTP_USER_AGENT=agent,
            **headers,
        )

    return sent


def guess(tried, times, **how) -> None:
    for number in range(times):
        tried(password=f"guess {number}", **how)


def test_one_mistake_locks_nobody_out(tried):
    guess(tried, 1)
    assert tried(password=PASSWORD).status_code == 302


def test_name_is_locked_out_at_an_address(tried):
    guess(tried, 2)
    assert tried(password=PASSWORD).status_code == 429


def test_its_owner_signs_in_elsewhere(tried):
    guess(tried, 2)
    assert tried(password=PASSWORD, address=CAFE).status_code == 302


def test_another_browser_is_no_way_around(tried):
    guess(tried, 1, agent="one")
    guess(tried, 1, agent="two")
    assert tried(password=PASSWORD, agent="three").status_code == 429


def test_address_that_tries_many_names_is_locked_out(tried):
    for number in range(4):
        tried(name=f"somebody-{number}")
    assert tried(password=PASSWORD).status_code == 429


def test_household_of_ipv6_is_one_address(tried):
    for number in range(4):
        tried(name=f"somebody-{number}", address=f"2001:db8:1:2::{number + 1}")
    assert tried(password=PASSWORD, address="2001:db8:1:2:ffff::1").status_code == 429


def test_name_that_many_addresses_try_is_locked_out(tried):
    for number in range(6):
        tried(address=f"198.51.100.{number + 1}")
    assert tried(password=PASSWORD).status_code == 429


def test_forwarded_address_is_no_way_around(tried):
    for number in range(2):
        tried(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert tried(password=PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.77").status_code == 429


def test_one_account_does_not_free_an_address_to_try_others(tried):
    for number in range(3):
        tried(name=f"somebody-{number}")
    tried(password=PASSWORD)
    tried(name="somebody-3")
    assert tried(password=PASSWORD).status_code == 429


def test_signing_in_forgets_ones_own_mistakes(tried):
    guess(tried, 1)
    tried(password=PASSWORD)
    guess(tried, 1)
    assert tried(password=PASSWORD).status_code == 302


def test_lock_ends_after_an_hour(tried):
    guess(tried, 2)
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=61))
    assert tried(password=PASSWORD).status_code == 302


def test_trying_on_writes_nothing(tried):
    guess(tried, 2)
    before = Event.objects.count(), list(AccessAttempt.objects.values())
    guess(tried, 3)
    assert (Event.objects.count(), list(AccessAttempt.objects.values())) == before


def test_lock_out_is_recorded_once(tried, ana):
    guess(tried, 4)
    assert list(Event.objects.filter(kind="locked-out").values_list("actor", "ip")) == [(ana.pk, HOME)]


def test_page_says_what_to_do(tried):
    guess(tried, 2)
    answer = tried()
    assert "for 1 hour" in answer.content.decode()
    assert answer.headers["Retry-After"] == "3600"


def test_page_is_the_same_for_a_name_that_is_nobodys(tried):
    guess(tried, 2)
    of_account = tried().content
    guess(tried, 2, name="nobody")
    assert tried(name="nobody").content == of_account


NEW = "boats at dusk"


@pytest.fixture
def changed(client, ana):
    """Tries to change the password, signed in as ana."""
    client.force_login(ana)

    def sent(old=WRONG):
        passwords = {"old_password": old, "new_password1": NEW, "new_password2": NEW}
        return client.post(reverse("admin:password_change"), passwords, REMOTE_ADDR=HOME)

    return sent


def test_an_old_password_cannot_be_guessed_without_end(changed, ana):
    assert b"Your old password was entered incorrectly" in changed("guess 1").content
    changed("guess 2")
    assert changed(PASSWORD).status_code == 429
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_wrong_old_passwords_are_failed_sign_ins(changed, tried):
    guess(tried, 1)
    changed()
    assert changed(PASSWORD).status_code == 429
    kinds = (
        Event.objects.filter(kind__in=["sign-in-failed", "locked-out"]).order_by("pk").values_list("kind", flat=True)
    )
    assert list(kinds) == ["sign-in-failed", "locked-out"]


def test_a_mistyped_old_password_is_forgiven(changed, ana, client):
    changed()
    assert changed(PASSWORD)["Location"] == reverse("admin:password_change_done")
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert client.get(reverse("admin:index")).status_code == 200  # still signed in


def test_changing_the_password_needs_an_account(client):
    assert reverse("admin:login") in client.get(reverse("admin:password_change"))["Location"]


@pytest.mark.parametrize("before", ["nobody", "ana", "other"])
def test_signing_in_makes_a_new_session_key(client, tried, ana, settings, before):
    if before == "nobody":  # a session that somebody else may have planted
        session = client.session
        session["seen"] = 1
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    else:
        client.force_login(ana if before == "ana" else User.objects.create_user("other", is_staff=True))
    former = client.session.session_key
    assert tried(password=PASSWORD).status_code == 302
    assert client.session.session_key != former
    assert not Session.objects.filter(session_key=former).exists()


def test_changing_the_password_makes_a_new_session_key(changed, client):
    former = client.session.session_key
    changed(PASSWORD)
    assert client.session.session_key != former
