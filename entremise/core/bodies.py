"""Reads the JSON of a request, compressed or not: on a slow network a phone compresses what it
sends.
"""

import json
import zlib
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.parser import Parser

GZIP = 16 + zlib.MAX_WBITS


class CompressedParser(Parser):
    """Takes `Content-Encoding: gzip`, no larger once opened than a plain body may be."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The document. Raises RequestDataTooBig, or ValueError when it cannot be read."""
        if request.headers.get("Content-Encoding", "").lower() != "gzip":
            return super().parse_body(request)
        return json.loads(opened(request.body, settings.DATA_UPLOAD_MAX_MEMORY_SIZE))


def opened(body: bytes, most: int) -> bytes:
    """What a gzip body holds. Raises RequestDataTooBig beyond `most` bytes, which are never
    unpacked, and ValueError when it is not whole.
    """
    opener = zlib.decompressobj(GZIP)
    try:
        content = opener.decompress(body, most + 1)
    except zlib.error as error:
        raise ValueError("not gzip") from error
    if len(content) > most:
        raise RequestDataTooBig("an unpacked body is too large")
    if not opener.eof:
        raise ValueError("cut gzip")
    return content
