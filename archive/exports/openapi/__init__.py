"""OpenAPI 3.1: a description of the archive's data that programs read."""
