"""The publishing part of the article's form: the moment, and the note that goes with a transition."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from archive.editing.publishing.transitions import MAX_NOTE, RETURN, SEND, State, Transition, state_of, validation_error
from archive.editing.publishing.workflow import reason_denied
from archive.models import Article


def _note_of(article: Article) -> tuple[str, str]:
    """Return the label of a note's field and what it is for, by where the article stands."""
    if state_of(article) is State.DRAFT:
        return "Note to the editors", "What you changed, or an answer, for “Send to review”. It may be empty."
    return "Note to the author", "What to change, for “Return to author”. The author reads it above the article."


class PublishingForm(forms.ModelForm):
    """The publishing part of the article's form. `person` and `requested` are set by `PublishingAdmin.get_form`."""

    person = None
    requested: Transition | None = None

    review_note = forms.CharField(
        label="Note",
        required=False,
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 100}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "review_note" in self.fields:
            label, help_text = _note_of(self.instance)
            self.fields["review_note"].label, self.fields["review_note"].help_text = label, help_text

    def clean(self):
        cleaned = super().clean()
        if self.instance._state.adding:
            self.instance.created_by = self.person
        if self.requested is not None:
            self._check_move(self.requested)
        elif cleaned and cleaned.get("review_note"):
            label = (SEND if state_of(self.instance) is State.DRAFT else RETURN).label
            self.add_error("review_note", f"The note goes with “{label}”: press that, or empty the note to save only.")
        elif "publish_at" in self.fields and state_of(self.instance) is State.SCHEDULED:
            self._check_new_moment()
        return cleaned

    def _check_move(self, move: Transition) -> None:
        """Report a transition that somebody else made meanwhile as a form error, so that typed text is kept."""
        if reason := reason_denied(move, self.person, self.instance):
            self.add_error(None, reason)
        note, moment = self.cleaned_data.get("review_note", ""), self.cleaned_data.get("publish_at")
        if not reason and (reason := validation_error(move, note, moment)):
            self.add_error("review_note" if move.needs_note else "publish_at", reason)

    def _check_new_moment(self) -> None:
        """Refuse to publish a scheduled article by clearing its moment: that has a button of its own."""
        moment = self.cleaned_data.get("publish_at")
        if "publish_at" not in self.errors and (moment is None or moment <= timezone.now()):
            self.add_error("publish_at", "Choose a moment that is still to come, or press “Publish now”.")
