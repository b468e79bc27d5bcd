"""The page of the log: its lines as they are written, and whether they are still those that were written."""

from pathlib import Path
from typing import Any

from tests.browser.case import BrowserTest
from tests.plain_client import CREATE_AES, DISCOVER_VERSIONS, ask, uid_of


class Log(BrowserTest):
    own = True

    def start(self, **settings: Any) -> Any:
        self.folder = Path(self.mktemp()).absolute()
        return super().start(audit=str(self.folder), **settings)

    def lines(self, page):
        """The lines in the table."""
        return page.locator(".table.log tbody tr:not([hidden])")

    def line(self, page, text):
        """The one line that has this text."""
        return self.see(self.lines(page).filter(has_text=text))

    def test_live(self):
        """What was, and what is written from now on; a text or a connection picks lines out."""
        page = self.log_in(place="#/log")
        self.line(page, "HSM ready: ")
        self.line(page, "web 'master': Login")
        uid = uid_of(ask(self.hsm, CREATE_AES, "alice"))
        created = self.line(page, f"KMIP 1.4 'alice': Create {uid}: Success")
        ask(self.hsm, DISCOVER_VERSIONS, "bob")
        self.line(page, "KMIP 1.4 'bob'")

        connection = created.locator(".connection").text_content()
        created.get_by_role("button", name=connection).click()
        self.see_no(self.lines(page).filter(has_text="KMIP 1.4 'bob'"))
        self.line(page, f"Create {uid}")
        page.get_by_role("searchbox").fill("no line has this")
        self.see(page.get_by_text("No line has this text."))
        page.get_by_role("searchbox").fill("")
        self.line(page, "KMIP 1.4 'bob'")
        ours = [line for line in self.hsm.audit() if "|" in line]
        self.assertEqual(self.lines(page).count(), len(ours))

    def test_verify_and_clear(self):
        """All is as it was written; a changed line is found; clearing asks, and says who did it."""
        page = self.log_in(place="#/log")
        self.line(page, "HSM ready: ")
        page.get_by_role("button", name="Verify").click()
        self.see(page.get_by_text("all are as they were written"))
        (file,) = self.folder.glob("audit-*.log")
        file.write_text(file.read_text().replace("HSM ready: ", "HSM ready; "))
        page.get_by_role("button", name="Verify").click()
        self.see(page.get_by_text("is not right"))

        page.get_by_role("button", name="Clear").click()
        page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        self.line(page, "HSM started: ")
        page.get_by_role("button", name="Clear").click()
        page.get_by_role("dialog").get_by_role("button", name="Clear").click()
        self.line(page, "log cleared by 'master'")
        self.assertIn("log cleared by 'master'", self.hsm.audit()[0])

    def test_a_fourth_follower(self):
        """Three follow; a fourth is told that there is no room, and sees what was written before."""
        for _ in range(3):
            page = self.log_in(place="#/log")
            self.line(page, "HSM ready: ")
        self.refusal(409, "/events/log")
        fourth = self.log_in(place="#/log")
        self.see_text(fourth.get_by_role("status"), "Error 5016")
        self.line(fourth, "HSM ready: ")

    def test_export(self):
        """The lines as they are, in a file."""
        page = self.log_in(place="#/log")
        self.line(page, "web 'master': Login")
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as saving:
            page.get_by_role("dialog").get_by_role("button", name="Export").click()
        self.assertEqual(Path(saving.value.path()).read_text().splitlines(), self.hsm.audit())
