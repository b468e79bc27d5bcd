"""The page of the wire: what passes is there at once, and can be looked at closely."""

import json
from pathlib import Path

from tests.browser.case import PHONE, BrowserTest
from tests.plain_client import CREATE_AES, DISCOVER_VERSIONS, GET, LOCATE, Connection, about, ask, uid_of, value_of

KEY_MATERIAL, BYTES = 0x420043, 8
COPIED = """async () => {
    for (;;) {
        const text = await navigator.clipboard.readText();
        if (text) return text;
        await new Promise(requestAnimationFrame);
    }
}"""


class WireTest(BrowserTest):
    def rows(self, page):
        """The messages in the table."""
        return page.locator(".table.wire tbody tr:not([hidden])")

    def row(self, page, *texts):
        """The one message that has all these texts."""
        found = self.rows(page)
        for text in texts:
            found = found.filter(has_text=text)
        return self.see(found)

    def side(self, page, name):
        """The request or the response of the open message."""
        return page.get_by_role("region", name=name, exact=True)

    def field(self, page, side, name):
        """A field of one of them."""
        return self.side(page, side).get_by_role("treeitem").filter(has=page.get_by_text(name, exact=True))

    def lit(self, page, side, part="value"):
        """The bytes that are lit, in hexadecimal digits."""
        return "".join(self.side(page, side).locator(f".bytes .lit-{part}").all_text_contents())

    def see_count(self, page, count):
        """So many messages are in the table, or come to be."""
        page.wait_for_function("count => document.querySelectorAll('.table.wire tbody tr').length === count", arg=count)


class Live(WireTest):
    def test_a_message_arrives_and_is_opened(self):
        """A row comes by itself; opened, field and bytes light each other, and each says its section."""
        page = self.log_in()
        self.see(page.get_by_text("Nothing has gone over the wire yet."))
        answer = ask(self.hsm, CREATE_AES, "alice")
        row = self.row(page, "alice", "Create", "Success")
        for text in ("127.0.0.1:", "1.4", f"{len(CREATE_AES)} → {len(answer)}"):
            self.see_text(row, text)
        row.click()
        self.see(page.get_by_role("heading", name="Create"))

        self.field(page, "Response", "Unique Identifier").click()
        self.assertEqual(bytes.fromhex(self.lit(page, "Response")).decode(), uid_of(answer))
        self.assertEqual(self.lit(page, "Response", "tag"), "420094")
        self.see_text(self.side(page, "Response").get_by_role("status"), "§ 3.1")

        at = CREATE_AES.index(b"Cryptographic Length")
        self.side(page, "Request").locator(f".bytes [data-at='{at}']").click()
        chosen = self.side(page, "Request").get_by_role("treeitem", selected=True)
        self.see_text(chosen, "Attribute Name")
        self.see_text(chosen, "Cryptographic Length")
        self.assertEqual(bytes.fromhex(self.lit(page, "Request")), b"Cryptographic Length")

        page.keyboard.press("Escape")
        self.see_no(self.side(page, "Request"))

    def test_what_is_no_message(self):
        """A handshake that is refused and bytes that are no message are rows, with the reason in words."""
        page = self.log_in()
        with Connection(self.hsm, "bob") as connection:
            connection.send(b"GET / HTTP/1.1\r\n\r\n")
            connection.receive()
        self.hsm.users["carol"] = self.pair("carol")
        with self.assertRaises(OSError):
            ask(self.hsm, DISCOVER_VERSIONS, "carol")
        self.row(page, "bob", "Unreadable", "these bytes are no TTLV request").click()
        self.see_text(self.side(page, "Request"), "nobody knows whether they are key material")
        page.get_by_role("button", name="Show key material").click()
        page.get_by_role("dialog").get_by_role("button", name="Show").click()
        self.see_text(self.side(page, "Request").locator(".octets-row").first, "GET / HT")
        self.row(page, "nobody", "Handshake refused", "certificate").click()
        self.see_text(page.get_by_role("alert"), "The handshake was refused")

    def test_pause_and_clear(self):
        """While paused nothing moves; then what came meanwhile is there. Clear asks, and clears for all who look."""
        page, other = self.log_in(), self.log_in()
        ask(self.hsm, CREATE_AES, "alice")
        self.row(page, "Create")
        page.get_by_role("button", name="Pause").click()
        ask(self.hsm, LOCATE, "alice")
        ask(self.hsm, LOCATE, "bob")
        self.see(page.get_by_role("button", name="Go on (2 new)"))
        self.see_count(page, 1)
        page.get_by_role("button", name="Go on (2 new)").click()
        self.see_count(page, 3)
        self.assertEqual([self.rows(page).nth(at).locator(".user").text_content() for at in (1, 2)], ["alice", "bob"])

        page.get_by_role("button", name="Clear").click()
        page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        self.see_count(page, 3)
        page.get_by_role("button", name="Clear").click()
        page.get_by_role("dialog").get_by_role("button", name="Clear").click()
        self.see_count(page, 0)
        other.reload()
        self.see(other.get_by_text("Nothing has gone over the wire yet."))


