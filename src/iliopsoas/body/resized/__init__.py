"""Bodies of other people without building them: arrays of one that is built, changed.

In: a body, another person's size, where muscles end, how long fibres are. Out: a body. Start with `resized_body`;
`changed_strands` moves ends and changes fibres.
"""
