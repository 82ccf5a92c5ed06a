"""History of a row in the admin: versions with who, when and why, diffs, and restoring."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from archive.admin.accounts.permission_denied import Denied
from archive.admin.common.diff_view import Differences, changed_labels, differences
from archive.admin.records.delete_audit import AuditedDeletions
from archive.editing.change_set import change_set
from archive.editing.versions.restore import CannotRestore, deleted_articles, restore_deleted, restore_version
from archive.models import Article, Status, versions_of
from archive.models.common.permissions import EDIT_ANY, EDITORS, PUBLISH
from archive.models.records.versions import VersionQuerySet, unsaved_versions
from archive.text.markup.sanitiser import plain_text

VERSIONS_PER_PAGE = 25
DELETED_PER_PAGE = 50
# Fields that restoring a version does not change.
NOT_RESTORED = ("status", "publish_at")
NOT_THEIRS = "This version was never public. Only who wrote it, and the editors, see it."


class HistoryAdmin(AuditedDeletions):
    """A ModelAdmin whose rows have versions."""

    def get_urls(self):
        name = self.opts.model_name
        restore = self.admin_site.admin_view(self.restore_view)
        return [
            path("<int:pk>/history/<int:version_id>/", restore, name=f"archive_{name}_restore"),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show and save the row's form; all that one form saves is one version."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with change_set(by=request.user):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        """List the versions of a row that the user may see, newest first, and the diff of two of them."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        versions = self._versions_listed(request, row)
        page = Paginator(versions, VERSIONS_PER_PAGE).get_page(request.GET.get("p"))
        old, new = self._compared(request, row, page)
        context = {
            **self._history_context(request, row, f"History of {row}"),
            "page": page,
            "entries": list(entries(page, versions)),
            "is_narrowed": self.model is Article and not request.user.has_perm(EDIT_ANY),
            "old": old,
            "new": new,
            "differences": between(old, new) if old and new else None,
            "can_restore": self.has_change_permission(request, row),
        }
        return TemplateResponse(request, "admin/archive/history/versions.html", context | (extra_context or {}))

    def _versions_listed(self, request, row: models.Model) -> VersionQuerySet:
        """Return the versions that the user may see, without texts."""
        versions = versions_of(self.model, row.pk).visible_to(request.user)
        return versions.defer("text_snapshot", "related_snapshot") if self.model is Article else versions

    def _compared(self, request, row: models.Model, page) -> tuple[models.Model | None, models.Model | None]:
        """Return the two versions to compare, the older first: those requested, else the two newest of the page.

        Raises Denied where the user may not see a requested one.
        """
        requested = [request.GET.get(name, "") for name in ("old", "new")]
        if all(text.isdigit() for text in requested):
            ids = [int(text[:18]) for text in requested]
            pair = sorted(self._versions_listed(request, row).filter(history_id__in=ids), key=lambda one: one.pk)
            if len(pair) < versions_of(self.model, row.pk).filter(history_id__in=ids).count():
                raise Denied(NOT_THEIRS, EDITORS)
            if len(pair) == 2:
                return pair[0], pair[1]
        newest = list(page.object_list[:2])
        return (newest[1], newest[0]) if len(newest) == 2 else (None, None)

    def restore_view(self, request, pk: int, version_id: int):
        """Show what restoring a version changes, and restore it once confirmed."""
        row = self.get_object(request, str(pk))
        version = versions_of(self.model, pk).filter(history_id=version_id).first()
        if row is None or version is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if not versions_of(self.model, pk).visible_to(request.user).filter(history_id=version_id).exists():
            raise Denied(NOT_THEIRS, EDITORS)
        if request.method == "POST":
            return self._restore_version(request, row, version)
        current = unsaved_versions(self.model, [pk])[pk]
        for name in NOT_RESTORED:
            if hasattr(current, name):
                setattr(version, name, getattr(current, name))
        context = {
            **self._history_context(request, row, f"Bring back a version of {row}"),
            "version": version,
            "differences": between(current, version, old_text=getattr(row, "body", None)),
            "history_url": self._history_url(row),
            "is_article": self.model is Article,
        }
        return TemplateResponse(request, "admin/archive/history/restore.html", context)

    def _restore_version(self, request, row: models.Model, version: models.Model):
        try:
            restored = restore_version(version, by=request.user)
        except CannotRestore as reason:
            self.message_user(request, str(reason), messages.ERROR)
            return HttpResponseRedirect(self._history_url(row))
        self.message_user(
            request, f"“{restored}” is again what it was. What it was until now is a version too.", messages.SUCCESS
        )
        return HttpResponseRedirect(reverse(f"admin:archive_{self.opts.model_name}_change", args=[row.pk]))

    def _history_url(self, row: models.Model) -> str:
        return reverse(f"admin:archive_{self.opts.model_name}_history", args=[row.pk])

    def _history_context(self, request, row: models.Model, title: str) -> dict:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "object": row,
            "list_url": reverse(f"admin:archive_{self.opts.model_name}_changelist"),
            "change_url": reverse(f"admin:archive_{self.opts.model_name}_change", args=[row.pk]),
        }


