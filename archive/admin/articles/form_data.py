"""Data of article forms, read and rewritten: by-line, inline rows, fields as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.db import models
from django.http import QueryDict

from archive.admin.common.diff_view import label_of, shown_value
from archive.models import Article, Author, Authorship, AutosaveDraft, Topic

AUTHORS = "authorships"
SHOWN = ("issue", "title", "slug", "standfirst", "caption", "language", "url", "position")
MAX_ROWS = 2000


def same_words(value: object) -> object:
    """Return a value normalised for comparison: browsers send CRLF, and forms strip whitespace."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def number_of(post: Mapping, name: str) -> int:
    """Return the bounded number in a field of a formset's management form; 0 for anything else."""
    text = post.get(name, "")
    return min(int(text), MAX_ROWS) if text.isdigit() else 0


def authors_in(post: QueryDict) -> list[int]:
    """Return the authors of the form, in the order of the by-line."""
    rows = []
    for index in range(number_of(post, f"{AUTHORS}-TOTAL_FORMS")):
        row = f"{AUTHORS}-{index}-"
        author = post.get(f"{row}author", "")
        if author.isdigit() and not post.get(f"{row}DELETE"):
            position = post.get(f"{row}position", "")
            rows.append((int(position) if position.isdigit() else 0, index, int(author)))
    return list(dict.fromkeys(author for _, _, author in sorted(rows)))


def set_authors(post: QueryDict, existing: Iterable[Authorship], wanted: list[int]) -> None:
    """Set the authors of the form, whatever rows the by-line has now."""
    _drop(post, AUTHORS)
    rows = list(existing)
    places = {author: place for place, author in enumerate(wanted)}
    for index, row in enumerate(rows):
        _put(post, index, id=row.pk, author=row.author_id, position=places.get(row.author_id, row.position))
        if row.author_id not in places:
            post[f"{AUTHORS}-{index}-DELETE"] = "on"
    new = [author for author in wanted if author not in {row.author_id for row in rows}]
    for index, author in enumerate(new, start=len(rows)):
        _put(post, index, author=author, position=places[author])
    post[f"{AUTHORS}-INITIAL_FORMS"], post[f"{AUTHORS}-TOTAL_FORMS"] = str(len(rows)), str(len(rows) + len(new))


def _put(post: QueryDict, index: int, **values: object) -> None:
    for name, value in values.items():
        post[f"{AUTHORS}-{index}-{name}"] = str(value)


def _drop(post: QueryDict, prefix: str) -> None:
    for name in [name for name in post if name.startswith((f"{prefix}-", f"initial-{prefix}-"))]:
        if not name.endswith(("MIN_NUM_FORMS", "MAX_NUM_FORMS")):
            del post[name]


def without_deleted_rows(post: QueryDict, prefix: str, rows: models.QuerySet) -> QueryDict:
    """Return form data without inline rows that were deleted; Django would refuse the whole form."""
    total, initial = (number_of(post, f"{prefix}-{name}_FORMS") for name in ("TOTAL", "INITIAL"))
    ids = [post.get(f"{prefix}-{index}-id", "") for index in range(initial)]
    there = {str(pk) for pk in rows.filter(pk__in=[pk[:18] for pk in ids if pk.isdigit()]).values_list("pk", flat=True)}
    kept = [index for index in range(total) if index >= initial or ids[index] in there]
    if len(kept) == total:
        return post
    rewritten = post.copy()
    _drop(rewritten, prefix)
    for place, index in enumerate(kept):
        for start in (f"{prefix}-{index}-", f"initial-{prefix}-{index}-"):
            for name in (name for name in post if name.startswith(start)):
                rewritten.setlist(name.replace(f"{prefix}-{index}-", f"{prefix}-{place}-", 1), post.getlist(name))
    rewritten[f"{prefix}-TOTAL_FORMS"] = str(len(kept))
    rewritten[f"{prefix}-INITIAL_FORMS"] = str(sum(index < initial for index in kept))
    return rewritten


def as_posted(form: forms.ModelForm, name: str) -> dict[str, list[str]]:
    """Return the POST data of an unbound field's value, as a browser would send it: {name: values}; {} for an empty
    checkbox.
    """
    bound = form[name]
    value, widget = bound.value(), bound.field.widget
    widget = getattr(widget, "widget", widget)  # the admin wraps those of foreign keys
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"]} if value else {}
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets, widget.widgets_names, widget.decompress(value), strict=True)
        return {f"{name}{suffix}": [str(part.format_value(one) or "")] for part, suffix, one in parts}
    if isinstance(value, list | tuple | models.QuerySet):
        return {name: [str(getattr(one, "pk", one)) for one in value]}
    return {name: ["" if value is None else str(value)]}


def shown_fields(work: AutosaveDraft, existing: models.Model | None) -> dict[str, tuple[str, str]]:
    """Return the fields of unsaved work beside those of a version, as people read them: {label: (saved, typed)}."""
    post = QueryDict(mutable=True)
    for name, values in work.fields.items():
        post.setlist(name, values)
    shown = {}
    for name in (name for name in SHOWN if name in post):
        field = Article._meta.get_field(name)
        before = shown_value(field, getattr(existing, field.attname)) if existing else ""
        typed = str(same_words(post[name]))
        if isinstance(field, models.ForeignKey):
            typed = shown_value(field, int(typed)) if typed.isdigit() else ""
        shown[label_of(Article, name)] = (before, typed)
    typed_topics = sorted(names_of(Topic, [pk for pk in post.getlist("topics") if pk.isdigit()]))
    topics = sorted(name for _, name in existing.topics_snapshot) if existing else []
    authors = [name for _, name in existing.authors_snapshot] if existing else []
    shown["topics"] = (", ".join(topics), ", ".join(typed_topics))
    shown["authors"] = (", ".join(authors), ", ".join(names_of(Author, authors_in(post))))
    return shown


def names_of(model: type[models.Model], pks: Iterable[int | str]) -> list[str]:
    """Return the names of authors or topics in the order of their ids; deleted ones are skipped."""
    pks = [int(pk) for pk in pks]
    rows = model.objects.in_bulk(pks)
    return [rows[pk].name for pk in pks if pk in rows]
