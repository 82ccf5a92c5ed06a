"""Editing tools of the article form: pictures, paste cleaning, articles to link to, citations beside the text."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from archive.admin.articles import citations_beside
from archive.admin.articles.link_search import link_search_view
from archive.admin.articles.paste_cleaning import clean_view
from archive.admin.articles.pictures import PictureForm, assign_uploaded_pictures, show_notes, upload_view
from archive.models import Article
from archive.models.common.url_cache import cached_reverse


def preview_url(article: Article) -> str:
    """Return the address to which the article's form is sent for its preview."""
    return cached_reverse("article-preview", article.pk) if article.pk else cached_reverse("article-preview-new")


class WritingAdmin(admin.ModelAdmin):
    """A ModelAdmin of articles whose form has a `BodyField` and the article's pictures."""

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("clean/", view(clean_view), name="archive_article_clean"),
            path("link-search/", view(link_search_view), name="archive_article_link_search"),
            path("citations/read/", view(citations_beside.read_view), name="archive_article_read_citations"),
            path("citations/<int:pk>/", view(citations_beside.change_view), name="archive_article_citation"),
            path("<int:pk>/citations/", view(citations_beside.list_view), name="archive_article_citations"),
            path("<int:pk>/citations/add/", view(citations_beside.add_view), name="archive_article_add_citation"),
            path("picture/", view(upload_view), name="archive_article_picture"),
        ]
        return [*own, *super().get_urls()]

    def save_formset(self, request, form, formset, change) -> None:
        uploads = [each for each in formset.forms if isinstance(each, PictureForm) and each.encoded is not None]
        for upload in uploads:
            upload.instance.uploaded_by = request.user
        super().save_formset(request, form, formset, change)
        show_notes(request, [upload for upload in uploads if upload.instance.pk])

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        assign_uploaded_pictures(form.instance, request.user)
