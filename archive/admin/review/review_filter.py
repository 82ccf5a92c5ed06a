"""Warnings in the article list and form: filter, texts, and dismissal."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from archive.admin.bulk.bulk_actions import ask, decide
from archive.admin.review.worklist import FILTERS, Position, Worklist
from archive.editing.bulk.bulk_actions import DISMISS_ACTION
from archive.editing.bulk.bulk_operations import members_of
from archive.editing.publishing.workflow import sees_drafts_of
from archive.editing.review import quality_checks
from archive.editing.review.quality_checks import IN_ARTICLES, needing
from archive.models import WarningKind

LOOK = "look"
PROVISIONAL = "title_is_provisional__exact"
# The form field that a kind of warning is about.
FIELDS = {WarningKind.BODY.value: "id_body", WarningKind.LINKS.value: "id_body"}


class NeedsReviewFilter(admin.SimpleListFilter):
    """Filter `?look=links`: articles with broken links, without dismissed warnings."""

    title = "warning"
    parameter_name = LOOK

    def lookups(self, request, model_admin):
        return [(kind.value, kind.label) for kind in IN_ARTICLES]

    def queryset(self, request, queryset):
        return needing(self.value(), queryset) if self.value() in dict(self.lookup_choices) else queryset


class ArticleReview(Worklist):
    """Article forms that show their warnings and can dismiss them."""

    def get_urls(self):
        is_so = self.admin_site.admin_view(require_POST(self.is_so_view))
        return [path("<int:article_id>/is-so/", is_so, name="archive_article_is_so"), *super().get_urls()]

    def worklist_bar(self, request, obj, position: Position) -> dict[str, object]:
        bar = super().worklist_bar(request, obj, position)
        kind = kind_of(position.filters)
        # Import problems quote the imported text, which may have been cut before publishing.
        is_shown = kind != WarningKind.IMPORT or sees_drafts_of(request.user, obj)
        if kind and is_shown and (found := quality_checks.warnings_of(kind, obj)):
            bar["findings"] = found
            if request.user.has_perm("archive.add_dismissedwarning") and bar["may_save"]:
                query = urlencode({FILTERS: position.filters.urlencode()})
                bar["is_so_url"] = f"{reverse('admin:archive_article_is_so', args=[obj.pk])}?{query}"
        return bar

    def field_to_begin_with(self, filters: QueryDict) -> str:
        if filters.get(PROVISIONAL) == "1":
            return "id_title"
        return FIELDS.get(kind_of(filters), "")

    def is_so_view(self, request, article_id: int) -> HttpResponseRedirect:
        """Dismiss the warnings that the list is about, and go on to its next article."""
        article = self.get_object(request, str(article_id))
        position = self.position(request, str(article_id))
        kind = kind_of(position.filters) if position else ""
        if article is None or not kind:
            raise Http404("no such article, or no list that it was opened from")
        if not (request.user.has_perm("archive.add_dismissedwarning") and self.has_change_permission(request, article)):
            raise PermissionDenied
        parameters = {"kind": str(kind), "article": article.pk, "title": article.title}
        keys = members_of(DISMISS_ACTION, parameters)
        if len(keys) > 1:
            return ask(request, DISMISS_ACTION, keys, parameters, then=self.way_on(position))
        if keys:
            decide(request, DISMISS_ACTION, keys, parameters)
        else:
            self.message_user(request, f"“{article.title}”: the warning was dismissed already.", messages.INFO)
        return self.go_on(request, position)


def kind_of(filters: QueryDict) -> str:
    """Return the kind of warnings that a list of articles is about, "" for another list."""
    kind = filters.get(LOOK, "")
    return kind if kind in {one.value for one in IN_ARTICLES} else ""


def list_of(kind: str) -> str:
    """Return the address of the list of articles with warnings of the kind."""
    return f"{reverse('admin:archive_article_changelist')}?{urlencode({LOOK: kind})}"
