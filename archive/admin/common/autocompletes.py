"""Autocompletes of inline rows that use preloaded values instead of one query a row."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper


class PreloadedSelect(AutocompleteSelect):
    """An autocomplete with a preloaded label; `known` is (id as text, name)."""

    known: tuple[str, str] | None = None

    def optgroups(self, name, value, attr=None):
        if self.known is None or [str(one) for one in value] != [self.known[0]]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.known[0], self.known[1], True, len(options)))
        return [(None, options, 0)]


class PreloadedChoices(admin.TabularInline):
    """An inline whose autocompletes use the related rows that were loaded with it (`select_related`)."""

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type(formset.form.__name__, (_ToldForm, formset.form), {})
        return formset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the field with links to change or view the chosen row, but not to delete it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_delete_related = False
            widget.can_view_related = widget.can_view_related and not widget.can_change_related
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = PreloadedSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class _ToldForm(forms.ModelForm):
    """An inline row's form that passes preloaded rows to its autocompletes."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = field.widget.widget if isinstance(field.widget, RelatedFieldWidgetWrapper) else field.widget
            related = self.instance._state.fields_cache.get(name)
            if isinstance(widget, PreloadedSelect) and related is not None:
                widget.known = (str(related.pk), str(related))
