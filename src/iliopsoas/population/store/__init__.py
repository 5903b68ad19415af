"""The folder of a study: partitions of Parquet files, each written as a whole, and what reads them.

    DIR/study.toml                       the study as it was read, with the seed and the versions of this run
    DIR/movements/NAME-1.70.npz          a movement as people of that stature do it
    DIR/parts/FIRST-STOP/people.parquet  a row a person: status, reason, who they are, all that was drawn
                         outcomes.parquet    a row for each person, arm and movement
                         curves.parquet      a row for each of these and each load, where curves are kept
                         digest              of everything that the numbers depend on
    DIR/index.html, summary.json         the answers

Start with `partition_store`; `open_study` gives it back.
"""
