"""Providers of IStore: memory and SQLite."""
