"""Where a survey begins; the types of expressions are imported when one does, as they are heavy."""

from __future__ import annotations

from unispec.specs import Catalogue
from unispec.survey._survey import Survey


def survey_of(catalogue: Catalogue, name: str) -> Survey:
    """Survey one integration; raises `InputError` for an unknown one, or `SpecError`."""
    from unispec.survey._surveying import surveyed

    return surveyed(catalogue, name)
