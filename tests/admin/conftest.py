"""An editor with exactly the rights of the group, signed in."""

import pytest
from django.contrib.auth.models import Group, User


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
