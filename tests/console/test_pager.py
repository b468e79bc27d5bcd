"""Tests of hsmsim/console/pager.py."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.console.pager import PROMPT, Enough, Pager
from tests.console.hsm import Script


class Lines(SynchronousTestCase):
    """Ten lines on a screen of four."""

    def shown(self, *answers: str, live: bool = True) -> str:
        script = Script(*answers, live=live, height=4)
        pager = Pager(script)
        try:
            for number in range(10):
                pager.line(str(number))
        except Enough:
            pass
        return script.text.replace(PROMPT, "...").replace("\n", " ")

    def test_a_screenful_at_a_time(self) -> None:
        self.assertEqual(self.shown("", "", ""), "0 1 2 ... 3 4 5 ... 6 7 8 ... 9 ")

    def test_enough(self) -> None:
        self.assertEqual(self.shown("", " Q "), "0 1 2 ... 3 4 5 ... Q  ")

    def test_into_a_pipe(self) -> None:
        self.assertEqual(self.shown(live=False), "0 1 2 3 4 5 6 7 8 9 ")
