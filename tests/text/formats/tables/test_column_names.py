"""Columns in the tables of other systems."""

import pytest

from archive.text.formats.tables.columns import NO_COLUMNS

TABLES = {
    "Janeway": (
        ["Janeway ID", "Article title", "Article abstract", "Keywords", "Author given name", "Author middle name",
         "Author surname", "Author suffix", "Author email", "Date published", "Stage", "File import identifier",
         "Journal title override", "Volume number", "Issue number", "Issue pub date"],
        ["id", "title", "standfirst", "topics", "author given", "author middle", "author family", "author suffix", None,
         "status", "status", "file", "publication", "volume", "number", "date"],
    ),
    "OJS": (
        ["Submission ID", "Title", "Abstract", "Given Name (Author 1)", "Family Name (Author 1)",
         "Given Name (Author 2)", "Family Name (Author 2)", "Language", "Status", "URL"],
        ["id", "title", "standfirst", "author given", "author family", "author given", "author family", "language",
         "status", "url"],
    ),
    "Omeka": (
        ["Dublin Core:Title", "Dublin Core:Creator", "Dublin Core:Date", "Item Type Metadata:Text", "tags", "public"],
        ["title", "authors", "date", "body", "topics", "status"],
    ),
    "DSpace": (
        ["id", "dc.contributor.author[en_US]", "dc.title[en]", "dc.title[fr]", "dc.date.issued",
         "dc.description.abstract[en]", "dc.identifier.uri", "dc.subject[en]", "dc.language.iso[]"],
        ["id", "authors", "title", None, "date", "standfirst", "url", "topics", "language"],
    ),
    "Zotero": (
        ["Key", "Publication Year", "Author", "Title", "Publication Title", "Url", "Abstract Note", "Date",
         "Date Added", "Issue", "Volume", "Manual Tags", "File Attachments"],
        ["id", None, "authors", "title", "publication", "url", "standfirst", "date", None, "number", "volume", "topics",
         "file"],
    ),
    "Scopus": (
        ["Authors", "Author full names", "Title", "Year", "Source title", "Volume", "Issue", "Link", "Author Keywords",
         "Publication Stage", "EID"],
        [None, "authors", "title", "date", "publication", "volume", "number", "url", "topics", "status", "id"],
    ),
    "Substack": (
        ["post_id", "post_date", "is_published", "email_sent_at", "audience", "title", "subtitle"],
        ["id", "date", "status", None, "status", "title", "standfirst"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("system", TABLES)
def test_columns_of_other_systems(system):
    names, fields = TABLES[system]
    assert list(NO_COLUMNS.mapping(names).values()) == fields
