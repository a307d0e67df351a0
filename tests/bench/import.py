#!/usr/bin/env python3
"""Brings a made-up file of people in, beside the engine's own bulk load of the same file, in one run.

    tests/bench/import.py [--rows N] [--kuvend FILE] [--postgres URL --postgres-fresh URL]

The plain side reads the same file into one table of texts without an index: `INSERT` by a prepared statement in one
transaction on SQLite, `COPY` by psql on PostgreSQL. Kuvend reads, judges and looks everybody up, and writes records,
addresses, consents and the index that people are found by: eight rows a person, in tables with keys and indices. What the
engine takes for those rows alone is measured too: `INSERT … SELECT` from one file to another in one transaction on SQLite,
`pg_dump` into another database (`--postgres-fresh`) on PostgreSQL. Memory is the most that its process held. Trust the ratios.
"""

import argparse
import csv
import os
import pathlib
import random
import sqlite3
import subprocess
import tempfile
import time

GIVEN = "Arben Arta Besa Besnik Drita Elira Genti Ilir Luan Mira Teuta Valon Marco Giulia Luca Chiara Μαρία Γιώργος Ελένη Νίκος James Emma".split()
HEADS = ["Emri", "Mbiemri", "Email", "Telefon", "Shteti", "Qyteti", "Viti i lindjes", "Gjinia", "Pelqimi"]
COUNTRIES = ["Itali", "Greqi", "Gjermani", "Zvicër", "SHBA", "AL"]
ONSETS = "Ba Be Bi Bra Ca Da De Do Fa Ga Gjo Ha Hi Ja Ka Ko Kra La Le Lu Ma Me Mu Na Pa Qe Ra Sa She Shku Ta To Va Xha Ze".split()
MIDDLES = "ba bri da fi ga ka la li lla ma na ni pa ra ri sha ta ti va za".split()
ENDS = ["", "j", "ku", "liu", "ni", "shi", "tari"]


def write_file(path: pathlib.Path, rows: int) -> None:
    dice = random.Random(7)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADS)
        for number in range(rows):
            family = dice.choice(ONSETS) + dice.choice(MIDDLES) + dice.choice(ENDS)
            out.writerow([
                dice.choice(GIVEN), family, f"{family.lower()}.{number}@example.org", f"+3556{dice.randint(70000000, 99999999):08d}" if number % 3 else "",
                dice.choice(COUNTRIES), "Milano", str(dice.randint(1940, 2005)), "FM"[number % 2], "po",
            ])


def plain_sqlite(path: pathlib.Path, folder: str) -> float:
    began = time.monotonic()
    db = sqlite3.connect(os.path.join(folder, "plain.sqlite"))
    db.execute("PRAGMA journal_mode = WAL")
    marks = ", ".join("?" * len(HEADS))
    db.execute(f"CREATE TABLE people ({', '.join(f'c{n} TEXT' for n in range(len(HEADS)))})")
    with path.open(newline="") as file, db:
        db.executemany(f"INSERT INTO people VALUES ({marks})", csv.reader(file))
    db.close()
    return time.monotonic() - began


def plain_postgres(path: pathlib.Path, url: str) -> float:
    columns = ", ".join(f"c{n} TEXT" for n in range(len(HEADS)))
    began = time.monotonic()
    script = f"DROP TABLE IF EXISTS plain_people; CREATE TABLE plain_people ({columns});\n\\copy plain_people FROM '{path}' WITH (FORMAT csv, HEADER)\nDROP TABLE plain_people;"
    subprocess.run(["psql", "-q", url], input=script, text=True, check=True)
    return time.monotonic() - began


KEPT = "office purpose import_batch contact contact_word word_slip contact_email contact_phone consent import_line".split()


def kept_sqlite(folder: str, fresh: str) -> float:
    began = time.monotonic()
    db = sqlite3.connect(fresh)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("ATTACH ? AS filled", (os.path.join(folder, "kuvend.sqlite"),))
    with db:
        for table in KEPT:
            db.execute(f"INSERT INTO main.{table} SELECT * FROM filled.{table}")
    db.close()
    return time.monotonic() - began


def kept_postgres(url: str, fresh: str) -> float:
    tables = [f"--table={table}" for table in KEPT]
    began = time.monotonic()
    dump = subprocess.Popen(["pg_dump", "--data-only", *tables, url], stdout=subprocess.PIPE)
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", fresh], stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
    if dump.wait():
        raise SystemExit("pg_dump failed")
    return time.monotonic() - began


def kuvend(program: str, url: str, folder: str, *words: str) -> tuple[str, float, float]:
    """Runs a command: what it said, how long it took, and the most memory that it held in MiB."""
    environment = {**os.environ, "KUVEND_DATABASE_URL": url, "KUVEND_TELEMETRY_LOG": "error"}
    began = time.monotonic()
    child = subprocess.Popen([program, *words], env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = 0.0
    while child.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
            peak = max(peak, *(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)
        except (OSError, TypeError):
            pass
        time.sleep(0.05)
    took = time.monotonic() - began
    out, err = child.communicate()
    if child.returncode:
        raise SystemExit(err)
    return out, took, peak


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=1_400_000)
    options.add_argument("--kuvend", default="target/release/kuvend")
    options.add_argument("--postgres", help="the URL of an empty PostgreSQL database; SQLite without it")
    options.add_argument("--postgres-fresh", help="the URL of another empty PostgreSQL database")
    asked = options.parse_args()
    program = os.path.abspath(asked.kuvend)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "people.csv")
        write_file(path, asked.rows)
        print(f"{asked.rows} rows, {path.stat().st_size / 2**20:.0f} MiB")
        url = asked.postgres or f"sqlite://{folder}/kuvend.sqlite"
        kuvend(program, url, folder, "migrate")
        kuvend(program, url, folder, "office", "add", "--name", "Country Mission", "--sender-address", "mission@example.org")
        plain = plain_postgres(path, asked.postgres) if asked.postgres else plain_sqlite(path, folder)
        words = ["import", "contacts", str(path), "--purpose", "follow-up", "--basis", "consent", "--source", "A registry", "--mode", "update"]
        said, took, peak = kuvend(program, url, folder, *words)
        print(said.strip())
        print(f"plain load  {plain:8.1f} s  {asked.rows / plain:10.0f} rows/s")
        print(f"kuvend      {took:8.1f} s  {asked.rows / took:10.0f} rows/s  {plain / took:.3f} of the plain load  {peak:.0f} MiB at most")
        fresh = asked.postgres_fresh if asked.postgres else f"sqlite://{folder}/fresh.sqlite"
        if fresh:
            kuvend(program, fresh, folder, "migrate")
            kept = kept_postgres(asked.postgres, fresh) if asked.postgres else kept_sqlite(folder, f"{folder}/fresh.sqlite")
            print(f"kept rows   {kept:8.1f} s  {asked.rows / kept:10.0f} people/s by the engine alone; kuvend {kept / took:.2f} of it")
        said, took, peak = kuvend(program, url, folder, *words)
        print(said.strip())
        print(f"once more   {took:8.1f} s  {asked.rows / took:10.0f} rows/s  {peak:.0f} MiB at most")


if __name__ == "__main__":
    main()
