"""Golden results: compare them with what is computed now, or renew them.

    python bench/golden.py            what differs from tests/golden/analyses.json
    python bench/golden.py --write    store what is computed now, with the next version

A new version must be named in CHANGELOG.md as 'golden results N', with the reason; a test asks for it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from iliopsoas.evidence import golden
from iliopsoas.files import write_text

FILE = Path(__file__).resolve().parents[1] / "tests" / "golden" / "analyses.json"


def main() -> int:
    """Entry point; 1 if something differs and nothing was written."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--write", action="store_true", help="store what is computed now")
    write = options.parse_args().write
    found = golden.golden_curves()
    if not FILE.exists():
        if write:
            _store(found, 1)
            return 0
        print(f"{FILE.name} does not exist; write it with --write")
        return 1
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    moved = golden.relative_differences(found, golden.curves_from_json(stored))
    for name, share in moved.items():
        mark = "  <-- differs" if share > golden.TOLERANCE else ""
        print(f"{100.0 * share:8.3f} %  {name}{mark}")
    if not any(share > golden.TOLERANCE for share in moved.values()):
        print("as stored")
        return 0
    if write:
        _store(found, int(stored["version"]) + 1)
        print(f"add to CHANGELOG.md what changed and why, with the words: golden results {stored['version'] + 1}")
        return 0
    return 1


def _store(found: tuple[golden.GoldenCurve, ...], version: int) -> None:
    content = json.dumps(golden.curves_to_json(found, version))
    content = content.replace('{"name"', '\n{"name"').replace('], "y"', '],\n "y"') + "\n"
    write_text(FILE, content)
    print(f"{FILE.name}: version {version}, {len(content) / 1e3:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
