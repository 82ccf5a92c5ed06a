"""The encoding of files: named by a person or a sidecar, found by evidence, reported, corrected."""

import pytest

from archive.models import Article, Publication, Source
from tests.imports.conftest import HEADER, reasons, run

pytestmark = pytest.mark.django_db

PROSE = "Wójt łódzki ogłosił, że jesienią żegluga po Wiśle będzie wstrzymana. Część żeglarzy sądzi, że to błąd."
TEXT = f"{HEADER}\n\n{PROSE}\n"
SHORT = f"{HEADER}\n\nThe composer Dvořák crossed the bay by the ferry of the evening, and said nothing.\n"


@pytest.fixture(autouse=True)
def sources(db):
    Source.objects.create(name="Interfax")


def body() -> str:
    return Article.objects.get().blocks()[0].text


def test_an_encoding_is_found_and_reported(folder):
    (report,) = run(folder({"1.txt": TEXT.encode("iso8859-2")}))
    assert body() == PROSE
    assert report.as_json()["encoding"] == {"name": "ISO-8859-2", "how": "detected", "sureness": 0.99}
    assert "ISO-8859-2" in reasons(report)


def test_an_option_names_it(folder):
    (report,) = run(folder({"1.txt": SHORT.encode("cp1250")}), encoding="windows-1250")
    assert "Dvořák" in body()
    assert report.as_json()["encoding"]["how"] == "named"
    assert Article.objects.get().origin.encoding == "windows-1250"


def test_a_sidecar_names_it(folder):
    run(folder({"publications.toml": 'encoding = "windows-1250"\n', "1.txt": SHORT.encode("cp1250")}))
    assert "Dvořák" in body()


def test_an_unknown_name_in_a_sidecar_refuses_the_folder(folder):
    (report,) = run(folder({"publications.toml": 'encoding = "latin-99"\n', "1.txt": SHORT.encode("cp1250")}))
    assert "latin-99" in reasons(report)
    assert not Article.objects.exists()


def test_the_language_of_the_publication_in_the_header_decides(folder):
    Publication.objects.create(title="Harbour Letter", slug="harbour-letter", language="cs")
    short = f"{HEADER}\n\nThe composer Dvořák and the painter Šíma crossed by ferry, said Jiří Čížek.\n"
    run(folder({"1.txt": short.encode("cp1250")}))
    assert "Dvořák" in body()


def test_naming_it_corrects_a_file_that_was_read_wrongly(folder):
    path = folder({"1.txt": SHORT.encode("cp1250")})
    run(path)
    assert "Dvoøák" in body()
    (report,) = run(path, encoding="windows-1250")
    assert (report.action, "Dvořák" in body()) == ("update", True)
    (report,) = run(path, encoding="windows-1250")
    assert report.action == "unchanged"


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.html"])
def test_tables_and_pages_are_read_alike(folder, name):
    texts = {
        "a.csv": f'publication,volume,issue,title,text\nHarbour Letter,1,7,Żegluga,"{PROSE}"\n',
        "a.jsonl": f'{{"publication": "Harbour Letter", "volume": 1, "issue": 7, "title": "Żegluga", "text": '
        f'"{PROSE}"}}\n',
        "a.html": f"<html><body><h1>Żegluga</h1><p>{HEADER}</p><p>{PROSE}</p></body></html>",
    }
    reports = run(folder({name: texts[name].encode("cp1250")}))
    article = Article.objects.get()
    assert (article.title, article.blocks()[0].text) == ("Żegluga", PROSE)
    assert any("windows-1250" in reasons(report) for report in reports)
