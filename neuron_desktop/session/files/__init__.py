"""Reading and writing away from the window's thread: tables, projects, weights, pictures, and recovery after a crash.

May import `document` and `runs`. Each job is a `WorkerThread` that reports by signals.
"""
