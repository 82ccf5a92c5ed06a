"""Imports by numbering habit: every periodical has a place, whatever format its texts come in."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from archive.imports.importing.import_options import Options
from archive.models import Article, Issue, Publication, SlugRedirect
from archive.text.numbering.habits import Numbering
from tests.imports.conftest import actions, reasons, run

pytestmark = pytest.mark.django_db

MARKDOWN = "---\ntitle: Ferries idle\ndate: 2013-06-07\n---\n\nThe ferries of Port Varda stood idle.\n"
PLAIN = (
    "Ferries Idle\n\nDate: June 7, 2013\n\nThe ferries of Port Varda stood idle, and nobody would say why that was.\n"
)
PAGE = """<html><head><title>Ferries idle</title><meta name="date" content="2013-06-07"></head><body><article>
<h1>Ferries idle</h1><p>The ferries of Port Varda stood idle, and nobody would say why.</p></article></body></html>"""
TABLE = "title,date,body\nFerries idle,2013-06-07,The ferries of Port Varda stood idle.\n"
LINES = '{"title": "Ferries idle", "date": "2013-06-07", "body": "The ferries of Port Varda stood idle."}\n'
JATS = """<?xml version="1.0"?><article><front><journal-meta><journal-title-group>
<journal-title>{journal}</journal-title>
</journal-title-group></journal-meta><article-meta>
<title-group><article-title>Ferries idle</article-title></title-group>
<pub-date><day>7</day><month>6</month><year>2013</year></pub-date>{numbers}</article-meta></front>
<body><p>The ferries of Port Varda stood idle.</p></body></article>"""
WXR = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Blog</title><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Ferries idle</title>
<content:encoded><![CDATA[<p>The ferries of Port Varda stood idle.</p>]]></content:encoded>
<wp:post_id>17</wp:post_id><wp:post_date>2013-06-07 21:02:13</wp:post_date><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type></item></channel></rss>"""
FORMATS = {
    "post.md": MARKDOWN,
    "post.txt": PLAIN,
    "post.html": PAGE,
    "posts.csv": TABLE,
    "posts.jsonl": LINES,
    "export.xml": WXR,
    "article.xml": JATS.format(journal="Harbour Blog", numbers=""),
}
BY_DATE = {
    Numbering.DATE: "/harbour-blog/2013/06/07/ferries-idle/",
    Numbering.WEEK: "/harbour-blog/2013/w23/ferries-idle/",
    Numbering.MONTH: "/harbour-blog/2013/06/ferries-idle/",
}


def files(folder, contents: dict[str, str]):
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def addresses() -> list[str]:
    return [
        article.get_absolute_url() for article in Article.objects.select_related("issue__publication").order_by("pk")
    ]


@pytest.mark.parametrize("numbering", list(BY_DATE))
@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_has_its_issue_by_date_alone(tmp_path, name, numbering):
    run(files(tmp_path, {name: FORMATS[name]}), publication="Harbour Blog", numbering=numbering)
    assert addresses() == [BY_DATE[numbering]]


@pytest.mark.parametrize(
    ("numbering", "address"),
    [
        (Numbering.VOLUME_AND_NUMBER, "/harbour-blog/v3/i45/ferries-idle/"),
        (Numbering.NUMBER, "/harbour-blog/n45/ferries-idle/"),
        (Numbering.VOLUME, "/harbour-blog/v3/ferries-idle/"),
        (Numbering.YEAR, "/harbour-blog/v2013/i45/ferries-idle/"),
    ],
)
@pytest.mark.parametrize("name", list(FORMATS))
def test_options_name_the_issue_for_every_format(tmp_path, name, numbering, address):
    options = {"publication": "Harbour Blog", "numbering": numbering, "volume": 3, "number": "45"}
    run(files(tmp_path, {name: FORMATS[name]}), **options)
    assert addresses() == [address]


