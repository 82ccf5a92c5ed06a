"""Benchmarks: speed and memory, measured side by side in one run, as medians and ratios."""
