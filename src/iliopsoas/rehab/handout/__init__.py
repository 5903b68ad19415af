"""What leaves the program: the handout in plain words with pictures, the clinician's report, FHIR, CERT and CSV.

In: a plan, its load cards, entries of the diary. Out: pages and files; everything says that it is simulated.
Start with `handout.write_handout`; `exercise_drawing` draws, `phrases` and `translation` hold what is said,
`typesetting` makes the PDF; then `clinician_report`, `fhir_bundle`, `cert_items`, `csv_tables`.
"""
