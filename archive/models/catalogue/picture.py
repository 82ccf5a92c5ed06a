"""Pictures: files uploaded by editors, and the articles that show them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from archive.models.catalogue.article import Article
from archive.text.markup.pictures import FORMATS, PictureAddress, pictures_in

DIGEST_LENGTH = 32  # hexadecimal digits of the checksum in an address: 128 bits, so collisions do not occur


class PictureQuerySet(models.QuerySet):
    def of_files(self, digest: str) -> PictureQuerySet:
        """Filter the pictures with these files: one, unless the same was uploaded for several articles."""
        # As a range, which uses the index; no hexadecimal digit sorts after "g".
        return self.filter(sha256__gte=digest, sha256__lt=f"{digest}g")

    def with_use(self) -> PictureQuerySet:
        """Annotate `is_shown`: whether any article's body shows it now."""
        uses = PictureUse.objects.filter(digest=Left(models.OuterRef("sha256"), DIGEST_LENGTH))
        return self.annotate(is_shown=models.Exists(uses))


class Picture(models.Model):
    """Uploaded picture, re-encoded, and stored in files named by their content.

    A body's markup has a picture's position and texts, so that a version of an article is complete; alternative text,
    caption and credit here are those of the upload, from which the markup is made.
    """

    article = models.ForeignKey(
        Article,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pictures",
        help_text="The article that it was uploaded for.",
    )
    name = models.CharField("file name", max_length=255)
    alternative_text = models.CharField(
        max_length=500,
        help_text="What it shows, for who cannot see it: “Two ferries moored at an empty quay”.",
    )
    caption = models.TextField(blank=True, help_text="Printed below the picture.")
    credit = models.CharField(max_length=200, blank=True, help_text="Whose picture it is: “Ana Brod / Harbour Letter”.")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    format = models.CharField(max_length=3, choices=[(name, kind) for name, kind in FORMATS.items()], editable=False)
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    sizes = models.JSONField(default=list, editable=False, help_text="Widths of its files, in pixels.")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    uploaded = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(alternative_text=""), name="picture_has_alternative_text"),
            models.CheckConstraint(condition=Q(format__in=FORMATS), name="picture_format_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def digest(self) -> str:
        """Return the part of its checksum in its address."""
        return self.sha256[:DIGEST_LENGTH]

    @property
    def address(self) -> PictureAddress:
        """Return the address of its full file, for a body's <img>."""
        return PictureAddress(self.digest, self.width, self.height, self.format)


class PictureUse(models.Model):
    """Use of a picture in an article's body; derived whenever the body is saved."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="picture_uses")
    digest = models.CharField(max_length=DIGEST_LENGTH, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "digest"], name="one_use_per_picture")]

    def __str__(self) -> str:
        return f"{self.digest} ({self.article_id})"


def update_usage(article: Article, *, is_new: bool = False) -> None:
    """Update the uses of pictures of an article from its body. `is_new` saves the query for existing ones."""
    wanted = {picture.digest for picture in pictures_in(article.body)}
    existing = set() if is_new else set(article.picture_uses.values_list("digest", flat=True))
    if gone := existing - wanted:
        article.picture_uses.filter(digest__in=gone).delete()
    if new := wanted - existing:
        PictureUse.objects.bulk_create(
            [PictureUse(article=article, digest=digest) for digest in sorted(new)], ignore_conflicts=True
        )


def folder_of(digest: str) -> Path:
    """Return the folder for the files of a picture, which may not exist: below MEDIA_ROOT, by checksum."""
    return Path(settings.MEDIA_ROOT) / "pictures" / digest[:2] / digest


def exists(address: PictureAddress) -> bool:
    """Return whether the archive has the files of a picture."""
    return (folder_of(address.digest) / address.name).is_file()
