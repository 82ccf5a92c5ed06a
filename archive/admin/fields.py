"""Form fields of the desk: lists as lines, bodies as cleaned markup."""

from __future__ import annotations

from django import forms

from archive.text.html import MarkupTooDeep, MarkupTooLarge, html_from_pasted, removed_markup


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


class BodyField(forms.CharField):
    """A body pasted as plain text or as HTML; comes out as markup, and notes in `removed` what will be cut from it.

    Raises ValidationError for markup larger or deeper than the sanitiser takes.
    """

    widget = forms.Textarea(attrs={"rows": 30, "cols": 100, "class": "vLargeTextField body"})
    removed: list[str]

    def clean(self, value) -> str:
        pasted = super().clean(value)
        try:
            self.removed = removed_markup(pasted)
            return html_from_pasted(pasted)
        except (MarkupTooLarge, MarkupTooDeep) as error:
            raise forms.ValidationError(str(error), code="markup") from error
