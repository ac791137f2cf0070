"""The people of one scenario who ask the ENT without a browser; all that was said is kept as evidence."""

from __future__ import annotations

import pytest

from acceptance.campaign.recorder import NotReadyError
from acceptance.people import Cast, MissingPersonError
from acceptance.probes.http import Caller, Callers
from acceptance.stage import NOBODY
from fixtures.accounts import Account
from portal.http import PortalError


class Probe:
    """``page`` of the stage, without the browser."""

    def __init__(self, callers: Callers, cast: Cast) -> None:
        self.callers = callers
        self._cast = cast
        self._asked: list[Caller] = []

    def caller(self, who: str) -> Caller:
        """A person already signed in, or an unknown one. Raises NotReadyError."""
        if who == NOBODY:
            return self._listened(self.callers.unknown())
        account = self.account(who)
        try:
            return self._listened(self.callers.known(who, account))
        except PortalError as error:
            raise NotReadyError(f"{who} n’a pas pu s’identifier : {error}") from None

    def fresh(self, who: str) -> Caller:
        """A person in a session of its own. Raises NotReadyError."""
        try:
            return self._listened(self.callers.fresh(who, self.account(who)))
        except PortalError as error:
            raise NotReadyError(f"{who} n’a pas pu s’identifier : {error}") from None

    def account(self, who: str) -> Account:
        """The account of a person; without one the point is left out."""
        try:
            return self._cast.account(who)
        except MissingPersonError as error:
            pytest.skip(str(error))

    @property
    def trace(self) -> str:
        """All the exchanges of the scenario, in the order in which people first asked."""
        return "\n".join(line for caller in self._asked for line in caller.trace)

    def _listened(self, caller: Caller) -> Caller:
        self._asked.append(caller)
        return caller
