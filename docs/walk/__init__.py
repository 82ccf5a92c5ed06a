"""An editor's day, performed in a browser on an archive of its own; takes the pictures of docs/editors.md."""