@pytest.mark.parametrize(
    ("header", "numbering", "address"),
    [
        ("Publication: Harbour Letter Issue: 45", Numbering.NUMBER, "/harbour-letter/n45/"),
        ("Publication: Harbour Letter Volume: 2", Numbering.VOLUME, "/harbour-letter/v2/"),
        ("Publication: Harbour Letter Issue: 4 (May 2013)", Numbering.YEAR, "/harbour-letter/v2013/i4/"),
        ("Publication: Harbour Letter\nDate: June 7, 2013", Numbering.DATE, "/harbour-letter/2013/06/07/"),
        ("Publication: Harbour Letter Volume: 3 Issue: 45", Numbering.NUMBER, "/harbour-letter/n45/"),
    ],
)
def test_a_header_line_says_what_the_habit_needs(tmp_path, header, numbering, address):
    body = "The ferries of Port Varda stood idle for a third day, and nobody at the harbour office would say why."
    run(files(tmp_path, {"1.txt": f"FERRIES IDLE\n\n{header}\n\n{body}\n"}), numbering=numbering)
    assert [issue.get_absolute_url() for issue in Issue.objects.all()] == [address]


class TestJATSWithoutAnIssue:
    def test_it_belongs_to_its_volume(self, tmp_path):
        run(files(tmp_path, {"1.xml": JATS.format(journal="Quay Paper", numbers="<volume>2</volume>")}))
        assert addresses() == ["/quay-paper/v2/ferries-idle/"]

    def test_a_new_journal_takes_the_habit(self, tmp_path):
        run(files(tmp_path, {"1.xml": JATS.format(journal="Quay Paper", numbers="<volume>2</volume>")}))
        assert Publication.objects.get().numbering == Numbering.VOLUME

    def test_without_a_volume_it_belongs_to_its_day(self, tmp_path):
        run(files(tmp_path, {"1.xml": JATS.format(journal="Quay Paper", numbers="")}))
        assert addresses() == ["/quay-paper/2013/06/07/ferries-idle/"]
        assert Publication.objects.get().numbering == Numbering.VOLUME_AND_NUMBER

    def test_a_journal_of_volumes_and_issues_keeps_its_own(self, tmp_path):
        numbered = JATS.format(journal="Quay Paper", numbers="<volume>1</volume><issue>4</issue>")
        continuous = JATS.format(journal="Quay Paper", numbers="<volume>2</volume>").replace("Ferries", "Cranes")
        run(files(tmp_path, {"1.xml": numbered, "2.xml": continuous}))
        assert addresses() == ["/quay-paper/v1/i4/ferries-idle/", "/quay-paper/v2/cranes-idle/"]
        assert Publication.objects.get().numbering == Numbering.VOLUME_AND_NUMBER

    def test_a_journal_is_found_by_the_abbreviation_that_stands_for_its_title(self, tmp_path):
        Publication.objects.create(title="Quay Paper", abbreviation="Quay Pap")
        jats = JATS.format(journal="", numbers="<volume>2</volume>").replace(
            "<journal-title-group>", '<journal-id journal-id-type="nlm-ta">Quay Pap</journal-id><journal-title-group>'
        )
        run(files(tmp_path, {"1.xml": jats}))
        assert addresses() == ["/quay-paper/v2/ferries-idle/"]

    def test_its_volume_has_the_precision_of_a_year(self, tmp_path):
        run(files(tmp_path, {"1.xml": JATS.format(journal="Quay Paper", numbers="<volume>2</volume>")}))
        issue = Issue.objects.get()
        assert (issue.year, issue.date_precision, issue.designation) == (2013, "year", "Vol. 2")


