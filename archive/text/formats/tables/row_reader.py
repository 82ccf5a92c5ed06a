"""Reader of one row of a table, or one JSON object, as an article; the whole row is stored."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from archive.text.formats.html_article import read_marked_up
from archive.text.formats.records import Guide, Record, record_id, with_remedies
from archive.text.formats.tables.cell_values import cell_date, cell_number, cell_volume
from archive.text.formats.tables.column_names import AUTHOR_PARTS, FAMILY, GIVEN, MIDDLE, SUFFIX, author_number
from archive.text.formats.tables.columns import SEVERAL, STATUS, column_key
from archive.text.formats.tables.row_files import RowFile, addresses_of_row, article_of_file, file_of_row, why_no_post
from archive.text.formats.value_parsing import words_of
from archive.text.headers.article_reader import ReadArticle
from archive.text.headers.body_paragraphs import paragraphs_of
from archive.text.headers.header_fields import Head
from archive.text.headers.publication_status import Statement, is_flag
from archive.text.markup.sanitiser import MarkupTooLarge, html_from_paragraphs, looks_like_html, removed_markup
from archive.text.names.author_lists import read_author_list
from archive.text.names.normalisation import fold

Row = Mapping[str, list[str]]  # the original values of each column
Mapped = Mapping[str, str | None]  # the field that each column fills

_NO_FIELD_REMEDY = "Fill the column “{0}”, or add one; of another name say in a columns.toml that it is the {0}."
NO_ISSUE_REMEDY = "Add columns “volume” and “issue”, or say in a columns.toml which they are."
NO_TEXT_REMEDY = "Fill the column of the text, or say in a columns.toml which it is."
_OF_CELLS = {"date": cell_date, "volume": cell_volume, "number": cell_number}
_NOT_IN_ID = re.compile(r"[^\w]+")


def record_of_row(row: Row, mapped: Mapped, line: int, guide: Guide) -> Record:
    """Read a row as a record.

    Its publication status is judged here and not stored: it is valid for the time of the import only. Its id is that
    of its column "id", else its URL, else its issue and title, else its line. A row without a text may name a file
    with it. Stored is a JSON object of the row with its mapping and that file, which `article_of_stored` reads.
    """
    values = guide.columns.values
    used = {name: field for name, field in mapped.items() if field not in ("", None, STATUS) and name in row}
    fields = _fields(row, used, values)
    file = file_of_row(addresses_of_row(fields, row), guide.beside)
    article = _article(fields, line, guide, guide.columns.statements(row, mapped, line), file)
    article.unpublished = article.unpublished or why_no_post(row, line)
    document = {"columns": used, "values": dict(values), "row": row, **_stored_file(file)}
    stored = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return Record(_id(fields, article, line), line, stored, "utf-8", article)


def _stored_file(file: RowFile | None) -> dict[str, object]:
    if file is None or file.content is None:
        return {}
    return {"file": {"address": file.address, "content": base64.b64encode(file.content).decode("ascii")}}


def is_stored_row(stored: bytes) -> bool:
    """Return whether stored content is a row, as `record_of_row` stores it."""
    return stored.startswith(b'{"columns": ')


def article_of_stored(stored: bytes, guide: Guide) -> ReadArticle:
    """Read content stored by `record_of_row`; `guide` finds the files beside the table now."""
    document = json.loads(stored)
    file = None
    if kept := document.get("file"):
        file = RowFile(kept["address"], base64.b64decode(kept["content"]))
    fields = _fields(document["row"], document["columns"], document["values"])
    return _article(fields, 1, replace(guide, is_stored=True), file=file)


def _fields(row: Row, mapped: Mapped, values: Mapping[str, str]) -> dict[str, list[str]]:
    fields = {name: [value] for name, value in values.items()}
    filled: dict[str, list[str]] = {}
    for name, field in mapped.items():
        if field is None or field in AUTHOR_PARTS:
            continue
        texts = [part for text in row[name] for part in _parts(text, field) if part.strip()]
        if field and texts and not (field == "date" and is_flag(name, texts)):
            filled[field] = [*filled.get(field, []), *texts]
    if names := _names_of_parts(row, mapped):
        filled["authors"] = [*filled.get("authors", []), *names]
    return fields | filled


def _parts(text: str, field: str) -> list[str]:
    """Split a cell with several values, as DSpace separates them: "Vale, Anna||Marsh, Ivo"."""
    if field in ("body", "id", "file") or "||" not in text:
        return [text]
    return text.split("||") if field in SEVERAL else text.split("||")[:1]


def _names_of_parts(row: Row, mapped: Mapped) -> list[str]:
    """Join the columns of one author's name, for each author: "given name (author 2)" with "family name (author 2)".

    A column has several values where rows continue one article.
    """
    people: dict[tuple[int, str], dict[str, str]] = {}
    for name, field in mapped.items():
        if field in AUTHOR_PARTS:
            for place, text in enumerate(row[name]):
                person = people.setdefault((place, author_number(column_key(name))), {})
                person[str(field)] = " ".join(text.split())
    names = []
    for _, person in sorted(people.items(), key=lambda item: item[0][0]):
        name = " ".join(filter(None, (person.get(part, "") for part in (GIVEN, MIDDLE, FAMILY))))
        suffix = person.get(SUFFIX, "")
        names += [f"{name}, {suffix}" if suffix else name] if name else []
    return names


def _article(
    fields: Mapping[str, list[str]],
    line: int,
    guide: Guide,
    statements: Iterable[Statement] = (),
    file: RowFile | None = None,
) -> ReadArticle:
    head = Head(guide.names)
    head.statements.extend(statements)
    for name, texts in fields.items():
        _take(head, name, texts, line)
    if file is not None:
        article = article_of_file(file, head, line, guide)
    else:
        body = "\n\n".join(fields.get("body", []))
        article = read_marked_up(_markup(body, head, line), head, line=line)
    return with_remedies(
        article, no_issue=NO_ISSUE_REMEDY, no_text=NO_TEXT_REMEDY, no_field=_NO_FIELD_REMEDY, line=line
    )


def _take(head: Head, name: str, texts: list[str], line: int) -> None:
    """Set a field from the values of its columns."""
    if name == "authors":
        head.take_author_list(read_author_list("\n".join(texts)), line)
    elif name in _OF_CELLS:
        head.take_field(name, [_OF_CELLS[name](texts[0])], line)
    elif name not in ("body", "id", "file"):
        head.take_field(name, [words_of(text) for text in texts], line)


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
