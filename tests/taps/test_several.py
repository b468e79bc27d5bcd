"""hsmsim/taps/several.py: several taps see the same."""

from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from hsmsim.interfaces.taps import ITap
from hsmsim.taps.several import one_of
from tests.server.looking import Looking
from tests.taps.passing import CLIENT, exchanged, refused, unreadable


class Late(Looking):
    """A tap that does not want requests before they are answered."""

    early = False


class Several(SynchronousTestCase):
    def setUp(self):
        self.first, self.second = Looking(), Late()
        self.tap = one_of(self.first, None, self.second)

    def test_it_is_a_tap(self):
        self.assertTrue(verifyObject(ITap, self.tap))

    def test_all_see_all(self):
        passed = exchanged()
        self.tap.opened(CLIENT)
        self.tap.exchanged([passed])
        self.tap.refused(refused())
        self.tap.unreadable(unreadable())
        self.tap.closed(CLIENT)
        self.tap.close()
        self.assertEqual(self.first.names(), ["opened", "exchanged", "refused", "unreadable", "closed", "close"])
        self.assertEqual(self.first.seen, self.second.seen)
        self.assertIs(self.first.all("exchanged")[0], passed)

    def test_requests_are_for_those_who_want_them_early(self):
        self.assertTrue(self.tap.early)
        self.tap.request(CLIENT, b"request")
        self.assertEqual((self.first.names(), self.second.names()), (["request"], []))

    def test_nobody_wants_them_early(self):
        self.assertFalse(one_of(Late(), Late()).early)


class Few(SynchronousTestCase):
    def test_none(self):
        self.assertIsNone(one_of())
        self.assertIsNone(one_of(None, None))

    def test_one_is_itself(self):
        tap = Looking()
        self.assertIs(one_of(None, tap), tap)
