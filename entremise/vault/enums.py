"""What a kept file can be."""

from django.db import models


class Kind(models.TextChoices):
    """The kinds of files that are kept. Whatever came in, it was made again as one of these."""

    JPEG = "jpeg", "photographie"
    PNG = "png", "image"
    PDF = "pdf", "document PDF"

    @property
    def extension(self) -> str:
        """With its dot."""
        return ".jpg" if self is Kind.JPEG else f".{self.value}"

    @property
    def media_type(self) -> str:
        """What a browser is told it is."""
        return "application/pdf" if self is Kind.PDF else f"image/{self.value}"
