"""Letters: texts with fields, filled in, laid out, printed or handed to a word processor."""
