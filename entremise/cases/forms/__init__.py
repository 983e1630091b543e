"""From what is typed to clean values. What is allowed is decided in `actions`."""
