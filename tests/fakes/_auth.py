"""Who is calling, and what that token may read."""

from tests.fakes._calls import Caller, forbidden, missing_scope, unauthenticated
from tests.fakes._world import Record, Token, World


def bearer_of(authorization: str | None) -> str:
    """The token that a request comes with."""
    scheme, _, bearer = (authorization or "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else ""


def authenticate(world: World, token: Token | None, scopes: tuple[str, ...]) -> Caller:
    """The caller of a route that any one of `scopes` opens."""
    if token is None or token.expired:
        raise unauthenticated()
    if not any(_granted(token.scopes, scope) for scope in scopes):
        raise missing_scope(scopes)
    return Caller(token.user, world.roles[token.user])


def _granted(granted: tuple[str, ...], scope: str) -> bool:
    return scope in granted or scope.replace(":read", ":write") in granted


def only_administrators(caller: Caller) -> None:
    if not caller.administers:
        raise forbidden()


def may_see_user(world: World, caller: Caller, user: str) -> None:
    """A member reads only themself; nobody reads people of another organization."""
    if user not in world.roles:
        raise forbidden("This user is not in your organization")
    if user != caller.user and not caller.administers:
        raise forbidden()


def may_see_organization(world: World, organization: str) -> None:
    if organization != world.organization["uri"]:
        raise forbidden()


def may_see_event(caller: Caller, event: Record, message: str) -> None:
    hosts = (held["user"] for held in event.data["event_memberships"])
    if not caller.administers and caller.user not in hosts:
        raise forbidden(message)


def may_see_group(world: World, caller: Caller, group: str) -> None:
    if not caller.administers and caller.user not in world.group_admins.get(group, frozenset()):
        raise forbidden()
