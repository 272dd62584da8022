"""What the name of a field says about its value."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
    """address age badge bank birth blood bonus card cell compensation coordinate cvc cvv disability
    earnings ethnicity fax gender geo gps height iban imei income insurance ip lat latitude license lng
    lon longitude mac mobile msisdn nationality pan passport phone pin plate postal postcode religion
    salary sex social ssn tax tel telephone wage weight whatsapp zip zipcode"""
)
_BIRTH = listed("anniversary bday birthdate birthday birthyear born dob nacimiento naissance nascita yob")
_BIRTHS = ("birth", "geburt")
_TIME = listed(
    """activated after archived at before begin begins canceled cancelled closed completed created date
    deleted due end ends expires expiry finished joined last modified now on opened published reset
    seen since start started starts stop time timestamp ts until updated"""
)
_COUNT = listed(
    """amount attempt capacity cost count day duration guest hour index interval length level limit max
    min minute month offset order page percent position price quantity rank remaining second size status
    step total version week width year"""
)
_CODE = listed("country currency lang language locale")
_ERROR = listed("code error http status")
_SECRET = listed(
    """apikey authorization bearer credential cvc cvv jwt mfa otp passcode passphrase passwd password pin
    pwd secret token totp"""
)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a value, and what the names above it say of it."""

    key: str = ""
    is_birth: bool = False
    is_personal: bool = False
    is_secret: bool = False

    def below(self, key: str) -> Name:
        """Name what stands under a key of this value."""
        return Name(
            key,
            self.is_birth or is_birth(key),
            self.is_personal or is_personal(key),
            self.is_secret or is_secret(key),
        )


NAMELESS = Name()


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
    return any(_single(part) in _BIRTH or part.startswith(_BIRTHS) for part in parts_of(key))


def is_time(key: str) -> bool:
    """Tell whether a name says that its value is a point in time."""
    return not is_personal(key) and bool(parts_of(key)) and parts_of(key)[-1] in _TIME


def is_count(key: str) -> bool:
    """Tell whether a name says that its value is a number of things."""
    return bool(parts_of(key)) and _single(parts_of(key)[-1]) in _COUNT


def is_error_code(key: str) -> bool:
    """Tell whether a name says that its value is the code of an error."""
    return bool(parts_of(key)) and _ERROR.issuperset(parts_of(key))


def is_code(key: str) -> bool:
    """Tell whether a name says that its value is a code of a language, a country or a currency."""
    parts = [part for part in map(_single, parts_of(key)) if part not in ("code", "default", "iso")]
    return bool(parts) and parts[-1] in _CODE


def is_secret(key: str) -> bool:
    """Tell whether a name says that its value opens something."""
    return not _SECRET.isdisjoint(map(_single, parts_of(key)))


def _single(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
