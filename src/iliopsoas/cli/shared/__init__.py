"""What verbs of the command line share. Start with `options`; `text` prints tables and JSON, `figure` draws."""
