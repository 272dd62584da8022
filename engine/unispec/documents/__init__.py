"""Files become documents: plain data that knows on which line each of its values stands.

YAML is read strictly: one document, YAML 1.2 core scalars, no anchors, aliases, merge keys, tags or
directives, no duplicate keys. Whatever is wrong comes back as diagnostics; content never raises.
TOML holds settings alone. Files of other programs are read as they are found.
"""

from unispec.documents._comments import Comment
from unispec.documents._document import Document, from_data
from unispec.documents._entries import Style
from unispec.documents._files import (
    Files,
    KeptFiles,
    Stamp,
    leads_out,
    read_json,
    read_toml,
    read_yaml,
    stamp,
)
from unispec.documents._findings import MAX_BYTES, MAX_VALUES, Parsed
from unispec.documents._foreign import parse_foreign, read_foreign
from unispec.documents._json import parse_json
from unispec.documents._overlay import overlay
from unispec.documents._storing import store
from unispec.documents._toml import parse_toml
from unispec.documents._writing import yaml_text
from unispec.documents._yaml import MAX_DEPTH, parse_yaml

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_VALUES",
    "Comment",
    "Document",
    "Files",
    "KeptFiles",
    "Parsed",
    "Stamp",
    "Style",
    "from_data",
    "leads_out",
    "overlay",
    "parse_foreign",
    "parse_json",
    "parse_toml",
    "parse_yaml",
    "read_foreign",
    "read_json",
    "read_toml",
    "read_yaml",
    "stamp",
    "store",
    "yaml_text",
]