class LookedFor(WireTest):
    def test_filters(self):
        """By user, operation, result and text; all of them in the address, so that it can be sent to somebody."""
        page = self.log_in()
        uid = uid_of(ask(self.hsm, CREATE_AES, "alice"))
        ask(self.hsm, DISCOVER_VERSIONS, "alice")
        ask(self.hsm, DISCOVER_VERSIONS, "bob")
        with Connection(self.hsm, "bob") as connection:
            connection.send(about(GET, uid))
            connection.receive()
        self.see_count(page, 4)
        for name, value, count in (
            ("User", "bob", 2),
            ("Operation", "Discover Versions", 1),
            ("Operation", "", 2),
            ("Result", "Operation Failed", 1),
            ("User", "", 1),
            ("Result", "", 4),
        ):
            page.get_by_role("combobox", name=name).select_option(value)
            self.see_count(page, count)
        page.keyboard.press("Escape")
        page.get_by_role("searchbox").fill(uid)
        self.see_count(page, 2)
        page.reload()
        self.see_count(page, 2)
        self.assertEqual(page.get_by_role("searchbox").input_value(), uid)
        ask(self.hsm, DISCOVER_VERSIONS, "bob")
        ask(self.hsm, about(GET, uid), "alice")
        self.see_count(page, 3)
        page.get_by_role("button", name="Show all").click()
        self.see_count(page, 6)


class Taken(WireTest):
    def test_copies(self):
        """As text, XML, JSON and hex."""
        page = self.log_in()
        ask(self.hsm, CREATE_AES, "alice")
        self.row(page, "Create").click()
        for form, beginning in (
            ("Text", "Request Message (Structure)"),
            ("XML", '<?xml version="1.0"'),
            ("JSON", '{ "tag": "RequestMessage",'),
            ("Hex", CREATE_AES.hex()),
        ):
            page.evaluate("navigator.clipboard.writeText('')")
            self.side(page, "Request").get_by_role("button", name=f"Copy request as {form}").click()
            copied = page.evaluate(COPIED)
            self.assertEqual(copied.lower().split()[: len(beginning.split())], beginning.lower().split(), form)

    def test_key_material(self):
        """It is masked, until an Operator asks for it and says so once more."""
        page = self.log_in()
        uid = uid_of(ask(self.hsm, CREATE_AES, "alice"))
        key = value_of(ask(self.hsm, about(GET, uid), "alice"), KEY_MATERIAL, BYTES)
        self.row(page, "Get").click()
        material = self.field(page, "Response", "Key Material")
        material.click()
        self.see_text(material, "masked")
        self.assertEqual(self.lit(page, "Response"), "··" * len(key))
        toggle = page.get_by_role("button", name="Show key material")
        toggle.click()
        page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        self.see_text(material, "masked")
        toggle.click()
        page.get_by_role("dialog").get_by_role("button", name="Show").click()
        self.see_no(material.filter(has_text="masked"))
        material.click()
        self.assertEqual(bytes.fromhex(self.lit(page, "Response")), key)
        toggle.click()
        self.see_text(material, "masked")

    def test_a_file(self):
        """All of it goes into one file, without key material; another HSM shows it. What is no such file is refused."""
        page = self.log_in()
        uid = uid_of(ask(self.hsm, CREATE_AES, "alice"))
        key = value_of(ask(self.hsm, about(GET, uid), "alice"), KEY_MATERIAL, BYTES)
        self.see_count(page, 2)
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as saving:
            page.get_by_role("dialog").get_by_role("button", name="Export").click()
        saved = Path(saving.value.path()).read_bytes()
        self.assertNotIn(key.hex(), saved.decode().lower())
        json.loads(saved)

        self.hsm = self.start()
        other = self.log_in()
        other.get_by_role("button", name="Import").click()
        dialog = other.get_by_role("dialog")
        for wrong, told in (
            (saved[:-20], "no JSON"),
            (b"\x89PNG", "no JSON"),
            (b'{"format": "x"}', "no hsmsim-wire file"),
        ):
            dialog.get_by_label("File").set_input_files(self.file("wire.json", wrong))
            dialog.get_by_role("button", name="Import").click()
            self.see_text(dialog.get_by_role("alert"), told)
        self.refusal(409, "/api/wire.import")
        dialog.get_by_label("File").set_input_files(self.file("wire.json", saved))
        dialog.get_by_role("button", name="Import").click()
        self.see(other.get_by_text("2 messages imported."))
        self.row(other, "Get", "imported").click()
        self.see_text(self.field(other, "Response", "Key Material"), "masked")


