"""What is recorded of accounts, whoever changes them and from where."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse

from archive.models import Event
from archive.models.common.current_request import bind_request

pytestmark = pytest.mark.django_db
PASSWORD = "ferries at dawn"


@pytest.fixture
def ana(db):
    return User.objects.create_user("ana", password=PASSWORD, is_staff=True)


@pytest.fixture
def sign_in(client):
    def tried(name, password=PASSWORD):
        return client.post(reverse("admin:login"), {"username": name, "password": password, "next": "/admin/"})

    return tried


def kinds() -> list[str]:
    return list(Event.objects.exclude(kind="rights").order_by("pk").values_list("kind", flat=True))


def told(kind: str) -> dict:
    return Event.objects.filter(kind=kind).latest("pk").detail


def test_signing_in_is_recorded(ana, sign_in):
    sign_in("ana")
    assert kinds() == ["sign-in"]


def test_signing_out_is_recorded(ana, sign_in, client):
    sign_in("ana")
    client.post(reverse("admin:logout"))
    assert kinds() == ["sign-in", "sign-out"]


def test_failure_of_an_account_names_it(ana, sign_in):
    sign_in("ana", "not it")
    assert Event.objects.get(kind="sign-in-failed").actor == ana


def test_password_in_the_field_for_names_is_not_kept(sign_in):
    sign_in("correct horse battery")
    event = Event.objects.get(kind="sign-in-failed")
    assert "horse" not in f"{event.actor_name} {event.object_text} {event.detail}"


def test_new_account_is_recorded():
    User.objects.create_user("radko", is_staff=True)
    assert told("rights")["after"]["is_staff"] is True


def test_administrator_made_on_the_command_line_is_recorded(monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "root")
    call_command("createsuperuser", username="radko", email="", interactive=False, verbosity=0)
    event = Event.objects.get(kind="rights")
    assert (event.actor_name, event.detail["after"]["is_superuser"]) == ("command line (root)", True)


def test_changed_flag_is_recorded_with_what_it_was(ana):
    ana.is_superuser = True
    ana.save()
    assert told("rights") == {
        "what": "account changed", "before": {"is_superuser": False}, "after": {"is_superuser": True},
    }  # fmt: skip


def test_saving_an_account_unchanged_records_nothing(ana):
    before = Event.objects.count()
    ana.save()
    assert Event.objects.count() == before


def test_new_password_is_recorded(ana):
    ana.set_password("another dawn")
    ana.save()
    assert kinds() == ["password"]


def test_hash_brought_up_to_date_is_no_new_password(ana, sign_in, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *settings.PASSWORD_HASHERS]
    sign_in("ana")
    ana.refresh_from_db()
    assert (ana.password.partition("$")[0], kinds()) == ("scrypt", ["sign-in"])


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (lambda ana, group: ana.groups.add(group), {"what": "groups added", "added": ["Binders"]}),
        (lambda ana, group: group.user_set.add(ana), {"what": "users added", "added": ["ana"]}),
    ],
)
def test_group_given_is_recorded(ana, change, detail):
    change(ana, Group.objects.create(name="Binders"))
    assert told("rights") == detail


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (lambda ana, group: ana.groups.remove(group), {"what": "groups removed", "removed": ["Binders"]}),
        (lambda ana, group: ana.groups.clear(), {"what": "groups removed", "removed": ["Binders"]}),
        (lambda ana, group: group.user_set.clear(), {"what": "users removed", "removed": ["ana"]}),
    ],
)
def test_group_taken_is_recorded(ana, change, detail):
    group = Group.objects.create(name="Binders")
    ana.groups.add(group)
    change(ana, group)
    assert told("rights") == detail


def test_right_given_to_an_account_is_recorded(ana):
    ana.user_permissions.add(Permission.objects.get(codename="view_event"))
    assert told("rights")["what"] == "permissions added"


def test_right_given_to_a_group_from_the_desk_is_recorded(ana):
    request = RequestFactory().post("/")
    request.user = ana
    with bind_request(request):
        Group.objects.get(name="Editors").permissions.add(Permission.objects.get(codename="view_event"))
    assert told("rights")["added"] == [str(Permission.objects.get(codename="view_event"))]


def test_what_migrations_give_to_groups_is_not_recorded():
    Group.objects.get(name="Editors").permissions.add(Permission.objects.get(codename="view_event"))
    assert not Event.objects.filter(kind="rights").exists()


def test_deleted_account_is_recorded_by_name(ana):
    ana.delete()
    event = Event.objects.filter(kind="rights").latest("pk")
    assert (event.object_text, event.detail["what"]) == ("ana", "user deleted")
