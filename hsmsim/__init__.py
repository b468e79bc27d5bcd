"""hsmsim: a simulated network HSM that speaks KMIP 1.4. It is not an HSM."""

__version__ = "0.1.0"
