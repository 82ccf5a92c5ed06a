"""Undoing an import: the archive says what it said before, and what somebody worked on since is left and named."""

from __future__ import annotations

import pytest

from archive.editing.change_set import change_set
from archive.editing.merges.merge_undo import undo as undo_merge
from archive.editing.merges.merging import merge
from archive.imports.batches import undo
from archive.models import (
    Article,
    Author,
    Citation,
    ImportBatch,
    ImportRecord,
    ImportTask,
    Issue,
    Publication,
    Source,
    Tombstone,
    Topic,
)
from archive.models.catalogue.citation import CitationStatus
from archive.models.catalogue.issue import Issue as IssueModel
from tests.imports.batching import do, everything, import_path, undone
from tests.imports.conftest import BODY, HEADER, run, text_of

pytestmark = pytest.mark.django_db

TABLE = """id,title,publication,volume,issue,text
a,Ferries Idle,Harbour Letter,1,7,The ferries of Port Varda stood idle.
b,Ferries Sail,Harbour Letter,1,7,The ferries of Port Varda sailed again.
"""


@pytest.fixture(autouse=True)
def sources(db):
    """Two sources are known, so that the import does not load the shipped ones, which takes its time."""
    Source.objects.create(name="Interfax")
    Source.objects.create(name="BNS")


@pytest.fixture
def two(folder):
    """A folder of two articles with all that files can say."""
    return folder({
        "1.txt": text_of(title="Ferries Idle", by="Ana Brod", topics="Ferries, Ports", date="March 5, 2004"),
        "2.txt": text_of("The pilots sailed (BNS, March 2).", title="Pilots Sail", by="Ivo Marsh"),
    })  # fmt: skip


def test_an_import_into_an_empty_archive_leaves_nothing_but_tombstones(two):
    before = everything()
    batch = import_path(two)
    articles = set(Article.objects.values_list("pk", flat=True))
    assert undone(batch) == {"1.txt": "withdrawn", "2.txt": "withdrawn"}
    assert everything() == before
    assert set(Tombstone.objects.values_list("article_id", flat=True)) == articles


def test_updates_are_put_back_with_all_that_follows_from_them(two, folder):
    import_path(two)
    before = everything()
    folder({"1.txt": text_of(
        "Another text altogether (BNS, March 1).\n\nAnd more of it (Interfax, March 4).", title="Ferries Gone",
        by="Ivo Marsh and Émile Vask", topics="Ports, Storms", url="https://letter.example/new", date="March 5, 2004",
    )})  # fmt: skip
    batch = import_path(two)
    assert (batch.created, batch.updated) == (0, 1)
    assert undone(batch) == {"1.txt": "restored"}
    assert everything() == before


def test_a_real_title_gives_way_to_the_provisional_one_again(folder):
    texts = folder({"1.txt": text_of()})
    import_path(texts)
    before = everything()
    folder({"1.txt": text_of(title="A Real Title")})
    batch = import_path(texts)
    assert not Article.objects.get().title_is_provisional
    undone(batch)
    assert everything() == before


def test_an_article_published_meanwhile_goes_all_the_same(two):
    batch = import_path(two, status="in-review")
    Article.objects.all().publish()
    assert set(undone(batch).values()) == {"withdrawn"}


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param({"body": "<p>Corrected by hand.</p>"}, id="body"),
        pytest.param({"title": "Corrected"}, id="title"),
        pytest.param({"standfirst": "What it is about"}, id="standfirst"),
    ],
)
def test_an_article_edited_since_is_left_and_said_so(two, edit):
    batch = import_path(two)
    article = Article.objects.get(title="Ferries Idle")
    for name, value in edit.items():
        setattr(article, name, value)
    article.save()
    assert undone(batch) == {"1.txt": "left", "2.txt": "withdrawn"}
    assert "edited after the import" in batch.records.get(file="1.txt").undo_note
    assert (batch.withdrawn, batch.left) == (1, 1)
    assert Issue.objects.count() == 1  # it stands in it
    assert list(Author.objects.values_list("name", flat=True)) == ["Ana Brod"]


def test_an_update_edited_since_is_left(two, folder):
    import_path(two)
    folder({"1.txt": text_of("New words.", title="Ferries Idle", date="March 5, 2004")})
    batch = import_path(two)
    article = Article.objects.get(title="Ferries Idle")
    article.set_body("<p>New words, and an editor's.</p>")
    article.save()
    assert undone(batch) == {"1.txt": "left"}
    article.refresh_from_db()
    assert "an editor" in article.body


def _merge_authors(two):
    merge(Author.objects.create(name="Anna Brod"), [Author.objects.get(name="Ana Brod")])


def _merge_topics(two):
    merge(Topic.objects.get(name="Ports"), [Topic.objects.get(name="Ferries")])


def _merge_authors_twice(two):
    _merge_authors(two)
    merge(Author.objects.get(name="Ivo Marsh"), [Author.objects.get(name="Anna Brod")])


