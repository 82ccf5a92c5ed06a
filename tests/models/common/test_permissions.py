"""The groups: what they may, and that whoever could publish before there were publishers still can."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection

from archive.models.common.permissions import CONTRIBUTORS, EDITORS, GROUPS, PUBLISHERS, codenames_of, grant_rights

pytestmark = pytest.mark.django_db

migration = import_module("archive.migrations.0007_roads_to_publication")


def members(group: str) -> set[str]:
    return set(User.objects.filter(groups__name=group).values_list("username", flat=True))


def test_editors_of_old_become_publishers():
    User.objects.create_user("ines").groups.add(Group.objects.get(name=EDITORS))
    migration.make_publishers_of_editors(apps, connection.schema_editor())
    assert (members(EDITORS), members(PUBLISHERS)) == (set(), {"ines"})


def test_the_way_back_makes_editors_of_them_again():
    User.objects.create_user("ines").groups.add(Group.objects.get(name=PUBLISHERS))
    migration.make_editors_of_publishers(apps, connection.schema_editor())
    assert (members(EDITORS), members(PUBLISHERS)) == ({"ines"}, set())


def test_where_nobody_is_an_editor_nothing_changes():
    Group.objects.all().delete()
    migration.make_publishers_of_editors(apps, connection.schema_editor())
    assert not Group.objects.exists()


def test_every_right_that_is_named_is_there():
    for group in GROUPS:
        held = set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))
        assert codenames_of(group) <= held


def test_what_an_administrator_added_to_a_group_stays():
    group = Group.objects.get(name=CONTRIBUTORS)
    group.permissions.clear()
    kept = Group.objects.get(name=EDITORS).permissions.get(codename="change_issue")
    group.permissions.add(kept)
    grant_rights(apps.get_app_config("archive"), "default")
    assert codenames_of(CONTRIBUTORS) | {"change_issue"} == set(group.permissions.values_list("codename", flat=True))
