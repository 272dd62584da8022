"""The organization: users, memberships, invitations, groups."""

from tests.fakes._auth import (
    may_see_group,
    may_see_organization,
    may_see_user,
    only_administrators,
)
from tests.fakes._calls import Answer, Call, forbidden
from tests.fakes._parameters import choice, ordering, reference, required
from tests.fakes._records import API
from tests.fakes._site import Site, resource


def get_me(site: Site, call: Call) -> Answer:
    return resource(site.world.by_uri[call.caller.user])


def get_user(site: Site, call: Call) -> Answer:
    record = site.find(call.path)
    may_see_user(site.world, call.caller, record.data["uri"])
    return resource(record)


def get_organization(site: Site, call: Call) -> Answer:
    return resource(site.find(call.path))


def list_memberships(site: Site, call: Call) -> Answer:
    """An ordinary member is shown the own membership only, whatever the organization has."""
    user = reference(call, "user", "users")
    organization = reference(call, "organization", "organizations")
    role = choice(call, "role", ("owner", "admin", "user"))
    email = call.query.get("email")
    if organization is not None:
        may_see_organization(site.world, organization)
    if user is not None:
        may_see_user(site.world, call.caller, user)
    rows = [
        record
        for record in site.world.membership_records
        if (call.caller.administers or record.data["user"]["uri"] == call.caller.user)
        and user in (None, record.data["user"]["uri"])
        and role in (None, record.data["role"])
        and (email is None or email.lower() == record.data["user"]["email"].lower())
    ]
    return site.pager.page(call, rows)


def get_membership(site: Site, call: Call) -> Answer:
    record = site.find(call.path)
    may_see_user(site.world, call.caller, record.data["user"]["uri"])
    return resource(record)


def list_invitations(site: Site, call: Call) -> Answer:
    organization = f"{API}/organizations/{call.ids['organization']}"
    site.find(f"/organizations/{call.ids['organization']}")
    only_administrators(call.caller)
    status = choice(call, "status", ("pending", "accepted", "declined"))
    sort = ordering(call, ("created_at",), "created_at:asc")
    email = call.query.get("email")
    rows = [
        record
        for record in site.world.invitation_records
        if record.data["organization"] == organization
        and status in (None, record.data["status"])
        and (email is None or email.lower() == record.data["email"].lower())
    ]
    return site.pager.page(call, sort(rows))


def get_invitation(site: Site, call: Call) -> Answer:
    only_administrators(call.caller)
    return resource(site.find(call.path))


def list_groups(site: Site, call: Call) -> Answer:
    required(call, "organization")
    organization = reference(call, "organization", "organizations")
    if organization != site.world.organization["uri"]:
        raise forbidden()
    only_administrators(call.caller)
    return site.pager.page(call, site.world.group_records)


def get_group(site: Site, call: Call) -> Answer:
    record = site.find(call.path)
    members = site.world.teams.get(record.data["uri"], frozenset())
    if call.caller.user not in members:
        may_see_group(site.world, call.caller, record.data["uri"])
    return resource(record)
