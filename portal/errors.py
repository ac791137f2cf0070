"""What goes wrong for a reason the user can act on."""

from __future__ import annotations


class PreauError(Exception):
    """A fault explained to the user in French: what is wrong, where, and what to do.

    Commands print the message without a traceback and leave with :attr:`exit_code`.
    """

    exit_code = 2

    def __init__(self, message: str, *, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}\n  → {remedy}" if remedy else message)
