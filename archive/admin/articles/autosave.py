"""Autosave of article forms: unsaved work is stored, offered again, and deleted once the article is saved."""

from __future__ import annotations

import datetime

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.views.decorators.http import require_POST

from archive.admin.articles.form_data import shown_fields, without_deleted_rows
from archive.admin.articles.form_token import FIELD, TRUSTED_SECONDS, FormToken, form_token
from archive.admin.common.diff_view import Differences, field_differences, text_differences
from archive.editing.publishing.workflow import reason_edit_denied
from archive.models import Article, AutosaveDraft
from archive.models.records.autosave_draft import QuotaExceeded
from archive.models.records.versions import unsaved_versions, version_at
from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.pasting.paste_cleaning import clean_pasted

TAKE_UP = "unsaved"  # in the form's address: the id of the unsaved work to restore
MAX_SHOWN = 8
# Form fields that hold no work of the writer.
IGNORED_FIELDS = frozenset(
    {"csrfmiddlewaretoken", FIELD, "_save", "_continue", "_addanother", "_move", "_merge", "_then"}
)


def posted_fields(post: QueryDict) -> dict[str, list[str]]:
    """Return the fields of a form that hold work of its writer."""
    return {
        name: values for name, values in post.lists() if name not in IGNORED_FIELDS and not name.startswith("_choice-")
    }


def store_draft(opened: FormToken, user, post: QueryDict) -> AutosaveDraft:
    """Store the fields of a form. Raises TooMuchWork."""
    return AutosaveDraft.objects.store(
        user, opened.key, posted_fields(post), article_id=opened.article, based_on=opened.version
    )


def writer_of(opened: FormToken):
    """Return the account that opened a form, if it may still write there; else None."""
    user = get_user_model().objects.filter(pk=opened.user, is_active=True, is_staff=True).first()
    if user is None or not user.has_perm("archive.change_article" if opened.article else "archive.add_article"):
        return None
    article = Article.objects.filter(pk=opened.article).first() if opened.article else None
    return None if article is not None and reason_edit_denied(user, article) else user


@require_POST
def autosave_view(request: HttpRequest) -> HttpResponse:
    """Store the current content of the article's form, sent by its script. Needs no session, but the form's signature.

    Answers {"kept": "14:02", "signed_in": …, "newer": who saved the article since the form was opened, or ""}.
    """
    opened = form_token(request.POST.get(FIELD, ""), max_age=TRUSTED_SECONDS)
    user = writer_of(opened) if opened else None
    if user is None or (request.user.is_authenticated and request.user.pk != user.pk):
        return JsonResponse({"error": "This form is too old, or somebody else is signed in. Save it."}, status=403)
    try:
        work = store_draft(opened, user, request.POST)
    except QuotaExceeded as reason:
        return JsonResponse({"error": str(reason)}, status=413)
    return JsonResponse(
        {
            "kept": f"{timezone.localtime(work.saved_at):%H:%M:%S}",
            "signed_in": request.user.is_authenticated,
            "newer": newer_words(opened),
        }
    )


def newer_words(opened: FormToken) -> str:
    """Return who saved the article since the form was opened, and when; "" if nobody did, or nothing changed."""
    if opened.article is None:
        return ""
    version = Article.history.filter(id=opened.article, version__gt=opened.version).order_by("-history_id").first()
    if version is None:
        return ""
    when = f"{timezone.localtime(version.history_date):%H:%M}"
    return f"{version.made_by or 'The archive'} changed this article at {when}."


