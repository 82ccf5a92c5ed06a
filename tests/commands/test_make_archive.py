"""Synthetic archives from the command line, as rows and as files."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article, Citation, Source

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def run(*, articles: int = 25, seed: int = 4, **options) -> str:
    out = io.StringIO()
    call_command("make_archive", articles=articles, seed=seed, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_rows(tmp_path):
    assert run() == "25 articles made. Their index: manage.py update_index\n"
    assert Article.objects.published().count() == 25
    assert Citation.objects.exclude(source=None).count() > 100


def test_it_is_not_made_twice_in_one_archive():
    run()
    with pytest.raises(CommandError, match="already"):
        run()


def test_files_are_the_same_for_the_same_seed_and_can_be_imported(tmp_path):
    for name in ("one", "two"):
        run(format="files", output=tmp_path / name)
    contents = [
        {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in sorted((tmp_path / name).rglob("*.t*"))}
        for name in ("one", "two")
    ]
    assert contents[0] == contents[1]
    assert len(contents[0]) == 26
    call_command("import_articles", str(tmp_path / "one"), stdout=io.StringIO(), stderr=io.StringIO())
    assert Article.objects.count() == 25


def test_files_overwrite_nothing(tmp_path):
    with pytest.raises(CommandError, match="is there already"):
        run(format="files", output=tmp_path)


def test_a_number_below_one_is_an_error():
    with pytest.raises(CommandError, match="1 or more"):
        run(articles=0)


def test_load_sources_takes_a_file(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text('[[source]]\nname = "Radio Varda"\nother_names = ["RV"]\n')
    out = io.StringIO()
    call_command("load_sources", str(path), stdout=out)
    assert out.getvalue() == "1 sources and 1 other names added.\n"
    assert Source.objects.get().name == "Radio Varda"
    path.write_text("[[source]")
    with pytest.raises(CommandError, match="not TOML"):
        call_command("load_sources", str(path))
