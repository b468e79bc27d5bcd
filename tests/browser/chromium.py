"""A real Chromium, started once for all tests that need it."""

import atexit
import os
import shutil
from functools import cache
from importlib.util import find_spec
from typing import Any

# Containers have no namespaces for the sandbox. The rest keeps the browser from asking its makers for anything.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """Where Chromium is: HSMSIM_CHROMIUM, or what the system has; None if it has none."""
    return os.environ.get("HSMSIM_CHROMIUM") or shutil.which("chromium")


def missing() -> str | None:
    """Why there can be no tests with it, for trial's `skip`; None if there can."""
    if find_spec("playwright") is None:
        return "Playwright is not installed: the web console is not tested in a browser"
    if executable() is None:
        return "there is no chromium, and HSMSIM_CHROMIUM names none: the web console is not tested in a browser"
    return None


@cache
def chromium() -> Any:
    """The browser; it ends with this process."""
    from playwright.sync_api import sync_playwright  # only here: it may not be there

    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
    atexit.register(browser.close)
    return browser
