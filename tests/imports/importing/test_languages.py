"""Languages of imported texts: as the file, the folder and the publication say, else as the text reads."""

from __future__ import annotations

import pytest

from archive.models import Article, Publication
from tests.imports.conftest import reasons, run, text_of
from tests.text.test_language_detection import ENGLISH, PASSAGES, article

pytestmark = pytest.mark.django_db


def imported(folder, body: str, **labels: str):
    (folder / "one.txt").write_text(text_of(article(body), title="Harbour closed", **labels), encoding="utf-8")
    reports = run(folder)
    return Article.objects.get(), reports


@pytest.mark.parametrize(
    ("body", "labels", "facts", "language"),
    [
        (ENGLISH, {}, "", ""),
        (PASSAGES["ru"], {}, "", "ru"),
        (PASSAGES["uk"], {"language": "ru"}, "", "ru"),
        (PASSAGES["uk"], {}, 'language = "be"\n', "be"),
        (PASSAGES["uk"], {}, 'language = "en"\n', ""),  # as its folder says, and its publication
    ],
)
def test_language_of_a_text(tmp_path, body, labels, facts, language):
    Publication.objects.create(title="Harbour Letter", language="en")
    if facts:
        (tmp_path / "import.toml").write_text(facts, encoding="utf-8")
    assert imported(tmp_path, body, **labels)[0].language == language


def test_detected_languages_are_told_once(tmp_path):
    Publication.objects.create(title="Harbour Letter", language="en")
    _, reports = imported(tmp_path, PASSAGES["ru"])
    assert "Recognised: languages of texts that say none, other than their publication's: Russian." in " ".join(
        map(reasons, reports)
    )


def test_new_publication_has_the_language_of_its_first_text(tmp_path):
    first, _ = imported(tmp_path, PASSAGES["uk"])
    assert (first.language, first.issue.publication.language) == ("", "uk")


def test_importing_again_changes_nothing(tmp_path):
    Publication.objects.create(title="Harbour Letter", language="en")
    imported(tmp_path, PASSAGES["ru"])
    assert [report.action.value for report in run(tmp_path)] == ["unchanged"]
    (tmp_path / "one.txt").write_text(text_of(article(ENGLISH), title="Harbour closed"), encoding="utf-8")
    run(tmp_path)
    assert Article.objects.get().language == ""
