"""A pytest plugin for PyKMIP's integration suite: its client speaks the version we want to the HSM we want.

It takes the place of the suite's own conftest, which can say neither. It is loaded into PyKMIP's environment, so it
imports nothing of ours. HSMSIM_INTEROP is a JSON file: host, port, cert, key, ca, version, results.
"""

import json
import os
from pathlib import Path

import pytest
from kmip.core.enums import KMIPVersion
from kmip.pie.client import ProxyKmipClient
from kmip.services.kmip_client import KMIPProxy

WANTED = json.loads(Path(os.environ["HSMSIM_INTEROP"]).read_text())
VERSION = KMIPVersion[f"KMIP_{WANTED['version'].replace('.', '_')}"]
NOTHING = os.devnull  # for a file of settings: all of them are given here

_outcomes = {}


def _opened(request, client):
    client.open()
    request.addfinalizer(client.close)
    request.cls.client = client


@pytest.fixture(scope="class")
def client(request):
    """The low-level client, open."""
    files = {"certfile": WANTED["cert"], "keyfile": WANTED["key"], "ca_certs": WANTED["ca"]}
    _opened(
        request,
        KMIPProxy(WANTED["host"], WANTED["port"], **files, config_file=NOTHING, kmip_version=VERSION),
    )


@pytest.fixture(scope="class")
def simple(request):
    """The client for people, open."""
    files = {"cert": WANTED["cert"], "key": WANTED["key"], "ca": WANTED["ca"]}
    _opened(
        request,
        ProxyKmipClient(WANTED["host"], WANTED["port"], **files, config_file=NOTHING, kmip_version=VERSION),
    )


def pytest_runtest_logreport(report):
    """Keep the worst of set-up, test and tear-down."""
    name = _name(report.nodeid)
    if report.outcome != "passed" or name not in _outcomes:
        _outcomes[name] = report.outcome


def pytest_sessionfinish(session, exitstatus):
    """Hand over what came of each test."""
    Path(WANTED["results"]).write_text(json.dumps(_outcomes))


def _name(nodeid):
    """`test_integration::test_query` for a test of TestIntegration."""
    file, *_, test = nodeid.split("::")
    return f"{Path(file).stem}::{test}"
