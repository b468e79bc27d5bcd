"""Providers of ITap."""
