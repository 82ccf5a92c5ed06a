"""What readers see: thin views over rows and search."""
