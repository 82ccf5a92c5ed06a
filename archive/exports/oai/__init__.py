"""OAI-PMH 2.0: the archive for harvesters."""
