#!/usr/bin/env python
"""Entry point of the management commands."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    # Through a pipe as on a terminal, what a long command says is read as it says it.
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
