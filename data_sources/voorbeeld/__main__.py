"""`python -m data_sources.voorbeeld` writes the committed files of the invented programme again."""

from __future__ import annotations

from data_sources.voorbeeld.files import write

if __name__ == "__main__":
    for path in write():
        print(path.name)
