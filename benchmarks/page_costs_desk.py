"""Addresses of every page of the editors' desk: lists with their filters, orders, searches and pages; forms; histories;
confirmations; work pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from archive.models import Article, Author, Citation, Issue, Publication, Source, Topic
from benchmarks.page_costs_addresses import longest_article, most_cited_source, row_with_most

CHOICES = 6  # of each filter
DESK = "desk: "
SEARCHED = {Article: "harbour", Source: "wire", Author: "an", Topic: "r", Citation: "tass", Issue: "2004"}


def desk_addresses() -> dict[str, str]:
    """Return addresses of the desk's pages by kind, of the largest row of each kind."""
    found = {"home": reverse("admin:index"), "review desk": reverse("review-desk"), "run": reverse("review-run")}
    found |= {f"run, {kind}": f"{reverse('review-run')}?kind={kind}" for kind in ("missing", "double", "disorder")}
    rows = _rows()
    for model, model_admin in admin.site._registry.items():
        name = str(model._meta.verbose_name_plural)
        found |= {f"list of {name}{what}": address for what, address in _lists(model, model_admin)}
        found |= {f"{what} {name}": address for what, address in _forms(model, rows.get(model))}
    found |= _work(rows)
    return {f"{DESK}{kind}": address for kind, address in found.items()}


def _rows() -> dict[type[Model], Model | None]:
    return {
        Article: longest_article(),
        Issue: row_with_most(Issue, "articles"),
        Author: row_with_most(Author, "authorships"),
        Topic: row_with_most(Topic, "articles"),
        Source: most_cited_source(),
        Publication: row_with_most(Publication, "issues__articles"),
    }


def _lists(model: type[Model], model_admin: admin.ModelAdmin) -> Iterator[tuple[str, str]]:
    """Yield a list: its first, second and last page, each of its orders and filters, and a search."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    request = RequestFactory().get(address)
    request.user = get_user_model()(is_superuser=True, is_staff=True, is_active=True)
    request.session = {}
    listed = model_admin.get_changelist_instance(request)
    yield "", address
    pages = listed.paginator.num_pages
    if pages > 1:
        yield ", page 2", f"{address}?p=2"
        yield ", last page", f"{address}?p={pages}"
    if term := SEARCHED.get(model, "a" if model_admin.search_fields else ""):
        yield ", searched", f"{address}?q={term}"
    for column in range(1, len(listed.list_display)):
        yield f", by {listed.list_display[column]}", f"{address}?o={column}"
        yield f", by {listed.list_display[column]} reversed", f"{address}?o=-{column}"
    for spec in listed.filter_specs:
        for choice in list(spec.choices(listed))[1 : CHOICES + 1]:
            chosen = dict(parse_qsl(choice["query_string"].lstrip("?")))
            yield f", {spec.title} {choice['display']}", f"{address}?{urlencode(chosen)}"


def _forms(model: type[Model], row: Model | None) -> Iterator[tuple[str, str]]:
    """Yield pages of a row, by default the first one, and the empty form."""
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    row = row or model._default_manager.order_by("pk").first()
    yield from _reversed("new", f"admin:{name}_add")
    if row is not None:
        for what in ("change", "history", "delete"):
            yield from _reversed(what, f"admin:{name}_{what}", row.pk)


def _work(rows: dict[type[Model], Model | None]) -> dict[str, str]:
    """Return pages that are no list and no form of a row: all that the models' admins add."""
    found: dict[str, str] = {}
    for model, model_admin in admin.site._registry.items():
        row = rows.get(model) or model._default_manager.order_by("pk").first()
        known = {f"{model._meta.app_label}_{model._meta.model_name}_{each}" for each in
                 ("changelist", "add", "change", "history", "delete")}  # fmt: skip
        for pattern in model_admin.urls:
            if pattern.name and pattern.name not in known:
                arguments = [row.pk] if row is not None else []
                for kind, address in (*_reversed(pattern.name, f"admin:{pattern.name}"),
                                      *_reversed(pattern.name, f"admin:{pattern.name}", *arguments)):  # fmt: skip
                    found[kind] = address
    for field in ("authors", "topics", "issue"):
        chosen = {"app_label": "archive", "model_name": "article", "field_name": field, "term": "a"}
        if field != "authors":
            found[f"autocomplete of {field}"] = f"{reverse('admin:autocomplete')}?{urlencode(chosen)}"
    chosen = {"app_label": "archive", "model_name": "citation", "field_name": "source", "term": "ta"}
    found["autocomplete of sources"] = f"{reverse('admin:autocomplete')}?{urlencode(chosen)}"
    chosen = {"app_label": "archive", "model_name": "authorship", "field_name": "author", "term": "an"}
    found["autocomplete of authors"] = f"{reverse('admin:autocomplete')}?{urlencode(chosen)}"
    return found


def _reversed(what: str, name: str, *arguments: object) -> Iterator[tuple[str, str]]:
    try:
        yield what, reverse(name, args=arguments)
    except NoReverseMatch:  # the page takes other arguments, or the model has none
        return
