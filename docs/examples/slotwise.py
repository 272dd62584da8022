"""Slotwise, which is invented: a server on this machine that answers as its OpenAPI file says.

python docs/examples/slotwise.py [PORT]
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PORT = 8585
TOKEN = "slotwise-demo"  # noqa: S105 (it opens nothing)


def _booking(number: int, state: str, subject: str | None, guest: str | None) -> dict[str, Any]:
    day = f"2026-11-{number:02}"
    first = (guest or "").partition(" ")[0].lower()
    return {
        "uuid": f"b_{number}",
        "subject": subject,
        "notes": None,
        "state": state,
        "starts_at": f"{day}T09:00:00Z",
        "ends_at": f"{day}T09:30:00Z",
        "tz": "Europe/Zurich",
        "host": {"id": "u_1", "full_name": "Mina Keller", "email": "mina@slotwise.example"},
        "service_id": "s_4",
        "place": {"name": "Room 4", "join_url": None} if guest else None,
        "guests": [{"name": guest, "email": f"{first}@mail.example"}] if guest else [],
        "created_at": "2026-11-01T08:12:00Z",
        "updated_at": "2026-11-02T10:40:00Z",
    }


BOOKINGS = [
    _booking(24, "booked", "Project kick-off", "Ben Okafor"),
    _booking(23, "requested", None, "Lea Brunner"),
    _booking(20, "called_off", "Interview", None),
]


class Slotwise(BaseHTTPRequestHandler):
    """Answers the calls that the tutorial makes."""

    def do_GET(self) -> None:
        """Answer a list of bookings, one of them, or a problem."""
        url = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(url.query).items()}
        path = url.path.removeprefix("/v2")
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._answer(401, {"code": "unauthorized", "message": "The token is not valid."})
        elif path == "/bookings":
            self._answer(200, _page(asked))
        else:
            one = next((each for each in BOOKINGS if path == f"/bookings/{each['uuid']}"), None)
            problem = {"code": "not_found", "message": "There is no such booking."}
            self._answer(200, {"booking": one}) if one else self._answer(404, problem)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name that the library gives)
        """Say nothing of each call."""

    def _answer(self, status: int, body: Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-RateLimit-Limit", "100")
        self.send_header("X-RateLimit-Remaining", "99")
        self.send_header("X-RateLimit-Reset", "60")
        self.end_headers()
        self.wfile.write(content)


def _page(asked: dict[str, str]) -> dict[str, Any]:
    wanted = [each for each in BOOKINGS if asked.get("state") in (None, each["state"])]
    start, size = int(asked.get("cursor", 0)), int(asked.get("limit", 20))
    end = start + size
    more = end < len(wanted)
    return {
        "bookings": wanted[start:end],
        "paging": {"next_cursor": str(end) if more else None, "has_more": more},
    }


def serve(port: int) -> ThreadingHTTPServer:
    """Make the server; `serve_forever` runs it."""
    return ThreadingHTTPServer(("127.0.0.1", port), Slotwise)


if __name__ == "__main__":
    with serve(int(sys.argv[1]) if len(sys.argv) > 1 else PORT) as server:
        sys.stdout.write(f"Slotwise answers at http://127.0.0.1:{server.server_port}/v2\n")
        sys.stdout.flush()
        server.serve_forever()
