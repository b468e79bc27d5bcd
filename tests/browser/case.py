"""What tests in a browser share: an HSM, people who look at its web console, and what their browsers complain of."""

import atexit
import re
import time
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.server.keys import client_pair
from hsmsim.server.keys_users import UserFiles
from hsmsim.testing import Appliance, Spawned
from tests.browser.chromium import chromium, missing

MASTER, PASSWORD = "master", "master12345"
CAROL = "a password of carol"
CALL = """async ([words, args]) => {
    const { csrf } = await (await fetch("/session")).json();
    const headers = {"Content-Type": "application/json", "X-CSRF-Token": csrf};
    const response = await fetch(`/api/${words}`, {method: "POST", body: JSON.stringify(args), headers});
    return [response.status, await response.json()];
}"""
SETTINGS = {"web": "0", "user": ["alice", "bob"]}
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 320, "height": 640}
LEFT = re.compile("/events/|/static/icon[.]svg$")
PATIENCE = 15_000  # milliseconds; a machine that has much to do takes its time


@cache
def _common() -> tuple[Appliance, dict[str, UserFiles]]:
    hsm = Appliance(**SETTINGS).__enter__()
    atexit.register(hsm.__exit__, None, None, None)
    return hsm, hsm.users


def as_new() -> Appliance:
    """The HSM that tests share which need none of their own: reset, but for its audit log and its statistics."""
    hsm, users = _common()
    hsm.reset()
    hsm.users = dict(users)
    return hsm


