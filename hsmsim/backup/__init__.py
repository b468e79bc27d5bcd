"""Backups: all users and all objects in one file that opens with a PIN."""
