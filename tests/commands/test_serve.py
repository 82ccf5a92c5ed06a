"""The first start builds everything, the second changes nothing, and a taken port is told."""

import datetime
import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from archive.management.commands import serve
from archive.models import Article, Event
from archive.models.records.audit_event import record
from tests.factories import ArticleFactory


@pytest.fixture
def prepare(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"

    def run() -> str:
        out = io.StringIO()
        call_command("serve", prepare_only=True, stdout=out)
        return out.getvalue()

    return run


def printed_password(text: str) -> str:
    return next(line.split()[1] for line in text.splitlines() if line.strip().startswith("password"))


@pytest.mark.django_db
def test_editor_can_sign_in_with_the_printed_password(prepare, rf):
    password = printed_password(prepare())
    assert authenticate(rf.post("/admin/login/"), username="editor", password=password).is_staff


@pytest.mark.django_db
def test_editor_has_the_rights_of_publishers(prepare):
    prepare()
    assert get_user_model().objects.get().groups.get().name == "Publishers"


@pytest.mark.django_db
def test_password_is_printed_once(prepare):
    prepare()
    assert "password" not in prepare()


@pytest.mark.django_db
def test_archive_that_holds_something_gets_no_sample(prepare):
    ArticleFactory()
    prepare()
    assert Article.objects.count() == 1


@pytest.mark.django_db
def test_first_start_that_was_cut_short_goes_on(prepare, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "publications.toml").write_text('[[publication]]\ntitle = "Harbour Letter"\nfirst_year = 2004\n')
    (texts / "one.txt").write_text("Publication: Harbour Letter Volume: 1 Issue: 1\n\nA calm day at sea.\n")
    monkeypatch.setattr(serve, "SAMPLE_ARCHIVE", texts)
    (tmp_path / serve.UNFINISHED).touch()
    prepare()
    assert (Article.objects.count(), (tmp_path / serve.UNFINISHED).exists()) == (1, False)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "kept"), [(0, 1), (30, 0)])
def test_events_past_their_time_go_at_the_start(prepare, settings, days, kept):
    settings.AUDIT_RETENTION_DAYS = days
    event = record("publish")
    models.QuerySet(Event).filter(pk=event.pk).update(at=timezone.now() - datetime.timedelta(days=31))
    prepare()
    assert Event.objects.filter(pk=event.pk).count() == kept


@pytest.mark.parametrize("port", ["", "0", "65536", "eighty", "-1", "８０"])
def test_what_is_no_port_is_told(port):
    with pytest.raises(CommandError, match="Give a number from 1 to 65535"):
        serve.port_number(port)


def test_taken_port_is_told():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CommandError, match="choose another: PORT="):
            serve.refuse_taken_port("127.0.0.1", other.getsockname()[1])


def test_free_port_is_taken_as_it_is():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert serve.refuse_taken_port("127.0.0.1", free) is None


@pytest.mark.slow
def test_two_that_start_at_once_on_a_fresh_directory(tmp_path):
    """Called from another directory, too; whichever comes second finds everything there."""
    manage = Path(serve.__file__).parents[3] / "manage.py"
    # Not the settings of tests, by which each process has a data directory of its own.
    environment = {**os.environ, "BACKFILE_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "archive.settings"}
    started = [
        subprocess.Popen(
            [sys.executable, str(manage), "serve", "--prepare-only"], cwd=tmp_path, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, env=environment,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    assert sorted("First start" in each for each in said) == [False, True]
