"""Forms of an import: files, options, and the columns of tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib.auth.models import AbstractUser

from archive.imports.batches.batch_storage import UnusableUpload, check_uploads
from archive.imports.batches.corrections import MAX_CORRECTED
from archive.imports.reading.column_mapping import BY_CHOICE
from archive.models import Publication, Status
from archive.models.common.permissions import PUBLISH
from archive.text.charset_detection import CANDIDATES, ENCODINGS_REMEDY, codec_of, printed_name
from archive.text.formats.tables.column_names import AUTHOR_PARTS
from archive.text.formats.tables.columns import FIELDS, SEVERAL
from archive.text.formats.tables.row_files import is_substack
from archive.text.headers.header_fields import MAX_NUMBER
from archive.text.numbering.habits import LABELS

# In the order in which people choose them.
FIELD_ORDER = (
    "title", "authors", "body", "file", "publication", "volume", "number", "date", "topics", "standfirst", "url",
    "caption", "language", "status", "id", *AUTHOR_PARTS,
)  # fmt: skip
FIELD_NAMES = {"body": "text", "file": "name of the file with the text", "number": "issue number",
               "url": "address (URL)", "id": "id in the table", "status": "status (published or not)",
               **{name: name.replace("author ", "author’s ") + " name" for name in AUTHOR_PARTS[:3]}}  # fmt: skip
IN_REVIEW = (Status.IN_REVIEW.value, "in review: a publisher lets them out")
AT_ONCE = (Status.PUBLISHED.value, "at once: readers see them as soon as they are imported")


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; each is validated as one."""

    widget = ManyFiles

    def clean(self, data, initial=None) -> list:
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


# Options that say where texts belong which do not say it themselves; fields of the form and of the import alike.
PLACE = ("publication", "numbering", "volume", "number")


class HowForm(forms.Form):
    """The options of an import. Users who may not publish import for review."""

    publication = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "publications", "size": 40}),
        help_text="For texts that do not say it themselves: title or abbreviation. Otherwise leave it empty.",
    )
    numbering = forms.ChoiceField(
        required=False,
        choices=[("", "as the publication’s own"), *((each.value, label) for each, label in LABELS.items())],
        help_text="How issues are distinguished. Date alone makes them from the dates of the texts, as for blogs.",
    )
    volume = forms.IntegerField(
        required=False, min_value=0, max_value=9999, help_text="For texts that name none; so is the issue."
    )
    number = forms.CharField(label="Issue", required=False, max_length=MAX_NUMBER)
    status = forms.ChoiceField(label="New articles appear", widget=forms.RadioSelect)
    overwrite = forms.BooleanField(
        label="Let files win",
        required=False,
        help_text="Files replace what editors changed since, and bring back what they deleted. Usually left off.",
    )

    encoding = forms.CharField(
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "encodings", "size": 20}),
        help_text="Of the files, if they were read in a wrong one: windows-1250, KOI8-R, macintosh. Otherwise leave it "
        "empty: it is found by the letters.",
    )
    encodings = tuple(printed_name(codec) for codec in ("utf-8", *CANDIDATES))

    def clean_encoding(self) -> str:
        named = self.cleaned_data["encoding"].strip()
        if named and codec_of(named) is None:
            raise forms.ValidationError(f"“{named}” is no encoding. {ENCODINGS_REMEDY}", code="unknown")
        return named

    def __init__(self, *args, user: AbstractUser, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [IN_REVIEW, AT_ONCE] if user.has_perm(PUBLISH) else [IN_REVIEW]
        self.fields["status"].choices = choices
        self.fields["status"].initial = choices[0][0]
        self.publications = list(Publication.objects.order_by("title").values_list("title", flat=True)[:500])


class UploadForm(HowForm):
    """Files, and the options of their import."""

    files = ManyFilesField(
        allow_empty_file=True,  # the preview reports it, and continues with the others
        label="Files or a zip file",
        help_text="Texts, web pages, Word, tables, JSON Lines, JATS, feeds, exports of WordPress, Ghost, Substack and "
        "Blogger. Make a zip file of folders.",
    )
    field_order = ["files", "publication", "numbering", "volume", "number", "status", "encoding", "overwrite"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs.update(
            {"data-most-bytes": settings.IMPORT_UPLOAD_BYTES, "data-most-files": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
        )

    def clean_files(self) -> list:
        files = self.cleaned_data["files"]
        try:
            check_uploads(files)
        except UnusableUpload as unusable:
            raise forms.ValidationError(str(unusable), code="unusable") from unusable
        return files


class CorrectionForm(forms.Form):
    """The text of a refused file, to be corrected. In a lossy one, signs stand for bytes that could not be read."""

    def __init__(self, *args, is_lossy: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.is_lossy = is_lossy

    text = forms.CharField(
        max_length=MAX_CORRECTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "cols": 100, "spellcheck": "false", "dir": "auto"}),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if self.is_lossy and (left := text.count("\ufffd")):
            line = text.count("\n", 0, text.index("\ufffd")) + 1
            raise forms.ValidationError(
                f"It still has {left} × � where letters could not be read, the first in line {line}. Put the right "
                "letters there."
            )
        return text


def name_of(files: list) -> str:
    """Return the name of an upload: "letters.zip", "1.txt, 2.txt and 498 more"."""
    names = [file.name for file in files]
    shown = ", ".join(names[:2])
    return f"{shown} and {len(names) - 2:,} more" if len(names) > 2 else shown


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, samples, and the name of its select box."""

    name: str
    samples: list[str]
    field: str
    box: str


def columns_of_table(table: dict, number: int) -> Iterator[Column]:
    for place, name in enumerate(table["names"]):
        yield Column(name, table["samples"].get(name, []), table["fields"].get(name, ""), f"column-{number}-{place}")


def field_choices() -> list[tuple[str, str]]:
    """Return the fields that a column may fill, for a select box."""
    return [("", "not used"), *((name, FIELD_NAMES.get(name, name)) for name in FIELD_ORDER)]


def chosen_table(table: dict, number: int, posted) -> tuple[dict, list[str]]:
    """Return a table with the chosen fields of its columns, and the errors of the choice."""
    fields = {}
    for column in columns_of_table(table, number):
        field = posted.get(column.box, "")
        fields[column.name] = field if field in FIELDS else ""
    problems = []
    used = [field for field in fields.values() if field]
    doubled = sorted({field for field in used if used.count(field) > 1 and field not in SEVERAL})
    if doubled:
        names = ", ".join(FIELD_NAMES.get(field, field) for field in doubled)
        problems.append(f"{table['file']}: two columns cannot both be the {names}. Set one of them to “not used”.")
    if not {"body", "file"} & set(used) and not is_substack(table["names"]):
        problems.append(f"{table['file']}: say which column holds the text of the articles, or names its file.")
    publication = posted.get(f"publication-{number}", "").strip()[:200]
    return {**table, "fields": fields, "publication": publication, "read_by": BY_CHOICE}, problems