def entries(page, versions: VersionQuerySet):
    """Return a page's versions, each with its number and the labels of changed fields; one query."""
    shown = list(page.object_list)
    rest = versions.filter(history_id__lt=shown[-1].history_id).first() if shown and page.has_next() else None
    number = page.paginator.count - page.start_index() + 1
    name = versions.model.instance_type._meta.model_name
    for place, version in enumerate(shown):
        before = shown[place + 1] if place + 1 < len(shown) else rest
        yield {
            "version": version,
            "number": number - place,
            "changed": changed_labels(version, before) if before is not None else [],
            "restore_url": reverse(f"admin:archive_{name}_restore", args=[version.id, version.history_id]),
            "is_newest": page.number == 1 and place == 0,
        }


def between(old: models.Model, new: models.Model, *, old_text: str | None = None) -> Differences:
    """Return the differences between two versions, with their texts loaded where they have any."""
    if not hasattr(new, "text_digest"):
        return differences(old, new, old_text=None, new_text=None)
    before = old_text if old_text is not None else old.text()
    return differences(old, new, old_text=before, new_text=new.text())


class DeletedArticles(admin.ModelAdmin):
    """Mixin of the article admin that lists and restores deleted articles."""

    def get_urls(self):
        listed, one = (self.admin_site.admin_view(view) for view in (self.deleted_view, self.deleted_article_view))
        return [
            path("deleted/", listed, name="archive_article_deleted"),
            path("deleted/<int:version_id>/", one, name="archive_article_bring_back"),
            *super().get_urls(),
        ]

    def _check_right_to_bring_back(self, request) -> None:
        if not (request.user.has_perm(EDIT_ANY) and self.has_add_permission(request)):
            raise PermissionDenied

    def deleted_view(self, request):
        """List deleted articles, the last deleted first, searched by words of their titles."""
        self._check_right_to_bring_back(request)
        query = request.GET.get("q", "").strip()[:200]
        gone = deleted_articles()
        for word in query.split()[:8]:
            gone = gone.filter(title__icontains=word)
        page = Paginator(gone, DELETED_PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Deleted articles",
            "opts": self.opts,
            "page": page,
            "query": query,
            "list_url": reverse("admin:archive_article_changelist"),
        }
        return TemplateResponse(request, "admin/archive/history/deleted.html", context)

    def deleted_article_view(self, request, version_id: int):
        """Show a deleted article, with buttons that restore it."""
        self._check_right_to_bring_back(request)
        version = deleted_articles().filter(history_id=version_id).first()
        if version is None:
            self.message_user(request, "This article is not deleted, or not any more.", messages.WARNING)
            return HttpResponseRedirect(reverse("admin:archive_article_deleted"))
        may_publish = request.user.has_perm(PUBLISH) and version.status == Status.PUBLISHED
        if request.method == "POST":
            publish = may_publish and "publish" in request.POST
            return self._bring_back(request, version, Status.PUBLISHED if publish else Status.IN_REVIEW)
        context = {
            **self.admin_site.each_context(request),
            "title": version.title,
            "opts": self.opts,
            "version": version,
            "authors": ", ".join(name for _, name in version.authors_snapshot),
            "topics": ", ".join(name for _, name in version.topics_snapshot),
            "text": plain_text(version.text() or ""),
            "may_publish": may_publish,
            "list_url": reverse("admin:archive_article_changelist"),
            "deleted_url": reverse("admin:archive_article_deleted"),
            "versions": versions_of(Article, version.id).defer("text_snapshot", "related_snapshot")[:VERSIONS_PER_PAGE],
        }
        return TemplateResponse(request, "admin/archive/history/deleted_article.html", context)

    def _bring_back(self, request, version: models.Model, status: Status):
        try:
            article = restore_deleted(version, by=request.user, status=status)
        except CannotRestore as reason:
            self.message_user(request, str(reason), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:archive_article_deleted"))
        where = "readers see it again" if status == Status.PUBLISHED else "it is in review"
        self.message_user(request, f"“{article}” is back under its own number; {where}.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:archive_article_change", args=[article.pk]))
