"""What goes wrong and is said to a person in so many words."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a failure
    """A rule said no. The message is French and shown as it is.

    `code` is for programs (the API answers it); `field` names the input at fault, when one is;
    `status` is the HTTP status when nobody turns the refusal into a form error.
    """

    def __init__(self, message: str, *, code: str, field: str | None = None, status: int = 409):
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field
        self.status = status
