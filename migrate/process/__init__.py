"""What the operating system does to a run, and what a run may ask of it.

In go limits and work; out come processes that die with their parent, budgets of time and memory a
file, and the signals that stop a run. Nothing here knows what the work is.
"""
