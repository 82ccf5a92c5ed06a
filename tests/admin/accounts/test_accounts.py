"""Accounts on the desk: roles in plain words, for superusers alone, behind their password."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from archive.models import Event

pytestmark = pytest.mark.django_db
PASSWORD = "ferries at dawn"
ACCOUNTS = reverse("admin:auth_user_changelist")
ADD = reverse("admin:auth_user_add")


@pytest.fixture
def administrator(db):
    return User.objects.create_superuser("chief", password=PASSWORD)


@pytest.fixture
def office(administrator, client):
    """The administrator's browser, just signed in."""
    client.force_login(administrator)
    return client


@pytest.fixture
def add(office):
    def sent(role="Editors", password=PASSWORD + " again", name="ana"):
        return office.post(
            ADD, {"username": name, "role": role, "password1": password, "password2": password}, follow=True
        )

    return sent


@pytest.fixture
def change(office):
    def sent(account, **values):
        address = reverse("admin:auth_user_change", args=[account.pk])
        given = {"username": account.username, "role": "Editors", "is_active": "on", **values}
        return office.post(address, {name: value for name, value in given.items() if value is not None}, follow=True)

    return sent


@pytest.mark.parametrize(
    ("role", "groups", "staff", "superuser"),
    [
        ("Contributors", ["Contributors"], True, False),
        ("Editors", ["Editors"], True, False),
        ("Publishers", ["Publishers"], True, False),
        ("administrator", [], True, True),
        ("", [], False, False),
    ],
)
def test_role_decides_what_an_account_may_do(add, role, groups, staff, superuser):
    add(role)
    ana = User.objects.get(username="ana")
    assert [group.name for group in ana.groups.all()] == groups
    assert (ana.is_staff, ana.is_superuser) == (staff, superuser)


def test_role_is_changed(add, change):
    add("Publishers")
    change(User.objects.get(username="ana"), role="Contributors")
    assert [group.name for group in User.objects.get(username="ana").groups.all()] == ["Contributors"]


def test_group_that_is_no_role_stays(add, change):
    add()
    ana = User.objects.get(username="ana")
    ana.groups.add(Group.objects.create(name="Binders"))
    change(ana, role="Publishers")
    assert {group.name for group in ana.groups.all()} == {"Binders", "Publishers"}


def test_form_shows_the_role_that_an_account_has(add, office):
    add("Publishers")
    address = reverse("admin:auth_user_change", args=[User.objects.get(username="ana").pk])
    form = office.get(address).context["adminform"].form
    assert form["role"].value() == "Publishers"


def test_changed_rights_are_recorded_under_the_administrator(add, change, administrator):
    add("Contributors")
    change(User.objects.get(username="ana"), role="Publishers")
    events = Event.objects.filter(kind="rights", actor=administrator, object_text="ana")
    assert [event.detail for event in events.order_by("pk")][-2:] == [
        {"what": "groups removed", "removed": ["Contributors"]},
        {"what": "groups added", "added": ["Publishers"]},
    ]


@pytest.mark.parametrize("values", [{"role": "Editors"}, {"role": "administrator", "is_active": None}])
def test_last_administrator_stays_one(change, administrator, values):
    answer = change(administrator, **values)
    assert "last administrator" in answer.content.decode()
    administrator.refresh_from_db()
    assert (administrator.is_superuser, administrator.is_active) == (True, True)


def test_nobody_deletes_themselves(office, administrator):
    answer = office.post(reverse("admin:auth_user_delete", args=[administrator.pk]), {"post": "yes"})
    assert answer.status_code == 403


def test_accounts_are_not_deleted_by_the_list(office):
    assert "delete_selected" not in office.get(ACCOUNTS).content.decode()


@pytest.mark.parametrize(
    "password", ["short", "password1234", "backfile.ana", "Backfile-Editor-2026", "my archive is secret"]
)
def test_weak_password_is_refused(add, password):
    add(password=password, name="backfile.ana")
    assert not User.objects.filter(username="backfile.ana").exists()


@pytest.mark.parametrize(
    "password", ["x" * 12 + "ferry" * 50, "ферри на рассвете", "283746109283", "backfile quarry lantern"]
)
def test_long_or_plain_password_is_taken(add, office, password):
    add(password=password)
    assert User.objects.get(username="ana").check_password(password)


