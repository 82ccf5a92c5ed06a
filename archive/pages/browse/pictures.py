"""Picture files of article bodies; those of unpublished articles only for people who may see the article."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from archive.models import Article, Picture
from archive.models.catalogue.picture import folder_of
from archive.models.common.permissions import EDIT_ANY
from archive.text.markup.pictures import FORMATS

# The address is a digest of the content, so browsers never revalidate. Shared caches do daily, so that a picture
# that was withdrawn is not served by them for long.
FOR_READERS = "public, max-age=31536000, s-maxage=86400, immutable"
FOR_EDITORS = "private, no-store"


@require_safe
def picture(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """Return one file of a picture: "480.jpg", or the full one, "1600x1067.jpg".

    It is sent with the type that it was encoded as, without sniffing, and sandboxed where it is opened by itself.
    """
    is_public = Article.objects.published().filter(picture_uses__digest=digest).exists()
    if not is_public and not _is_for(request, digest):
        raise Http404("no picture here that may be seen")
    try:
        content = (folder_of(digest) / name).read_bytes()
    except FileNotFoundError:
        raise Http404("no picture of this size") from None
    response = HttpResponse(content, content_type=FORMATS[name.rpartition(".")[2]])
    response["Cache-Control"] = FOR_READERS if is_public else FOR_EDITORS
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = f'inline; filename="{digest[:8]}-{name}"'
    etag = f'"{digest}-{name}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


def _is_for(request: HttpRequest, digest: str) -> bool:
    """Return whether this user may see a picture that no published article shows: its uploader, or an editor of its
    article.
    """
    if not admin.site.has_permission(request):
        return False
    pictures = Picture.objects.of_files(digest)
    if pictures.filter(uploaded_by=request.user).exists():
        return True
    desk = admin.site.get_model_admin(Article)
    articles = desk.get_queryset(request)
    shown = articles.filter(picture_uses__digest=digest)
    # Uploaded for an article, and not (any more) in its text: for users who see its drafts.
    uploaded_for = articles.filter(pictures__in=pictures)
    if not request.user.has_perm(EDIT_ANY):
        uploaded_for = uploaded_for.filter(created_by=request.user)
    found = [*shown.distinct()[:20], *uploaded_for.distinct()[:20]]
    if any(desk.has_view_permission(request, article) for article in found):
        return True
    return request.user.has_perm(EDIT_ANY) and pictures.exists()
