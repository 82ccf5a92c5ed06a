"""Form fields of the admin: lists as lines, bodies as sanitised markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from archive.models.catalogue.picture import exists
from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.markup.pictures import ACCEPTED, pictures_in
from archive.text.pasting.paste_cleaning import clean_pasted


class LinesField(forms.CharField):
    """A list of short texts, one a line; blank lines and repetitions are dropped."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("help_text", "One a line.")
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value) -> str:
        return "\n".join(value) if isinstance(value, list) else value or ""

    def to_python(self, value) -> list[str]:
        return list(dict.fromkeys(line.strip() for line in (value or "").splitlines() if line.strip()))

    def has_changed(self, initial, data) -> bool:
        return (initial or []) != self.to_python(data)


class BodyWidget(forms.Textarea):
    """The textarea of a body, and above it the editor of the text as it will be read, with paste cleaning, picture
    upload and preview (`editor/src`).

    Without scripts it is a plain textarea with a button that opens the preview at `preview_url`.
    """

    template = "admin/archive/body_field.html"
    preview_url = ""
    addresses: Mapping[str, str] = {}  # of the article's citations

    class Media:
        # Deferred, since the admin loads them above the form.
        js = tuple(
            forms.Script(f"backfile/{name}.js", defer=True) for name in ("toolbar", "paste", "preview", "editor")
        )
        css = {"all": ("backfile/editor.css",)}

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        # Rendered by the project's own engine: Django searches widget templates in installed apps only.
        context = {
            "textarea": super().render(name, value, attrs, renderer),
            "field_id": (attrs or {}).get("id", f"id_{name}"),
            "preview_url": self.preview_url,
            "clean_url": reverse("admin:archive_article_clean"),
            "picture_url": reverse("admin:archive_article_picture"),
            "articles_url": reverse("admin:archive_article_link_search"),
            "accepted": ACCEPTED,
            **self.addresses,
        }
        return render_to_string(self.template, context)


class BodyField(forms.CharField):
    """A body pasted as plain text or any markup; its value is sanitised markup.

    What was removed is listed in `removed`, in words. Raises ValidationError for markup larger or deeper than the
    sanitiser's limits, and for pictures that lack alternative text or are not in this archive.
    """

    widget = BodyWidget(attrs={"rows": 30, "cols": 100, "class": "vLargeTextField body"})
    removed: Sequence[str] = ()

    def clean(self, value) -> str:
        pasted = super().clean(value).replace("\r\n", "\n")  # as browsers send lines
        try:
            cleaned = clean_pasted(pasted)
        except (MarkupTooLarge, MarkupTooDeep) as error:
            raise forms.ValidationError(str(error), code="markup") from error
        wrong = [*cleaned.wrong, *_not_held(cleaned.html)]
        if wrong:
            raise forms.ValidationError([forms.ValidationError(each, code="picture") for each in wrong])
        self.removed = cleaned.removed
        return cleaned.html


def _not_held(html: str) -> list[str]:
    return [
        f"The picture {address} is not in this archive. Upload it, or take it out of the text."
        for address in pictures_in(html)
        if not exists(address)
    ]
