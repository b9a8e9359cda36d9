"""What is read and written on the way in and out of a log."""