def _merge_and_take_apart(two):
    undo_merge(merge(Author.objects.create(name="Anna Brod"), [Author.objects.get(name="Ana Brod")]))


def _rename(two):
    for row in (*Author.objects.all(), *Topic.objects.all()):
        row.name += " the Elder"
        row.save()


def _order_anew(two):
    with change_set("The order of the issue"):
        for article in Article.objects.all():
            article.position += 5
            article.save(update_fields=["position"])


@pytest.mark.parametrize(
    "happening", [_merge_authors, _merge_topics, _merge_authors_twice, _merge_and_take_apart, _rename, _order_anew]
)
def test_what_happened_around_an_article_does_not_keep_it(two, happening):
    batch = import_path(two)
    happening(two)
    assert undone(batch) == {"1.txt": "withdrawn", "2.txt": "withdrawn"}
    assert not Article.objects.exists()


def test_where_both_signed_a_merge_does_not_keep_it(folder):
    batch = import_path(folder({"1.txt": text_of(title="Ferries Idle", by="Ivo Marsh and Ana Brod and Anna Brod")}))
    merge(Author.objects.get(name="Anna Brod"), [Author.objects.get(name="Ana Brod")])
    assert undone(batch) == {"1.txt": "withdrawn"}


@pytest.mark.parametrize("merged_first", [True, False])
def test_an_edit_beside_a_merge_keeps_it(two, merged_first):
    batch = import_path(two)
    if merged_first:
        _merge_authors(two)
    article = Article.objects.get(title="Ferries Idle")
    article.authorships.create(author=Author.objects.get(name="Ivo Marsh"), position=9)
    if not merged_first:
        _merge_authors(two)
    assert undone(batch) == {"1.txt": "left", "2.txt": "withdrawn"}


def test_an_update_is_put_back_under_the_author_that_its_own_was_merged_into(two, folder):
    import_path(two)
    folder({"1.txt": text_of("New words.", title="Ferries Idle", by="Ivo Marsh", date="March 5, 2004")})
    batch = import_path(two)
    kept = Author.objects.create(name="Anna Brod")
    merge(kept, [Author.objects.get(name="Ana Brod")])
    assert undone(batch) == {"1.txt": "restored"}
    assert Article.objects.get(title="Ferries Idle").byline() == [kept]
    assert not Author.objects.filter(name="Ana Brod").exists()


def test_looking_behind_merges_costs_no_query_of_its_own(folder, django_assert_max_num_queries):
    batch = import_path(folder({f"{n}.txt": text_of(title=f"Story {n}", by="Ana Brod") for n in range(4)}))
    _merge_authors(None)
    merges = undo.MergeHistory(batch.begun)
    articles = list(Article.objects.all())
    with django_assert_max_num_queries(2 * len(articles)):  # by-line and topics, as without merges
        assert all(len(list(merges.earlier(article))) == 2 for article in articles)


def test_a_decision_on_a_citation_keeps_a_new_article(two):
    batch = import_path(two)
    Citation.objects.filter(article__title="Ferries Idle").update(status=CitationStatus.CONFIRMED)
    assert undone(batch)["1.txt"] == "left"


def test_a_later_import_of_the_same_article_comes_first(two, folder):
    first = import_path(two)
    folder({"1.txt": text_of("New words.", title="Ferries Idle", date="March 5, 2004")})
    second = import_path(two)
    assert undone(first) == {"1.txt": "left", "2.txt": "withdrawn"}
    assert f"Import {second.pk} changed it later" in first.records.get(file="1.txt").undo_note
    assert undone(second) == {"1.txt": "restored"}
    assert undone(first) == {"1.txt": "withdrawn", "2.txt": "withdrawn"}
    assert not Article.objects.exists()


def test_a_file_that_changed_without_changing_its_article_counts_as_later(two, folder):
    first = import_path(two)
    folder(
        {"1.txt": text_of(title="Ferries Idle", by="Ana Brod", topics="Ferries, Ports", date="March 5, 2004") + "\n"}
    )
    second = import_path(two)
    assert second.updated == 1
    assert undone(first)["1.txt"] == "left"
    assert undone(second) == {"1.txt": "restored"}


def test_undoing_twice_changes_nothing(two):
    batch = import_path(two)
    undone(batch)
    state = everything(), list(Tombstone.objects.values())
    assert set(undone(batch).values()) == {"withdrawn"}
    assert state == (everything(), list(Tombstone.objects.values()))


def test_an_article_deleted_before_is_no_obstacle(two):
    batch = import_path(two)
    Article.objects.get(title="Ferries Idle").delete()
    assert undone(batch) == {"1.txt": "gone", "2.txt": "withdrawn"}


def test_the_same_files_can_be_imported_again_after_an_undoing(two):
    undone(import_path(two))
    assert import_path(two).created == 2


def test_an_article_that_an_editor_deleted_stays_deleted_after_an_undoing(two):
    batch = import_path(two)
    Article.objects.get(title="Ferries Idle").delete()
    undone(batch)
    again = import_path(two)
    assert (again.created, again.refused) == (1, 1)


