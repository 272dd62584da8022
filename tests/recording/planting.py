"""A provider on loopback that answers what a test wants, with somebody's data wherever it can stand."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.recording.recordings import TOKEN, appointment

CODES = ("&#107;&#51;", "\\153\\063", "107\n", "555\u202f01", "555-019", "13.02.84")
SIGNS = ("quixandra", "zarvolt", "5550199", "qx7k99", "4711998877", "ludmirova", TOKEN, *CODES)
JANE = {
    "name": "Quixandra Zarvolt",
    "mail": "quixandra@zarvolt.net",
    "tel": "+49 171 5550199",
    "chair": True,
}
EVERYWHERE = {
    "unforeseen": "Quixandra",
    "zarvolt": {"quixandra@zarvolt.net": [{"QX7K99-quixandra": "Ludmirova"}]},
    "nested": json.dumps({"who": JANE, "key": TOKEN}),
    "html": "<p data-user='quixandra'>Dear Quixandra&nbsp;Zarvolt, call 0171 5550199</p>",
    "coded": base64.b64encode(json.dumps(JANE).encode()).decode(),
    "bits": json.dumps(JANE).encode().hex(),
    "site": "https://quixandra.zarvolt.net:8443/qx7k99?of=quixandra%40zarvolt.net#Ludmirova",
    "contact": 4711998877,
    "echo": f"Authorization: Bearer {TOKEN}",
    "reversed": TOKEN[::-1],
    "bytes": {"type": "Buffer", "data": [*TOKEN.encode()]},
    "entities": "".join(f"&#{each};" for each in TOKEN.encode()),
    "octal": "".join(f"\\{each:03o}" for each in TOKEN.encode()),
    "spread": "0171\u00a0555\u202f01\u201399",
    "555-0199": {"born": "13.02.84", "otp": "555-019"},
    "signs": "\x1b]0;Quixandra\x07\u202e",
}


@dataclass
class Answers:
    """What the provider answers: the page or record of a path, a status, headers; and what it was asked."""

    url: str = ""
    status: int = 200
    content: bytes | None = None
    fails: int = 0
    asked: list[str] = field(default_factory=list)

    def reply(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        headers = {
            "set-cookie": "session=quixandra-zarvolt",
            "x-user": "quixandra@zarvolt.net",
            "ratelimit-remaining": "9",
            "ratelimit-limit": "quixandra",
            "content-type": "text/quixandra",
        }
        if self.fails:
            self.fails -= 1
            return 503, {**headers, "retry-after": "0"}, b"Quixandra is not there"
        if self.content is not None or self.status != 200:
            body = {"error": {"kind": "Quixandra", "text": "no Zarvolt here", "needs": ["quixandra"]}}
            return self.status, headers, json.dumps(body).encode() if self.content is None else self.content
        if path.rstrip("/").endswith("appointments"):
            page = int(query.get("page", "1"))
            if page < 3:
                headers["link"] = (
                    f"<{self.url}/appointments?per_page={query['per_page']}&page={page + 1}"
                    f'&of=quixandra%40zarvolt.net&at=QX7K99zz>; rel="next"; title="Quixandra"'
                )
            found: Any = [appointment(page * 100 + each, people=[JANE], **EVERYWHERE) for each in range(2)]
        else:
            found = {"appointment": appointment(47119, people=[JANE], **EVERYWHERE)}
        return 200, headers, json.dumps(found).encode()


@contextmanager
def planting() -> Iterator[Answers]:
    """Serve answers on loopback."""
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answers.asked.append(self.path)
            url = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            status, headers, content = answers.reply(url.path, query)
            self.send_response(status)
            for name, value in {"content-length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        answers.url = f"http://127.0.0.1:{server.server_port}/v9"
        try:
            yield answers
        finally:
            server.shutdown()
            thread.join()
