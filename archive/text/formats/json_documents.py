"""Reader of JSON files: Ghost's exports, and lists of objects, each an article as in JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator

from archive.text.charset import UnreadableText, refuse_other_formats
from archive.text.formats.posts.ghost import ghost_data, read_ghost
from archive.text.formats.records import Guide, Opener, Record, refused
from archive.text.formats.tables.json_lines import read_objects
from archive.text.problems import Problem

MAX_JSON_BYTES = 100 << 20  # JSON of one document has to be in memory
_ELSE = "Write JSON Lines (.jsonl): one object a line, with its text, title, volume and issue."


def read_json(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read a JSON document. Raises UnreadableText for other formats, and for more than MAX_JSON_BYTES.

    JSON of any other kind, such as settings of a site, is reported and does no harm.
    """
    with open_file() as stream:
        content = stream.read(MAX_JSON_BYTES + 1)
    if len(content) > MAX_JSON_BYTES:
        raise UnreadableText(f"The JSON has more than {MAX_JSON_BYTES >> 20} MB.", _ELSE)
    refuse_other_formats(content)
    try:
        document = json.loads(content)
    except RecursionError:
        yield refused("The JSON nests too many lists or objects inside one another.", _ELSE)
        return
    except ValueError as error:
        yield refused(f"This is no JSON, or it is cut off: {str(error)[:100]}.", "Export it again.")
        return
    if (data := ghost_data(document)) is not None:
        yield from read_ghost(data, guide)
    elif isinstance(document, list) and _are_articles(document, guide):
        yield from read_objects(document, guide)
    else:
        yield Problem(None, "This JSON is neither an export of Ghost nor a list of articles.", _ELSE)


def _are_articles(objects: list[object], guide: Guide) -> bool:
    """Return whether a list holds objects with texts, or names of files with them, and no answers of other systems."""
    rows = [each for each in objects if isinstance(each, dict)]
    keys = dict.fromkeys(key for each in rows[:20] for key in each)
    fields = {*guide.columns.mapping(keys).values(), *guide.columns.values}
    return bool(rows) and len(rows) == len(objects) and bool({"body", "file"} & fields)
