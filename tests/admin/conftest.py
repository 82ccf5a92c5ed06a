"""People with exactly the rights of their groups; the editor is signed in."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client


@pytest.fixture
def editor(db, client):
    editor = User.objects.create_user("editor", password="ferries at dawn", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    return editor


@pytest.fixture
def desk(editor, client):
    """The editor's browser."""
    return client


@pytest.fixture
def member(db):
    """`member("Contributors")`: a person of a group, or of none."""

    def make(group: str = "", name: str = "") -> User:
        person = User.objects.create_user(name or f"a-{group or 'nobody'}".lower(), is_staff=True)
        if group:
            person.groups.add(Group.objects.get(name=group))
        return person

    return make


@pytest.fixture
def publisher(member):
    return member("Publishers", "publisher")


@pytest.fixture
def publishers_desk(publisher):
    """A publisher's browser, beside the editor's."""
    browser = Client()
    browser.force_login(publisher)
    return browser
