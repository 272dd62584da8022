"""A small catalogue root with one integration and one case, to be spoiled."""

from pathlib import Path

INTEGRATION = """\
spec_version: 1
integration: acme
base_url: https://api.example.com/v2
functions:
  label: |
    function($text) { $text ? $uppercase($text) }
answers: {body: Body, error: Error}
pagination:
  pages:
    style: page
    param: page
    start: 1
    more: more
    limit: {param: size, max: 2}
errors:
  message: error.text
"""
GROUPS = """\
resource: user_directory/groups
record: Team
operations:
  list:
    request:
      path: /teams
      query:
        org: organization.id
    pagination: pages
    records: data
  get:
    request:
      path: /teams/{{ input.id }}
    records: $
map:
  id: $string(number)
  name: |
    title ? $label(title) : "nameless"
  description: note
  member_count: size ?? 0
"""
PROVIDER = """\
{"$defs": {
  "Team": {"type": "object", "properties": {
    "number": {"type": "integer"}, "title": {"type": ["string", "null"]},
    "note": {"type": "string"}, "size": {"type": "integer"}}},
  "Body": {"type": "object", "properties": {
    "data": {"type": "array", "items": {"$ref": "#/$defs/Team"}}, "more": {"type": "boolean"}}},
  "Error": {"type": "object", "properties": {
    "error": {"type": "object", "properties": {"text": {"type": "string"}}}}}
}}
"""
CASE = """\
operation: list
exchanges:
  - request: {path: /v2/teams, query: {page: 1}}
    reply:
      body:
        data: [{number: 1, title: one, size: 3}, {number: 2, title: two, size: 4}]
        more: true
  - request: {path: /v2/teams, query: {page: 2}}
    reply:
      body:
        data: [{number: 3, title: three, note: last, size: 5}]
        more: false
"""
HOME = Path("integrations/acme")
CASES = HOME / "cases/user_directory/groups"
SNAPSHOTS = Path("snapshots/acme/user_directory/groups")


def write(root: Path, path: Path | str, text: str) -> Path:
    """Write a file of a root, and make the folders above it."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    return place


def acme(root: Path) -> Path:
    """Make a root whose one case is called `two-pages`."""
    write(root, HOME / "integration.yaml", INTEGRATION)
    write(root, HOME / "user_directory/groups.yaml", GROUPS)
    write(root, HOME / "provider.schema.json", PROVIDER)
    write(root, CASES / "two-pages.yaml", CASE)
    return root


def files(root: Path) -> dict[str, bytes]:
    """Everything that is in a root, by path."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.glob("**/*") if path.is_file()}
