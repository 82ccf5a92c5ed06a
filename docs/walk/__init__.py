"""An editor's day, walked through in a browser on an archive of its own; takes the pictures of docs/editors.md."""
