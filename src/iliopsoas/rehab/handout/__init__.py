"""What leaves the program: the handout in plain words with pictures, the clinician's report, FHIR and CSV.

In: a plan and its load cards. Out: pages and files. Start with `handout`.
"""
