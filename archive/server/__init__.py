"""The application server: gunicorn's threaded worker, with requests read and answers sent apart from its threads."""
