"""What the name of a field says about its value."""

from __future__ import annotations

import re
from functools import lru_cache


def listed(text: str) -> frozenset[str]:
    """Read a list of words."""
    return frozenset(text.split())


_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]+")

_ID = listed(
    """account barcode code guid id identifier iban key nr number no otp pin ref reference serial sku
    tin uid uuid vat"""
)
_PERSONAL = listed(
    """address age bank card cell coordinate cvc cvv disability ethnicity fax gender geo gps height
    income insurance ip lat latitude license lng lon longitude mobile msisdn nationality passport phone
    pin plate postal postcode religion salary sex social ssn tax tel telephone wage weight whatsapp zip
    zipcode"""
)
_BIRTH = listed("anniversary birth birthdate birthday birthyear born dob")
_TIME = listed(
    """activated after archived at before begin begins canceled cancelled closed completed created date
    deleted due end ends expires expiry finished from joined last modified now opened published reset
    seen sent since start started starts stop time timestamp ts until updated valid"""
)
_CODE = listed("country lang language locale")
_SECRET = listed(
    """apikey authorization bearer credential jwt otp passphrase passwd password pwd secret token"""
)


@lru_cache(maxsize=4096)
def parts_of(key: str) -> tuple[str, ...]:
    """Take a name apart into its words, in small letters: `userName`, `user_name` and `user-name` alike."""
    return tuple(part.lower() for part in _PART.findall(key))


def is_id(key: str) -> bool:
    """Tell whether a name says that its value identifies something."""
    return bool(parts_of(key)) and _single(parts_of(key)[-1]) in _ID


def is_personal(key: str) -> bool:
    """Tell whether a name says that even a short number is somebody's own."""
    return is_birth(key) or not _PERSONAL.isdisjoint(map(_single, parts_of(key)))


def is_birth(key: str) -> bool:
    """Tell whether a name says that its value is a day of somebody's life."""
    return not _BIRTH.isdisjoint(parts_of(key))


def is_time(key: str) -> bool:
    """Tell whether a name says that its value is a point in time."""
    return not is_personal(key) and not _TIME.isdisjoint(parts_of(key))


def is_code(key: str) -> bool:
    """Tell whether a name says that its value is a code of a language or a country."""
    return not _CODE.isdisjoint(parts_of(key))


def is_secret(key: str) -> bool:
    """Tell whether a name says that its value opens something."""
    return not _SECRET.isdisjoint(map(_single, parts_of(key)))


def _single(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
