"""Whether calls may be made for an account, and the errors that say why not."""

from __future__ import annotations

from unispec.connections._linked import Linked, Reason, Status
from unispec.connections._renewal import Unclear
from unispec.diagnostics import Code, Diagnostic, InputError, LinkError, TransportError

CHECK_APP = "check the client id and the secret of the app"


def usable(linked: Linked | None) -> Linked:
    """Give an account that calls may be made for; raises `InputError` or `LinkError`."""
    if linked is None:
        raise unknown_connection()
    if linked.status is Status.DISABLED:
        remedy = "`engine.enable` lets calls be made for it again"
        raise InputError(Diagnostic(Code.DISABLED_CONNECTION, "the linked account is disabled", help=remedy))
    if linked.status is Status.NEEDS_REAUTH:
        raise _lost(linked.reason)
    return linked


def unknown_connection() -> InputError:
    """Say that a tenant has no such account; the account of another tenant is none."""
    return InputError(Diagnostic(Code.UNKNOWN_CONNECTION, "there is no linked account of this id"))


def _lost(reason: Reason | None) -> LinkError:
    message = f"the account must be linked again ({reason or 'no reason is known'})"
    remedy = "ask its owner; the account keeps its id"
    diagnostic = Diagnostic(Code.NEEDS_REAUTH, message, help=remedy)
    return LinkError(diagnostic, status=Status.NEEDS_REAUTH, reason=reason)


def late(seconds: float, known: Unclear | None = None) -> TransportError:
    """Say that a grant cannot be renewed before so many seconds; `known` is what the last try met."""
    problem = "the token endpoint gives no usable answer"
    if known is not None:
        problem = f"no new one was given: {known.problem}"
    return _no_fresh_token(problem, f"the grant is not lost; the next try is in {seconds:.0f} s")


def still_renewed() -> TransportError:
    """Say that the renewal that another call makes takes too long."""
    return _no_fresh_token("another call is still renewing it", "the grant is not lost; try again")


def app_refused(outcome: Unclear) -> TransportError:
    """Say that the token endpoint does not take the app, which no other try mends."""
    problem = f"no new one was given: {outcome.problem}"
    return _no_fresh_token(problem, f"{CHECK_APP}; the grant is not lost")


def _no_fresh_token(problem: str, remedy: str) -> TransportError:
    message = f"the access token has ended, and {problem}"
    return TransportError(Diagnostic(Code.NO_FRESH_TOKEN, message, help=remedy))
