"""Tables as text: opening and unpacking, encodings, dialects, and reading rows into columns.

    opening → encodings → layout, headers, number_formats → dialect → table_body → tables, table_stream

Knows nothing about labels and features. Others use `read_table`, `detect_dialect`, `Table`, `Dialect` and
`table_chunks`.
"""
