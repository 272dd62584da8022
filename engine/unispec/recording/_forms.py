"""The forms in which a text holds what must be replaced, and what may stay."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from unispec.recording._keys import is_code, listed

_DATE = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[01][0-9]|2[0-4]):[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]{1,9})?)?(?:Z|[+-][01][0-9]:?[0-5][0-9])?"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_MAIL_DAY = rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),[ ][0-9]{{1,2}}[ ](?:{_MONTHS})"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_HOUR = r"(?<![\w:.])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?"
_GROUP = r"[0-9]++(?![^\W_])"
_BETWEEN = (
    r"(?:[^\w<>&]|_|&(?:nbsp|[a-z]{2}sp|thinsp|middot|[mn]dash|shy|zwn?j);"
    r"|</?(?:a|b|br|div|em|i|li|p|span|strong|td|tr|u|ul)[ ]?/?>){1,12}+"
)
_DAY = "[0-9]{4}/[01][0-9]/[0-3][0-9]|[0-3]?[0-9][./][0-3]?[0-9][./][0-9]{4}"
_IP6 = "(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}"
_TAGS = "a|b|br|div|em|h[1-6]|hr|i|img|li|ol|p|pre|span|strong|table|tbody|td|th|thead|tr|u|ul"
_LABEL = r"[^\W_](?:[\w-]{0,62}[^\W_])?"
_ATOM = r"[^\s<>()\[\]\"',:;@\\/=?&%#|*]{1,64}"

PIECES = re.compile(
    rf"""
      (?P<url>https?://[^\s<>"'`^{{}}|\\]+)
    | (?P<email>{_ATOM}@{_LABEL}(?:\.{_LABEL})+)
    | (?P<encoded>[\w.+-]{{1,64}}%40[^\W_][\w.-]{{0,250}}\.[\w-]{{0,62}}[^\W_])
    | (?P<uuid>(?<![^\W_])[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}(?![^\W_]))
    | (?P<date>(?<![^\W_]){_DATE}(?:[T ]{_CLOCK})?(?![^\W_]))
    | (?P<mailed>(?<![^\W_]){_MAIL_DAY}[ ][0-9]{{4}}[ ][0-9:]{{5,8}}[ ](?:GMT|UTC|[+-][0-9]{{4}})(?![^\W_]))
    | (?P<day>(?<![^\W_])(?:{_DAY})(?![^\W_]))
    | (?P<span>(?<![^\W_])P(?=[0-9T])(?:[0-9]{{1,3}}[YMWD])*(?:T(?:[0-9]{{1,3}}[HMS])+)?(?![^\W_]))
    | (?P<ip>(?<![^\W_])(?<![0-9]\.)[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}(?![^\W_]|\.[0-9]))
    | (?P<dashed>(?<![^\W_]){_OCTET}(?:-{_OCTET}){{3}}(?=[.-][A-Za-z]))
    | (?P<clock>{_HOUR}(?![\w:]))
    | (?P<mac>(?<![^\W_])(?:[0-9a-fA-F]{{2}}[:-]){{5}}[0-9a-fA-F]{{2}}(?![^\W_]))
    | (?P<ip6>(?<![\w:])(?=[0-9a-fA-F:]{{0,45}}(?:::|[a-fA-F])){_IP6}(?![\w:]))
    | (?P<number>(?<![^\W_]){_GROUP}(?:{_BETWEEN}(?!{_DATE}|{_HOUR}(?![\w:])){_GROUP})*)
    | (?P<entity>&(?:amp|apos|gt|lt|middot|[mn]dash|nbsp|quot|shy);)
    | (?P<tag></?(?:{_TAGS})(?=[\s/>]))
    | (?P<link>(?<=<)/[^\s<>"]+)
    | (?P<prefix>(?<![^\W_])[a-z]{{2,4}}_(?=[A-Za-z0-9]{{10,}}))
    | (?P<run>[^\W_]+)
    """,
    re.VERBOSE,
)
DIGITS = re.compile("[0-9]+")
RUN = re.compile(r"[^\W_]+")

_EDGE = re.compile(r"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")
_HEX = re.compile(r"(?=.*[0-9])(?:[0-9a-f]{6,}|[0-9A-F]{6,})")
_TWO = re.compile(r"[a-z]{2}|[A-Z]{2}")
_LOCALE = re.compile(r"[a-z]{2}[-_][A-Z]{2}")
_CURRENCIES = listed(
    """AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW
    MXN MYR NGN NOK NZD PEN PHP PKR PLN RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"""
)
_EARLIEST = timedelta(days=-20 * 365)
_LATEST = timedelta(days=5 * 365)


def is_harmless(text: str, key: str) -> bool:
    """Tell whether a whole text is a time zone, or a code where its name says so."""
    if "/" in text and text in _zones():
        return True
    return is_code(key) and (
        text in _CURRENCIES or bool(_LOCALE.fullmatch(text)) or bool(_TWO.fullmatch(text))
    )


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_hexadecimal(run: str) -> bool:
    """Tell whether letters and digits are those of a hexadecimal number."""
    return bool(_HEX.fullmatch(run))


def is_drawn(text: str, start: int) -> bool:
    """Tell whether the run that starts there looks drawn by lot, as ids are."""
    run = RUN.match(text, start)
    return run is not None and len(_EDGE.findall(run[0])) > 1


def is_epoch(digits: str, now: datetime) -> bool:
    """Tell whether digits are a point in time not far from now, in seconds or milliseconds."""
    if len(digits) not in (10, 13):
        return False
    seconds = int(digits[:10])
    return _EARLIEST < datetime.fromtimestamp(seconds, UTC) - now < _LATEST
