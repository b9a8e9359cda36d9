"""Builds rows for tests, one file a slice. Call with only what the test is about."""