class TestDates:
    def test_the_name_of_a_file_gives_the_date_that_the_text_does_not(self, tmp_path):
        run(
            files(tmp_path, {"2013-06-07-ferries.md": "---\ntitle: Ferries idle\n---\n\nThey stood idle.\n"}),
            publication="Harbour Blog",
            numbering=Numbering.DATE,
        )
        assert addresses() == ["/harbour-blog/2013/06/07/ferries-idle/"]

    def test_the_text_wins_over_the_name(self, tmp_path):
        run(files(tmp_path, {"2012-01-01-x.md": MARKDOWN}), publication="Harbour Blog", numbering=Numbering.DATE)
        assert addresses() == ["/harbour-blog/2013/06/07/ferries-idle/"]

    def test_folders_give_the_date(self, tmp_path):
        text = "---\ntitle: Ferries idle\n---\n\nThey stood idle.\n"
        run(files(tmp_path, {"2013/06/07/x.md": text}), publication="Harbour Blog", numbering=Numbering.DATE)
        assert addresses() == ["/harbour-blog/2013/06/07/ferries-idle/"]

    def test_a_text_without_a_date_is_refused_with_what_to_do(self, tmp_path):
        text = "---\ntitle: Ferries idle\n---\n\nThey stood idle.\n"
        report = run(files(tmp_path, {"x.md": text}), publication="Harbour Blog", numbering=Numbering.DATE)[0]
        assert "The text has no date. Its publication has an issue a day: add a line “date: 2013-06-07”" in reasons(
            report
        )

    def test_texts_of_a_day_are_one_issue(self, tmp_path):
        second = MARKDOWN.replace("Ferries idle", "Cranes idle")
        run(files(tmp_path, {"a.md": MARKDOWN, "b.md": second}), publication="Harbour Blog", numbering=Numbering.DATE)
        assert Issue.objects.get().articles.count() == 2


class TestFolders:
    def test_their_names_carry_volume_and_issue(self, tmp_path):
        text = "---\ntitle: Ferries idle\n---\n\nThey stood idle.\n"
        run(files(tmp_path, {"v12/i3/x.md": text}), publication="Harbour Letter")
        assert addresses() == ["/harbour-letter/v12/i3/ferries-idle/"]

    def test_a_text_that_says_its_issue_stays_there(self, tmp_path):
        text = "---\ntitle: Ferries idle\nvolume: 1\nissue: 7\n---\n\nThey stood idle.\n"
        run(files(tmp_path, {"v12/i3/x.md": text}), publication="Harbour Letter")
        assert addresses() == ["/harbour-letter/v1/i7/ferries-idle/"]

    def test_the_folder_that_is_imported_counts(self, tmp_path):
        text = "---\ntitle: Ferries idle\n---\n\nThey stood idle.\n"
        files(tmp_path, {"Volume 12/Issue 3/x.md": text})
        run(tmp_path / "Volume 12" / "Issue 3", publication="Harbour Letter")
        assert addresses() == ["/harbour-letter/v12/i3/ferries-idle/"]

    @pytest.mark.parametrize(
        ("entry", "name", "address"),
        [
            ("v12/i3/x.md", "all.zip", "/harbour-letter/v12/i3/"),
            ("i3/x.md", "Volume 12.zip", "/harbour-letter/v12/i3/"),
            ("12/3/x.md", "all.zip", "/harbour-letter/v12/i3/"),
        ],
    )
    def test_the_folder_that_holds_all_of_a_zip_file_counts(self, zipped, entry, name, address):
        run(zipped({entry: "---\ntitle: Ferries idle\n---\n\nThey stood idle.\n"}, name), publication="Harbour Letter")
        assert [issue.get_absolute_url() for issue in Issue.objects.all()] == [address]

    def test_a_number_on_the_way_to_the_files_does_not(self, tmp_path):
        text = "---\ntitle: Ferries idle\n---\n\nThey stood idle.\n"
        files(tmp_path, {"2024/letters/x.md": text})
        reports = run(tmp_path / "2024" / "letters", publication="Harbour Letter", numbering=Numbering.YEAR, number="1")
        assert "The text names no year." in reasons(reports[0])


