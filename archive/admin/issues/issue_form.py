"""Forms of an issue's masthead, and the updates that follow a change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django import forms

from archive.models import Issue
from archive.text.dates import Precision

FACTS = ("volume", "number", "title", "date", "date_precision", "date_text")


class IssueForm(forms.ModelForm):
    """Form of an issue; one without a date has no precision either."""

    class Meta:
        model = Issue
        fields = ["publication", *FACTS]

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("date"):
            cleaned["date_precision"] = ""
        return cleaned


class MastheadForm(IssueForm):
    """Form of the masthead of an issue of a known publication. `seen` is the fingerprint at the time of rendering."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    class Meta:
        model = Issue
        fields = FACTS
        widgets = {
            "number": forms.TextInput(attrs={"size": 8}),
            "volume": forms.NumberInput(attrs={"min": 0, "max": 9999}),
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "title": forms.TextInput(attrs={"size": 40}),
            "date_text": forms.TextInput(attrs={"size": 20}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.stood = {name: getattr(self.instance, name) for name in FACTS}
        self.initial["seen"] = fingerprint(self.instance)

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("seen") != (now := self.initial["seen"]):
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = now
            raise forms.ValidationError(
                "Somebody else changed the masthead meanwhile. It says now: %(now)s. What you wrote is still here; "
                "save it again to put it in its place.",
                code="changed",
                params={"now": in_words(self.stood)},
            )
        return cleaned


def fingerprint(issue: Issue) -> str:
    """Return a fingerprint of the masthead's fields, "" for an issue that is not saved."""
    if not issue.pk:
        return ""
    return hashlib.sha256(repr([getattr(issue, name) for name in FACTS]).encode()).hexdigest()[:20]


def in_words(facts: dict[str, object]) -> str:
    """Return the fields for a message: "volume 1, number 115, date 2004-10-26, …"."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in facts.items() if value not in ("", None))


def save_issue(issue: Issue, changed: Iterable[str]) -> None:
    """Save an issue of which a user changed these fields. A date that an editor enters is not inferred any more."""
    changed = set(changed)
    if "date" in changed and "date_precision" not in changed and issue.date_precision != Precision.MONTH:
        issue.date_precision = Precision.DAY.value if issue.date else ""
    issue.save()