class BrowserTest(SynchronousTestCase):
    """An HSM as new for each test, and no browser that complains at the end of it.

    Attributes:
        own: whether each test starts an HSM of its own; it takes longer.
        kind: of an own one; Appliance.spawn for one in a process of its own, which takes longer still.
        settings: of an own one.
    """

    skip = missing()
    own = False
    kind: Callable[..., Any] = Appliance
    settings: dict[str, Any] = {}

    def setUp(self) -> None:
        self.hsm = self.start(**self.settings) if self.own else as_new()
        self.expected: list[str] = []
        self.complaints: list[str] = []

    def start(self, **settings: Any) -> Appliance | Spawned:
        """An HSM that ends with the test."""
        hsm = self.kind(**{**SETTINGS, **settings})
        hsm.__enter__()
        self.addCleanup(hsm.__exit__, None, None, None)
        return hsm

    def tearDown(self) -> None:
        unexpected = [each for each in self.complaints if not any(re.search(known, each) for known in self.expected)]
        self.assertEqual(unexpected, [])
        for known in self.expected:
            self.assertTrue(any(re.search(known, each) for each in self.complaints), f"{known} did not come")

    # ---------------------------------------------------------------------------------------------------- browsers

    def open(self, place: str = "", **options: Any) -> Any:
        """A page of somebody with a browser of their own."""
        return self.go(self.browser(**options), place)

    def browser(self, **options: Any) -> Any:
        """A browser of somebody's own, which shows nothing yet."""
        context = chromium().new_context(**{"ignore_https_errors": True, "viewport": WIDE, **options})
        self.addCleanup(context.close)
        context.set_default_timeout(PATIENCE)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.address())
        return context

    def go(self, browser: Any, place: str) -> Any:
        """A page in a browser."""
        page = browser.new_page()
        self.watch(page)
        page.goto(self.address(place))
        return page

    def address(self, place: str = "") -> str:
        """Where a page is."""
        return f"https://127.0.0.1:{self.hsm.web_port}/{place}"

    def watch(self, page: Any) -> None:
        """Note all that the browser complains of."""
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self._said)
        page.on("requestfailed", self._failed)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} {message.location.get('url', '')}")

    def _failed(self, request: Any) -> None:
        # A page that is left breaks its events off, and its icon, which no page waits for.
        if not (LEFT.search(request.url) and "ERR_ABORTED" in (request.failure or "")):
            self.complaints.append(f"failed: {request.url}: {request.failure}")

    def refusal(self, status: int, path: str) -> None:
        """Expect the browser to complain of an answer with this status."""
        self.expected.append(rf"status of {status} .*{re.escape(path)}")

    # ------------------------------------------------------------------------------------------------------ people

    def log_in(self, user_id: str = MASTER, password: str = PASSWORD, place: str = "", **options: Any) -> Any:
        """The page of somebody who is logged in, as if by the page of the login."""
        browser = self.browser(**options)
        self._post(browser, "login", user_id=user_id, password=password)
        page = self.go(browser, place)
        self.see(page.locator("main[data-page]"))  # all of its scripts are there
        return page

    def _post(self, browser: Any, path: str, csrf: str = "", **told: Any) -> Any:
        """What a page in this browser would ask for, without one; the answer."""
        answer = browser.request.post(self.address(path), data=told, headers={"X-CSRF-Token": csrf})
        self.assertEqual(answer.status, 200, answer.text())
        return answer.json()

    def fill_login(self, page: Any, user_id: str = MASTER, password: str = PASSWORD) -> None:
        """Fill in and send."""
        page.get_by_label("User ID").fill(user_id)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Log in").click()

    def navigation(self, page: Any) -> Any:
        """The menu, which only those see who are logged in."""
        return page.get_by_role("navigation", name="Pages")

    def file(self, name: str, content: bytes) -> str:
        """A file to upload."""
        path = Path(self.mktemp() + name)
        path.write_bytes(content)
        return str(path.absolute())

    def dialog(self, page: Any) -> Any:
        """The dialog that is open."""
        return self.see(page.get_by_role("dialog"))

    def send(self, page: Any, action: str) -> None:
        """Send the form of the dialog."""
        self.dialog(page).get_by_role("button", name=action, exact=True).click()

    def make_carol(self) -> None:
        """Have a user more, as if somebody had made her on the page of the users."""
        browser = self.browser()
        told = self._post(browser, "login", user_id=MASTER, password=PASSWORD)
        carol = {"user_id": "carol", "password": CAROL, "user_type": "User"}
        self._post(browser, "api/users.create", csrf=told["csrf"], **carol)

    def create_user(self, page: Any, user_id: str = "carol", password: str = CAROL) -> None:
        """Make a user, on the page of the users; the page of the user is open then."""
        page.get_by_role("button", name="Create").click()
        self.dialog(page).get_by_label("User ID").fill(user_id)
        self.dialog(page).get_by_label("Password", exact=True).fill(password)
        self.dialog(page).get_by_label("Password again").fill(password)
        self.send(page, "Create")
        self.see(page.get_by_text(f"User '{user_id}' successfully created."))
        self.see(page.get_by_role("heading", name=user_id, exact=True))

    def call(self, page: Any, words: str, **arguments: Any) -> tuple[int, Any]:
        """Ask for a management command as the pages do; status and answer."""
        status, answer = page.evaluate(CALL, [words.replace(" ", "."), arguments])
        return status, answer

    def certify(self, page: Any, user_id: str) -> None:
        """Give a user a certificate, and KMIP clients of the test its key."""
        files = self.pair(user_id)
        certificate = b64encode(files.cert.read_bytes()).decode()
        status, answer = self.call(page, "users factor x509", user_id=user_id, certificate=certificate)
        self.assertEqual(status, 200, answer)
        self.hsm.users[user_id] = files

    def pair(self, user_id: str) -> UserFiles:
        """A key and a certificate that the user has made, and where they are."""
        pair = client_pair("ec", user_id, int(time.time()))
        files = [
            Path(self.file(name, content)) for name, content in (("key.pem", pair.key), ("cert.pem", pair.certificate))
        ]
        return UserFiles(*files, None, None)

    # -------------------------------------------------------------------------------------------------- assertions

    def see(self, locator: Any) -> Any:
        """It is there, or comes, and can be seen; there is one."""
        locator.wait_for(state="visible")
        return locator

    def see_no(self, locator: Any) -> None:
        """It is not there, or goes, or cannot be seen."""
        locator.wait_for(state="hidden")

    def see_text(self, locator: Any, text: str | re.Pattern[str]) -> None:
        """A text is in it, or comes."""
        self.see(locator.filter(has_text=text))

    def fits(self, page: Any) -> None:
        """Nothing of the page is wider than the window."""
        wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        self.assertLessEqual(wide, window)
