"""Tests of the plugin for twistd."""

from twisted.application.service import IServiceMaker
from twisted.plugin import getPlugins
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from hsmsim.options import Options


class Plugin(SynchronousTestCase):
    def test_found(self):
        """twistd finds exactly one hsmsim, with our options."""
        (found,) = [plugin for plugin in getPlugins(IServiceMaker) if plugin.tapname == "hsmsim"]
        verifyObject(IServiceMaker, found)
        self.assertIs(found.options, Options)
        self.assertIn("Not an HSM", found.description)