class TestSidecar:
    TEXT = "---\ntitle: Ferries idle\n---\n\nThey stood idle.\n"

    def test_it_gives_values_for_a_folder(self, tmp_path):
        facts = 'publication = "Harbour Blog"\nnumbering = "date"\ndate = "2013-06-07"\nauthors = ["Ana Brod"]\n'
        run(files(tmp_path, {"import.toml": facts, "x.md": self.TEXT}))
        assert addresses() == ["/harbour-blog/2013/06/07/ferries-idle/"]
        assert [author.name for author in Article.objects.get().byline()] == ["Ana Brod"]

    def test_the_nearest_wins_key_by_key(self, tmp_path):
        above, below = 'publication = "Harbour Letter"\nvolume = 1\nissue = 1\n', "volume = 2\n"
        run(files(tmp_path, {"import.toml": above, "a/import.toml": below, "a/x.md": self.TEXT}))
        assert addresses() == ["/harbour-letter/v2/i1/ferries-idle/"]

    def test_it_wins_over_the_name_of_its_folder_and_a_deeper_name_over_it(self, tmp_path):
        facts = 'publication = "Harbour Letter"\nvolume = 2\nissue = 9\n'
        run(files(tmp_path, {"v12/import.toml": facts, "v12/i3/x.md": self.TEXT}))
        assert addresses() == ["/harbour-letter/v2/i3/ferries-idle/"]

    def test_it_wins_over_options(self, tmp_path):
        run(
            files(tmp_path, {"import.toml": 'publication = "Quay Paper"', "v1/i1/x.md": self.TEXT}), publication="Other"
        )
        assert Publication.objects.get().title == "Quay Paper"

    def test_it_names_the_encoding(self, tmp_path):
        files(tmp_path, {"import.toml": 'encoding = "windows-1250"\nvolume = 1\nissue = 1\npublication = "List"'})
        (tmp_path / "x.md").write_bytes("---\ntitle: Žluťoučký kůň\n---\n\nŽluťoučký kůň stál.\n".encode("cp1250"))
        run(tmp_path)
        assert Article.objects.get().title == "Žluťoučký kůň"

    def test_its_language_is_the_new_publications(self, tmp_path):
        facts = 'publication = "Leto"\nlanguage = "ru"\nvolume = 1\nissue = 1\n'
        run(files(tmp_path, {"import.toml": facts, "x.md": self.TEXT}))
        assert (Publication.objects.get().language, Article.objects.get().language) == ("ru", "")

    def test_an_unusable_one_keeps_out_what_is_below_it_alone(self, tmp_path):
        facts = 'publication = "Harbour Letter"\nvolume = 1\nissue = 1\n'
        tree = {"import.toml": facts, "a/import.toml": "volum = 1", "a/x.md": self.TEXT, "b/y.md": self.TEXT}
        reports = run(files(tmp_path, tree))
        assert actions(reports) == {"a/x.md": "refuse", "b/y.md": "create"}
        assert "The file a/import.toml cannot be used: “volum” is not known." in reasons(reports[0])

    def test_no_file_of_it_is_reported(self, tmp_path):
        facts = 'publication = "Harbour Letter"\nvolume = 1\nissue = 1\n'
        assert list(actions(run(files(tmp_path, {"import.toml": facts, "x.md": self.TEXT})))) == ["x.md"]


