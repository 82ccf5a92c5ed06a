"""Pictures in the admin: uploaded on an article's form or in place, described, and inserted into its text."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from archive.admin.records.delete_audit import AuditedDeletions
from archive.editing.pictures.picture_decoder import encode_isolated
from archive.editing.pictures.picture_encoding import EncodedPicture
from archive.editing.pictures.picture_headers import MAX_BYTES, UnusablePicture
from archive.editing.pictures.picture_upload import file_name, fill
from archive.editing.publishing.workflow import visible_to
from archive.models import Article, Picture, PictureUse
from archive.models.common.permissions import EDIT_ANY
from archive.text.markup.figures import figure_markup
from archive.text.markup.pictures import ACCEPTED, ACCEPTED_FORMATS, WIDTHS

# Pictures of an article that its form has, the last uploaded; a form of 1,000 took half a minute.
MAX_ON_FORM = 60
MAX_UPLOADS = 40  # with one saving
NO_ALTERNATIVE_TEXT = "Say what the picture shows, for readers who cannot see it."


def markup_of(picture: Picture) -> str:
    """Return the markup that shows a picture in a body."""
    return figure_markup(picture.address, picture.alternative_text, picture.caption, picture.credit)


def thumbnail_of(picture: Picture) -> str:
    """Return the address of a picture's smallest file."""
    if picture.width <= min(WIDTHS):
        return str(picture.address)
    return f"/media/{picture.digest}/{min(WIDTHS)}.{picture.format}"


@require_POST
def upload_view(request: HttpRequest) -> JsonResponse:
    """Store one picture: `file`, `alternative_text`, `caption`, `credit`.

    Answers {"markup": the figure to insert, "notes": […]}, else {"error": …} with status 400. The picture is assigned
    to its article when that is saved.
    """
    if not request.user.has_perm("archive.add_picture"):
        raise PermissionDenied
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"error": " ".join(each for errors in form.errors.values() for each in errors)}, status=400)
    form.instance.uploaded_by = request.user
    picture = form.save()
    return JsonResponse({"markup": markup_of(picture), "notes": form.encoded.notes}, status=201)


class PictureForm(forms.ModelForm):
    """Form of a picture: its file, which cannot be replaced, and the texts about it."""

    file = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": ACCEPTED}))
    encoded: EncodedPicture | None = None

    class Meta:
        model = Picture
        fields = ("alternative_text", "caption", "credit")
        widgets = {
            "alternative_text": forms.Textarea(attrs={"rows": 2, "cols": 30}),
            "caption": forms.Textarea(attrs={"rows": 2, "cols": 30}),
        }
        error_messages = {"alternative_text": {"required": NO_ALTERNATIVE_TEXT}}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding and "file" in self.fields:
            self.fields["file"].widget = forms.HiddenInput()  # a replaced file would be another picture

    def clean_alternative_text(self) -> str:
        return " ".join(self.cleaned_data["alternative_text"].split())

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not self.instance._state.adding:
            return None
        if file is None:
            raise forms.ValidationError(
                f"Choose the picture’s file: {', '.join(ACCEPTED_FORMATS.values())}.", code="required"
            )
        try:
            self.encoded = encode_isolated(file.read(MAX_BYTES + 1))
        except UnusablePicture as error:
            raise forms.ValidationError(f"{file_name(file.name)} was rejected. {error}", code="unusable") from error
        return file

    def save(self, commit: bool = True):
        if self.encoded is not None:
            self.instance.name = file_name(self.cleaned_data["file"].name)
            fill(self.instance, self.encoded)
        return super().save(commit)


