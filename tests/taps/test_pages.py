"""hsmsim/taps/pages.py: what is written into pages is read as it was, and goes when it should."""

from dataclasses import replace
from random import Random

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.interfaces.outcome import Done
from hsmsim.spec.enums import Operation, ResultReason
from hsmsim.taps.pages import PAGE, Pages
from tests.support import rows
from tests.taps.passing import RECEIVER, SUCCESS, done, exchanged, failed, refused, unreadable

MESSAGE = exchanged()


@rows(
    success=(exchanged(done(uid="3f0c")),),
    failure=(exchanged(failed(Operation.CREATE, ResultReason.INVALID_FIELD)),),
    no_operation=(exchanged(failed(None)),),
    an_operation_that_nobody_knows=(exchanged(failed(0x80000001)),),
    an_empty_identifier=(exchanged(done(uid="")),),
    characters=(exchanged(done(uid="Schlüssel \U0001f511")),),
    half_a_character=(exchanged(done(uid="\ud800")),),
    several_objects=(exchanged(Done(Operation.CREATE_KEY_PAIR, SUCCESS, None, "private", ("public",))),),
    a_batch=(exchanged(done(), failed(), done(uid="x")),),
    no_items=(replace(MESSAGE, outcome=MESSAGE.outcome._replace(items=())),),
    refused_as_a_whole=(replace(MESSAGE, outcome=MESSAGE.outcome._replace(why="Batch Count is 2")),),
    nobody=(exchanged(user=""),),
    nothing_sent=(exchanged(response=b""),),
    nothing_at_all=(exchanged(request=b"", response=b""),),
    to_a_client=(exchanged(connection=RECEIVER),),
    xml=(exchanged(encoding="XML", bodies=(b"<a/>", b"<b/>")),),
    xml_that_was_too_long=(exchanged(encoding="XML"),),
    odd_times=(exchanged(began=0.1 + 0.2, seconds=1e-7),),
    a_handshake=(refused(),),
    unreadable_bytes=(unreadable(),),
)
class AsTheyWere(SynchronousTestCase):
    """Each between two others, so that nothing of a neighbour is taken for it."""

    def check(self, passed):
        pages = Pages(10)
        pages.add(exchanged(request=b"before", response=b"it"))
        if type(passed) is type(MESSAGE):
            pages.add(passed)
        else:
            pages.add_whole(passed)
        pages.add(exchanged(request=b"after", response=b"it"))
        self.assertEqual(pages.get(2), passed)
        self.assertEqual([pages.get(number).request for number in (1, 3)], [b"before", b"after"])


class Going(SynchronousTestCase):
    def setUp(self):
        self.pages = Pages(200)

    def fill(self, count):
        for _ in range(count):
            self.pages.add(exchanged(request=b"%d" % (self.pages.last + 1)))

    def kept(self):
        """The first and the last; all between are there."""
        numbers = range(self.pages.first, self.pages.last + 1)
        self.assertEqual([self.pages.get(number).request for number in numbers], [b"%d" % each for each in numbers])
        return self.pages.first, self.pages.last

    def held(self):
        """How many pages there are."""
        return len(self.pages._pages)

    def test_nothing_yet(self):
        self.assertEqual(self.kept(), (1, 0))

    def test_the_oldest(self):
        self.fill(1000)
        self.assertEqual(self.kept(), (801, 1000))
        self.assertLessEqual(self.held(), 200 // PAGE + 2)

    def test_all_up_to_a_number(self):
        self.fill(300)
        self.pages.let_go(280)
        self.pages.let_go(270)
        self.assertEqual((self.kept(), self.held()), ((281, 300), 1))
        self.fill(300)
        self.assertEqual(self.kept(), (401, 600))

    def test_all(self):
        self.fill(300)
        self.pages.clear()
        self.assertEqual((self.kept(), self.held()), ((301, 300), 1))
        self.fill(2)
        self.assertEqual(self.kept(), (301, 302))

    def test_what_is_whole_goes_at_once(self):
        """A large one is not held by its page."""
        for _ in range(3):
            self.pages.add_whole(unreadable())
        self.pages.let_go(2)
        self.assertEqual([list(page.whole) for page in self.pages._pages], [[3]])

    def test_those_that_are_too_many_go_with_them(self):
        """Also where they were too many before; they would be held by the rest of their page."""
        for _ in range(203):
            self.pages.add_whole(unreadable())
        self.pages.let_go(2)
        self.pages.let_go(5)
        self.assertEqual([number for page in self.pages._pages for number in page.whole], [*range(6, 204)])

    def test_each_is_let_go_of_once(self):
        """It takes no longer, the more there are that stay."""
        removed = []

        class Whole(dict):
            def __iter__(self):
                raise AssertionError("all are looked through")

            def pop(self, number, *default):
                removed.append(number)
                return super().pop(number, *default)

        for _ in range(10):
            self.pages.add_whole(unreadable())
        (page,) = self.pages._pages
        page.whole = Whole(page.whole)
        for number in (3, 2, 5):
            self.pages.let_go(number)
        self.assertEqual(removed, [1, 2, 3, 4, 5])

    def test_like_a_list(self):
        """Whatever is done, what is there is what a list would have."""
        random = Random(1)
        expected = {}
        for _ in range(3000):
            what = random.random()
            if what < 0.002:
                self.pages.clear()
                expected.clear()
            elif what < 0.01:
                number = random.randint(self.pages.first, self.pages.last + 1) - 1
                self.pages.let_go(number)
                expected = {key: value for key, value in expected.items() if key > number}
            else:
                passed = exchanged(request=random.randbytes(random.randint(0, 20)))
                (self.pages.add_whole if what < 0.1 else self.pages.add)(passed)
                expected[self.pages.last] = passed
                expected.pop(self.pages.last - 200, None)
            self.assertEqual(self.pages.first, min(expected, default=self.pages.last + 1))
        self.assertEqual({number: self.pages.get(number) for number in expected}, expected)
