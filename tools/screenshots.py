"""`make screenshots`: pictures of each page of the web console, light and dark, for the documentation.

An HSM is started with a few users, keys and messages; Chromium looks at it. Names and what happens are the same each
time; Unique Identifiers, times and ports are not.
"""

import sys
import time
from base64 import b64encode
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from palette import quantised

from hsmsim.server.keys import client_pair
from hsmsim.server.keys_users import UserFiles
from hsmsim.testing import Appliance, Spawned
from tests.browser.case import CALL
from tests.browser.chromium import chromium, missing
from tests.plain_client import (
    DESTROY,
    ENUMERATION,
    GET,
    INTEGER,
    LOCATE,
    TEXT,
    Connection,
    about,
    attribute,
    item,
    request,
    structure,
    uid_of,
)

SIZE = {"width": 1280, "height": 800}
LOOKS = ("light", "dark")
MASTER = ("master", "master12345")
STORAGE, PASSWORD = "storage", "a password of a user"
USERS = {
    STORAGE: ["List Users", "Monitor Remote Log"],
    "mail": [],
    "nightshift": ["Create/Remove Users", "List Users", "Backup/Restore"],
}
ACTIVATE, CREATE, GET_ATTRIBUTES, REVOKE = 0x12, 0x01, 0x0B, 0x13
AES, HMAC_SHA256 = 3, 9
ENCRYPT_DECRYPT, MAC = 12, 0x180


class Key(NamedTuple):
    """A key that is made; `end` is how far its life goes."""

    name: str
    algorithm: int
    length: int
    usage: int
    end: int


KEYS = (
    Key("disk-1", AES, 256, ENCRYPT_DECRYPT, DESTROY),
    Key("disk-6", AES, 256, ENCRYPT_DECRYPT, REVOKE),
    Key("backup-2025", AES, 128, ENCRYPT_DECRYPT, REVOKE),
    Key("backup-2026", AES, 256, ENCRYPT_DECRYPT, ACTIVATE),
    Key("log-seal", HMAC_SHA256, 256, MAC, ACTIVATE),
    Key("disk-8", AES, 256, ENCRYPT_DECRYPT, CREATE),
    Key("disk-7", AES, 256, ENCRYPT_DECRYPT, ACTIVATE),
)


def create(key: Key) -> bytes:
    """A request that makes a key."""
    name = structure(0x42000B, item(0x420055, TEXT, key.name.encode()), item(0x420054, ENUMERATION, 1))
    facts = (
        attribute("Name", name),
        attribute("Cryptographic Algorithm", item(0x42000B, ENUMERATION, key.algorithm)),
        attribute("Cryptographic Length", item(0x42000B, INTEGER, key.length)),
        attribute("Cryptographic Usage Mask", item(0x42000B, INTEGER, key.usage)),
    )
    return request(CREATE, item(0x420057, ENUMERATION, 2), structure(0x420091, *facts))


def revoke(uid: str) -> bytes:
    """A request that ends the use of a key: it is not needed any more."""
    reason = structure(0x420081, item(0x420082, ENUMERATION, 6))
    return request(REVOKE, item(0x420094, TEXT, uid.encode()), reason)


def live(connection: Connection, key: Key) -> str:
    """Lead the life of a key as far as it goes; its Unique Identifier."""
    uid = uid_of(connection.ask(create(key)))
    if key.end != CREATE:
        connection.ask(about(ACTIVATE, uid))
        connection.ask(about(GET, uid))
    if key.end in (REVOKE, DESTROY):
        connection.ask(revoke(uid))
    if key.end == DESTROY:
        connection.ask(about(DESTROY, uid))
    return uid


def wander(connection: Connection, uid: str) -> None:
    """Ask as a client does that has lost its way: the last request is refused."""
    connection.ask(LOCATE)
    connection.ask(about(GET_ATTRIBUTES, uid))
    connection.send(about(GET, "no-such-key"))
    connection.receive()


