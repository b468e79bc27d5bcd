"""Tests of hsmsim/server/web/app.py and answers.py: the bytes of the web console."""

import json
from typing import Any

from twisted.internet.error import ConnectionDone
from twisted.python.failure import Failure

from hsmsim.interfaces.partitions import SecondFactor
from hsmsim.management.login import REFUSED
from hsmsim.partitions.oath import hotp
from hsmsim.server.web.guard import HEADERS
from hsmsim.server.web.sessions import MOST_LOOKING, MOST_OF_ONE, MOST_SESSIONS
from tests.management.bench import OTHER, PASSWORD
from tests.management.wire.messages import got
from tests.partitions.pairs import pair
from tests.server.web.browser import IDLE, BrowserTest
from tests.support import rows

SECRET = b"12345678901234567890"


class Logins(BrowserTest):
    """Who comes in, with what."""

    def test_right(self) -> None:
        answer = self.browser.log_in()
        self.assertEqual(answer.status, 200)
        told = answer.json
        self.assertEqual((told["user_id"], told["user_type"], told["failures"]), ("master", "Operator", 0))
        self.assertEqual((told["idle"], told["serial"]), (IDLE, "S0001"))
        self.assertIn("users create", told["commands"])
        name, _, rest = (answer.header("set-cookie") or "").partition("=")
        value, *flags = rest.split("; ")
        self.assertEqual((name, len(value)), ("__Host-hsmsim-8443", 64))
        self.assertEqual(flags, ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"])
        self.assertNotIn(value, answer.body.decode())
        self.assertEqual(self.recorded()[-1], "00000014|web 'master': Login user_id=master: done")

    def test_commands_are_those_that_the_user_may_run(self) -> None:
        commands = self.browser.log_in("alice").json["commands"]
        self.assertIn("users password", commands)
        self.assertIn("wire list", commands)
        self.assertNotIn("users create", commands)
        self.assertNotIn("wire clear", commands)

    def test_wrong(self) -> None:
        answer = self.browser.log_in("master", OTHER)
        self.assertEqual((answer.refused, answer.json["error"]["text"]), ((401, 5002), REFUSED))
        self.assertIsNone(answer.header("set-cookie"))
        self.assertEqual(self.browser.ask("GET", "/session").json, {})

    def test_wrong_logins_are_told(self) -> None:
        self.browser.log_in("alice", OTHER)
        self.browser.log_in("alice", OTHER)
        self.assertEqual(self.browser.log_in("alice").json["failures"], 2)

    async def test_code(self) -> None:
        await self.partitions.set_otp("alice", SecondFactor.OATH_HOTP, SECRET)
        self.assertEqual(self.browser.log_in("alice").refused, (401, 5049))
        self.assertEqual(self.browser.log_in("alice", code="000000").refused, (401, 5002))
        self.assertEqual(self.browser.log_in("alice", code=hotp(SECRET, 0)).status, 200)

    async def test_new_password(self) -> None:
        await self.partitions.set_must_change("alice", True)
        self.assertEqual(self.browser.log_in("alice").refused, (401, 5178))
        self.assertEqual(self.browser.log_in("alice", new_password="short").refused, (401, 5177))
        self.assertEqual(self.browser.log_in("alice", new_password=OTHER).status, 200)

    async def test_x509(self) -> None:
        """A browser cannot sign; what it is told is no more than others are."""
        await self.partitions.set_certificate("alice", pair("alice").pem)
        answer = self.browser.log_in("alice")
        self.assertEqual((answer.refused, answer.json["error"]["text"]), ((401, 5002), REFUSED))

    async def test_blocked_after_seven(self) -> None:
        for _ in range(7):
            self.browser.log_in("alice", OTHER)
        self.assertEqual(self.browser.log_in("alice").refused, (401, 5002))
        self.assertTrue(self.partitions.user("alice").blocked)

    async def test_too_many(self) -> None:
        users = [f"user{number}" for number in range(MOST_SESSIONS // MOST_OF_ONE)]
        await self.with_users(*users)
        for user_id in users:
            for _ in range(MOST_OF_ONE):
                self.another(user_id)
        self.assertEqual(self.browser.log_in().refused, (503, 5002))
        self.assertIsNone(self.browser.cookie)


RIGHT = {"user_id": "master", "password": PASSWORD}


@rows(
    another_site=(RIGHT, {"Sec_Fetch_Site": "cross-site"}, 403),
    another_origin=(RIGHT, {"Origin": "https://evil.example"}, 403),
    form=(b"user_id=master", {"Content_Type": "application/x-www-form-urlencoded"}, 415),
    no_type=(RIGHT, {"Content_Type": None}, 415),
    no_json=(b"{", {}, 400),
    no_utf_8=(b'{"user_id": "\xff"}', {}, 400),
    too_deep=(b"[" * 100_000, {}, 400),
    list_=([RIGHT], {}, 400),
    nothing=(b"", {}, 400),
    missing=({"user_id": "master"}, {}, 400),
    number=({**RIGHT, "password": 7}, {}, 400),
    unknown=({**RIGHT, "more": "x"}, {}, 400),
    binary=({**RIGHT, "certificate": "no base64!"}, {}, 400),
)
class BadLogins(BrowserTest):
    """Nobody comes in by a request that is none."""

    async def check(self, body: Any, headers: dict[str, str | None], status: int) -> None:
        answer = self.browser.ask("POST", "/login", body, **headers)
        self.assertEqual(answer.status, status)
        self.assertIsNone(answer.header("set-cookie"))
        self.assertIn("text", answer.json["error"])


class Sessions(BrowserTest):
    """A session from its beginning to its end."""

    async def setUp(self) -> None:
        await super().setUp()
        self.browser.log_in()

    def works(self) -> bool:
        return self.browser.ask("POST", "/api/hsm.info", {}).status == 200

    def test_who_is_logged_in(self) -> None:
        answer = self.browser.ask("GET", "/session")
        self.assertEqual((answer.status, answer.header("cache-control")), (200, "no-store"))
        self.assertEqual((answer.json["user_id"], answer.json["csrf"]), ("master", self.browser.csrf))

    def test_nobody(self) -> None:
        for cookie in (None, "__Host-hsmsim-8443=", "__Host-hsmsim-8443=00", "other=1"):
            self.assertEqual(self.browser.ask("GET", "/session", Cookie=cookie).json, {})

    def test_log_out(self) -> None:
        answer = self.browser.ask("POST", "/logout", {})
        self.assertEqual((answer.status, answer.body), (204, b""))
        self.assertIn("Max-Age=0", answer.header("set-cookie") or "")
        self.assertFalse(self.works())
        self.assertEqual(self.recorded()[-1], "00000014|web 'master': logout: asked for")

    def test_log_out_needs_the_token(self) -> None:
        self.assertEqual(self.browser.ask("POST", "/logout", {}, X_CSRF_Token=None).status, 403)
        self.assertTrue(self.works())

    def test_time_out(self) -> None:
        self.clock.advance(IDLE)
        self.assertFalse(self.works())
        self.assertEqual(self.recorded()[-1], "00000014|web 'master': logout: nothing was asked for 300 seconds")

    def test_who_looks_on_times_out_all_the_same(self) -> None:
        stream = self.browser.open("GET", "/events/wire")
        self.clock.pump([IDLE / 2 - 1, 0])
        self.browser.ask("GET", "/events/wire")
        self.clock.advance(IDLE / 2 + 1)
        self.assertTrue(stream.answer().rest.endswith(b"0\r\n\r\n"))
        self.assertFalse(self.works())

    async def test_blocked(self) -> None:
        alice = self.another("alice")
        await self.partitions.set_blocked("alice", True)
        self.assertEqual(alice.ask("POST", "/api/hsm.info", {}).refused, (401, 5002))
        self.assertTrue(self.works())

    def test_the_hsm_stops(self) -> None:
        stream = self.browser.open("GET", "/events/wire")
        self.factory.close()
        self.assertTrue(stream.answer().rest.endswith(b"0\r\n\r\n"))
        self.assertEqual(self.recorded()[-1], "00000014|web 'master': logout: the HSM ends all sessions")


class Commands(BrowserTest):
    """Management commands by their words."""

    async def setUp(self) -> None:
        await super().setUp()
        self.browser.log_in()

    def ask(self, words: str, body: Any = None, /, **headers: str | None) -> Any:
        return self.browser.ask("POST", f"/api/{words}", {} if body is None else body, **headers)

    def test_done(self) -> None:
        answer = self.ask("users.list", {"after": ""})
        self.assertEqual((answer.status, answer.header("content-type")), (200, "application/json"))
        self.assertEqual(answer.header("cache-control"), "no-store")
        self.assertEqual([user["user_id"] for user in answer.json["users"]], ["alice", "master"])

    def test_told_in_the_audit_log(self) -> None:
        body = {"user_id": "bob", "password": OTHER, "user_type": "User", "permissions": ["List Users"]}
        self.assertEqual(self.ask("users.create", body).status, 200)
        self.assertEqual(self.partitions.user("bob").user_id, "bob")
        told = "web 'master': users create user_id=bob user_type=User permissions='List Users': done"
        self.assertEqual(self.recorded()[-1], f"00000014|{told}")

    def test_refused(self) -> None:
        self.assertEqual(self.ask("users.remove", {"user_id": "nobody"}).refused, (409, 5020))
        self.assertEqual(self.ask("users.remove", {"user_id": "master"}).refused, (409, 5018))

    def test_not_understood(self) -> None:
        for body in ({}, {"user_id": 7}, {"user_id": "bob", "more": 1}):
            self.assertEqual(self.ask("users.remove", body).refused, (400, 5021))

    def test_not_permitted(self) -> None:
        self.browser = self.another("alice")
        self.assertEqual(self.ask("users.remove", {"user_id": "master"}).refused, (403, 5002))

    def test_no_such_command(self) -> None:
        for words in ("users.lost", "Login", "users list", "x" * 10_000):
            self.assertEqual(self.ask(words.replace(" ", "%20")).refused, (404, 5002))

    def test_a_fault_of_ours(self) -> None:
        self.patch(self.partitions, "users", lambda: 1 // 0)
        answer = self.ask("users.list", {"after": ""})
        self.assertEqual(answer.refused, (500, 5002))
        self.assertEqual(answer.json["error"]["text"], "the HSM failed; its log says more")
        self.assertIn("log_failure", self.events[-1])

    def test_binary(self) -> None:
        answer = self.ask("wire.export", {"offset": 0})
        self.assertTrue(answer.json["data"].startswith("eyJmb3JtYXQi"))  # {"format"


@rows(
    no_cookie=({"Cookie": None}, 401),
    wrong_cookie=({"Cookie": "__Host-hsmsim-8443=" + "0" * 64}, 401),
    no_token=({"X_CSRF_Token": None}, 403),
    empty_token=({"X_CSRF_Token": ""}, 403),
    wrong_token=({"X_CSRF_Token": "0" * 64}, 403),
    another_site=({"Sec_Fetch_Site": "cross-site"}, 403),
    another_origin=({"Origin": "https://evil.example:8443"}, 403),
    our_origin=({"Origin": "https://localhost:8443"}, 200),
    form=({"Content_Type": "text/plain"}, 415),
)
class Forgeries(BrowserTest):
    """What another page makes a browser ask for is not done."""

    async def check(self, headers: dict[str, str | None], status: int) -> None:
        self.browser.log_in()
        body = {"user_id": "alice", "blocked": True}
        self.assertEqual(self.browser.ask("POST", "/api/users.block", body, **headers).status, status)
        self.assertEqual(self.partitions.user("alice").blocked, status == 200)

    def test_the_token_of_another_session(self) -> None:
        self.browser.log_in()
        token = self.another().csrf
        answer = self.browser.ask("POST", "/api/users.list", {"after": ""}, X_CSRF_Token=token)
        self.assertEqual(answer.status, 403)


class Pages(BrowserTest):
    """The page and its files."""

    def test_first(self) -> None:
        answer = self.browser.ask("GET", "/")
        self.assertEqual((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"))
        self.assertEqual(answer.header("cache-control"), "no-cache")
        self.assertTrue(answer.body.startswith(b"<!doctype html>"))

    def test_files(self) -> None:
        for name, media in (("app.js", "text/javascript"), ("style.css", "text/css"), ("icon.svg", "image/svg+xml")):
            answer = self.browser.ask("GET", f"/static/{name}")
            self.assertEqual((answer.status, (answer.header("content-type") or "").partition(";")[0]), (200, media))

    def test_as_it_was(self) -> None:
        first = self.browser.ask("GET", "/static/app.js")
        again = self.browser.ask("GET", "/static/app.js", If_None_Match=first.header("etag"))
        self.assertEqual((again.status, again.body), (304, b""))
        changed = self.browser.ask("GET", "/static/app.js", If_None_Match='"0"')
        self.assertEqual((changed.status, changed.body), (200, first.body))

    def test_none(self) -> None:
        for name in ("none.js", "..%2fapp.py", "%2e%2e%2fapp.py", ".%00.js", "", "index.html/x"):
            self.assertEqual(self.browser.ask("GET", f"/static/{name}").status, 404, name)

    def test_what_each_answer_says(self) -> None:
        """Whatever the answer is."""
        for path in ("/", "/static/app.js", "/session", "/nowhere", "/events/wire"):
            answer = self.browser.ask("GET", path)
            for name, value in HEADERS.items():
                self.assertEqual(answer.header(name.lower()), value, path)
            self.assertEqual(answer.header("server"), "hsmsim", path)

    def test_nothing_of_the_page_is_written_into_it(self) -> None:
        """The policy forbids it, and browsers would leave it out."""
        page = self.browser.ask("GET", "/").body
        for word in (b"style=", b"<style", b" onclick", b"http:", b"https:"):
            self.assertNotIn(word, page)


@rows(
    no_such_place=("GET", "/nowhere", {}, 404),
    another_method=("PUT", "/login", {}, 405),
    post_of_a_page=("POST", "/", {}, 405),
    get_of_a_command=("GET", "/api/users.list", {}, 405),
    another_name=("GET", "/", {"Host": "evil.example"}, 403),
    another_name_and_port=("GET", "/", {"Host": "evil.example:8443"}, 403),
    no_name=("GET", "/", {"Host": None}, 400),
    address=("GET", "/", {"Host": "192.0.2.1:8443"}, 200),
)
class Requests(BrowserTest):
    """What is asked for at all."""

    async def check(self, method: str, path: str, headers: dict[str, str | None], status: int) -> None:
        self.assertEqual(self.browser.ask(method, path, **headers).status, status)

    def test_too_long(self) -> None:
        answer = self.browser.ask("POST", "/login", b"x", Content_Length=str(9 * 1024 * 1024))
        self.assertEqual((answer.status, answer.header("connection")), (413, "close"))

    def test_length_that_is_not_said(self) -> None:
        answer = self.browser.ask("POST", "/login", b"0\r\n\r\n", Content_Length=None, Transfer_Encoding="chunked")
        self.assertEqual((answer.status, answer.header("connection")), (411, "close"))


class Events(BrowserTest):
    """What happens, as it happens."""

    async def setUp(self) -> None:
        await super().setUp()
        self.browser.log_in()

    def test_wire(self) -> None:
        stream = self.browser.open("GET", "/events/wire", Last_Event_ID="4")
        answer = stream.answer()
        self.assertEqual((answer.status, answer.header("content-type")), (200, "text/event-stream; charset=utf-8"))
        self.ring.exchanged([got(user="carol")])
        self.clock.advance(0)
        (event,) = stream.answer().events
        self.assertEqual((event["id"], event["event"]), ("5", "entry"))
        self.assertEqual(json.loads(event["data"])["user"], "carol")

    def test_looked_for(self) -> None:
        stream = self.browser.open("GET", "/events/wire?user=bob&text=key-1")
        self.clock.advance(0)
        self.assertEqual([event["id"] for event in stream.answer().events], ["2"])

    def test_not_logged_in(self) -> None:
        self.assertEqual(self.browser.ask("GET", "/events/wire", Cookie=None).refused, (401, 5002))

    def test_none_of_this_name(self) -> None:
        self.assertEqual(self.browser.ask("GET", "/events/none").refused, (404, 5002))

    def test_refused(self) -> None:
        self.assertEqual(self.another("alice").ask("GET", "/events/log").refused, (403, 5002))
        self.assertEqual(self.browser.ask("GET", "/events/wire", Last_Event_ID="x").refused, (400, 5002))

    def test_the_end_of_the_session_is_that_of_the_stream(self) -> None:
        stream = self.browser.open("GET", "/events/wire")
        self.browser.ask("POST", "/logout", {})
        self.assertTrue(stream.answer().rest.endswith(b"0\r\n\r\n"))

    def test_as_many_as_may(self) -> None:
        streams = [self.browser.open("GET", "/events/wire") for _ in range(MOST_LOOKING)]
        self.assertEqual(self.browser.ask("GET", "/events/wire").refused, (503, 5002))
        streams[0].protocol.connectionLost(Failure(ConnectionDone()))
        self.assertEqual(self.browser.ask("GET", "/events/wire").status, 200)