class TestPublicationsHabit:
    def test_publications_toml_says_it(self, tmp_path):
        facts = '[[publication]]\ntitle = "Harbour Blog"\nnumbering = "week"\n'
        run(files(tmp_path, {"publications.toml": facts, "x.md": MARKDOWN}), publication="Harbour Blog")
        assert addresses() == ["/harbour-blog/2013/w23/ferries-idle/"]

    def test_an_option_stays_with_a_new_publication(self, tmp_path):
        run(files(tmp_path, {"x.md": MARKDOWN}), publication="Harbour Blog", numbering=Numbering.DATE)
        assert actions(run(tmp_path, publication="Harbour Blog")) == {"x.md": "unchanged"}

    def test_an_option_stays_with_a_publication_that_has_no_issues(self, tmp_path):
        Publication.objects.create(title="Harbour Blog")
        run(files(tmp_path, {"x.md": MARKDOWN}), publication="Harbour Blog", numbering=Numbering.DATE)
        assert Publication.objects.get().numbering == Numbering.DATE

    def test_an_option_is_for_the_import_alone_where_issues_stand(self, tmp_path):
        run(files(tmp_path / "a", {"x.md": MARKDOWN}), publication="Harbour Blog", numbering=Numbering.DATE)
        second = MARKDOWN.replace("Ferries idle", "Cranes idle")
        report = run(files(tmp_path / "b", {"y.md": second}), publication="Harbour Blog", numbering=Numbering.MONTH)[0]
        assert addresses()[1] == "/harbour-blog/2013/06/cranes-idle/"
        assert Publication.objects.get().numbering == Numbering.DATE
        assert "“Harbour Blog” has issues by date alone: an issue a day; those of this import are made by" in reasons(
            report
        )

    def test_a_changed_habit_leaves_issues_at_their_address(self, tmp_path):
        run(files(tmp_path, {"x.md": MARKDOWN}), publication="Harbour Blog", numbering=Numbering.DATE)
        publication = Publication.objects.get()
        publication.numbering = Numbering.NUMBER
        publication.save()
        Issue.objects.get().save()
        assert Issue.objects.get().get_absolute_url() == "/harbour-blog/2013/06/07/"
        assert not SlugRedirect.objects.exists()

    @pytest.mark.parametrize("habit", [Numbering.NUMBER, Numbering.DATE, Numbering.VOLUME, Numbering.YEAR])
    def test_old_texts_lead_to_their_old_issue_by_another_habit(self, tmp_path, habit):
        text = "---\ntitle: Ferries idle\nvolume: 3\nissue: 45\ndate: 2013-06-07\n---\n\nThey stood idle.\n"
        run(files(tmp_path, {"x.md": text}), publication="Harbour Letter")
        assert actions(run(tmp_path, publication="Harbour Letter", numbering=habit)) == {"x.md": "unchanged"}

    def test_posts_lead_to_their_day_by_another_habit(self, tmp_path):
        run(files(tmp_path, {"x.md": MARKDOWN}), publication="Harbour Blog", numbering=Numbering.DATE)
        Publication._base_manager.update(numbering=Numbering.VOLUME_AND_NUMBER)
        assert actions(run(tmp_path, publication="Harbour Blog")) == {"x.md": "unchanged"}

    def test_what_a_text_says_beyond_the_habit_is_told_once(self, tmp_path):
        text = "---\ntitle: {}\nvolume: 3\nissue: 45\n---\n\nThey stood idle.\n"
        path = files(tmp_path, {"x.md": text.format("Ferries"), "y.md": text.format("Cranes")})
        reports = run(path, publication="Harbour Letter", numbering=Numbering.NUMBER)
        assert ["It names volume 3, which is left out" in reasons(report) for report in reports] == [True, False]


def test_a_dry_run_places_texts_alike_and_writes_nothing(tmp_path):
    second = MARKDOWN.replace("Ferries idle", "Cranes idle")
    path = files(tmp_path, {"x.md": MARKDOWN, "y.md": second})
    reports = run(path, publication="Harbour Blog", numbering=Numbering.WEEK, dry_run=True)
    assert [report.issue for report in reports] == ["Week of 3 June 2013"] * 2
    assert not Publication.objects.exists()


