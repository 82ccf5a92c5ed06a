"""The command that finds citation styles, and imports that do."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from archive.editing.derived.derivation import derive
from archive.models import Citation, ImportBatch, Publication
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db

TEXTS = (
    "It froze (Vale 1999, 12; Brod 2001, 4) (Lamm 1998, 3).",
    "So it did (Vale 1999, 9) (Brod 2001, 3).",
    "And so (Vale 1999).",
)


@pytest.fixture
def publication():
    made = PublicationFactory(title="Harbour Studies")
    issue = IssueFactory(publication=made)
    for text in TEXTS:
        derive(ArticleFactory(issue=issue, paragraphs=[text]))
    return made


def run(**options) -> str:
    out = io.StringIO()
    call_command("find_citation_style", stdout=out, **options)
    return out.getvalue()


def test_it_says_what_it_found_and_reads_the_articles(publication):
    said = run()
    assert "author-year: in 2 articles, used: (Vale 1999, 12; Brod 2001, 4)" in said
    assert "Its articles were read again." in said
    assert Citation.objects.filter(article__body__contains="And so").count() == 1


def test_a_dry_run_changes_nothing(publication):
    assert "used" in run(dry_run=True)
    publication.refresh_from_db()
    assert publication.citation_style == {}


def test_an_unknown_publication_is_an_error(publication):
    with pytest.raises(CommandError, match="no publication"):
        run(publication="Nothing")


def write_texts(tmp_path) -> None:
    for number, text in enumerate(TEXTS, start=1):
        header = "Publication: Harbour Studies Volume: 1 Issue: 1"
        (tmp_path / f"{number}.txt").write_text(f"{header}\n\nTitle: Ice {number}\n\n{text}\n")


def imported(tmp_path, facts: str = "") -> str:
    write_texts(tmp_path)
    if facts:
        (tmp_path / "publications.toml").write_text(f'[[publication]]\ntitle = "Harbour Studies"\n{facts}\n')
    out = io.StringIO()
    call_command("import_articles", tmp_path, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_an_import_finds_the_style_of_what_it_brought(tmp_path):
    said = imported(tmp_path)
    assert "Harbour Studies cites in forms of its own (author-year)" in said
    assert Publication.objects.get().citation_style == {"forms": ["author-year"]}
    assert Citation.objects.count() == 6


def test_a_style_in_publications_toml_stands(tmp_path):
    imported(tmp_path, 'citation_style = []\nnumeric_dates = "day first"')
    assert Publication.objects.get().citation_style == {"day_first": True, "chosen": True}
    assert Citation.objects.count() == 0


def test_a_changed_publications_toml_reads_the_articles_again(tmp_path):
    imported(tmp_path, "citation_style = []")
    imported(tmp_path, 'citation_style = ["author-year"]')
    assert Citation.objects.count() == 6


def test_undoing_an_import_takes_back_the_style_that_it_found(tmp_path):
    issue = IssueFactory(publication=PublicationFactory(title="Harbour Studies", first_year=2000), volume=2)
    kept = ArticleFactory(issue=issue, paragraphs=["And so (Vale 1999)."])
    derive(kept)
    imported(tmp_path)
    assert kept.citations.count() == 1
    call_command("undo_batch", str(ImportBatch.objects.get().pk), stdout=io.StringIO())
    assert (Publication.objects.get().citation_style, kept.citations.count()) == ({}, 0)


def dry_run(tmp_path) -> set[str]:
    out = io.StringIO()
    call_command("import_articles", tmp_path, dry_run=True, json=True, stdout=out, stderr=io.StringIO())
    return {one["raw"] for line in out.getvalue().splitlines() for one in json.loads(line)["citations"]}


def test_a_dry_run_reads_with_the_style_that_the_import_would_find(tmp_path):
    write_texts(tmp_path)
    foreseen = dry_run(tmp_path)
    imported(tmp_path)
    assert foreseen == {one.raw for one in Citation.objects.all()}
    assert "(Vale 1999)" in foreseen


def test_a_dry_run_leaves_the_style_that_publications_toml_has(tmp_path):
    imported(tmp_path, "citation_style = []")
    assert dry_run(tmp_path) == set()
