"""Forms of citation that some publications use: each reader gives candidates, and the evidence decides which count."""
