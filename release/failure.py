"""The error of a release that cannot be made."""


class ReleaseError(Exception):
    """A release that cannot be made; the message has the reason, and the next step."""
