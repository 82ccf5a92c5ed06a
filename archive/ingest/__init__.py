"""From files to rows: reading what comes in, one transaction a file."""
