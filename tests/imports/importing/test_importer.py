"""Importing: what becomes of files, the identity rule in rows, and everything that must not be written."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.editing.derived import recompute
from archive.imports.importing import importer
from archive.models import (
    Article,
    ArticleOrigin,
    Author,
    Citation,
    CrossReference,
    Issue,
    OutboxEntry,
    Publication,
    SlugRedirect,
    Source,
    Status,
    Topic,
)
from tests.imports.conftest import BODY, HEADER, actions, reasons, run, text_of
from tests.timing import at_most

pytestmark = pytest.mark.django_db

SHIPPED = "Publication: Eurasia Daily Monitor Volume: 1 Issue: 115"


@pytest.fixture(autouse=True)
def sources(db):
    """Two sources are known, so that the import does not load the shipped ones, which takes its time."""
    Source.objects.create(name="Interfax")
    Source.objects.create(name="BNS")


def everything() -> dict[str, list]:
    """All that an import may write, to compare two states of the archive."""
    models = (Publication, Issue, Article, ArticleOrigin, Author, Topic, Source, Citation, CrossReference, OutboxEntry)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_an_article_arrives_with_all_that_its_file_says(folder):
    reports = run(folder({"1.txt": text_of(
        title="The Ferries Stand Idle", by="Ana Brod and Émile Vask", date="March 5, 2004", topics="Ferries, Ports",
        url="https://letter.example/ferries",
    )}))  # fmt: skip
    assert actions(reports) == {"1.txt": "create"}
    article = Article.objects.get()
    assert article.title == "The Ferries Stand Idle"
    assert not article.title_is_provisional
    assert [author.name for author in article.byline()] == ["Ana Brod", "Émile Vask"]
    assert sorted(topic.name for topic in article.topics.all()) == ["Ferries", "Ports"]
    assert article.url == "https://letter.example/ferries"
    assert article.status == Status.PUBLISHED
    assert [block.anchor for block in article.blocks()] == ["p1"]
    assert (article.issue.volume, article.issue.number, str(article.issue.date)) == (1, "7", "2004-03-05")
    assert (article.origin.path, bytes(article.origin.received).decode()[:12]) == ("1.txt", "The Ferries ")
    citation = article.citations.get()
    assert (citation.source.name, str(citation.first_day)) == ("Interfax", "2004-03-03")


def test_a_draft_is_not_published(folder):
    run(folder({"1.txt": text_of()}), status=Status.DRAFT)
    assert not Article.objects.published().exists()


def test_a_text_without_title_gets_a_provisional_one(folder):
    run(folder({"1.txt": text_of()}))
    article = Article.objects.with_provisional_titles().get()
    assert article.title == "The ferries of Port Varda stood idle for a third day"


def test_articles_stand_in_the_order_of_their_files(folder):
    run(folder({f"{n}.txt": text_of(f"{BODY} Part {n}.", title=f"Story Number {n}") for n in (10, 9, 1)}))
    titles = Article.objects.order_by("position").values_list("title", flat=True)
    assert list(titles) == ["Story Number 1", "Story Number 9", "Story Number 10"]


def test_the_same_file_again_changes_nothing(folder):
    top = folder({"1.txt": text_of(title="Idle Ferries", by="Ana Brod"), "2.txt": text_of(f"Another. {BODY}")})
    run(top)
    before = everything()
    assert set(actions(run(top)).values()) == {"unchanged"}
    assert everything() == before


def test_an_unchanged_file_costs_no_write(folder):
    top = folder({"1.txt": text_of(title="Idle Ferries")})
    run(top)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run(top)
    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_a_folder_and_its_zip_are_the_same_files(folder, zipped):
    files = {"v1/1.txt": text_of(title="Idle Ferries"), "v1/2.txt": text_of(f"Another. {BODY}")}
    run(folder(files))
    assert set(actions(run(zipped({f"texts/{name}": text for name, text in files.items()}))).values()) == {"unchanged"}


def test_a_changed_file_updates_its_article(folder):
    run(folder({"1.txt": text_of(f"{BODY}\n\nNobody knew why.", title="Idle Ferries", by="Ana Brod")}))
    before = Article.objects.get()
    top = folder(
        {"1.txt": text_of(f"{BODY}\n\nThe crews knew why (BNS, March 4).", title="Idle Ferries", by="Ana Brod")}
    )
    assert actions(run(top)) == {"1.txt": "update"}
    after = Article.objects.get()
    assert (after.pk, after.slug, after.version) == (before.pk, before.slug, before.version + 1)
    assert after.blocks()[0].anchor == "p1"
    assert after.citations.count() == 2
    assert actions(run(top)) == {"1.txt": "unchanged"}


def test_bytes_that_change_nothing_make_no_new_version(folder):
    run(folder({"1.txt": text_of(title="Idle Ferries")}))
    run(folder({"1.txt": text_of(title="Idle Ferries") + "\n\n"}))
    assert Article.objects.get().version == 1


def test_a_title_that_another_has_for_the_time_being_is_no_claim(folder):
    run(folder({"1.txt": text_of()}))
    provisional = Article.objects.get().title
    assert actions(run(folder({"2.txt": text_of("The pilots sailed.", title=provisional)})))["2.txt"] == "create"


def test_a_real_title_takes_the_place_of_a_provisional_one_and_the_old_address_redirects(folder):
    run(folder({"1.txt": text_of()}))
    old = Article.objects.get().slug
    run(folder({"1.txt": text_of(title="Ferries Stand Idle")}))
    article = Article.objects.get()
    assert (article.slug, article.title_is_provisional) == ("ferries-stand-idle", False)
    assert SlugRedirect.target("article", old, scope_id=article.issue_id) == article.pk


# What editors did


def edit(**values) -> Article:
    article = Article.objects.get()
    for name, value in values.items():
        setattr(article, name, value)
    article.save()
    return article


def test_an_editors_title_survives_a_changed_body(folder):
    run(folder({"1.txt": text_of(title="Idle Ferries")}))
    edit(title="Idle Ferries of Port Varda")
    assert actions(run(folder({"1.txt": text_of(f"{BODY}\n\nMore.", title="Idle Ferries")}))) == {"1.txt": "update"}
    article = Article.objects.get()
    assert article.title == "Idle Ferries of Port Varda"
    assert len(article.blocks()) == 2


def test_an_editors_title_survives_two_changed_bodies(folder):
    run(folder({"1.txt": text_of(title="Idle Ferries")}))
    edit(title="Idle Ferries of Port Varda")
    for more in ("More.", "Still more."):
        run(folder({"1.txt": text_of(f"{BODY}\n\n{more}", title="Idle Ferries")}))
    assert Article.objects.get().title == "Idle Ferries of Port Varda"


def test_what_editor_and_file_both_changed_is_refused_and_nothing_written(folder):
    run(folder({"1.txt": text_of(title="Idle Ferries")}))
    edit(title="Idle Ferries of Port Varda")
    before = everything()
    (report,) = run(folder({"1.txt": text_of(f"{BODY}\n\nMore.", title="Ferries Idle")}))
    assert report.failed
    assert "editor changed the title" in reasons(report)
    assert "--overwrite" in reasons(report)
    assert everything() == before


def test_with_overwrite_the_file_wins(folder):
    run(folder({"1.txt": text_of(title="Idle Ferries")}))
    edit(title="Idle Ferries of Port Varda")
    run(folder({"1.txt": text_of(title="Ferries Idle")}), overwrite=True)
    assert Article.objects.get().title == "Ferries Idle"


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.IN_REVIEW])
def test_a_deleted_article_comes_back_only_when_asked_for(folder, status):
    top = folder({"1.txt": text_of(title="Idle Ferries")})
    run(top)
    Article.objects.update(status=status)
    Article.objects.get().delete()
    (report,) = run(top)
    assert report.failed
    assert "deleted this article" in reasons(report)
    assert not Article.objects.exists()
    assert actions(run(top, overwrite=True)) == {"1.txt": "create"}


def test_an_import_leaves_status_and_place_to_editors(folder):
    run(folder({"1.txt": text_of(title="Idle Ferries")}))
    edit(status=Status.DRAFT, position=9)
    run(folder({"1.txt": text_of(f"{BODY}\n\nMore.", title="Idle Ferries")}))
    assert Article.objects.values_list("status", "position").get() == (Status.DRAFT, 9)


def test_an_import_publishes_nothing_that_was_withdrawn(folder):
    run(folder({"1.txt": text_of()}))
    Article.objects.all().withdraw()
    report = run(folder({"1.txt": text_of("Another body of the same file.")}))[0]
    article = Article.objects.get()
    assert (report.action.value, article.status, "Another" in article.body) == ("update", Status.WITHDRAWN, True)


# Two files and one article


def test_a_copy_is_reported_now_and_at_every_later_import(folder):
    top = folder({"1.txt": text_of(title="Idle Ferries"), "2.txt": text_of(title="Idle Ferries")})
    for first in ("create", "unchanged"):
        reports = run(top)
        assert actions(reports) == {"1.txt": first, "2.txt": "refuse"}
        assert "copy of 1.txt" in reasons(reports[1])
    assert Article.objects.count() == 1


def test_a_copy_of_a_text_without_title_is_reported_too(folder, zipped):
    run(folder({"1.txt": text_of()}))
    (report,) = run(zipped({"other.txt": text_of()}))
    assert report.action == "unchanged"  # the same bytes of an earlier run: a file that was renamed
    assert Article.objects.count() == 1


def test_another_file_with_the_same_title_is_refused(folder):
    reports = run(
        folder({"1.txt": text_of(title="Idle Ferries"), "2.txt": text_of(f"Other. {BODY}", title="IDLE FERRIES")})
    )
    assert actions(reports) == {"1.txt": "create", "2.txt": "refuse"}
    assert "claims the same article as 1.txt" in reasons(reports[1])


def test_another_file_with_the_same_address_is_refused(folder):
    url = "https://letter.example/1"
    reports = run(
        folder({"1.txt": text_of(title="One Story", url=url), "2.txt": text_of(title="Two Stories", url=url)})
    )
    assert actions(reports) == {"1.txt": "create", "2.txt": "refuse"}


def test_the_same_title_in_another_issue_is_another_article(folder):
    other = HEADER.replace("7", "8")
    reports = run(folder({"1.txt": text_of(title="In Brief"), "2.txt": text_of(title="In Brief", header=other)}))
    assert set(actions(reports).values()) == {"create"}


def test_a_renamed_file_is_the_same_article(folder):
    top = folder({"1.txt": text_of(title="Idle Ferries")})
    run(top)
    (top / "1.txt").rename(top / "01.txt")
    assert actions(run(top)) == {"01.txt": "unchanged"}


def test_a_dry_run_foresees_copies_and_claims(folder):
    files = {"1.txt": text_of(title="Idle Ferries"), "2.txt": text_of(title="Idle Ferries"),
             "3.txt": text_of("Other.", title="Idle Ferries")}  # fmt: skip
    assert actions(run(folder(files), dry_run=True)) == {"1.txt": "create", "2.txt": "refuse", "3.txt": "create"}


def test_a_dry_run_foresees_conflicts(folder):
    run(folder({"1.txt": text_of(title="Idle Ferries")}))
    edit(title="Idle Ferries of Port Varda")
    top = folder({"1.txt": text_of(title="Ferries Idle", by="Nobody Known", topics="New Topic")})
    assert actions(run(top, dry_run=True)) == {"1.txt": "refuse"}
    assert not Author.objects.exists()


def test_a_dry_run_writes_nothing(folder):
    before = everything()
    top = folder({
        "1.txt": text_of(title="Idle Ferries", by="Ana Brod", topics="Ferries", date="March 5, 2004"),
        "publications.toml": '[[publication]]\ntitle = "Harbour Letter"\npreceding = "Port Letter"\n',
        "sources.toml": '[[source]]\nname = "Varda Radio"\n',
    })  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        assert actions(run(top, dry_run=True)) == {"1.txt": "create"}
    assert everything() == before
    assert all(query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE")) for query in queries)


# Publications, sources, dates


def test_facts_of_publications_are_taken_over(folder):
    run(folder({
        "1.txt": text_of(),
        "publications.toml": '[[publication]]\ntitle = "Harbour Letter"\nabbreviation = "HL"\nfirst_year = 1999\n'
        'preceding = "Port Letter"\n[[publication]]\ntitle = "Port Letter"\n',
    }))  # fmt: skip
    publication = Publication.objects.get(title="Harbour Letter")
    assert (publication.abbreviation, publication.first_year, publication.preceding.title) == (
        "HL",
        1999,
        "Port Letter",
    )
    assert Issue.objects.get().year == 1999


def test_broken_facts_stop_the_folder_that_they_are_of(folder):
    (report,) = run(folder({"1.txt": text_of(), "publications.toml": "[[publication]\n"}))
    assert (report.file, report.failed) == ("publications.toml", True)
    assert not Article.objects.exists()


def test_a_shipped_publication_is_made_when_an_article_needs_it(folder):
    run(folder({"1.txt": text_of(header=SHIPPED)}))
    assert Publication.objects.get().first_year == 2004


def test_an_abbreviation_or_former_name_means_the_publication(folder):
    run(folder({"1.txt": text_of(header=SHIPPED.replace("Eurasia Daily Monitor", "EDM"))}))
    assert Publication.objects.get().title == "Eurasia Daily Monitor"


def test_an_unknown_publication_is_made_and_said_to_be_new(folder):
    (report,) = run(folder({"1.txt": text_of()}))
    assert "“Harbour Letter” is a new publication" in reasons(report)


def test_a_misspelt_publication_is_refused(folder):
    (report,) = run(folder({"1.txt": text_of(header=SHIPPED.replace("Daily", "Dailly"))}))
    assert report.failed
    assert "“Eurasia Daily Monitor” is probably meant" in reasons(report)
    assert not Publication.objects.exists()


def test_a_text_without_publication_is_refused_unless_the_import_names_one(folder):
    top = folder({"1.txt": text_of(header="Volume 1, Issue 7")})
    (report,) = run(top)
    assert report.failed
    assert "names no publication" in reasons(report)
    assert actions(run(top, publication="Harbour Letter")) == {"1.txt": "create"}
    assert Article.objects.get().issue.publication.title == "Harbour Letter"


def test_an_empty_archive_knows_the_shipped_sources(folder, all_shipped_sources):
    Source.objects.all().delete()
    run(folder({"1.txt": text_of("So it was (Rossiyskaya gazeta, March 3).")}))
    assert Citation.objects.get().source.name == "Rossiyskaya Gazeta"
    assert Source.objects.count() > 1000


def test_an_archives_own_sources_are_known_at_once(folder):
    run(folder({
        "1.txt": text_of("So it was (Varda Wireless, March 3)."),
        "sources.toml": '[[source]]\nname = "Radio Varda"\nother_names = ["Varda Wireless"]\nkind = "broadcaster"\n',
    }))  # fmt: skip
    assert Citation.objects.get().source.name == "Radio Varda"


def test_authors_are_found_by_folded_name_and_other_spelling(folder):
    known = Author.objects.create(name="Sergej Vášk", other_names=["Sergey Vask"])
    run(folder({"1.txt": text_of(title="One", by="SERGEJ VASK"), "2.txt": text_of(title="Two Too", by="Sergey Vask")}))
    assert Author.objects.get() == known
    assert known.articles.count() == 2


def test_an_undated_issue_gets_the_latest_day_cited_whatever_the_order(folder):
    header = SHIPPED
    run(folder({
        "1.txt": text_of("Said (Interfax, October 26).", header=header, title="The First"),
        "2.txt": text_of("Said (Interfax, October 23).", header=header, title="The Second"),
    }))  # fmt: skip
    issue = Issue.objects.get()
    assert (str(issue.date), issue.date_precision) == ("2004-10-26", "inferred")


def test_an_inferred_date_moves_back_when_the_citation_goes(folder):
    run(folder({"1.txt": text_of("Said (Interfax, October 26).", header=SHIPPED, title="The First")}))
    run(folder({"1.txt": text_of("Said (Interfax, October 20).", header=SHIPPED, title="The First")}))
    assert str(Issue.objects.get().date) == "2004-10-20"


def test_a_printed_date_that_comes_later_takes_over_and_corrects_the_years_cited(folder):
    header = SHIPPED.replace("Volume: 1", "Volume: 2").replace("115", "60")
    run(folder({"1.txt": text_of("Said (Interfax, December 20).", header=header, title="The First")}))
    assert str(Citation.objects.get().first_day) == "2005-12-20"
    run(folder({"2.txt": text_of("None.", header=header, title="The Second", date="January 14, 2005")}))
    assert (str(Issue.objects.get().date), Issue.objects.get().date_precision) == ("2005-01-14", "day")
    assert str(Citation.objects.get().first_day) == "2004-12-20"


def test_a_date_that_contradicts_the_issues_is_reported(folder):
    reports = run(folder({
        "1.txt": text_of(title="The First", date="March 5, 2004"),
        "2.txt": text_of("Two.", title="The Second", date="March 6, 2004"),
    }))  # fmt: skip
    assert "March 6, 2004, is not its issue's (March 5, 2004)" in reasons(reports[1])
    assert str(Issue.objects.get().date) == "2004-03-05"


def test_references_are_resolved_though_the_issue_arrives_later(folder):
    later = text_of("As we said (see EDM, May 23).", header=SHIPPED, title="The First", date="May 27, 2004")
    earlier = text_of("Nothing.", header=SHIPPED.replace("115", "15"), title="The Second", date="May 23, 2004")
    run(folder({"1.txt": later}))
    assert CrossReference.objects.get().issue is None
    run(folder({"2.txt": earlier}))
    assert CrossReference.objects.get().issue.number == "15"


def test_the_outbox_holds_one_row_an_article(folder):
    run(folder({"1.txt": text_of(title="Idle Ferries", by="Ana Brod", topics="Ferries, Ports", date="March 5, 2004")}))
    assert list(OutboxEntry.objects.values_list("article_id", flat=True)) == [Article.objects.get().pk]


def test_articles_of_an_issue_whose_date_changes_go_to_the_outbox_too(folder):
    run(folder({"1.txt": text_of(header=SHIPPED, title="The First")}))
    OutboxEntry.objects.all().delete()
    run(folder({"2.txt": text_of("Two.", header=SHIPPED, title="The Second", date="March 9, 2004")}))
    assert set(OutboxEntry.objects.values_list("article_id", flat=True)) == set(
        Article.objects.values_list("pk", flat=True)
    )


# Bad input

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3)"
BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n \n",
    "no-header.txt": b"Only a text, with nothing above it to say where it belongs.\n\nAnd more of it.",
    "only-header.txt": HEADER.encode(),
    "nul.txt": HEADER.encode() + b"\n\nText with \x00\x00\x00\x00\x00 in it.",
    "mixed.txt": HEADER.encode() + "\n\nDéjà vu ".encode() + "déjà vu".encode("cp1252"),
    "endless.txt": HEADER.encode() + b"\n\n" + b"word " * 60_000,
    "no-number.txt": b"Publication: Harbour Letter Volume: 1\n\nText.",
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "long-title.txt": f"{HEADER}\nTitle: {'A Title ' * 100}\n\n{BODY}".encode(),
}


@pytest.mark.parametrize("name", [name for name in BAD if name != "long-title.txt"])
def test_a_bad_file_is_refused_with_reason_and_remedy_and_leaves_nothing(folder, name):
    (report,) = run(folder({name: BAD[name]}))
    assert report.failed
    assert all(problem.reason and problem.remedy for problem in report.problems if problem.severity == "error")
    assert not Publication.objects.exists()
    assert not Article.objects.exists()


def test_bad_files_stop_nothing(folder):
    reports = run(folder(BAD | {"0.txt": text_of(title="The First"), "zz.txt": text_of("Two.", title="The Last")}))
    found = actions(reports)
    assert len(found) == len(BAD) + 2
    assert found["0.txt"] == found["zz.txt"] == "create"


def test_a_file_of_50_mb_is_refused_at_once(folder):
    top = folder({"big.txt": HEADER.encode() + b"\n\n" + b"word word\n" * (5 << 20)})
    with at_most(20):
        (report,) = run(top)
        assert report.failed
        assert "MB" in reasons(report)


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_markup_is_neutralised_everywhere(folder, suffix):
    top = folder({f"1.{suffix}": text_of(f"{HOSTILE}\n\n{BODY}", title=f"Ferries {HOSTILE}", by=f"Ana {HOSTILE}",
                                         url="javascript:alert(4)")})  # fmt: skip
    run(top)
    for article in Article.objects.all():
        assert "<script" not in article.body
        assert "<img" not in article.body
        assert article.url == ""


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_nested_tags_are_neutralised_or_refused_within_a_second(folder, suffix):
    nested = "\n".join(["<div>" * 1000 + "deep" + "</div>" * 1000] * 36)
    top = folder({f"1.{suffix}": text_of(f"{nested}\n\n{BODY}")})
    with at_most(6):
        run(top)
    assert not Article.objects.filter(body__contains="<div").exists()


def test_a_hostile_zip_is_refused_before_anything_is_written(zipped):
    (report,) = run(zipped({"1.txt": text_of(), "../2.txt": text_of("Two.")}))
    assert report.failed
    assert not Article.objects.exists()


def test_a_path_that_is_not_there_is_reported(tmp_path):
    (report,) = run(tmp_path / "nothing")
    assert report.failed


def test_what_is_no_text_is_skipped_and_said_so(folder):
    assert actions(run(folder({"1.txt": text_of(), "cover.jpg": b"x"}))) == {"1.txt": "create", "cover.jpg": "skip"}


def test_a_failed_write_leaves_nothing_and_the_next_file_is_imported(folder, monkeypatch):
    # A fault in the last step of writing: everything before it must be taken back.
    derive = recompute.derive

    def failing(article, *args, **kwargs):
        if article.title == "The First":
            raise importer.MarkupTooLarge("too large")
        return derive(article, *args, **kwargs)

    monkeypatch.setattr(recompute, "derive", failing)
    top = folder({"1.txt": text_of(title="The First", by="Ana Brod"), "2.txt": text_of("Two.", title="The Second")})
    assert actions(run(top)) == {"1.txt": "refuse", "2.txt": "create"}
    assert Article.objects.get().title == "The Second"
    assert Article.objects.get().position == 1
    assert not Author.objects.exists()


def test_the_queries_of_a_new_file_are_few(folder):
    run(folder({"1.txt": text_of(title="The First")}))
    files = {f"{n}.txt": text_of(f"{n}. {BODY}", title=f"Story Number {n}", by="Ana Brod") for n in range(2, 12)}
    top = folder(files)
    with CaptureQueriesContext(connection) as queries:
        run(top)
    assert len(queries) / len(files) < 18


ODD_RECORDS = [
    {"authors": [""]},
    {"authors": ["\u200b", "Anna Vale"]},
    {"authors": ["***"]},
    {"authors": ["…"], "topics": ["—", " "]},
    {"authors": ["😀"], "topics": ["😀"]},
    {"title": "—"},
    {"title": "\u200b"},
    {"issue": "—"},
    {"issue": " "},
    {"date": "9999-12-31"},
    {"language": "en-GB", "url": "https://lantern.example/%00"},
]


@pytest.mark.parametrize("odd", ODD_RECORDS, ids=str)
def test_a_dry_run_and_the_import_say_the_same(folder, odd):
    record = {"publication": "Narrows Weekly", "volume": 5, "issue": "22", "title": "Toll", "text": "A long text."}
    top = folder({"a.jsonl": json.dumps(record | odd)})
    foreseen = [(report.action, report.problems) for report in run(top, dry_run=True)]
    assert [(report.action, report.problems) for report in run(top)] == foreseen


def test_an_article_of_nobody_is_imported(folder):
    meta = "<title-group><article-title>An unsigned leader</article-title></title-group><contrib-group>"
    meta += '<contrib contrib-type="author"><anonymous/></contrib></contrib-group><volume>2</volume><issue>1</issue>'
    front = "<journal-meta><journal-title-group><journal-title>Hask Herald</journal-title></journal-title-group>"
    xml = f"<article><front>{front}</journal-meta><article-meta>{meta}</article-meta></front>"
    top = folder({"a.xml": f"{xml}<body><p>The leader was not signed.</p></body></article>"})
    assert actions(run(top)) == {"a.xml": "create"}
    assert not Article.objects.get().authors.exists()
