"""What is taken for a secret, what is not, and that none is ever shown."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from unispec.diagnostics._secrets import secret_in
from unispec.documents import overlay, parse_yaml
from unispec.rendering import frame
from unispec.rules import Subject
from unispec.rules._secret_in_spec import secret_in_spec
from unispec.specs import Catalogue

CATALOGUE = Catalogue.load(Path(__file__).parent / "base", bundled=False)
PAGES = frozenset({"page", "next", "token_of_next"})
DRAWN = "9f86d081884c7d659a2feaa0c55ad015"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"

# Some are cut in two, so that no scanner of repositories takes them for real.
SECRETS = [
    ("x", f"see {JWT} there"),
    ("authorization", f"Bearer {JWT}"),
    ("x", "sk_live" + "_4eC39HqLyjWDarjtT1zdp7dc"),
    ("x", "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a"),
    ("x", "github_pat" + "_11ABCDEFG0aB1cD2eF3gH4"),
    ("x", "xoxb-2048-8192-Zk3vQ7rT1mN5"),
    ("x", "AKIAZ7Q3M5N8P2R4T6W9"),
    ("x", "AIza" + "Sy1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7"),
    ("x", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"),
    ("x", "-----BEGIN PRIVATE KEY-----"),
    ("url", "https://ada:hunter2@api.demo.test/v1"),
    ("header", "Basic YWRhOm9wZW4tc2VzYW1l"),
    ("header", f"Bearer {DRAWN}"),
    ("header", "token 4fQ9zR7tY2uW8xK1pL6m"),
    ("api_key", DRAWN),
    ("X-Api-Key", DRAWN),
    ("apiKey", DRAWN),
    ("accessToken", DRAWN),
    ("token", f'"{DRAWN}"'),
    ("client_secret", "4fQ9zR7tY2uW8xK1pL6m"),
    ("password", "{{ input.name }}4fQ9zR7tY2uW8xK1pL6m"),
    ("signing-keys-secret", DRAWN),
    ("passwords", DRAWN),
    ("api_key_2", DRAWN),
    ("oauth2Token", DRAWN),
]
HARMLESS = [
    ("x", DRAWN),
    ("id", DRAWN),
    ("uri", "https://api.demo.test/events/4fQ9zR7tY2uW8xK1pL6m"),
    ("token", "0d1a8c64-9b2f-4e53-a7c6-5f3e2d1c0b9a"),
    ("page_token", DRAWN),
    ("next_page_token", JWT),
    ("Page", DRAWN),
    ("next", JWT),
    ("next_page", f"https://api.demo.test/events?page_token={JWT}"),
    ("sync_token", DRAWN),
    ("cursor", JWT),
    ("key", DRAWN),
    ("primary_key", DRAWN),
    ("password", "{{ credentials.password }}"),
    ("Authorization", "Bearer {{ credentials.token }}"),
    ("Authorization", "Bearer test-token-0123456789abcdef"),
    ("Authorization", "Bearer …"),
    ("Authorization", "Bearer the-token-of-an-owner"),
    ("Authorization", "Basic user-and-password"),
    ("token", "xxxxxxxxxxxxxxxxxxxx1x2x3x4"),
    ("token", "[redacted]"),
    ("access_token", "your-access-token-goes-here-1-2-3"),
    ("access_token", "$credentials.oauth2_access_token_of_account"),
    ("secret", "is_secret_or_private_in_version_2"),
    ("token", "$split(uri, '/')[-1]"),
    ("token_url", "https://login.demo.test/oauth2/v2/token"),
    ("x", "AKIAIOSFODNN7EXAMPLE"),
    ("x", "https://docs.demo.test/a:b@c"),
    ("x", "https://{{ vars.user }}:{{ vars.word }}@demo.test"),
    ("x", "mailto:ada@demo.test"),
    ("", ""),
]


@pytest.mark.parametrize(("key", "text"), SECRETS)
def test_a_secret_is_found_in_its_text(key: str, text: str) -> None:
    found = secret_in(key, text, PAGES)
    assert found is not None
    start, end = found.inside
    assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(("key", "text"), HARMLESS)
def test_what_is_no_secret_is_left_alone(key: str, text: str) -> None:
    assert secret_in(key, text, PAGES) is None


def told(changes: dict[str, object]) -> str:
    catalogue = CATALOGUE.overridden("demo", {"integration": changes})
    found = list(secret_in_spec(Subject(catalogue.integrations["demo"], catalogue.models)))
    assert found
    return "".join(map(frame, found)) + "".join(map(str, found)) + repr(found) + repr(pickle.dumps(found))


@pytest.mark.parametrize("key", ["api_key", "password"])
def test_no_finding_shows_a_secret_that_was_given_in_python(key: str) -> None:
    assert DRAWN not in told({"vars": {key: DRAWN}})


@pytest.mark.parametrize(
    "written",
    [
        "vars: {{api_key: {0}}}",
        'vars: {{api_key: "{0}", password: "{0}"}}',
        'vars: {{api_key: "\\u0041{0}"}}',
        "vars:\n  api_key: |\n    {0}\n",
        "vars:\n  api_key: >-\n    {0}\n    {0}\n",
        'vars: {{key: "-----BEGIN PRIVATE KEY-----\\n{0}"}}',
    ],
)
def test_no_frame_shows_a_secret_however_it_is_written(written: str) -> None:
    upper = parse_yaml("upper.yaml", written.format(DRAWN).encode()).document
    lower = CATALOGUE.files["demo"].integration
    assert upper is not None
    assert lower is not None
    integration = replace(CATALOGUE.integrations["demo"], source=overlay(lower, upper))
    found = list(secret_in_spec(Subject(integration, CATALOGUE.models)))
    assert found
    assert all(each.location and each.location.file == "upper.yaml" for each in found)
    assert DRAWN not in "".join(map(frame, found)) + "".join(map(str, found)) + repr(found)
