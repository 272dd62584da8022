"""Security schemes of an API become kinds of credentials."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.scaffolding.skeletons import api, integration, written

TOKEN = {"token": {"header": {"Authorization": "Bearer {{ credentials.token }}"}}}
KEY = "{{ credentials.api_key }}"
ACCESS = {"Authorization": "Bearer {{ credentials.access_token }}"}
URLS = {"authorizationUrl": "https://a.example/authorize", "tokenUrl": "https://a.example/token"}
SCOPES = {"events:read": "Read events.", "all": ""}


@pytest.mark.parametrize(
    ("scheme", "auth"),
    [
        ({"type": "http", "scheme": "bearer"}, TOKEN),
        ({"type": "http", "scheme": "Basic"}, {"basic": {}}),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, {"api_key": {"header": {"X-Key": KEY}}}),
        ({"type": "apiKey", "in": "cookie", "name": "sid"},
         {"api_key": {"header": {"Cookie": f"sid={KEY}"}}}),
        ({"type": "apiKey", "in": "query", "name": "api_token"}, {"api_key": {"query": {"api_token": KEY}}}),
        ({"type": "apiKey", "in": "header", "name": "bad\nname"}, TOKEN),
        ({"type": "apiKey", "in": "query", "name": "{{ x }}"}, TOKEN),
        ({"type": "oauth2", "flows": {}}, TOKEN),
        ({"type": "oauth2", "flows": {"authorizationCode": {"tokenUrl": "http://a.example"}}}, TOKEN),
        ({"type": "oauth2", "flows": {"authorizationCode": {**URLS, "scopes": SCOPES}}},
         {"oauth2": {"header": ACCESS, "authorize": URLS["authorizationUrl"], "token": URLS["tokenUrl"],
                     "scopes": {"events:read": "Read events.", "all": "all"}}}),
        ({"type": "oauth2", "flows": {"clientCredentials": URLS}},
         {"client_credentials": {"header": ACCESS, "token": URLS["tokenUrl"]}}),
        ({"type": "openIdConnect"}, TOKEN),
        ({"type": "mutualTLS"}, TOKEN),
        ({"$ref": "#/nowhere"}, TOKEN),
    ],
)  # fmt: skip
def test_a_security_scheme_becomes_a_kind_of_credentials(
    scheme: Any, auth: dict[str, Any], tmp_path: Path
) -> None:
    written(tmp_path, api(components={"securitySchemes": {"one": scheme}}, security=[{"one": []}]))
    assert integration(tmp_path)["auth"] == auth


def test_every_way_of_an_api_is_there_and_a_token_by_hand_is_shown(tmp_path: Path) -> None:
    flows = {"authorizationCode": URLS, "clientCredentials": URLS}
    schemes = {"a": {"type": "oauth2", "flows": flows}, "b": {"type": "http", "scheme": "basic"}}
    components: dict[str, Any] = {"components": {"securitySchemes": schemes}}
    written(tmp_path / "both", api(**components, security=[{"a": []}, {"b": []}]))
    assert list(integration(tmp_path / "both")["auth"]) == ["oauth2", "client_credentials", "basic"]
    written(tmp_path / "one", api(**components, security=[{"a": []}]))
    text = (tmp_path / "one/integrations/small/integration.yaml").read_text("utf-8")
    assert "# When the API also takes a token that the owner of an account made, add:" in text
    assert "Also" not in str(integration(tmp_path / "one"))
