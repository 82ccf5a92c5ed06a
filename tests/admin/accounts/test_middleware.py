"""How long a sign-in lasts, and the headers that close the desk off."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.admin.accounts.middleware import SEEN, SINCE
from archive.models import Event

pytestmark = pytest.mark.django_db
DESK = reverse("admin:index")


@pytest.fixture
def age(desk, settings):
    """Let the sign-in have been so many seconds ago, and the last thing done so many."""

    def aged(since=0, seen=0):
        session = desk.session
        session[SINCE] -= since
        session[SEEN] -= seen
        session.save()

    return aged


def test_sign_in_lasts(desk, age):
    age(since=11 * 3600, seen=119 * 60)
    assert desk.get(DESK).status_code == 200


@pytest.mark.parametrize(("since", "seen"), [(12 * 3600, 0), (3 * 3600, 120 * 60)])
def test_sign_in_ends(desk, age, since, seen):
    age(since, seen)
    assert desk.get(DESK).status_code == 302


def test_ended_session_is_gone_from_the_server(desk, age):
    key = desk.session.session_key
    age(since=12 * 3600)
    desk.get(DESK)
    assert not desk.session.exists(key)


def test_who_works_is_noted(desk, age):
    age(seen=3600)
    before = desk.session[SEEN]
    desk.get(DESK)
    assert desk.session[SEEN] > before


def test_page_after_page_writes_no_session(desk, django_assert_max_num_queries):
    desk.get(DESK)
    with django_assert_max_num_queries(40) as asked:
        desk.get(DESK)
    assert not [query for query in asked.captured_queries if "UPDATE" in query["sql"]]


def test_reader_has_no_session(client, django_assert_num_queries):
    answer = client.get("/authors/")
    assert "sessionid" not in answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_session_is_renewed_at_sign_in(client, settings):
    User.objects.create_user("ana", password="ferries at dawn", is_staff=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = "chosen-by-somebody-else-0000000"
    client.post(reverse("admin:login"), {"username": "ana", "password": "ferries at dawn"})
    assert client.session.session_key != "chosen-by-somebody-else-0000000"


def test_new_password_ends_sign_ins_elsewhere(client, desk, editor):
    elsewhere = type(client)()
    elsewhere.force_login(editor)
    desk.post(
        reverse("admin:password_change"),
        {"old_password": "ferries at dawn", "new_password1": "a quieter harbour", "new_password2": "a quieter harbour"},
    )
    assert (desk.get(DESK).status_code, elsewhere.get(DESK).status_code) == (200, 302)


def test_refusal_is_recorded(desk, editor):
    desk.get(reverse("admin:auth_user_changelist"))
    event = Event.objects.get(kind="denied")
    assert (event.actor, event.detail) == (editor, {"method": "GET", "path": "/admin/auth/user/"})


def test_who_is_not_signed_in_is_refused_without_a_record(client, db):
    client.post("/admin/auth/user/")
    assert not Event.objects.filter(kind="denied").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
    ],
)
def test_header_of_the_desk(desk, name, value):
    assert desk.get(DESK).headers[name] == value


@pytest.mark.parametrize("address", [DESK, reverse("admin:login"), reverse("admin:archive_article_changelist")])
def test_no_page_of_the_desk_is_kept(desk, address):
    assert "no-store" in desk.get(address).headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/", DESK])
def test_no_page_may_ask_for_camera_or_place(desk, address):
    assert "camera=(), " in desk.get(address).headers["Permissions-Policy"]


def test_readers_pages_may_be_shown_elsewhere(client):
    assert "Cross-Origin-Resource-Policy" not in client.get("/authors/").headers
