"""Admin of articles."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.utils.html import format_html

from archive.admin.articles import citations_beside
from archive.admin.articles.autosave import AutosaveAdmin
from archive.admin.articles.conflicts import ConflictAdmin
from archive.admin.articles.editor_tools import WritingAdmin, preview_url
from archive.admin.articles.pictures import PictureInline
from archive.admin.bulk.bulk_actions import BulkArticles
from archive.admin.common.admin_search import WordSearch, in_article
from archive.admin.common.autocompletes import PreloadedChoices
from archive.admin.common.fields import BodyField
from archive.admin.common.pagination import LargeTableAdmin
from archive.admin.issues.return_to_issue import ReturnsToIssue
from archive.admin.publishing.approval_queue import ApprovalQueue
from archive.admin.publishing.publishing_actions import PublishingAdmin, StageFilter
from archive.admin.publishing.publishing_form import PublishingForm
from archive.admin.records.history import DeletedArticles, HistoryAdmin
from archive.admin.review.citation import CitationInline
from archive.admin.review.review_filter import ArticleReview, NeedsReviewFilter
from archive.editing.publishing.workflow import sees_drafts_of
from archive.models import Article, Authorship, Status
from archive.models.catalogue.article import in_order_of_signing
from archive.models.common.language_names import language_name
from archive.text.formats.records import BINARY
from archive.text.language_detection import detected_language
from archive.text.markup.sanitiser import plain_text

CITATIONS = "citations"  # in the form's address, "form" shows them as rows of it; their rows' prefix


class ArticleForm(PublishingForm):
    body = BodyField(
        required=False,
        help_text="Paste from Word, from a web page, or plain text (blank lines part paragraphs). What is not text is "
        "taken out, and you are told what.",
    )
    url = forms.URLField(label="Original address", required=False, max_length=500, assume_scheme="https")

    class Meta:
        model = Article
        exclude = ()
        widgets = {
            "title": forms.TextInput(attrs={"size": 100, "class": "vTextField"}),
            "standfirst": forms.Textarea(attrs={"rows": 3, "cols": 100}),
            "caption": forms.Textarea(attrs={"rows": 2, "cols": 100}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "body" in self.fields:  # missing where the user may only read the article
            self.fields["body"].widget.preview_url = preview_url(self.instance)
            self.fields["body"].widget.addresses = citations_beside.addresses(self.instance)

    def clean_title(self) -> str:
        title = self.cleaned_data["title"].strip()
        if not title:
            raise forms.ValidationError("An article needs a title; take its first words when it has none.")
        return title

    def _post_clean(self) -> None:
        # `set_body` keeps the anchors of unchanged paragraphs.
        markup = self.cleaned_data.pop("body", None)
        super()._post_clean()
        if markup is not None:
            self.instance.set_body(markup)
            self.cleaned_data["body"] = self.instance.body


class AuthorshipInline(PreloadedChoices):
    model = Authorship
    fields = ["position", "author"]
    autocomplete_fields = ["author"]
    ordering = ["position", "pk"]
    extra = 1
    verbose_name = "author"
    verbose_name_plural = "Authors, in the order of the by-line"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("author")


class ArticleAdmin(
    ReturnsToIssue,
    ArticleReview,
    BulkArticles,
    WritingAdmin,
    ApprovalQueue,
    PublishingAdmin,
    WordSearch,
    LargeTableAdmin,
    ConflictAdmin,
    AutosaveAdmin,
    DeletedArticles,
    HistoryAdmin,
):
    form = ArticleForm
    list_display = ["title", "publication", "designation", "byline", "stage", "title_is_provisional", "changed"]
    list_filter = [StageFilter, NeedsReviewFilter, "title_is_provisional", "issue__publication", "issue__year"]
    list_select_related = ["issue__publication"]
    ordering = ["-changed", "-pk"]
    ordered_by = {"title": "title_key"}
    not_listed = ("body", "standfirst", "caption", "url", "title_key")
    search_fields = ["title"]
    search_help_text = "Words of the title, authors, publication; the issue’s number; or the article’s own number."
    found_in = staticmethod(in_article)
    autocomplete_fields = ["issue", "topics"]
    inlines = [AuthorshipInline, PictureInline, CitationInline]
    actions = ["send_to_review", "publish", "withdraw", "read_again", "delete_many"]
    save_on_top = True
    readonly_fields = ["permanent_address", "received", "version", "created", "changed"]
    fieldsets = [
        (None, {"fields": ["issue", "title", "title_is_provisional", "slug", "standfirst", "body", "caption"]}),
        ("Filing", {"fields": ["topics", "language", "position", "date", "elocation_id", "url"]}),
        ("Publishing", {"fields": ["current_status", "publish_at"]}),
        ("Record", {"fields": ["permanent_address", "version", "created", "changed", "received"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(in_order_of_signing())

    def get_fieldsets(self, request, obj: Article | None = None):
        """Return the fieldsets, without the imported text for users who may not see the article's drafts."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or sees_drafts_of(request.user, obj):
            return fieldsets
        return [
            (name, options | {"fields": [field for field in options["fields"] if field != "received"]})
            for name, options in fieldsets
        ]

    def get_inline_instances(self, request, obj: Article | None = None):
        """Return the inlines; citations are rows of the form where it is asked for them, for they may be hundreds."""
        inlines = super().get_inline_instances(request, obj)
        work = getattr(request, "restored_draft", None)
        rows = f"{CITATIONS}-TOTAL_FORMS"
        if request.GET.get(CITATIONS) == "form" or rows in request.POST or (work is not None and rows in work.fields):
            return inlines
        return [each for each in inlines if not isinstance(each, CitationInline)]

    def save_model(self, request, article: Article, form, change) -> None:
        if change and "title" in form.changed_data and "title_is_provisional" not in form.changed_data:
            article.title_is_provisional = False
            if form.initial.get("title_is_provisional") and not _was_shown(article) and "slug" not in form.changed_data:
                # The address from the first words was never public.
                article.slug = ""
        if "body" in form.changed_data and not article.language:
            article.language = detected_language(plain_text(article.body), article.issue.publication.language)
            if article.language:
                name = language_name(article.language)
                messages.info(
                    request, f"Its text reads as {name}, so that is its language now. Another is set under Filing."
                )
        super().save_model(request, article, form, change)
        if "body" in form.changed_data and (removed := form.fields["body"].removed):
            messages.warning(request, f"Taken out of the text: {', '.join(removed)}.")

    def view_on_site(self, article: Article) -> str | None:
        published = Article.objects.published().filter(pk=article.pk).exists()
        return article.get_absolute_url() if published else None

    def publication(self, article: Article) -> str:
        return article.issue.publication.abbreviation or article.issue.publication.title

    @admin.display(description="issue", ordering="issue__sort_date")
    def designation(self, article: Article) -> str:
        return article.issue.designation

    @admin.display(description="authors")
    def byline(self, article: Article) -> str:
        return ", ".join(author.name for author in article.byline())

    @admin.display(description="permanent address")
    def permanent_address(self, article: Article) -> str:
        if not article.pk:
            return "Given when it is saved."
        return format_html('<a href="{0}">{0}</a>', article.get_permanent_url())

    @admin.display(description="as it came in")
    def received(self, article: Article) -> str:
        origin = getattr(article, "origin", None)
        if origin is None:
            return "Written here."
        if origin.encoding == BINARY:
            return f"{origin.path} ({len(origin.received):,} bytes)"
        text = bytes(origin.received).decode(origin.encoding, errors="replace")
        return format_html(
            "<details><summary>{} ({})</summary><pre>{}</pre></details>", origin.path, origin.encoding, text
        )


def _was_shown(article: Article) -> bool:
    """Return whether readers may know the article's address: it is published, or was until it was withdrawn."""
    return article.status in (Status.PUBLISHED, Status.WITHDRAWN)
