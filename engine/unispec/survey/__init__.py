"""What integrations cover, computed from their specs: operations, parameters and fields."""

from unispec.survey._comparison import comparison, pages
from unispec.survey._json import told
from unispec.survey._markdown import MARK
from unispec.survey._offers import Offer, offers_of
from unispec.survey._page import page
from unispec.survey._survey import (
    Condition,
    Coverage,
    Field,
    Filling,
    Paging,
    Parameter,
    Presence,
    Survey,
    Way,
)
from unispec.survey._survey_of import survey_of

__all__ = [
    "MARK",
    "Condition",
    "Coverage",
    "Field",
    "Filling",
    "Offer",
    "Paging",
    "Parameter",
    "Presence",
    "Survey",
    "Way",
    "comparison",
    "offers_of",
    "page",
    "pages",
    "survey_of",
    "told",
]
