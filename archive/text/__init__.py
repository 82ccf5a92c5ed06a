"""Text processing: headers, dates, citations, names and HTML, in pure Python without Django."""