def test_an_undoing_that_was_killed_is_gone_on_with(folder, monkeypatch):
    batch = import_path(folder({f"{n}.txt": text_of(f"{BODY} Part {n}.", title=f"Story {n}") for n in range(6)}))
    monkeypatch.setattr(undo, "CHUNK", 2)
    chunks = undo.undo(batch, undo.Progress(batch))
    for _ in range(3):
        next(chunks)
    chunks.close()  # as a process that ends
    assert Article.objects.count() == 2
    assert set(undone(batch).values()) == {"withdrawn"}
    assert not Article.objects.exists()


def test_a_chunk_is_undone_whole_or_not_at_all(two, monkeypatch):
    batch = import_path(two)
    before = everything()

    def broken(issue):
        raise RuntimeError("out of power")

    monkeypatch.setattr(undo, "infer_issue_date", broken)
    with pytest.raises(RuntimeError):
        list(undo.undo(batch, undo.Progress(batch)))
    assert everything() == before
    assert set(batch.records.values_list("undo_result", flat=True)) == {""}


def test_a_date_that_an_import_gave_to_an_issue_goes_with_it(folder):
    texts = folder({"1.txt": text_of("The ferries stood idle (Interfax, March 3).", title="One")})
    run(texts)  # an issue of no known year, and so without a date
    before = everything()
    folder({"2.txt": text_of(title="Two", date="March 5, 2004")})
    batch = import_path(texts)
    assert Citation.objects.filter(first_day__year=2004).exists()
    undone(batch)
    assert everything() == before


def test_a_date_that_an_editor_changed_stays(folder):
    texts = folder({"1.txt": text_of("The ferries stood idle.", title="One")})
    run(texts)
    folder({"2.txt": text_of(title="Two", date="March 5, 2004")})
    batch = import_path(texts)
    issue = IssueModel.objects.get()
    issue.date_text = "Friday, the fifth"
    issue.save()
    undone(batch)
    issue.refresh_from_db()
    assert str(issue.date) == "2004-03-05"


def test_an_inferred_date_follows_what_is_left(folder):
    header = HEADER + "\n"
    facts = '[[publication]]\ntitle = "Harbour Letter"\nfirst_year = 2004\n'
    texts = folder({"publications.toml": facts, "1.txt": header + "\nThe ferries stood idle (Interfax, March 3).\n"})
    run(texts)
    folder({"2.txt": header + "\nThe pilots sailed (BNS, March 9).\n"})
    batch = import_path(texts)
    assert str(Issue.objects.get().date) == "2004-03-09"
    undone(batch)
    assert str(Issue.objects.get().date) == "2004-03-03"


def test_facts_of_a_publication_are_put_back_but_not_over_an_editors(folder):
    Publication.objects.create(title="Harbour Letter", place="Port Varda", frequency="daily")
    facts = '[[publication]]\ntitle = "Harbour Letter"\nplace = "Lethmark"\nfrequency = "weekly"\n'
    batch = import_path(folder({"publications.toml": facts, "1.txt": text_of()}))
    Publication.objects.update(frequency="monthly")
    undone(batch)
    publication = Publication.objects.get()
    assert (publication.place, publication.frequency) == ("Port Varda", "monthly")


def test_what_something_else_uses_stays(two):
    batch = import_path(two)
    ana = Author.objects.get(name="Ana Brod")
    other = Publication.objects.create(title="Pilots' Almanac", preceding=Publication.objects.get())
    article = Article.objects.create(issue=Issue.objects.create(publication=other, volume=1, number="1"), title="Other")
    article.authorships.create(author=ana)
    undone(batch)
    assert set(Author.objects.values_list("name", flat=True)) == {"Ana Brod"}
    assert Publication.objects.filter(title="Harbour Letter").exists()


def test_rows_of_a_table_are_undone(folder):
    before = everything()
    batch = import_path(folder({"list.csv": TABLE}))
    assert undone(batch) == {"list.csv#a": "withdrawn", "list.csv#b": "withdrawn"}
    assert everything() == before


def test_a_slug_that_another_article_took_is_not_taken_from_it(folder):
    texts = folder({"1.txt": text_of()})
    run(texts)
    folder({"1.txt": text_of(title="A Real Title")})
    batch = import_path(texts)
    article = Article.objects.get()
    old_slug = ImportRecord.objects.get(batch=batch, file="1.txt").before["slug"]
    Article.objects.create(issue=article.issue, title="Other", slug=old_slug)
    assert undone(batch) == {"1.txt": "restored"}
    article.refresh_from_db()
    assert article.title_is_provisional
    assert article.slug == "a-real-title"


def test_an_undone_batch_can_not_be_imported_again(two):
    batch = import_path(two)
    undone(batch)
    with pytest.raises(AssertionError):
        do(ImportBatch.objects.get(pk=batch.pk), ImportTask.IMPORT)