def test_options_give_facts_to_texts():
    facts = Options(publication="Harbour Blog", numbering=Numbering.DATE, volume=1, number="2").facts()
    assert (facts.publication, facts.numbering, facts.volume, facts.issue) == ("Harbour Blog", "date", 1, "2")


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_a_folder_of_posts_with_one_option(tmp_path, capsys):
    files(tmp_path, {"2013-06-07-ferries.md": "---\ntitle: Ferries idle\n---\n\nThey stood idle.\n", "b.md": MARKDOWN})
    (tmp_path / "b.md").write_text(MARKDOWN.replace("Ferries idle", "Cranes idle"))
    call_command("import_articles", tmp_path, publication="Harbour Blog", numbering=Numbering.DATE, verbosity=0)
    assert sorted(addresses()) == ["/harbour-blog/2013/06/07/cranes-idle/", "/harbour-blog/2013/06/07/ferries-idle/"]


def test_json_has_no_volume_and_number_where_there_is_none(tmp_path, capsys):
    files(tmp_path, {"x.md": MARKDOWN})
    options = {"publication": "Harbour Blog", "numbering": Numbering.DATE, "dry_run": True, "json": True}
    call_command("import_articles", tmp_path, **options)
    printed = json.loads(capsys.readouterr().out)
    assert (printed["action"], printed["volume"], printed["number"], printed["date"]) == (
        "create",
        None,
        None,
        "2013-06-07",
    )


@pytest.mark.parametrize("numbering", [Numbering.WEEK, Numbering.MONTH])
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_article_has_its_own_day_in_an_issue_of_several(tmp_path, numbering, name):
    reports = run(files(tmp_path, {name: FORMATS[name]}), publication="Harbour Blog", numbering=numbering)
    assert "create" in actions(reports).values()
    article = Article.objects.get()
    assert (str(article.date), article.date_precision) == ("2013-06-07", "day")
    assert str(article.partial_date.first) == "2013-06-07"
    again = run(tmp_path, publication="Harbour Blog", numbering=numbering)
    assert "update" not in actions(again).values()


VOLUME = (
    '<pub-date date-type="pub"><day>28</day><month>12</month><year>2012</year></pub-date>'
    '<pub-date date-type="collection"><year>2013</year></pub-date>'
    "<volume>8</volume><elocation-id>e1204</elocation-id>"
)


def test_an_article_of_continuous_publication_keeps_its_day_and_number(tmp_path):
    article = JATS.format(journal="Harbour Studies", numbers=VOLUME).replace(
        "<pub-date><day>7</day><month>6</month><year>2013</year></pub-date>", ""
    )
    run(files(tmp_path, {"a.xml": article}))
    found = Article.objects.get()
    assert (found.designation, str(found.date)) == ("Vol. 8, e1204", "2012-12-28")
    assert found.issue.year == 2013


def test_a_changed_day_is_an_update(tmp_path):
    folder = files(tmp_path, {"post.md": MARKDOWN})
    run(folder, publication="Harbour Blog", numbering=Numbering.MONTH)
    files(folder, {"post.md": MARKDOWN.replace("06-07", "06-09")})
    run(folder, publication="Harbour Blog", numbering=Numbering.MONTH)
    assert str(Article.objects.get().date) == "2013-06-09"


UNDATED = JATS.replace("<pub-date><day>7</day><month>6</month><year>2013</year></pub-date>", "")


