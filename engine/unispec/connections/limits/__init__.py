"""Rate limits that are kept rather than met: requests of one account wait for their turn."""

from unispec.connections.limits._budget import Budget, LocalBudget, Told, Turn
from unispec.connections.limits._clock import Clock
from unispec.connections.limits._ledger import Ledger, Taken
from unispec.connections.limits._limited import limited
from unispec.connections.limits._shared import SharedBudget

__all__ = ["Budget", "Clock", "Ledger", "LocalBudget", "SharedBudget", "Taken", "Told", "Turn", "limited"]
