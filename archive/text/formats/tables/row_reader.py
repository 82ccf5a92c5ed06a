"""Reader of one row of a table, or one JSON object, as an article; the whole row is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from archive.text.formats.html_article import read_marked_up
from archive.text.formats.records import Guide, Record, record_id, with_remedies
from archive.text.formats.tables.columns import STATUS
from archive.text.formats.value_parsing import date_only
from archive.text.headers.article_reader import ReadArticle
from archive.text.headers.body_paragraphs import paragraphs_of
from archive.text.headers.header_fields import Head
from archive.text.headers.publication_facts import PublicationNames
from archive.text.headers.publication_status import Statement, is_flag
from archive.text.markup.sanitiser import MarkupTooLarge, html_from_paragraphs, looks_like_html, removed_markup
from archive.text.names.author_lists import read_author_list
from archive.text.names.normalisation import fold

Row = Mapping[str, list[str]]  # the original values of each column
Mapped = Mapping[str, str | None]  # the field that each column fills

NO_ISSUE_REMEDY = "Add columns “volume” and “issue”, or say in a columns.toml which they are."
NO_TEXT_REMEDY = "Fill the column of the text, or say in a columns.toml which it is."
_NOT_IN_ID = re.compile(r"[^\w]+")


def record_of_row(row: Row, mapped: Mapped, line: int, guide: Guide) -> Record:
    """Read a row as a record.

    Its publication status is judged here and not stored: it is valid for the time of the import only. Its id is that
    of its column "id", else its URL, else its issue and title, else its line. Stored is a JSON object of the row with
    its mapping, which `article_of_stored` reads.
    """
    values = guide.columns.values
    used = {name: field for name, field in mapped.items() if field not in ("", None, STATUS) and name in row}
    fields = _fields(row, used, values)
    article = _article(fields, line, guide.names, guide.columns.statements(row, mapped, line))
    stored = json.dumps({"columns": used, "values": dict(values), "row": row}, ensure_ascii=False)
    return Record(_id(fields, article, line), line, stored.encode("utf-8", "replace"), "utf-8", article)


def article_of_stored(stored: bytes, names: PublicationNames) -> ReadArticle:
    """Read content stored by `record_of_row`."""
    document = json.loads(stored)
    return _article(_fields(document["row"], document["columns"], document["values"]), 1, names)


def _fields(row: Row, mapped: Mapped, values: Mapping[str, str]) -> dict[str, list[str]]:
    fields = {name: [value] for name, value in values.items()}
    filled: dict[str, list[str]] = {}
    for name, field in mapped.items():
        texts = [text for text in row[name] if text.strip()]
        if field and texts and not (field == "date" and is_flag(name, texts)):
            filled[field] = [*filled.get(field, []), *texts]
    return fields | filled


def _article(
    fields: Mapping[str, list[str]], line: int, names: PublicationNames, statements: Iterable[Statement] = ()
) -> ReadArticle:
    head = Head(names)
    head.statements.extend(statements)
    for name, texts in fields.items():
        if name == "authors":
            for text in texts:
                head.take_author_list(read_author_list(text), line)
        elif name == "date":
            head.take_field(name, [date_only(texts[0])], line)
        elif name not in ("body", "id"):
            head.take_field(name, [" ".join(text.split()) for text in texts], line)
    body = "\n\n".join(fields.get("body", []))
    article = read_marked_up(_markup(body, head, line), head, line=line)
    return with_remedies(article, no_issue=NO_ISSUE_REMEDY, no_text=NO_TEXT_REMEDY, line=line)


def _markup(body: str, head: Head, line: int) -> str:
    """Return a body as markup; plain text is split into paragraphs as a text file is."""
    if not looks_like_html(body):
        lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return html_from_paragraphs(paragraph.text for paragraph in paragraphs_of(list(enumerate(lines))))
    try:
        removed = removed_markup(body)
    except MarkupTooLarge:
        return body  # reported where it is read
    if removed:
        head.warn(line, f"Cut out of the text: {', '.join(removed[:8])}.", "Add what belongs to the article by hand.")
    return body


def _id(fields: Mapping[str, list[str]], article: ReadArticle, line: int) -> str:
    """Return the id of a row. Its line is the last resort, since insertions above a row change it."""
    if given := fields.get("id", [""])[0].strip():
        return record_id(given)
    if article.url:
        return record_id(article.url)
    if article.title:
        title = _NOT_IN_ID.sub("-", fold(article.title)).strip("-")
        return record_id(f"v{article.volume}-i{article.number}-{title}")
    return f"line-{line}"
