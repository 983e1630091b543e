"""Hides small numbers, and enough others that no subtraction gives them back.

The numbers are cells tied by sums (a total and its parts). A cell is *small* when it is at least 1
and below the threshold: it is hidden. Zero is shown: it tells of nobody, and a table where zeros
look like secrets says nothing about the places where nothing happened. The price is that a reader
knows a hidden cell is at least 1, so the check below grants them that knowledge.

A reader is taken to know every cell shown, every sum, and this rule. A small cell is *exposed* if
they can compute it (exactly, by any combination of sums), or bound it more closely than the
threshold itself does by following bounds from sum to sum. More cells are then hidden, the least
informative first, until none can be computed; a bound is loosened as far as the cells around allow.
"""

from .cube import Cube, Dimension, Level, involved, levels_within

__all__ = ["Cube", "Dimension", "Level", "involved", "levels_within"]
