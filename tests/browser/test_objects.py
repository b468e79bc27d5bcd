"""The page of the objects: from a new key to its end, and KMIP says the same."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from tests.browser.case import CAROL, PHONE, BrowserTest
from tests.plain_client import CREATE_AES, ENUMERATION, GET, Connection, about, ask, create_aes, item, named

FAILED = item(0x42007F, ENUMERATION, 1)
MANY = 105  # a page has 100


class ObjectsTest(BrowserTest):
    def carol(self):
        """The page of the objects of a user who has a certificate too."""
        self.make_carol()
        page = self.log_in("carol", CAROL, place="#/objects")
        self.certify(page, "carol")
        return page

    def make(self, page, name, active=True):
        """Make a key; it is the chosen row then."""
        page.get_by_role("button", name="Create").click()
        self.dialog(page).get_by_label("Name", exact=True).fill(name)
        self.dialog(page).get_by_label("Active from now on").set_checked(active)
        self.dialog(page).get_by_label("Exportable").check()
        self.send(page, "Create")
        self.see(page.get_by_text(f"'{name}' is made."))

    def open_object(self, page, name):
        """Open the object of that name; its Unique Identifier."""
        row = self.see(page.get_by_role("row").filter(has_text=name))
        uid = row.get_attribute("data-key")
        row.click()
        self.see(page.get_by_role("heading", name=name))
        return uid

    def state(self, page, state):
        """It is in this state: the drawing says so."""
        self.see(page.locator(f"svg.states[data-state='{state}']"))


class Life(ObjectsTest):
    def test_a_key_is_destroyed(self):
        """Who destroys a key on its page takes it from KMIP clients; the wire shows how they were refused."""
        page = self.carol()
        self.make(page, "disk_7")
        uid = self.open_object(page, "disk_7")
        self.state(page, "Active")
        ask(self.hsm, about(GET, uid), "carol")
        page.get_by_role("button", name="Revoke and destroy").click()
        self.send(page, "Cancel")
        ask(self.hsm, about(GET, uid), "carol")
        page.get_by_role("button", name="Revoke and destroy").click()
        self.send(page, "Destroy")
        self.state(page, "Destroyed")
        with Connection(self.hsm, "carol") as connection:
            connection.send(about(GET, uid))
            self.assertIn(FAILED, connection.receive())
        page.keyboard.type("gw")
        refused = page.get_by_role("row").filter(has_text="Get").filter(has_text="Item Not Found")
        refused.click()
        self.see_text(page.get_by_role("region", name="Response"), uid)

    def test_states_and_dates(self):
        """Step by step: what can be next is offered, how it came there is told."""
        page = self.carol()
        self.make(page, "backup_2026", active=False)
        self.open_object(page, "backup_2026")
        self.state(page, "Pre-Active")
        page.get_by_role("button", name="Activate").click()
        self.state(page, "Active")
        page.get_by_role("button", name="Revoke", exact=True).click()
        self.dialog(page).get_by_label("Message").fill("its disk is gone")
        self.send(page, "Revoke")
        self.state(page, "Deactivated")
        passed = page.locator("[data-passage]")
        self.assertEqual(
            [each.get_attribute("data-passage") for each in passed.all()], ["Pre-Active", "Active", "Deactivated"]
        )
        self.see_text(page.get_by_role("region", name="Attributes"), "its disk is gone")
        for name in ("Activation Date", "Deactivation Date"):
            self.see(page.locator(f"[data-date='{name}']"))

    def test_an_attribute(self):
        """One is changed on the page, and KMIP clients have the new value; what cannot be read is refused."""
        page = self.carol()
        self.make(page, "disk_8")
        self.open_object(page, "disk_8")
        page.get_by_role("button", name="Add an attribute").click()
        self.dialog(page).get_by_label("Attribute", exact=True).select_option("x-")
        self.dialog(page).get_by_label("Its name").fill("x-place")
        self.dialog(page).get_by_label("Value").fill("shelf 4")
        self.send(page, "Add")
        self.see_text(page.get_by_role("row").filter(has_text="x-place"), "shelf 4")


class Listed(ObjectsTest):
    def test_pages_and_filters(self):
        """What KMIP clients have made is there, a page at a time; the address says where one is."""
        page = self.carol()
        with Connection(self.hsm, "carol") as connection:
            for _ in range(MANY):
                connection.ask(CREATE_AES)
        self.make(page, "disk_9")
        status = page.get_by_role("search").get_by_role("status")
        self.see_text(status, f"100 shown, page 1; {MANY + 1} in all")
        page.get_by_role("button", name="Older objects").click()
        self.see_text(status, f"6 shown, page 2; {MANY + 1} in all")
        page.reload()
        self.see_text(status, f"6 shown, page 2; {MANY + 1} in all")
        page.get_by_role("button", name="Newer objects").click()
        self.see_text(status, "page 1")
        page.get_by_role("searchbox").fill("disk")
        self.see_text(status, "1 shown")
        page.get_by_role("searchbox").fill("")
        page.get_by_role("combobox", name="State").select_option("Active")
        self.see_text(status, "1 shown")
        page.get_by_role("combobox", name="Type").select_option("Certificate")
        self.see(page.get_by_text("No object is like that."))

    def test_a_file_that_is_none(self):
        """A file that holds no key is refused in words, and the form stays; then a certificate is taken."""
        page = self.carol()
        files = self.pair("carol")
        page.get_by_role("button", name="Import").click()
        form = self.dialog(page)
        form.get_by_label("Name", exact=True).fill("of_carol")
        form.get_by_label("File", exact=True).set_input_files(
            self.file("none.pem", b"-----BEGIN PRIVATE KEY-----\nAAAA\n")
        )
        self.send(page, "Import")
        self.see_text(form.get_by_role("alert"), "Error ")
        self.refusal(409, "/api/objects.import")
        self.assertEqual(form.get_by_label("Name", exact=True).input_value(), "of_carol")
        form.get_by_label("File", exact=True).set_input_files(str(files.cert))
        self.send(page, "Import")
        self.see_text(page.get_by_role("row").filter(has_text="of_carol"), "Certificate")

    def test_a_key_with_its_certificate(self):
        """A certificate is asked for with alternative names; the key leaves with one in a PKCS#12 container."""
        page = self.carol()
        files = self.pair("carol")
        page.get_by_role("button", name="Import").click()
        form = self.dialog(page)
        form.get_by_label("Name", exact=True).fill("tls")
        both = self.file("both.pem", files.key.read_bytes() + files.cert.read_bytes())
        form.get_by_label("File", exact=True).set_input_files(both)
        form.get_by_label("Exportable").check()
        form.get_by_label("Active from now on").set_checked(True)
        self.send(page, "Import")
        self.see(page.get_by_role("row").filter(has_text="Private Key")).click()

        page.get_by_role("button", name="Request certificate").click()
        form = self.dialog(page)
        form.get_by_label("Subject").fill("CN=www.example.com")
        form.get_by_label("Alternative names").fill("www.example.com, 10.0.0.1")
        (extension,) = x509.load_pem_x509_csr(self.taken(page, "Make request")).extensions
        self.assertEqual(len(list(extension.value)), 2)

        page.get_by_role("button", name="Export").click()
        form = self.dialog(page)
        self.see_no(form.get_by_label("Certificate", exact=True))
        form.get_by_label("How").select_option("container")
        form.get_by_label("Certificate", exact=True).fill("tls_cert")
        form.get_by_label("Password").fill(CAROL)
        found = pkcs12.load_pkcs12(self.taken(page, "Export"), CAROL.encode())
        self.assertEqual(found.cert.certificate.public_bytes(Encoding.PEM), files.cert.read_bytes())

    def taken(self, page, action):
        """What the browser is given when the form of the dialog is sent."""
        with page.expect_download() as download:
            self.send(page, action)
        return Path(download.value.path()).read_bytes()

    def test_what_clients_call_their_objects(self):
        """It is shown as it is and does nothing; what is very long leaves room for the rest."""
        page = self.carol()
        with Connection(self.hsm, "carol") as connection:
            connection.ask(create_aes(named(f"<img src=x onerror='window.done=1'>{'long' * 1000}")))
        page.set_viewport_size(PHONE)
        page.reload()
        self.open_object(page, "<img src=x")
        self.state(page, "Pre-Active")
        self.fits(page)
        head = page.get_by_role("heading", name="<img src=x").bounding_box()
        self.assertLess(head["height"], PHONE["height"] / 4)
        self.assertIsNone(page.evaluate("window.done ?? null"))

    def test_on_a_phone(self):
        """The table and an object on the smallest phone: nothing is wider than the window."""
        page = self.carol()
        self.make(page, "disk_7")
        page.set_viewport_size(PHONE)
        self.fits(page)
        self.open_object(page, "disk_7")
        self.state(page, "Active")
        self.fits(page)
