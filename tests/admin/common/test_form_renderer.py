"""Fields that are written without templates read as Django's templates write them, and are as safe."""

import re

import pytest
from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.forms.utils import ErrorList
from django.utils.safestring import mark_safe

from archive.admin.common.form_renderer import WRITERS, FormRenderer

HOSTILE = "\"><script>alert('é & ü')</script>"
CHOICES = [("", "---"), (1, "One & only"), ("two", HOSTILE)]
GROUPED = [("Wires", [("a", "A")]), ("b", "B")]


def squeezed(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()


@pytest.mark.parametrize("value", [None, "", 0, 12345, 1.5, "plain", HOSTILE, mark_safe("&amp;")])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_x", "class": 'a"b', "required": True, "disabled": False, "size": 24}])
@pytest.mark.parametrize(
    "widget",
    [forms.HiddenInput(), forms.TextInput(), forms.NumberInput(), forms.CheckboxInput(), forms.DateInput(),
     AdminDateWidget(), forms.Select(choices=CHOICES), forms.Select(choices=GROUPED), forms.Select(),
     forms.NullBooleanSelect(), forms.SelectMultiple(choices=CHOICES), forms.Textarea()],
    ids=lambda widget: type(widget).__name__,
)  # fmt: skip
def test_fields_are_as_django_writes_them(widget, attrs, value):
    def written(renderer):
        return squeezed(widget.render(f"name-{HOSTILE}", value, attrs, renderer=renderer))

    assert written(FormRenderer()) == written(DjangoTemplates())


@pytest.mark.parametrize("errors", [[], ["It is missing."], [HOSTILE]])
def test_errors_are_as_django_writes_them(errors):
    def written(renderer):
        return squeezed(ErrorList(errors, renderer=renderer).as_ul())

    assert written(FormRenderer()) == written(DjangoTemplates())


def test_every_template_that_is_written_by_a_function_exists():
    for name in WRITERS:
        assert DjangoTemplates().get_template(name)


class WithoutTemplates(FormRenderer):
    def get_template(self, template_name):
        raise AssertionError(template_name)


@pytest.mark.parametrize("widget", [forms.Select(choices=CHOICES), forms.HiddenInput(), AdminDateWidget()])
def test_plain_fields_cost_no_template(widget):
    assert 'name="x"' in widget.render("x", 1, renderer=WithoutTemplates())


def test_the_desk_uses_it():
    assert isinstance(get_default_renderer(), FormRenderer)
