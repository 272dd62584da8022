"""What to do next: operations as generators of steps, which never touch the world themselves."""

from unispec.flow._account import ProxyReply, proxy, read_account
from unispec.flow._answers import decoded
from unispec.flow._bookmark import Bookmark, check_cursor, read_cursor, write_cursor
from unispec.flow._call import Call, Ceilings
from unispec.flow._deadline import Deadline, late, within
from unispec.flow._exchange import moment
from unispec.flow._expressions import failed, pruned
from unispec.flow._listing import Gathering, listing
from unispec.flow._mapping import Mapper, Validation
from unispec.flow._origin import ForeignUrl, query_text, same_origin
from unispec.flow._others import new_call
from unispec.flow._page import Item, Page
from unispec.flow._pages import fingerprint_of, pages, variant_for
from unispec.flow._parameters import accepted, choose, offered, supported
from unispec.flow._plan import Plan
from unispec.flow._program import Program
from unispec.flow._relay import Carry, relayed
from unispec.flow._request_plan import base_of, checked_base
from unispec.flow._single import one
from unispec.flow._sparing import Reserve, spared
from unispec.flow._steps import (
    Answer,
    Credentials,
    Do,
    Emit,
    Failure,
    Flow,
    Fork,
    RateLimit,
    RawPage,
    Reply,
    Request,
    Send,
    Shield,
    Step,
    Wait,
)
from unispec.flow._tree import Compiled, Compiler

__all__ = [
    "Answer",
    "Bookmark",
    "Call",
    "Carry",
    "Ceilings",
    "Compiled",
    "Compiler",
    "Credentials",
    "Deadline",
    "Do",
    "Emit",
    "Failure",
    "Flow",
    "ForeignUrl",
    "Fork",
    "Gathering",
    "Item",
    "Mapper",
    "Page",
    "Plan",
    "Program",
    "ProxyReply",
    "RateLimit",
    "RawPage",
    "Reply",
    "Request",
    "Reserve",
    "Send",
    "Shield",
    "Step",
    "Validation",
    "Wait",
    "accepted",
    "base_of",
    "check_cursor",
    "checked_base",
    "choose",
    "decoded",
    "failed",
    "fingerprint_of",
    "late",
    "listing",
    "moment",
    "new_call",
    "offered",
    "one",
    "pages",
    "proxy",
    "pruned",
    "query_text",
    "read_account",
    "read_cursor",
    "relayed",
    "same_origin",
    "spared",
    "supported",
    "variant_for",
    "within",
    "write_cursor",
]
