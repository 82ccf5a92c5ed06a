"""Forms of an issue's masthead, and the updates that follow a change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django import forms

from archive.models import Issue
from archive.text.dates import Precision
from archive.text.numbering.habits import PERIODS, Numbering

FACTS = ("volume", "number", "title", "date", "date_precision", "date_text")


# What a new issue needs by the numbering habit of its publication.
NEEDED = {
    Numbering.VOLUME_AND_NUMBER: ("volume", "number"),
    Numbering.YEAR: ("volume", "number"),
    Numbering.NUMBER: ("number",),
    Numbering.VOLUME: ("volume",),
    **dict.fromkeys(PERIODS, ("date",)),
}


class IssueForm(forms.ModelForm):
    """Form of an issue; one without a date has no precision either.

    A new issue needs the facts by which its publication's numbering habit identifies issues; existing ones may differ.
    """

    class Meta:
        model = Issue
        fields = ["publication", *FACTS]

    def clean(self) -> dict:
        cleaned = super().clean()
        publication = cleaned.get("publication") or (
            self.instance.publication if self.instance.publication_id else None
        )
        numbering = Numbering(publication.numbering) if publication else Numbering.VOLUME_AND_NUMBER
        if not cleaned.get("date"):
            cleaned["date_precision"] = ""
        elif not cleaned.get("date_precision") and cleaned.get("volume") is None and not cleaned.get("number"):
            cleaned["date_precision"] = PERIODS.get(numbering, Precision.DAY).value
        if publication and self.instance.pk is None:
            self._require_facts(cleaned, numbering)
        return cleaned

    def _require_facts(self, cleaned: dict, numbering: Numbering) -> None:
        for name in NEEDED[numbering]:
            if cleaned.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, f"The publication’s issues are distinguished by {numbering.label}.")


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
    is_vague = issue.date_precision in (Precision.MONTH, Precision.WEEK)
    if "date" in changed and "date_precision" not in changed and not is_vague:
        issue.date_precision = Precision.DAY.value if issue.date else ""
    issue.save()
