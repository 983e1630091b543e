"""The pages of imports: sending a table, then following it."""
