"""Logging in to the web console, and out of it."""

import re

from tests.browser.case import PHONE, BrowserTest

REFUSED = "Error 5002: user, password or second factor is wrong"


class Login(BrowserTest):
    def test_wrong_and_right(self):
        """A wrong password is refused and what was typed stays; the right one opens the console; then out again."""
        self.refusal(401, "/login")
        page = self.open()
        self.fill_login(page, password="master12346")
        self.see_text(page.get_by_role("alert"), REFUSED)
        self.assertEqual(page.get_by_label("User ID").input_value(), "master")
        self.assertEqual(page.context.cookies(), [])

        self.fill_login(page)
        self.see(self.navigation(page))
        self.see_text(page.get_by_role("alert"), "1 wrong login since the last good one")
        (cookie,) = page.context.cookies()
        self.assertEqual(
            (cookie["name"], cookie["httpOnly"], cookie["secure"], cookie["sameSite"]),
            (f"__Host-hsmsim-{self.hsm.web_port}", True, True, "Strict"),
        )
        self.assertNotIn(cookie["value"], page.evaluate("JSON.stringify([localStorage, sessionStorage])"))

        page.get_by_role("button", name="Log out").click()
        self.see(page.get_by_label("User ID"))
        self.assertEqual(page.context.cookies(), [])
        page.reload()
        self.see(page.get_by_label("User ID"))
        self.see_no(self.navigation(page))

    def test_two_hsms_on_one_machine(self):
        """Who is logged in at one is not logged out by the other."""
        first, second = self.hsm, self.start()
        page = self.log_in(place="#/hsm")
        self.hsm = second
        other = page.context.new_page()
        self.watch(other)
        other.goto(self.address())
        self.fill_login(other)
        self.see(self.navigation(other))
        self.hsm = first
        page.reload()
        self.see(self.navigation(page))
        self.see(page.get_by_text("TLS certificate"))

    def test_stays_logged_in(self):
        """Another load and another tab are of the same session; its end is that of all tabs."""
        self.hsm = self.start()  # whose log begins here
        page = self.log_in(place="#/log")
        self.see(page.get_by_text("HSM ready: "))
        page.reload()
        self.see(page.get_by_role("grid", name="Lines of the log"))
        other = page.context.new_page()
        self.watch(other)
        other.goto(self.address())
        self.see(self.navigation(other))
        page.get_by_role("button", name="Log out").click()
        self.refusal(401, "/events/wire")
        self.see(other.get_by_label("User ID"))

    def test_x509_users_log_in_elsewhere(self):
        """A browser cannot sign with the key of a User's certificate; the page says where to go."""
        self.refusal(401, "/login")
        page = self.open()
        self.fill_login(page, "alice", "user12345")
        self.see_text(page.get_by_role("alert"), REFUSED)
        self.see(page.get_by_text("log in by hsmcon"))

    def test_a_cookie_that_is_not_ours(self):
        """Somebody tampers with the cookie: the login page, and no data."""
        page = self.log_in()
        (cookie,) = page.context.cookies()
        page.context.clear_cookies()
        page.context.add_cookies([{**cookie, "value": cookie["value"][:-1] + "x"}])
        page.reload()
        self.see(page.get_by_label("User ID"))
        self.see_no(page.get_by_role("grid"))
        answers = page.evaluate(
            """async () => {
                const asked = [["/events/wire"], ["/api/users.list", {method: "POST", body: "{}",
                    headers: {"Content-Type": "application/json"}}]];
                return Promise.all(asked.map(async ([path, how]) => {
                    const response = await fetch(path, how);
                    return [response.status, await response.json()];
                }));
            }"""
        )
        for status, told in answers:
            self.assertEqual((status, set(told)), (401, {"error"}))
        self.refusal(401, "/events/wire")
        self.refusal(401, "/api/users.list")

    def test_a_token_that_is_not_ours(self):
        """A request with the cookie and another token, as another site would send it, changes nothing."""
        page = self.log_in()
        status = page.evaluate(
            """async () => (await fetch("/api/logs.clear", {method: "POST", body: "{}",
                headers: {"Content-Type": "application/json", "X-CSRF-Token": "0".repeat(64)}})).status"""
        )
        self.assertEqual(status, 403)
        self.refusal(403, "/api/logs.clear")
        self.assertFalse(any("log cleared" in line for line in self.hsm.audit()))


class Idle(BrowserTest):
    own = True
    settings = {"idle": "3"}

    def test_it_ends_and_says_so(self):
        """Nobody does anything: a notice counts down, then the login page says why."""
        self.refusal(401, "/events/wire")  # by which the page learns of it
        page = self.log_in()
        self.see_text(page.get_by_role("status"), re.compile(r"you will be logged out in \d s"))
        self.see_text(page.get_by_role("status"), "You have been logged out: nothing was asked for in 3 seconds.")
        self.see(page.get_by_label("User ID"))
        self.see_no(page.get_by_role("grid"))
        self.fill_login(page)
        self.see(self.navigation(page))


class Looks(BrowserTest):
    def test_light_and_dark(self):
        """As the system has it, or as chosen, which stays; the pages differ in that."""

        def ground(page):
            channels = page.evaluate("getComputedStyle(document.body).backgroundColor").removeprefix("rgb(")
            return sum(map(int, channels.removesuffix(")").split(", ")[:3]))

        dark = self.log_in(color_scheme="dark")
        page = self.log_in(color_scheme="light")
        light = ground(page)
        self.assertLess(ground(dark), 200)
        self.assertGreater(light, 600)
        theme = page.locator("[data-colours]")
        theme.click()
        self.see(page.get_by_role("button", name="Colours: light"))
        theme.click()
        self.see(page.get_by_role("button", name="Colours: dark"))
        self.assertEqual(ground(page), ground(dark))
        page.reload()
        self.see(self.navigation(page))
        self.assertEqual(ground(page), ground(dark))

    def test_phone(self):
        """On the smallest phone nothing is wider than the window: the login, and each page."""
        page = self.open(viewport=PHONE)
        self.see(page.get_by_label("User ID"))
        self.fits(page)
        self.fill_login(page)
        links = self.navigation(page).get_by_role("link")
        links.first.wait_for()
        for name in links.all_text_contents():
            self.navigation(page).get_by_role("link", name=name, exact=True).click()
            self.see(page.locator(f"main[data-page={name.lower()}]"))
            self.fits(page)
