"""What verbs of the command line share.

In: what a verb has found. Out: typed options, tables and JSON on the terminal, a figure in a file.
Start at `options`; `text` prints, `figure` ends every verb that may draw.
"""