class AutosaveAdmin(admin.ModelAdmin):
    """Mixin of the article admin for unsaved work."""

    class Media:
        js = ("backfile/autosave.js",)

    def get_urls(self):
        work = self.admin_site.admin_view(self.unsaved_view)
        return [
            path("unsaved/", autosave_view, name="archive_article_keep"),
            path("unsaved/<int:pk>/", work, name="archive_article_unsaved"),
            path("add/", self._store_when_signed_out(self.add_view), name="archive_article_add"),
            path("<path:object_id>/change/", self._store_when_signed_out(self.change_view),
                 name="archive_article_change"),
            *super().get_urls(),
        ]  # fmt: skip

    def _store_when_signed_out(self, view):
        """Store a form that is sent after the session ended, before the sign-in page is shown."""
        inner = self.admin_site.admin_view(view)

        def outer(request, *args, **kwargs):
            if request.method == "POST" and not request.user.is_authenticated:
                opened = form_token(request.POST.get(FIELD, ""), max_age=TRUSTED_SECONDS)
                user = writer_of(opened) if opened else None
                if user is not None:
                    store_draft(opened, user, request.POST)
                    messages.warning(
                        request, "You were signed out. Your work is stored: sign in, and open the form again."
                    )
            return inner(request, *args, **kwargs)

        return outer

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        request.restored_draft = self._restored_draft(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request, form, formsets, change) -> None:
        """Save the related rows, and delete the unsaved work of the form."""
        super().save_related(request, form, formsets, change)
        if (opened := form_token(request.POST.get(FIELD, ""))) is not None:
            AutosaveDraft.objects.of(request.user).filter(form_key=opened.key).delete()

    def _restored_draft(self, request, object_id: str | None) -> AutosaveDraft | None:
        """Return the unsaved work that the form is opened with."""
        wanted = request.GET.get(TAKE_UP, "")
        if request.method != "GET" or not wanted.isdigit():
            return None
        work = AutosaveDraft.objects.of(request.user).filter(pk=wanted[:18]).first()
        return work if work and work.article_id == (int(object_id) if object_id else None) else None

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if (work := getattr(request, "restored_draft", None)) is None:
            return form
        return type(form.__name__, (form,), {"__init__": _begun_with(form, _as_posted(work))})

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if (work := getattr(request, "restored_draft", None)) is not None and f"{prefix}-TOTAL_FORMS" in work.fields:
            kwargs["data"] = without_deleted_rows(_as_posted(work), prefix, inline.get_queryset(request))
        return kwargs

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if self.has_change_permission(request, obj) if change else self.has_add_permission(request):
            context["writing"] = self._writing(request, obj if change else None)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _writing(self, request, article: Article | None) -> dict[str, object]:
        """Return the form's token, unsaved work to offer, and others who edit the article."""
        work = getattr(request, "restored_draft", None)
        opened = form_token(request.POST.get(FIELD, "")) if request.method == "POST" else None
        if work is not None:
            opened = FormToken(request.user.pk, work.form_key, work.article_id, work.based_on)
        opened = opened or FormToken.of(request.user, article)
        others = AutosaveDraft.objects.on(article.pk).by_others(request.user) if article else ()
        return {
            "field": FIELD,
            "opened": opened.sign(),
            "keep_url": reverse("admin:archive_article_keep"),
            "restored_draft": work,
            "works": self._works_offered(request, article) if work is None and request.method == "GET" else [],
            "others": [(each.user, since(each.began_at)) for each in others[:MAX_SHOWN]],
        }

    def _works_offered(self, request, article: Article | None) -> list[AutosaveDraft]:
        """Return unsaved work to offer: of this article, or of new ones. Work equal to the article is deleted."""
        works = AutosaveDraft.objects.of(request.user)
        works = works.on(article.pk) if article else works.filter(article_id=None, form_key__startswith="new-")
        found = list(works.order_by("-saved_at")[:MAX_SHOWN])
        present = unsaved_versions(Article, [article.pk])[article.pk] if article and found else None
        offered = []
        for work in found:
            if unsaved_differences(work, present):
                offered.append(work)
            else:
                work.delete()
        return offered

    def unsaved_view(self, request, pk: int):
        """Show the differences between unsaved work and the article, and offer to restore or discard it."""
        work = AutosaveDraft.objects.of(request.user).filter(pk=pk).first()
        if work is None:
            self.message_user(request, "This unsaved work was saved or discarded already.", messages.WARNING)
            return HttpResponseRedirect(reverse("admin:archive_article_changelist"))
        article = Article.objects.filter(pk=work.article_id).first() if work.article_id else None
        if article is not None and not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        form_url = form_address(article)
        if request.method == "POST":
            work.delete()
            self.message_user(request, "The unsaved work was discarded.", messages.SUCCESS)
            return HttpResponseRedirect(form_url)
        begun_with = version_at(article, work.based_on, seen_by=request.user) if article else None
        context = {
            **self.admin_site.each_context(request),
            "title": f"Unsaved work on {article}" if article else "Unsaved work on a new article",
            "opts": self.opts,
            "object": article,
            "work": work,
            "differences": unsaved_differences(work, begun_with),
            "is_older": article is not None and work.based_on is not None and work.based_on < article.version,
            "is_deleted": work.article_id is not None and article is None,
            "form_url": form_url,
            "take_up_url": f"{form_url}?{TAKE_UP}={work.pk}",
            "list_url": reverse("admin:archive_article_changelist"),
        }
        return TemplateResponse(request, "admin/archive/unsaved/work.html", context)


def since(moment: datetime.datetime) -> str:
    """Return the time passed in words: "3 minutes ago"."""
    if timezone.now() - moment < datetime.timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment)} ago"


def form_address(article: Article | None) -> str:
    """Return the address of the form that changes an article, or adds one."""
    if article is None:
        return reverse("admin:archive_article_add")
    return reverse("admin:archive_article_change", args=[article.pk])


def stored_message(work: AutosaveDraft) -> str:
    """Return the sentence that links to stored work, for a message."""
    return format_html(
        'What you wrote is kept: <a href="{}">see it</a>.', reverse("admin:archive_article_unsaved", args=[work.pk])
    )


def _as_posted(work: AutosaveDraft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in work.fields.items():
        data.setlist(name, values)
    return data


def _begun_with(form, data: QueryDict):
    def __init__(self, *args, **kwargs):  # noqa: N807 (the form's own)
        form.__init__(self, data, *args, **{name: value for name, value in kwargs.items() if name != "initial"})

    return __init__


def unsaved_differences(work: AutosaveDraft, present: models.Model | None) -> Differences:
    """Return the differences between unsaved work and a version of its article; of a new article, an empty one."""
    fields = field_differences(shown_fields(work, present))
    typed = work.value("body")
    text = (present.text() if present else "") or ""
    try:
        return Differences(fields, text_differences(text, clean_pasted(typed).html) or None)
    except (MarkupTooLarge, MarkupTooDeep):
        return Differences(fields, None, text_is_unknown=True)