class PictureInline(admin.StackedInline):
    """An article's pictures on its form: several can be uploaded at once, each inserted by a button."""

    model = Picture
    form = PictureForm
    fields = ("shown", "markup", "file", "alternative_text", "caption", "credit")
    classes = ("desk-pictures",)
    readonly_fields = ("shown", "markup")
    extra = 0
    max_num = MAX_ON_FORM + MAX_UPLOADS
    verbose_name_plural = "Pictures"

    def get_queryset(self, request):
        """Return the articles' pictures, the last `MAX_ON_FORM` of each; none for users who may not see its drafts."""
        later = Picture.objects.filter(article=OuterRef("article")).order_by("-pk").values("pk")
        first_shown = Subquery(later[MAX_ON_FORM - 1 : MAX_ON_FORM])
        pictures = super().get_queryset(request).filter(pk__gte=Coalesce(first_shown, 0))
        return pictures if request.user.has_perm(EDIT_ANY) else pictures.filter(article__created_by=request.user)

    def get_formset(self, request, obj=None, **kwargs):
        """Return the forms of an article's pictures; their heading says where those are that have none here."""
        if obj is not None and (left_out := obj.pictures.count() - MAX_ON_FORM) > 0:
            address = f"{reverse('admin:archive_picture_changelist')}?article__id__exact={obj.pk}"
            self.verbose_name_plural = format_html(
                'Pictures: the last {}. <a href="{}">All, with {} earlier ones</a>', MAX_ON_FORM, address, left_out
            )
        return super().get_formset(request, obj, absolute_max=self.max_num, validate_max=True, **kwargs)

    @admin.display(description="picture")
    def shown(self, picture: Picture) -> str:
        if not picture.pk:
            return ""
        return format_html(
            '<img class="desk-picture" src="{}" alt="{}">', thumbnail_of(picture), picture.alternative_text
        )

    @admin.display(description="in the text")
    def markup(self, picture: Picture) -> str:
        """Return a button that inserts the picture; without scripts, the markup to copy."""
        if not picture.pk:
            return "Once it is saved."
        return format_html(
            '<button type="button" class="desk-button" data-markup="{0}" hidden>Put into the text</button>'
            '<details class="desk-markup"><summary>Markup</summary><code>{0}</code></details>',
            markup_of(picture),
        )


class ShownFilter(admin.SimpleListFilter):
    title = "shown"
    parameter_name = "shown"

    def lookups(self, request, model_admin):
        return [("yes", "In an article"), ("no", "In no article")]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(is_shown=self.value() == "yes")
        return queryset


class PictureAdmin(AuditedDeletions):
    """Admin of all pictures, with a filter for unused ones."""

    form = PictureForm
    fields = ("shown", "file", "alternative_text", "caption", "credit", "name", "measures", "uploaded_by", "uploaded")
    readonly_fields = ("shown", "name", "measures", "uploaded_by", "uploaded")
    list_display = ("shown", "alternative_text", "name", "of_article", "is_in_an_article", "uploaded")
    list_display_links = ("alternative_text",)
    list_filter = (ShownFilter, "uploaded")
    list_per_page = 50
    search_fields = ("alternative_text", "caption", "credit", "name", "article__title")
    show_full_result_count = False

    def get_queryset(self, request):
        seen = Article.objects.filter(visible_to(request.user), pk=OuterRef("article"))
        pictures = Picture.objects.with_use().select_related("uploaded_by").order_by("-uploaded", "-pk")
        pictures = pictures.annotate(article_title=Subquery(seen.order_by().values("title")[:1]))
        return pictures if request.user.has_perm(EDIT_ANY) else pictures.filter(uploaded_by=request.user)

    def get_search_fields(self, request):
        """Return the searched fields; titles of articles only for users who may see all of them."""
        fields = super().get_search_fields(request)
        return fields if request.user.has_perm(EDIT_ANY) else [name for name in fields if name != "article__title"]

    def get_fields(self, request, obj=None):
        return [name for name in self.fields if obj is None or name != "file"]

    def save_model(self, request, picture: Picture, form, change) -> None:
        if not change:
            picture.uploaded_by = request.user
        super().save_model(request, picture, form, change)
        show_notes(request, [form])

    @admin.display(description="picture")
    def shown(self, picture: Picture) -> str:
        return format_html('<img class="desk-picture" src="{}" alt="">', thumbnail_of(picture)) if picture.pk else ""

    @admin.display(description="article", ordering="article")
    def of_article(self, picture: Picture) -> str | None:
        return picture.article_title

    @admin.display(description="in a text", boolean=True)
    def is_in_an_article(self, picture: Picture) -> bool:
        return picture.is_shown

    @admin.display(description="size")
    def measures(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height} pixels" if picture.pk else ""


def show_notes(request: HttpRequest, forms_saved) -> None:
    """Show the encoder's remarks on uploaded pictures as messages."""
    for form in forms_saved:
        for note in form.encoded.notes if form.encoded is not None else ():
            messages.info(request, f"{form.instance.name}: {note}")


def assign_uploaded_pictures(article: Article, user) -> None:
    """Assign to an article the pictures that a user uploaded in place while writing it, if its body shows them.

    Of a picture that was uploaded several times, the last upload is used.
    """
    waiting = Picture.objects.filter(article=None, uploaded_by=user)
    for digest in PictureUse.objects.filter(article=article).values_list("digest", flat=True):
        uploads = list(waiting.of_files(digest).order_by("pk"))
        if not uploads:
            continue
        article.pictures.of_files(digest).delete()
        Picture.objects.filter(pk=uploads[-1].pk).update(article=article)
        Picture.objects.filter(pk__in=[upload.pk for upload in uploads[:-1]]).delete()
