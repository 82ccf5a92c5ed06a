"""“View on site” restricted to rows that the user may see in the admin.

Django's own view (`/admin/r/<content type>/<id>/`) gives every account the address of any row. That of a draft contains
its title.
"""

from __future__ import annotations

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponseRedirect

from archive.admin.common.admin_search import is_id


def view_on_site(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponseRedirect:
    """Redirect to the public page of a row.

    Raises Http404 where there is no such row or page, or the user may not see the row; Denied as its admin does.
    """
    kind = ContentType.objects.filter(pk=content_type_id).first() if is_id(content_type_id) else None
    model = kind.model_class() if kind else None
    if model is None or not admin.site.is_registered(model) or not is_id(object_id):
        raise Http404("no such row")
    desk = admin.site.get_model_admin(model)
    row = desk.get_object(request, object_id)
    if row is None or not desk.has_view_or_change_permission(request, row):
        raise Http404("no such row, or not for this person")
    address = desk.view_on_site(row) if callable(desk.view_on_site) else _own_address(row, desk)
    if not address:
        raise Http404("readers have no page of it")
    return HttpResponseRedirect(address)


def _own_address(row, desk: admin.ModelAdmin) -> str:
    return row.get_absolute_url() if desk.view_on_site and hasattr(row, "get_absolute_url") else ""
