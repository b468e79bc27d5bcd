"""Makes `twistd hsmsim` known."""

from twisted.application.service import ServiceMaker

hsmsim = ServiceMaker("hsmsim", "hsmsim.tap", "A simulated network HSM: KMIP 1.4 and a console. Not an HSM.", "hsmsim")
