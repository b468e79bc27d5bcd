"""OpenStack Barbican with its KMIP plugin: `barbican_life.py HOST PORT CERT KEY CA`.

The whole service runs in this process, as a deployment has it: its API, a database (SQLite) and a configuration file.
Two things are left out: the login (what Keystone would say of the caller is in the headers), and the queue between the
API and workers, so that orders are carried out when they come. It runs in Barbican's environment, so it imports nothing
of ours.
"""

import base64
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

KEY = bytes(range(32))
SETTINGS = """\
[DEFAULT]
log_file = {folder}/log
host_href = http://barbican
db_auto_create = true
sql_connection = sqlite:///{folder}/barbican.sqlite

[database]
connection = sqlite:///{folder}/barbican.sqlite

[queue]
enable = false

[secretstore]
enabled_secretstore_plugins = kmip_plugin

[kmip_plugin]
host = {host}
port = {port}
certfile = {cert}
keyfile = {key}
ca_certs = {ca}
ssl_version = PROTOCOL_TLS
"""


class Service:
    """Barbican, and a project that uses it."""

    def __init__(self) -> None:
        # Only now: Barbican reads its settings when it is imported.
        from barbican.api.app import create_main_app
        from barbican.api.middleware.context import ContextMiddleware
        from barbican.api.middleware.microversion import MicroversionMiddleware

        self._app = ContextMiddleware(MicroversionMiddleware(create_main_app({})))

    def ask(self, method: str, path: str, status: int, body: Any = None, accept: str = "application/json") -> bytes:
        """The body of an answer with the status that is wanted."""
        from webob import Request

        headers = {
            "X-Identity-Status": "Confirmed",
            "X-Project-Id": "interop",
            "X-User-Id": "interop",
            "X-Roles": "admin,member",
        }
        headers["Accept"] = accept
        request = Request.blank(path.removeprefix("http://barbican/v1"), method=method, headers=headers)
        if body is not None:
            request.body, request.content_type = json.dumps(body).encode(), "application/json"
        answer = request.get_response(self._app)
        expect(answer.status_code == status, f"{method} {path} is {status}, not {answer.status}: {answer.body[:500]!r}")
        return answer.body

    def secret(self, body: Any) -> str:
        """Store a secret; where it is."""
        return json.loads(self.ask("POST", "/secrets", 201, body))["secret_ref"]

    def payload(self, place: str, media: str) -> bytes:
        """What is stored there."""
        return self.ask("GET", f"{place}/payload", 200, accept=media)

    def order(self, kind: str, **meta: Any) -> dict[str, Any]:
        """Order a key, and return the order once it is carried out."""
        body = {"type": kind, "meta": {"name": "ordered", **meta}}
        place = json.loads(self.ask("POST", "/orders", 202, body))["order_ref"]
        order = json.loads(self.ask("GET", place, 200))
        expect(order["status"] == "ACTIVE", f"the order is carried out: {order}")
        return order

    def remove(self, place: str) -> None:
        """Delete a secret; then it is gone."""
        self.ask("DELETE", place, 204)
        self.ask("GET", place, 404)


def live(service: Service) -> None:
    """Secrets of three kinds are stored, fetched and deleted; a key and a pair are ordered."""
    binary = "application/octet-stream"
    key = service.secret(
        {
            "name": "a key", "secret_type": "symmetric", "algorithm": "aes", "bit_length": 256,
            "payload": base64.b64encode(KEY).decode(), "payload_content_type": binary,
            "payload_content_encoding": "base64",
        }
    )  # fmt: skip
    expect(service.payload(key, binary) == KEY, "a key comes back as it was stored")
    words = {"payload": "attack at dawn", "payload_content_type": "text/plain"}
    for kind in ("passphrase", "opaque"):
        stored = service.secret({"name": kind, "secret_type": kind, **words})
        expect(service.payload(stored, "text/plain") == b"attack at dawn", f"{kind} comes back as it was stored")
        service.remove(stored)
    service.remove(key)
    print("stored, fetched and deleted: a key, a passphrase, opaque data")
    ordered = service.order("key", algorithm="aes", bit_length=256, mode="cbc", payload_content_type=binary)
    expect(len(service.payload(ordered["secret_ref"], binary)) == 32, "an ordered key has 256 bits")
    service.remove(ordered["secret_ref"])
    print("ordered: a key")
    pair = service.order("asymmetric", algorithm="rsa", bit_length=2048)
    expect("container_ref" in pair, "an ordered pair is in a container")
    print("ordered: a pair of keys")


def expect(so: bool, what: str) -> None:
    """Go on only if it is so."""
    if not so:
        sys.exit(f"it is not so that {what}")


def main(host: str, port: str, cert: str, key: str, ca: str) -> None:
    """Start Barbican in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="hsmsim-barbican-") as home:
        own_key = Path(shutil.copy(key, Path(home) / "key.pem"))
        own_key.chmod(0o400)  # the plugin wants it so
        settings = Path(home) / ".barbican" / "barbican.conf"
        settings.parent.mkdir()
        settings.write_text(SETTINGS.format(folder=home, host=host, port=port, cert=cert, key=own_key, ca=ca))
        os.environ["HOME"] = home
        live(Service())


if __name__ == "__main__":
    main(*sys.argv[1:])
