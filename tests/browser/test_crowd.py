"""Many clients and several people who look at once: everybody sees every message, in order, at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from statistics import median

from twisted.logger import Logger

from hsmsim.testing import Appliance
from tests.browser.case import BrowserTest
from tests.plain_client import DISCOVER_VERSIONS, LOCATE, Connection

CONNECTIONS, MESSAGES = 16, 12
SOON = 2000  # milliseconds; on a machine with nothing else to do it is some twenty
ALONE = 20  # messages, one after the other

# Notes for each row when it came into the page. The row is drawn with the frame that follows.
NOTE = """() => {
    window.seen = [];
    const body = document.querySelector(".table.wire tbody");
    new MutationObserver((changes) => {
        for (const row of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
            const [number, client, operations] = ["number", "client", "operations"].map(
                (name) => row.querySelector(`.${name}`).textContent);
            window.seen.push([Number(number), client, operations, Date.now()]);
        }
    }).observe(body, { childList: true });
}"""

log = Logger(namespace="tests.browser")


class Crowd(BrowserTest):
    own = True
    kind = staticmethod(Appliance.spawn)

    def noting(self, page):
        """A page on which it is noted when rows come."""
        self.see(page.get_by_text("Nothing has gone over the wire yet."))
        page.evaluate(NOTE)
        return page

    def seen(self, page, count):
        """What came, once that many rows have."""
        page.wait_for_function("count => window.seen.length >= count", arg=count)
        return page.evaluate("window.seen")

    def talk(self, number):
        """Some messages over a connection; its address, and when each answer was there."""
        with Connection(self.hsm, ("alice", "bob")[number % 2]) as connection:
            answered = []
            for each in range(MESSAGES):
                connection.ask((LOCATE, DISCOVER_VERSIONS)[each % 2])
                answered.append(time.time() * 1000)
            return "{}:{}".format(*connection.name), answered

    def test_two_browsers_and_sixteen_connections(self):
        """Both have all messages in the order of their numbers, and those of a connection as they were sent."""
        pages = [self.noting(self.log_in()) for _ in range(2)]
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            asked = dict(pool.map(self.talk, range(CONNECTIONS)))
        first, second = (self.seen(page, CONNECTIONS * MESSAGES) for page in pages)
        self.assertEqual([each[:3] for each in first], [each[:3] for each in second])
        self.assertEqual([number for number, *_ in first], list(range(1, CONNECTIONS * MESSAGES + 1)))
        took = []
        for client, found in groupby(sorted(first, key=lambda row: row[1]), key=lambda row: row[1]):
            rows = list(found)
            self.assertEqual([row[2] for row in rows], ["Locate", "Discover Versions"] * (MESSAGES // 2))
            took += [row[3] - when for row, when in zip(rows, asked[client], strict=True)]
        self.in_time(took)

    def test_at_once(self):
        """A message is on the page when its answer has hardly arrived."""
        page = self.noting(self.log_in())
        answered = []
        with Connection(self.hsm, "alice") as connection:
            for count in range(1, ALONE + 1):
                connection.ask(LOCATE)
                answered.append(time.time() * 1000)
                self.seen(page, count)
        took = [row[3] - when for row, when in zip(self.seen(page, ALONE), answered, strict=True)]
        self.in_time(took)

    def in_time(self, took):
        """Rows came soon after the answers had come."""
        log.info("from answer to row: median {median:.0f} ms, most {most:.0f} ms", median=median(took), most=max(took))
        self.assertLess(median(took), SOON)
