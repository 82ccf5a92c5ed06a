"""Readers of the house style "(Interfax, June 3)" and of citations that are not whole parentheses."""
