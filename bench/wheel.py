"""Builds the wheel and tries it, alone in an environment of its own, on every Python there is.

    python bench/wheel.py [PYTHON ...]        (make dist)

Without arguments: python3.11, python3.12 and python3.13, as far as they are on the path or in the folders of pyenv.
Each prints its version, lists the movements, analyses one and writes the report; the table says what that took.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WANTED = ("3.11", "3.12", "3.13")
TRIES = (("--version",), ("movements",), ("analyze", "straight_leg_raise", "--out", "out"))
"""What is asked of an installed wheel."""


def pythons() -> list[str]:
    """An interpreter of every wanted version that there is."""
    managed = sorted((Path.home() / ".pyenv" / "versions").glob("*/bin/python3.*[0-9]"))
    found = []
    for version in WANTED:
        named = [str(path) for path in managed if path.name == f"python{version}"]
        found += [path for path in [*named, shutil.which(f"python{version}")] if path and _runs(path, version)][:1]
    return found


def _runs(path: str, version: str) -> bool:
    asked = [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == version


def build(folder: Path) -> Path:
    """The wheel, made by the standard front end from the sources' archive."""
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def megabytes(path: Path) -> float:
    """Size of a file or of everything in a folder [MB]."""
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file() and not p.is_symlink()]
    return sum(p.stat().st_size for p in files) / 1e6


def tried(python: str, wheel: Path) -> tuple[str, float, float, float]:
    """Install the wheel alone and use it.

    Returns:
        what `--version` prints, size of the environment installed and used [MB], time of all tries [s].
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        own = {
            name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
        }  # nothing from outside
        subprocess.run([python, "-m", "venv", str(home / "env")], check=True)
        command = home / "env" / "bin" / "iliopsoas"
        install = [str(command.with_name("python")), "-m", "pip", "install", "--quiet", "--no-compile", str(wheel)]
        subprocess.run(install, check=True, capture_output=True, env=own)
        installed, said = megabytes(home / "env"), []
        began = time.perf_counter()
        for words in TRIES:
            done = subprocess.run(
                [str(command), *words], cwd=home, env=own, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise SystemExit(f"{python}: iliopsoas {' '.join(words)} failed:\n{done.stderr}")
            said.append(done.stdout)
        took = time.perf_counter() - began
        if not (home / "out" / "index.html").is_file():
            raise SystemExit(f"{python}: no report was written")
        return said[0].strip(), installed, megabytes(home / "env"), took


def main(words: list[str]) -> None:
    """Build, try, print."""
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    wheel = build(dist)
    print(f"{wheel.name}: {megabytes(wheel):.2f} MB\n")
    print(f"{'Python':<48}{'says':<18}{'installed':>10}{'used':>8}{'tries':>8}")
    for python in words or pythons():
        said, installed, used, took = tried(python, wheel)
        print(f"{python:<48}{said:<18}{installed:>7.0f} MB{used:>5.0f} MB{took:>6.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
