"""What a study is.

In: a file. Out: checked records, or an error with line and key.
Start with `study_file.read_study_file`; `study_records` says what a study holds.
"""
