"""A test of the suite, or one made from it, run by a program of its own."""

import unittest


def passes(test: unittest.TestCase) -> bool:
    """Whether it passes; if not, its traces are printed."""
    result = unittest.TestResult()
    test.run(result)
    for _, trace in result.errors + result.failures:
        print(trace)
    return result.wasSuccessful()
