"""The audit log: lines in the device's format, chained by HMAC, in files or in memory."""
