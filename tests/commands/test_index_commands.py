"""The commands that keep the index: what they say, and with which status they end."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article, OutboxEntry
from archive.search.engine import engine
from archive.search.indexing.consistency import compare
from archive.search.indexing.index_updates import drain
from tests.factories import ArticleFactory


@pytest.fixture
def article(db):
    engine().store.rebuild([], lambda pks: [])
    made = ArticleFactory()
    drain()
    return made


def said(*command, **options) -> str:
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def drift_away(article):
    Article.objects.filter(pk=article.pk).update(title="Anew")
    OutboxEntry.objects.all().delete()


def test_check_index_agrees(article):
    assert "agree" in said("check_index")


def test_check_index_names_what_differs_and_fails(article, capsys):
    drift_away(article)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_index", stdout=out)
    assert ended.value.code == 1
    assert f"older form: articles {article.pk}" in out.getvalue()


def test_check_index_repairs(article):
    drift_away(article)
    assert "Repaired" in said("check_index", "--repair")
    assert not compare()


def test_check_index_tells_what_waits(article):
    ArticleFactory()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_index", stdout=out)
    assert "waiting" in out.getvalue()


@pytest.mark.parametrize("command", ["check_index"])
def test_without_an_index_a_command_says_how_to_make_one(article, command):
    (engine().store.path / "CURRENT").unlink()
    with pytest.raises(CommandError, match="rebuild_index"):
        call_command(command)


def test_rebuild_index_builds_what_is_missing(article):
    (engine().store.path / "CURRENT").unlink()
    assert "1 articles" in said("rebuild_index")
    assert not compare()


def test_update_index_builds_an_index_of_another_version(article):
    (engine().store.path / "CURRENT").write_text('{"generation": "g0001", "schema": 0}')
    assert "rebuilt" in said("update_index", "--if-needed")
    assert not compare()


def test_update_index_mends_drift(article):
    drift_away(article)
    assert "up to date" in said("update_index")
    assert not compare()


def test_update_index_if_needed_only_drains(article):
    drift_away(article)
    ArticleFactory()
    said("update_index", "--if-needed")
    assert compare().stale == [article.pk]
    assert compare().missing == []


def test_commands_can_be_silent(article):
    assert said("rebuild_index", verbosity=0) == ""
    assert said("update_index", verbosity=0) == ""


@pytest.mark.parametrize("options", [{"memory": 1}, {"processes": 0}])
def test_rebuild_index_says_what_it_can_be_given(article, options):
    with pytest.raises(CommandError, match="16 MB or more"):
        said("rebuild_index", **options)
