"""The page of the users: from a new one to their first KMIP message."""

from pathlib import Path

from tests.browser.case import CAROL, BrowserTest
from tests.plain_client import CREATE_AES, ask


class UsersTest(BrowserTest):
    def fact(self, page, name):
        """What the page of a user says."""
        return page.locator(f".pair[data-fact='{name}']")


class Story(UsersTest):
    def test_a_user_with_a_certificate(self):
        """Make a user, upload the certificate, see the first request arrive: by KMIP with that certificate."""
        page = self.log_in(place="#/users")
        self.create_user(page)
        files = self.pair("carol")
        page.get_by_role("button", name="X.509").click()
        self.dialog(page).get_by_label("File").set_input_files(str(files.cert))
        self.send(page, "Set")
        self.see(page.get_by_text("Two Factor Authentication for user 'carol' successfully set."))
        self.see_text(self.fact(page, "Two Factor Auth"), "X.509")

        page.keyboard.type("gw")
        self.see(page.get_by_role("grid", name="Messages"))
        self.hsm.users["carol"] = files
        ask(self.hsm, CREATE_AES, "carol")
        self.see(page.get_by_role("row").filter(has_text="carol").filter(has_text="Create").filter(has_text="Success"))

    def test_uploads_that_are_none(self):
        """No certificate, or none that can be read: a clear text, and the form stays as it was."""
        page = self.log_in(place="#/users")
        self.create_user(page)
        files = self.pair("carol")
        whole = files.cert.read_bytes()
        page.get_by_role("button", name="X.509").click()
        self.send(page, "Set")
        self.see_text(self.dialog(page).get_by_role("alert"), "Either choose a file or paste")
        for wrong in (b"no certificate", whole[: len(whole) // 2], files.key.read_bytes()):
            self.dialog(page).get_by_label("File").set_input_files(self.file("wrong.pem", wrong))
            self.send(page, "Set")
            self.see_text(self.dialog(page).get_by_role("alert"), "Error 5")
        self.refusal(409, "/api/users.factor.x509")
        self.dialog(page).get_by_label("File").set_input_files(str(files.cert))
        self.send(page, "Set")
        self.see_text(self.fact(page, "Two Factor Auth"), "X.509")


class Forms(UsersTest):
    def test_what_was_typed_stays(self):
        """A refusal shows its number and text in the form; nothing that was typed is lost."""
        page = self.log_in(place="#/users")
        page.get_by_role("button", name="Create").click()
        form = self.dialog(page)
        form.get_by_label("User ID").fill("alice")
        form.get_by_label("Password", exact=True).fill(CAROL)
        form.get_by_label("Password again").fill(CAROL + "!")
        form.get_by_label("List Users").check()
        self.send(page, "Create")
        self.see_text(form.get_by_role("alert"), "The two passwords differ.")
        form.get_by_label("Password again").fill(CAROL)
        self.send(page, "Create")
        self.see_text(form.get_by_role("alert"), "Error 5013: ")
        self.refusal(409, "/api/users.create")
        self.assertEqual(
            (
                form.get_by_label("User ID").input_value(),
                form.get_by_label("Password", exact=True).input_value(),
                form.get_by_label("List Users").is_checked(),
            ),
            ("alice", CAROL, True),
        )
        form.get_by_label("User ID").fill("carol")
        self.send(page, "Create")
        self.see(page.get_by_role("heading", name="carol", exact=True))
        self.see_text(self.fact(page, "List Users"), "yes")
        self.see_text(self.fact(page, "Backup/Restore"), "no")

    def test_block_and_remove(self):
        """Both ask; who is blocked is shown the login page at once, and cannot come back."""
        page = self.log_in(place="#/users")
        self.create_user(page)
        theirs = self.log_in("carol", CAROL)
        page.get_by_role("button", name="Block").click()
        self.send(page, "Block")
        self.see_text(self.fact(page, "Blocked"), "yes")
        self.see(theirs.get_by_label("User ID"))
        self.refusal(401, "/events/wire")
        self.fill_login(theirs, "carol", CAROL)
        self.see_text(theirs.get_by_role("alert"), "Error 5")
        self.refusal(401, "/login")
        page.get_by_role("button", name="Unblock").click()
        self.see_text(self.fact(page, "Blocked"), "no")
        self.fill_login(theirs, "carol", CAROL)
        self.see(self.navigation(theirs))

        page.get_by_role("button", name="Remove").first.click()
        self.send(page, "Cancel")
        self.see(page.get_by_role("heading", name="carol", exact=True))
        page.get_by_role("button", name="Remove").first.click()
        self.send(page, "Remove")
        self.see(page.get_by_role("grid", name="Users"))
        self.see_no(page.get_by_role("row").filter(has_text="carol"))
        self.see(theirs.get_by_label("User ID"))

    def test_a_user_sees_what_a_user_may(self):
        """A User without permissions has no list of users, and the HSM refuses what a page would not ask."""
        page = self.log_in(place="#/users")
        self.create_user(page)
        theirs = self.log_in("carol", CAROL, place="#/users")
        self.see(theirs.get_by_role("heading", name="carol", exact=True))
        self.see_text(theirs.locator("[aria-current='page']"), "My user")
        self.see(theirs.get_by_text("Here you change your own password and second factor"))
        theirs.get_by_role("link", name="Custodians").click()
        self.see(theirs.get_by_text("No partition that you may see is under custodians."))
        theirs.get_by_role("link", name="Users", exact=True).click()
        self.see(theirs.get_by_role("heading", name="carol", exact=True))
        self.see_no(theirs.get_by_role("button", name="Create"))
        self.see_no(theirs.get_by_role("link", name="Log", exact=True))
        status, _ = self.call(theirs, "users list")
        self.assertEqual(status, 403)
        self.refusal(403, "/api/users.list")


class Devices(UsersTest):
    def test_oath(self):
        """The secret of a new device is shown once, as text and as a picture."""
        page = self.log_in(place="#/users")
        self.create_user(page)
        page.get_by_role("button", name="OATH").click()
        self.send(page, "Set")
        image = self.see(self.dialog(page).get_by_role("img", name="QR code of the device of carol"))
        self.assertGreater(image.evaluate("image => image.naturalWidth"), 20)
        self.see_text(self.dialog(page), "otpauth://totp/")
        self.dialog(page).get_by_role("button", name="Close").click()
        self.see_text(self.fact(page, "Two Factor Auth"), "OATH OTP Time")


class Hsm(UsersTest):
    def test_backup(self):
        """A backup goes into a file; cut or with another PIN it is refused and all stays; whole, it brings all back."""
        pin = "a PIN of sixteen or more"
        page = self.log_in(place="#/hsm")
        card = self.see(page.get_by_role("region", name="Backup"))
        card.get_by_role("button", name="Create").click()
        self.dialog(page).get_by_label("PIN", exact=True).fill(pin)
        self.dialog(page).get_by_label("PIN again").fill(pin)
        with page.expect_download() as saving:
            self.send(page, "Create")
        saved = Path(saving.value.path()).read_bytes()
        self.assertNotIn(b"alice", saved)

        page.keyboard.type("gu")
        self.create_user(page)
        page.keyboard.type("gh")
        card.get_by_role("button", name="Restore").click()
        form = self.dialog(page)
        form.get_by_label("All users and objects of now may go").check()
        for content, word in ((saved[:-100], pin), (saved, pin[::-1]), (b"no backup at all", pin)):
            form.get_by_label("File").set_input_files(self.file("backup", content))
            form.get_by_label("PIN").fill(word)
            self.send(page, "Restore")
            self.see_text(form.get_by_role("alert"), "Error 5")
        self.refusal(409, "/api/backup.restore")
        self.dialog(page).get_by_role("button", name="Cancel").click()
        page.keyboard.type("gu")
        self.see(page.get_by_role("row").filter(has_text="carol"))

        page.keyboard.type("gh")
        card.get_by_role("button", name="Restore").click()
        form.get_by_label("All users and objects of now may go").check()
        form.get_by_label("File").set_input_files(self.file("backup", saved))
        form.get_by_label("PIN").fill(pin)
        self.send(page, "Restore")
        self.see(page.get_by_text("A backup has been restored."))
        self.fill_login(page)
        self.see(self.navigation(page))
        page.keyboard.type("gu")
        self.see(page.get_by_role("row").filter(has_text="alice"))
        self.see_no(page.get_by_role("row").filter(has_text="carol"))

    def test_what_it_is(self):
        """Its certificate is that of the file, what it offers is listed, and its plots are drawn."""
        page = self.log_in(place="#/hsm")
        ask(self.hsm, CREATE_AES, "alice")
        with page.expect_download() as saving:
            page.get_by_role("button", name="Download PEM").click()
        self.assertEqual(Path(saving.value.path()).read_bytes().strip(), self.hsm.hsm_cert.read_bytes().strip())
        for name in ("Profiles offered", "Operations offered"):
            self.see(page.get_by_role("heading", name=name))
        self.see(page.locator(".plots svg").first)
        self.see_text(self.fact(page, "Users, objects"), "3, 1")
