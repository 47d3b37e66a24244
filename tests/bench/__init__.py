"""Measures Guildhall against a hand-written floor in the same run: `make bench`."""
