"""Providers of ICrypto: OpenSSL through cryptography; weak algorithms apart."""
