"""Results on disk: a NetCDF file that is whole or not there, and tables that other programs open.

In: a dataset. Out: files, and the dataset again.
Start with `store`, then `tables`.
"""