@pytest.mark.parametrize(
    ("name", "text", "options", "address"),
    [
        ("1.md", MARKDOWN, {"publication": "Harbour Blog", "numbering": Numbering.DATE}, "2013/06/07"),
        ("1.txt", PLAIN.replace("Date: June 7, 2013", "Publication: Harbour Blog Volume: 2"),
         {"numbering": Numbering.VOLUME}, "v2"),
        ("1.txt", PLAIN.replace("Date: June 7, 2013", "Publication: Harbour Blog Issue: 45"),
         {"numbering": Numbering.NUMBER}, "n45"),
        ("1.xml", UNDATED.format(journal="Harbour Blog", numbers=""), {"volume": 1, "number": "1"}, "v1/i1"),
        ("1.xml", UNDATED.format(journal="", numbers=""), {"publication": "Harbour Blog", "volume": 1, "number": "1"},
         "v1/i1"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_options_that_import_the_text(tmp_path, name, text, options, address):
    path = files(tmp_path, {name: text})
    refused = reasons(run(path)[0])
    if "publication" in options:
        assert "--publication" in refused
    stated = [f"--{option.replace('number', 'issue')} {value}" for option, value in options.items()
              if option in ("volume", "number")]  # fmt: skip
    habit = [f"--numbering {options['numbering']}"] if "numbering" in options else []
    assert " ".join(habit + stated) in refused
    run(path, **options)
    assert addresses() == [f"/harbour-blog/{address}/ferries-idle/"]


POSTS = {
    "2019.md": "title: Tolls rise\ndate: 2019-12-30",
    "2020.md": "title: Cranes stand\ndate: 2020-12-30",
    "2021.md": "title: Ferries idle\ndate: 2021-01-02",
    "later.md": "title: Not yet\ndate: 2199-01-04",
}


@pytest.mark.parametrize(
    ("numbering", "places"),
    [
        (Numbering.DATE, ["2019/12/30/tolls-rise", "2020/12/30/cranes-stand", "2021/01/02/ferries-idle"]),
        (Numbering.WEEK, ["2020/w01/tolls-rise", "2020/w53/cranes-stand", "2020/w53/ferries-idle"]),
        (Numbering.MONTH, ["2019/12/tolls-rise", "2020/12/cranes-stand", "2021/01/ferries-idle"]),
    ],
)
def test_posts_at_the_turn_of_a_year_are_found_again(tmp_path, numbering, places):
    files(tmp_path, {name: f"---\n{head}\n---\n\nThe text of {name} itself.\n" for name, head in POSTS.items()})
    first = actions(run(tmp_path, publication="Harbour Blog", numbering=numbering))
    assert first == dict.fromkeys(POSTS, "create") | {"later.md": "skip"}
    assert sorted(addresses()) == [f"/harbour-blog/{place}/" for place in places]
    again = actions(run(tmp_path, publication="Harbour Blog", numbering=numbering))
    assert again == dict.fromkeys(POSTS, "unchanged") | {"later.md": "skip"}


SUBSTACK = """post_id,post_date,is_published,email_sent_at,type,audience,title
1.toll,2013-06-07T10:00:00.000Z,true,,newsletter,everyone,Toll
2.toll,2013-06-07T12:00:00.000Z,true,,newsletter,everyone,Toll
3.draft,,false,,newsletter,everyone,Draft
4.later,2199-06-07T12:00:00.000Z,true,,newsletter,everyone,Later
5.paid,2013-06-07T12:00:00.000Z,true,,newsletter,only_paid,Paid
6.mail,2013-06-07T12:00:00.000Z,true,,adhoc_email,everyone,Mail
7.talk,2013-06-07T12:00:00.000Z,true,,thread,everyone,Talk
"""


def test_twins_of_a_day_are_two_articles_and_what_is_for_subscribers_is_none(tmp_path):
    ids = [line.partition(",")[0] for line in SUBSTACK.splitlines()[1:]]
    files(tmp_path, {"posts.csv": SUBSTACK} | {f"posts/{each}.html": f"<p>The text of {each}.</p>" for each in ids})
    reports = run(tmp_path, publication="Harbour Blog", numbering=Numbering.DATE)
    assert sorted(addresses()) == ["/harbour-blog/2013/06/07/toll-2/", "/harbour-blog/2013/06/07/toll/"]
    assert [each for each, action in actions(reports).items() if action == "skip"] == [
        f"posts.csv#{each}" for each in ids[2:]
    ]
    assert "create" not in actions(run(tmp_path, publication="Harbour Blog", numbering=Numbering.DATE)).values()
