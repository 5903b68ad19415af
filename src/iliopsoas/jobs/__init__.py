"""Many independent pieces of work on local processes, kept one by one: what batches and populations share.

In: tasks (a name, a digest of all that the result depends on, arguments), a function, a store. Out: the store, filled;
what is there already is not done again. A process that dies or hangs costs its own task alone. Nothing here knows what
a task is about.

Start with `run.run_tasks`, then `local_processes`; `forked` shares out the work of one call; `digests` says whether
inputs have changed; `confined` runs a small program within limits, for libraries that damaged files can fell.
"""
