"""By which columns a table is read: chosen, told by a file, remembered, or by their names."""

from __future__ import annotations

import pytest

from archive.imports.reading.column_mapping import columns_for, columns_of, fingerprint, remember, table_of
from archive.imports.reading.files import opened_root
from archive.models import Article, Source
from tests.imports.conftest import run

pytestmark = pytest.mark.django_db

TABLE = "Kopf,Band,Nr,Inhalt\nFerries Idle,1,7,Stood idle.\n"
FIELDS = {"Kopf": "title", "Band": "volume", "Nr": "number", "Inhalt": "body"}


@pytest.fixture(autouse=True)
def source(db):
    """A source is known, so that the import does not load the shipped ones, which takes its time."""
    Source.objects.create(name="Interfax")


def table(path, chosen=None):
    with opened_root(path) as root:
        return table_of(next(iter(root.files())), root, chosen)


def test_columns_are_known_again_in_any_order_and_case():
    assert fingerprint(["Kopf", "Nr."]) == fingerprint(["nr", "KOPF"])
    assert fingerprint(["Kopf", "Nr"]) != fingerprint(["Kopf"])


def test_a_table_is_read_by_what_is_remembered_on_the_command_line_too(folder):
    remember(["Inhalt", "Nr", "Band", "Kopf"], FIELDS, "Harbour Letter")
    texts = folder({"list.csv": TABLE})
    assert table(texts).read_by == "remembered"
    run(texts)
    article = Article.objects.get()
    assert (article.title, str(article.issue)) == ("Ferries Idle", "Harbour Letter, Vol. 1, No. 7")


def test_a_file_beside_the_table_goes_before_what_is_remembered(folder):
    remember(list(FIELDS), FIELDS)
    texts = folder({"list.csv": TABLE, "columns.toml": '[columns]\n"Kopf" = "standfirst"\n'})
    assert table(texts).fields["Kopf"] == "standfirst"


def test_a_choice_goes_before_all(folder):
    texts = folder({"list.csv": TABLE, "columns.toml": '[columns]\n"Kopf" = "standfirst"\n'})
    shown = table(texts, {fingerprint(FIELDS): columns_of(FIELDS)})
    assert (shown.fields, shown.read_by) == (FIELDS, "chosen")


def test_what_the_command_names_goes_before_what_is_remembered(folder):
    remember(list(FIELDS), FIELDS)
    given = columns_of({"Kopf": "standfirst"})
    with opened_root(folder({"list.csv": TABLE})) as root:
        assert columns_for(next(iter(root.files())), root, given) is given


def test_a_column_for_the_publication_goes_before_the_one_publication_of_all():
    assert columns_of({"Heft": "publication"}, "Harbour Letter").values == {}


def test_other_formats_have_no_columns(folder):
    assert table(folder({"1.txt": "words"})) is None
