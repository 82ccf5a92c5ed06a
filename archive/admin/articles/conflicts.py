"""Edit conflicts: where two people saved one article, nothing is overwritten and nothing is lost.

A form carries the version at which it was opened. Where the article was saved since, the form saves nothing and shows
both sides: changes of one side are merged, changes of both are for the editor to choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.contrib import admin, messages
from django.db import models, transaction
from django.forms import FileField, ModelForm
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from archive.admin.articles.autosave import TAKE_UP, form_address, posted_fields, store_draft, stored_message
from archive.admin.articles.form_data import (
    as_posted,
    authors_in,
    names_of,
    same_words,
    set_authors,
    without_deleted_rows,
)
from archive.admin.articles.form_token import FIELD, FormToken, form_token
from archive.admin.common.diff_view import EMPTY, label_of, shown_value
from archive.models import Article, Author, AutosaveDraft, Topic, version_model, versions_of
from archive.models.records.autosave_draft import QuotaExceeded
from archive.models.records.versions import version_at
from archive.text.comparison.diff import DiffSpan, paragraph_differences, word_differences
from archive.text.comparison.three_way_merge import Change, Choice, Piece, merged_html, three_way
from archive.text.markup.paragraphs import Block, with_anchors
from archive.text.pasting.paste_cleaning import clean_pasted

MERGE, THEN = "_merge", "_then"
CHOICE = "_choice-"


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A changed field: its value at opening, and on either side."""

    name: str
    label: str
    change: Change
    was: str
    theirs: list[DiffSpan]
    yours: list[DiffSpan]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A passage of the text: `place` counts those that need a choice."""

    change: Change
    place: int | None
    theirs: list
    yours: list
    size: int
    chosen: str = ""


class Conflict:
    """Two edits of an article: the saved one, and the one that a form just sent."""

    def __init__(self, article: Article, base: models.Model, form: ModelForm, post: QueryDict) -> None:
        self.article, self.base, self.form, self.post = article, base, form, post
        self.authorships = list(article.authorships.all())

    @cached_property
    def values(self) -> dict[str, tuple[object, object, object]]:
        """Return the base, saved and sent values by field; authors and topics as lists of ids."""
        values: dict[str, tuple[object, object, object]] = {}
        for name in self.form.fields:
            if name in ("body", "topics") or not self._is_column(name):
                continue
            column, sent = Article._meta.get_field(name).attname, self.form.cleaned_data.get(name)
            sent = sent.pk if isinstance(sent, models.Model) else sent
            values[name] = (getattr(self.base, column), getattr(self.article, column), sent)
        topics = sorted(self.article.topics.values_list("pk", flat=True))
        if "topics" in self.form.fields:
            sent_topics = sorted(topic.pk for topic in self.form.cleaned_data["topics"])
            values["topics"] = (sorted(pk for pk, _ in self.base.topics_snapshot), topics, sent_topics)
        existing = [row.author_id for row in self.authorships]
        sent = authors_in(self.post) if "authorships-TOTAL_FORMS" in self.post else existing
        values["authors"] = ([pk for pk, _ in self.base.authors_snapshot], existing, sent)
        return values

    @staticmethod
    def _is_column(name: str) -> bool:
        return any(field.name == name for field in version_model(Article).tracked_fields)

    def change_of(self, name: str) -> Change:
        was, saved, sent = map(same_words, self.values[name])
        if saved == sent:
            return Change.NOBODY if was == saved else Change.AGREED
        if was == sent:
            return Change.THEIRS
        return Change.YOURS if was == saved else Change.CONFLICT

    @cached_property
    def pieces(self) -> list[Piece]:
        was = self.base.text() or ""
        sent = clean_pasted(self.post.get("body", "")).html if "body" in self.form.fields else was
        return three_way(was, self.article.body, with_anchors(sent, was))

    @property
    def is_of_theirs(self) -> bool:
        """Return whether the other side changed anything that the form shows."""
        changed = (Change.THEIRS, Change.CONFLICT)
        return any(self.change_of(name) in changed for name in self.values) or any(
            piece.change in changed for piece in self.pieces
        )

    def choice(self, name: str) -> str:
        """Return the choice for a field, or for the text conflict of this number; "" for none."""
        chosen = self.post.get(f"{CHOICE}{name}", "")
        return chosen if chosen in Choice._value2member_map_ else ""

    def text_conflicts(self) -> int:
        return sum(piece.change is Change.CONFLICT for piece in self.pieces)

    def conflicts(self) -> list[str]:
        """Return the names of the choices to make: of fields, and of passages by number."""
        fields = [name for name in self.values if self.change_of(name) is Change.CONFLICT]
        return fields + [f"body-{place}" for place in range(self.text_conflicts())]

    def unchosen(self) -> int:
        """Return how many choices are still to be made."""
        return sum(not self.choice(name) for name in self.conflicts())

    def merged(self) -> QueryDict:
        """Return the form's data with both edits merged. Without a choice, the sender's value is taken, and of the text
        both.
        """
        post = self.post.copy()
        for name in [name for name in post if name.startswith(CHOICE)] + [MERGE, THEN]:
            post.pop(name, None)
        unbound = type(self.form)(instance=Article.objects.get(pk=self.article.pk))
        for name in self.values:
            change = self.change_of(name)
            takes_theirs = change is Change.THEIRS or (change is Change.CONFLICT and self.choice(name) == Choice.THEIRS)
            if name == "authors":
                set_authors(post, self.authorships, self.values[name][1 if takes_theirs else 2])
            elif takes_theirs:
                for part in [part for part in post if part == name or part.startswith(f"{name}_")]:
                    del post[part]
                for part, values in as_posted(unbound, name).items():
                    post.setlist(part, values)
        if "body" in self.form.fields:
            places = range(self.text_conflicts())
            post["body"] = merged_html(self.pieces, [Choice(self.choice(f"body-{n}") or "both") for n in places])
        return post

    def shown_fields(self) -> Iterator[FieldConflict]:
        """Yield the changed fields, as people read them."""
        for name in self.values:
            if (change := self.change_of(name)) is Change.NOBODY:
                continue
            was, saved, sent = (self._shown(name, value) or EMPTY for value in self.values[name])
            label = name if name in ("authors", "topics") else label_of(Article, name)
            runs = word_differences(was, saved), word_differences(was, sent)
            yield FieldConflict(name, label, change, was, *runs, self.choice(name))

    @staticmethod
    def _shown(name: str, value: object) -> str:
        if name in ("authors", "topics"):
            return ", ".join(names_of(Author if name == "authors" else Topic, value))
        return str(same_words(shown_value(Article._meta.get_field(name), value)))

    def shown_pieces(self) -> Iterator[ShownPiece]:
        """Yield the passages of the text, as people read them."""
        place = 0
        for piece in self.pieces:
            number = place if piece.change is Change.CONFLICT else None
            place += piece.change is Change.CONFLICT
            was, theirs, yours = (_html(side) for side in (piece.base, piece.theirs, piece.yours))
            chosen = self.choice(f"body-{number}") if number is not None else ""
            sides = paragraph_differences(was, theirs), paragraph_differences(was, yours)
            yield ShownPiece(piece.change, number, *sides, max(len(piece.theirs), len(piece.yours)), chosen)


def _html(side: tuple[Block, ...]) -> str:
    return "\n".join(block.html for block in side)


class ConflictAdmin(admin.ModelAdmin):
    """Mixin of the article admin that prevents overwriting another person's save."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        opened = form_token(request.POST.get(FIELD, "")) if request.method == "POST" and object_id else None
        if opened is None or str(opened.article) != object_id:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            # Locked until the save is written: of two concurrent saves, the second sees the first one's version.
            held = Article.objects.select_for_update(of=("self",)).filter(pk=opened.article).first()
            if held is None:
                self._copy_of_deleted(request, opened)
            elif held.version != opened.version and self.has_change_permission(request, held):
                settled = self._settled(request, held, opened)
                if settled is not None:
                    return settled
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_formsets_with_inlines(self, request, obj=None):
        """Give inline rows their values at opening, so that unchanged rows overwrite nothing."""
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            prefix = f"initial-{formset.get_default_prefix()}-"
            if request.method != "POST" or any(name.startswith(prefix) for name in request.POST):
                for field in formset.form.base_fields.values():
                    field.show_hidden_initial = not isinstance(field, FileField)
            yield formset, inline

    def _copy_of_deleted(self, request, opened: FormToken) -> None:
        work = store_draft(opened, request.user, request.POST)
        messages.error(request, format_html("This article was deleted while you wrote. {}", stored_message(work)))

    def _settled(self, request, article: Article, opened: FormToken):
        """Return the page that shows both sides, or a redirect; None where the form can be saved."""
        for formset, inline in self.get_formsets_with_inlines(request, article):
            prefix = formset.get_default_prefix()
            request.POST = without_deleted_rows(request.POST, prefix, inline.get_queryset(request))
        conflict = self._conflict(request, article, opened)
        if conflict is None:
            return None
        decided = request.POST.get(MERGE) == str(article.version)
        then = request.POST.get(THEN, "save") if decided else ""
        if then == "drop":
            AutosaveDraft.objects.of(request.user).filter(form_key=opened.key).delete()
            self.message_user(request, "What you wrote was dropped; the article is as they left it.", messages.SUCCESS)
            return HttpResponseRedirect(form_address(article))
        now = FormToken(opened.user, opened.key, opened.article, article.version)
        if then == "write":
            work = store_draft(now, request.user, conflict.merged())
            return HttpResponseRedirect(f"{form_address(article)}?{TAKE_UP}={work.pk}")
        if then == "save" and not conflict.unchosen():
            request.POST = conflict.merged()
            request.POST[FIELD] = now.sign()
            return None
        return self._show_both(request, conflict, opened)

    def _conflict(self, request, article: Article, opened: FormToken) -> Conflict | None:
        """Return the two edits, if the form can be read and the other one changed anything."""
        mine = Article.objects.select_related("issue__publication").get(pk=article.pk)
        form = self.get_form(request, mine, change=True)(request.POST, request.FILES, instance=mine)
        if not form.is_valid():
            return None  # a form with errors is not saved; they are shown first
        base = version_at(article, opened.version, seen_by=request.user)
        conflict = Conflict(article, base, form, request.POST)
        if conflict.is_of_theirs:
            return conflict
        if conflict.change_of("authors") is not Change.NOBODY or self._has_other_rows(conflict):
            request.POST = conflict.merged()
        request.POST = request.POST.copy()
        request.POST[FIELD] = FormToken(opened.user, opened.key, opened.article, article.version).sign()
        return None

    @staticmethod
    def _has_other_rows(conflict: Conflict) -> bool:
        """Return whether the by-line's rows were recreated with the same authors."""
        sent = {value for name, value in conflict.post.items() if re.fullmatch(r"authorships-\d+-id", name)}
        return not {str(row.pk) for row in conflict.authorships} <= sent

    def _show_both(self, request, conflict: Conflict, opened: FormToken):
        article = conflict.article
        try:
            work = store_draft(opened, request.user, request.POST)
        except QuotaExceeded:
            work = None
        newer = (
            versions_of(Article, article.pk).visible_to(request.user).filter(history_id__gt=conflict.base.history_id)
        )
        context = {
            **self.admin_site.each_context(request),
            "title": "Somebody saved this article while you wrote",
            "opts": self.opts,
            "object": article,
            "work": work,
            "newer": newer.defer("text_snapshot", "related_snapshot")[:5],
            "opened_at": conflict.base.history_date,
            "fields": list(conflict.shown_fields()),
            "pieces": list(conflict.shown_pieces()),
            "conflicts": len(conflict.conflicts()),
            "unchosen": conflict.unchosen(),
            "asked_again": MERGE in request.POST,
            "kept_fields": [(name, value) for name, values in posted_fields(request.POST).items() for value in values],
            "hidden": [(FIELD, request.POST[FIELD]), (MERGE, article.version)],
            "lost_files": bool(request.FILES),
            "list_url": reverse("admin:archive_article_changelist"),
            # Keeps the query string: the list that is worked through, the issue to return to.
            "change_url": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/archive/conflict/both.html", context)
