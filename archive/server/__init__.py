"""Application server: gunicorn's threaded worker, with requests received and responses sent outside its threads."""
