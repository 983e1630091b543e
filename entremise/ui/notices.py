"""Messages shown on the next page, with the way back when there is one."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from .components import Notice

_UNDO = "undo="
_LEVELS = {
    messages.INFO: "info",
    messages.SUCCESS: "success",
    messages.WARNING: "warning",
    messages.ERROR: "error",
}


def say(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Tell the person what has been done. `undo` is the address of the command that reverses it."""
    messages.success(request, text, extra_tags=f"{_UNDO}{undo}" if undo else "")


def read(message: Message) -> Notice:
    """The message as a component."""
    tags = message.extra_tags or ""
    undo = tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
    return Notice(str(message.message), _LEVELS.get(message.level, "info"), undo)  # type: ignore[arg-type]
