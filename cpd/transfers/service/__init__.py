"""What can be done on the way in and out: import a file, undo it, and show days to a calendar."""
