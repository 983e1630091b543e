"""Drawings made on the server: plain SVG, the same geometry on page, in PDF and in DOCX.

    columns(points, …)   months, last year as a thin grey line behind
    bars(points, …)      categories, labels and values written beside the bars
    lines(series, …)     several curves over the same steps, named at their end

Each returns a `Chart`: three drawings (desk, phone, paper) and the table that says the same.
"""

from .bars import bars
from .columns import columns
from .lines import lines
from .points import Point, Series

__all__ = ["Point", "Series", "bars", "columns", "lines"]
