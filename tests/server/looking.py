"""A tap that remembers what it saw."""

from zope.interface import implementer

from hsmsim.interfaces.taps import ITap


@implementer(ITap)
class Looking:
    """`seen` has the name of each call, and what came with it."""

    early = True

    def __init__(self):
        self.seen = []

    def opened(self, connection):
        self.seen.append(("opened", connection))

    def closed(self, connection):
        self.seen.append(("closed", connection))

    def refused(self, refused):
        self.seen.append(("refused", refused))

    def request(self, connection, data):
        self.seen.append(("request", (connection, data)))

    def exchanged(self, messages):
        self.seen += [("exchanged", each) for each in messages]

    def unreadable(self, unreadable):
        self.seen.append(("unreadable", unreadable))

    def close(self):
        self.seen.append(("close", None))

    def names(self):
        """What was called."""
        return [name for name, _ in self.seen]

    def all(self, name):
        """What came with all calls of one name."""
        return [what for each, what in self.seen if each == name]
