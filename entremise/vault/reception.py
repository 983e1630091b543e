"""Receives files in memory: what people entrust is not written in clear, even for a moment."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class InMemory(FileUploadHandler):
    """Holds at most `settings.UPLOAD_BYTES` for all the files of a request.

    A file beyond that is counted and let go: it arrives with its size and without its content, so
    that the form can say what it weighed.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.left = settings.UPLOAD_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin another file of the request."""
        super().new_file(*args, **kwargs)
        self.file = BytesIO()
        self.whole = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what there is room for; no other handler sees it."""
        self.whole = self.whole and len(raw_data) <= self.left
        if self.whole:
            self.left -= len(raw_data)
            self.file.write(raw_data)
        elif self.file.tell():
            self.left += self.file.tell()
            self.file = BytesIO()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, as forms receive it."""
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
