"""Numbers over time: sampling rate, zero-lag low-pass filter, derivatives, Fourier series of a period, shared checks.

In: arrays whose first axis is time. Out: arrays of the same kind, or an error that names the bad frames. Start reading
at `time_series.lowpass` and `time_series.spline_derivatives`; `periodic` does the same for a stride that repeats.
"""