@pytest.mark.parametrize("address", [ACCOUNTS, ADD, reverse("admin:auth_group_changelist")])
def test_rights_to_accounts_alone_open_nothing(editor, desk, address):
    editor.user_permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    assert desk.get(address).status_code == 403


def test_who_may_not_sign_in_any_more_is_out_at_once(add, change, client, office, administrator):
    add()
    ana = User.objects.get(username="ana")
    elsewhere = type(client)()
    elsewhere.force_login(ana)
    change(ana, is_active=None)
    assert elsewhere.get(reverse("admin:index")).status_code == 302


def test_group_gets_the_rights_that_are_ticked(office):
    rights = Permission.objects.filter(codename__in=["view_article", "undo_merge"])
    office.post(reverse("admin:auth_group_add"), {"name": "Binders", "permissions": [right.pk for right in rights]})
    assert set(Group.objects.get(name="Binders").permissions.all()) == set(rights)


@pytest.mark.parametrize("group", ["Contributors", "Editors", "Publishers"])
def test_saving_a_role_unchanged_takes_no_right_away(office, group):
    role = Group.objects.get(name=group)
    before = set(role.permissions.all())
    address = reverse("admin:auth_group_change", args=[role.pk])
    ticked = office.get(address).context["adminform"].form["permissions"].value()
    office.post(address, {"name": group, "permissions": [getattr(right, "pk", right) for right in ticked]})
    assert set(role.permissions.all()) == before


# --- The password, once more ---


@pytest.fixture
def later(office):
    """The administrator's browser, an hour after signing in."""
    session = office.session
    session["password_given_at"] -= 3600
    session.save()
    return office


@pytest.mark.parametrize("name", ["auth_user_add", "auth_group_add"])
def test_forms_ask_for_the_password(later, name):
    answer = later.get(reverse(f"admin:{name}"))
    assert answer.url.startswith(reverse("admin:auth_user_confirm"))


@pytest.mark.parametrize("name", ["change", "delete", "password_change"])
def test_forms_of_an_account_ask_for_the_password(later, administrator, name):
    answer = later.get(reverse(f"admin:auth_user_{name}", args=[administrator.pk]))
    assert answer.url.startswith(reverse("admin:auth_user_confirm"))


def test_what_is_sent_without_it_changes_nothing(later):
    later.post(ADD, {"username": "ana", "role": "administrator", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="ana").exists()


def test_form_opened_in_time_may_be_sent_a_while_later(office, settings):
    session = office.session
    session["password_given_at"] -= settings.CONFIRMED_FOR_SECONDS + 60
    session.save()
    office.post(ADD, {"username": "ana", "role": "", "password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.filter(username="ana").exists()


def test_password_opens_the_form(later):
    later.post(f"{reverse('admin:auth_user_confirm')}?next={ADD}", {"password": PASSWORD})
    assert later.get(ADD).status_code == 200


def test_wrong_password_does_not(later):
    later.post(f"{reverse('admin:auth_user_confirm')}?next={ADD}", {"password": "guessed"})
    assert later.get(ADD).status_code == 302


def test_wrong_password_is_recorded(later):
    later.post(reverse("admin:auth_user_confirm"), {"password": "guessed"})
    assert Event.objects.filter(kind="sign-in-failed", actor_name="chief").exists()


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(later, onward):
    answer = later.post(reverse("admin:auth_user_confirm"), {"password": PASSWORD}, QUERY_STRING=f"next={onward}")
    assert answer.url == reverse("admin:index")


def test_giving_the_password_gives_a_new_session(later):
    before = later.session.session_key
    later.post(reverse("admin:auth_user_confirm"), {"password": PASSWORD})
    assert later.session.session_key != before


def test_people_are_signed_out_everywhere(office, add, client):
    add()
    ana = User.objects.get(username="ana")
    browsers = [type(client)() for _ in range(2)]
    for browser in browsers:
        browser.force_login(ana)
    office.post(ACCOUNTS, {"action": "sign_out", "_selected_action": [ana.pk]})
    assert [browser.get(reverse("admin:index")).status_code for browser in (*browsers, office)] == [302, 302, 200]


def test_lock_out_is_lifted(office, administrator):
    AccessAttempt.objects.create(username="chief", ip_address="203.0.113.9", failures_since_start=9)
    office.post(ACCOUNTS, {"action": "let_in", "_selected_action": [administrator.pk]})
    assert not AccessAttempt.objects.exists()
