"""What a worker does for imports."""
