"""Run the stand-in by hand and print the addresses to give to the app."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tests.standin import faults
from tests.standin.server import StandIn


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.standin", description=__doc__)
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--data", type=Path, help="map met echte rijen, bijvoorbeeld ../shared/data")
    parser.add_argument("--fout", choices=sorted(faults.WIRE | faults.ROWS), default="", help="wat er misgaat")
    parser.add_argument("--entiteit", default="", help="waar het misgaat, bijvoorbeeld TypedDataSet")
    wishes = parser.parse_args()
    with StandIn(wishes.data, wishes.port) as standin:
        standin.fail(wishes.fout, wishes.entiteit)
        for name, address in standin.environment().items():
            print(f"export {name}={address}", flush=True)
        print(
            f"# fouten: {standin.address}/_standin/fout/NAAM, tellers: {standin.address}/_standin/tellers", flush=True
        )
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
