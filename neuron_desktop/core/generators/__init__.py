"""Generated data sets: each kind is a `GeneratorSpec` with its parameters and a function, listed in `catalogue`.

May import `data`. Others use `generate`, `article_dataset`, `GENERATORS` and `GeneratorSpec`.
"""