class Studio:
    """An HSM, and who looks at it.

    Args:
        folder: where the pictures go.
    """

    def __init__(self, hsm: Spawned, folder: Path) -> None:
        self._hsm = hsm
        self._folder = folder
        self._empty = chromium().new_page()

    def open(self) -> Any:
        """The page for those who are not logged in."""
        page = chromium().new_context(ignore_https_errors=True, viewport=SIZE, reduced_motion="reduce").new_page()
        page.goto(f"https://{self._hsm.host}:{self._hsm.web_port}/")
        page.get_by_label("User ID").wait_for()
        return page

    def log_in(self, user_id: str, password: str) -> Any:
        """The page of somebody."""
        page = self.open()
        page.get_by_label("User ID").fill(user_id)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Log in").click()
        page.locator("main[data-page]").wait_for()
        return page

    def make_users(self, page: Any) -> Any:
        """Make users, as somebody who may; the page of one, who has a certificate from now on."""
        for user_id, permissions in USERS.items():
            call(page, "users create", user_id=user_id, password=PASSWORD, user_type="User", permissions=permissions)
        theirs = self.log_in(STORAGE, PASSWORD)
        files = pair_in(self._hsm.hsm_cert.parent, STORAGE)
        certificate = b64encode(files.cert.read_bytes()).decode()
        call(theirs, "users factor x509", user_id=STORAGE, certificate=certificate)
        call(theirs, "trust grant", trustee="backup", rights=["Read"])
        self._hsm.users[STORAGE] = files
        return theirs

    def shoot(self, page: Any, name: str, place: str, *ready: str) -> None:
        """Take the pictures of a place once all of `ready` can be seen; each of these but the last is clicked at."""
        page.evaluate("place => { location.hash = place; }", place)
        for selector in ready[:-1]:
            page.locator(selector).first.click()
        page.locator(ready[-1]).first.wait_for()
        self.take(page, name)

    def take(self, page: Any, name: str) -> None:
        """Take the pictures of what is there."""
        page.mouse.move(0, 0)
        for look in LOOKS:
            page.emulate_media(color_scheme=look)
            picture = quantised(self._empty, page.screenshot())
            (self._folder / f"{name}-{look}.png").write_bytes(picture)


def call(page: Any, words: str, **arguments: Any) -> None:
    """Ask for a management command as the pages do."""
    status, answer = page.evaluate(CALL, [words.replace(" ", "."), arguments])
    if status != 200:
        raise SystemExit(f"screenshots: {words}: {answer}")


def pair_in(folder: Path, name: str) -> UserFiles:
    """A user's new pair, in files."""
    pair = client_pair("ec", name, int(time.time()))
    files = UserFiles(folder / f"{name}.pem", folder / f"{name}_cert.pem", None, None)
    (folder / f"{name}.pem").write_bytes(pair.key)
    (folder / f"{name}_cert.pem").write_bytes(pair.certificate)
    return files


def shoot_all(studio: Studio, hsm: Spawned) -> None:
    """Take all pictures."""
    studio.take(studio.open(), "login")
    master = studio.log_in(*MASTER)
    storage = studio.make_users(master)
    with Connection(hsm, STORAGE) as connection, Connection(hsm, "backup") as other:
        uids = {}
        for key in KEYS:
            uids[key.name] = live(connection, key)
            other.ask(LOCATE)
            master.wait_for_timeout(600)  # so that the plots have something to show
        wander(connection, uids["disk-7"])
        other.send(b"GET / HTTP/1.1\r\n\r\n")
        other.receive()
    studio.shoot(storage, "objects", "#/objects", "tr >> text=disk-7")
    studio.shoot(storage, "object", f"#/objects/{uids['backup-2025']}", "svg.states", "[data-card=dates]")
    studio.shoot(master, "wire", "#/wire", "tr >> text=Unreadable")
    created = ".table.wire tr:has-text('Create') >> nth=-1"
    field = "[data-side=response] [role=treeitem]:has-text('Unique Identifier')"
    studio.shoot(master, "message", "#/wire", created, field, "[data-side=response] .lit-value")
    studio.shoot(master, "users", "#/users", "tr >> text=storage")
    studio.shoot(master, "user", f"#/users/{STORAGE}", "[data-card=trust]")
    studio.shoot(master, "hsm", "#/hsm", "[data-card=counts] td")
    studio.shoot(master, "log", "#/log", "tr >> text=unreadable")


def main(folder: Path) -> None:
    """Start an HSM and take all pictures."""
    if why := missing():
        raise SystemExit(f"screenshots: {why}")
    folder.mkdir(parents=True, exist_ok=True)
    with Appliance.spawn(web="0", user=["backup", "database"]) as hsm:
        shoot_all(Studio(hsm, folder), hsm)
    for each in sorted(folder.glob("*.png")):
        print(f"{each}: {each.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
