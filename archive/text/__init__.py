"""Reading texts: headers, dates, citations, names and HTML, in pure Python without Django."""
