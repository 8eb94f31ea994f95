"""A local server that behaves like CBS OData v3, RIVM StatLine and PDOK, failures included.

By hand: python -m tests.standin --port 8900 [--data ../shared/data] [--fout slow]
"""
