"""The functions of JSONata for people: what each takes, and what it does in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_WRITTEN = """
abs(number) | The number without its sign.
append(array, other) | One list of all items of both.
assert(condition, message?) | Fails with the message unless the condition is true.
average(numbers) | The mean of numbers.
base64decode(text) | The text that was encoded as Base64.
base64encode(text) | The text encoded as Base64.
boolean(value) | Whether a value counts as true: empty texts, 0, null and empty lists do not.
ceil(number) | The number rounded up to a whole one.
clone(value) | A copy of a value.
contains(text, pattern) | Whether a text holds another, or matches a regular expression.
count(array) | How many items there are; 0 of nothing.
decodeUrl(text) | A URL without its percent-encoding.
decodeUrlComponent(text) | A piece of a URL without its percent-encoding.
distinct(array) | The items without repetitions.
each(object, function) | What the function gives for each value and key of an object, as a list.
encodeUrl(text) | A URL in percent-encoding.
encodeUrlComponent(text) | A piece of a URL in percent-encoding.
error(message?) | Fails with the message.
exists(value) | Whether there is a value; null is one.
filter(array, function) | The items for which the function gives true.
floor(number) | The number rounded down to a whole one.
formatBase(number, radix?) | A number as text in a base from 2 to 36.
formatInteger(number, picture) | A whole number as text that follows a picture, such as `0001` or `w`.
formatNumber(number, picture, options?) | A number as text that follows a picture, such as `#,##0.00`.
fromMillis(number, picture?, timezone?) | The time at so many milliseconds after 1970, as text.
join(texts, separator?) | The texts as one, with the separator between them.
keys(object) | The names of the fields of an object.
length(text) | How many characters a text has.
lookup(object, key) | The value under a key; nothing when the object has no such key.
lowercase(text) | The text in small letters.
map(array, function) | What the function gives for each item.
match(text, pattern, limit?) | Every match of a regular expression, with its groups.
max(numbers) | The largest of numbers.
merge(objects) | One object with the fields of all; later ones win.
min(numbers) | The smallest of numbers.
not(value) | Whether a value counts as false; nothing of nothing.
number(value) | A text or a truth value as a number.
pad(text, width, letter?) | The text made so wide with blanks, on the left for a negative width.
parseInteger(text, picture) | The whole number that a text means by a picture.
power(base, exponent) | The base to the power of the exponent.
reduce(array, function, start?) | One value, made by the function of the value so far and each item in turn.
replace(text, pattern, replacement, limit?) | The text with what matches replaced.
reverse(array) | The items in reverse order.
round(number, digits?) | The nearest number with so many digits; halves go to the even one.
sift(object, function?) | The fields for which the function gives true.
single(array, function?) | The only item for which the function gives true; no or more items fail.
sort(array, function?) | The items in order; the function tells whether two must change places.
split(text, separator, limit?) | The pieces of a text between separators.
spread(object) | One object for each field.
sqrt(number) | The square root.
string(value, pretty?) | A value as text; objects and lists as JSON.
substring(text, start, length?) | The part of a text from an offset on; a negative one counts from the end.
substringAfter(text, mark) | What follows the first mark; the whole text when there is none.
substringBefore(text, mark) | What stands before the first mark; the whole text when there is none.
sum(numbers) | The sum of numbers.
toMillis(text, picture?) | The milliseconds from 1970 to a time.
trim(text) | The text without blanks at its ends, and with single ones inside.
type(value) | What a value is: `string`, `number`, `boolean`, `array`, `object`, `function` or `null`.
uppercase(text) | The text in capital letters.
zip(array, more…) | Lists of the first items of all, of the second ones, and so on.
"""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A function of JSONata: how it is called, and what it does."""

    signature: str
    sentence: str


def _read() -> Mapping[str, BuiltIn]:
    pairs = (line.split(" | ") for line in _WRITTEN.strip().splitlines())
    return {call.partition("(")[0]: BuiltIn(f"${call}", sentence) for call, sentence in pairs}


FUNCTIONS: Mapping[str, BuiltIn] = MappingProxyType(_read())
"""By name, without the `$`."""

VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "input": "What the caller asked: the unified parameters of the operation.",
        "connection": "What is known of the account, by `connection.map` of `integration.yaml`.",
        "vars": "The constants of `integration.yaml`.",
        "related": "What related operations answered for this record, in unified form.",
        "status": "The status of the response.",
        "headers": "The headers of the response, with names in lower case.",
        "credentials": "What the caller gave to be authorized with.",
    }
)
"""What the variables hold that expressions and templates are given."""