class ByHand(WireTest):
    def test_keyboard_alone(self):
        """Log in, walk through the rows, open one, choose fields, go to other pages: no pointer is needed."""
        page = self.open()
        self.see(page.get_by_label("User ID"))
        for word in ("master", "Tab", "master12345", "Enter"):
            page.keyboard.press(word) if word in ("Tab", "Enter") else page.keyboard.type(word)
        self.see(self.navigation(page))
        for each in (CREATE_AES, LOCATE, DISCOVER_VERSIONS):
            ask(self.hsm, each, "alice")
        self.see_count(page, 3)
        page.keyboard.press("ArrowDown")
        self.see_text(page.locator("tr:focus"), "Discover Versions")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        self.see_text(page.locator("tr:focus"), "Create")
        page.keyboard.press("Enter")
        self.see(page.get_by_role("heading", name="Create"))
        page.keyboard.press("ArrowDown")
        self.see(page.get_by_role("heading", name="Locate"))
        page.keyboard.press("Escape")
        self.see_no(self.side(page, "Request"))

        page.keyboard.press("?")
        self.see_text(page.get_by_role("dialog"), "Go to Log")
        page.keyboard.press("Escape")
        self.see_no(page.get_by_role("dialog"))
        page.keyboard.press("/")
        page.keyboard.type("gl")  # into the field: no command
        self.assertEqual(page.get_by_role("searchbox").input_value(), "gl")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.keyboard.type("gl")
        self.see(page.get_by_role("grid", name="Lines of the log"))
        page.keyboard.type("gw")
        self.see(page.get_by_role("grid", name="Messages"))

    def test_trees_by_keyboard(self):
        """Arrows walk through the fields, close and open them."""
        page = self.log_in()
        ask(self.hsm, CREATE_AES, "alice")
        self.row(page, "Create").click()
        tree = self.side(page, "Request").get_by_role("tree")
        self.see_text(tree.get_by_role("treeitem").first, "Request Message")
        tree.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        self.see_text(tree.get_by_role("treeitem", selected=True), "Request Header")
        count = tree.get_by_role("treeitem").count()
        page.keyboard.press("ArrowLeft")
        self.see(tree.get_by_role("treeitem", selected=True, expanded=False))
        self.assertLess(tree.get_by_role("treeitem").count(), count)
        page.keyboard.press("ArrowRight")
        self.assertEqual(tree.get_by_role("treeitem").count(), count)

    def test_on_a_phone(self):
        """A message opened on the smallest phone: nothing is wider than the window, and it can be closed."""
        page = self.log_in(viewport=PHONE)
        ask(self.hsm, CREATE_AES, "alice")
        self.row(page, "Create").click()
        self.see(self.field(page, "Request", "Operation"))
        self.fits(page)
        page.get_by_role("region", name="Message").get_by_role("button", name="Close").click()
        self.see_no(self.side(page, "Request"))
        self.fits(page)
