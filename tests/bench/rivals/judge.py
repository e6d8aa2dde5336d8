"""judge.py - right digits against the exact values of datasets/nist/*.json.

  judge.py models NIST                  a line per set: name, highest power, intercept (1 or 0)
  judge.py table NIST ROWS VERSIONS     the Markdown tables; ROWS: set TAB program TAB estimate TAB standard error

Right digits of v against the exact e: -log10(|v - e| / |e|), for e = 0 -log10 |v|; in rationals up to the logarithm.
"""
import json
import math
import sys
from fractions import Fraction
from pathlib import Path

SETS = "Norris Pontius NoInt1 NoInt2 Longley Filip Wampler1 Wampler2 Wampler3 Wampler4 Wampler5".split()
DEFAULTS = ["lsq", "R lm", "statsmodels OLS", "gretl ols", "GSL multifit"]  # all others are variants: second table
ALL = 53 * math.log10(2)  # 15.95: what a correctly rounded double is worth
NOTE = """
Each cell is the worst of the coefficients / the worst of the standard errors, in right decimal digits:
-log10 of the relative error against the exact solution of the decimal data (40 digits, by rational arithmetic); where
the exact value is 0 (the standard errors of Wampler1 and Wampler2), -log10 of the absolute value. *all*: every value is
the double nearest to the exact one. 0.0: missing, or not even one digit right."""


def digits(text, exact):
    """Right digits of one printed number: ALL for the nearest double, 0 below one digit or if it is no number."""
    try:
        v = float(text)
    except ValueError:  # NA, None
        return 0.0
    if v == float(exact):  # Python's float() rounds correctly
        return ALL
    if not math.isfinite(v):
        return 0.0
    e = Fraction(exact)
    right = -math.log10(abs(Fraction(v) - e) / (abs(e) or 1))
    return 0.0 if right < 1 else min(right, 15.9)  # a neighbour of the nearest double is not "all"


def shown(values, exact):
    worst = min(map(digits, values, exact))
    return "all" if worst == ALL else f"{worst:.1f}"


def missing(values):
    return sum(v.lower() in ("na", "nan", "none", "null") for v in values)


def cell(truth, rows, program, remarks):
    """"coef / se" of one program on one set; what is missing goes to the remarks."""
    exact = truth["exact_coefficients"], truth["exact_std_errors"]
    if len(rows) != truth["p"]:
        return "failed"
    got = list(zip(*rows))
    named = zip(got, ("coefficients", "standard errors"))
    gaps = [f"{missing(values)} of {len(values)} {what}" for values, what in named if missing(values)]
    if gaps:
        remarks.append(f"{truth['name']}: {program} gives no value for {' and '.join(gaps)}")
    return " / ".join(map(shown, got, exact))


def print_table(truths, rows, programs):
    remarks = []
    print("| |", " | ".join(programs), "|")
    print("|---|" + "---:|" * len(programs))
    for truth in truths:
        cells = [cell(truth, rows.get((truth["name"], p), []), p, remarks) for p in programs]
        print("|", truth["name"], "|", " | ".join(cells), "|")
    if remarks:
        print("\n" + ".\n".join(remarks) + ".")


def main(command, nist, *files):
    truths = [json.loads(Path(nist, name + ".json").read_text()) for name in SETS]
    if command == "models":
        for t in truths:
            print(t["name"], max(term.get("power", 1) for term in t["terms"]), int(t["intercept"]))
        return
    rows = {}
    for line in Path(files[0]).read_text().splitlines():
        name, program, estimate, std_error = line.split("\t")
        rows.setdefault((name, program), []).append((estimate, std_error))
    programs = list(dict.fromkeys(program for _, program in rows))
    print_table(truths, rows, [p for p in DEFAULTS if p in programs])
    print(NOTE)
    variants = [p for p in programs if p not in DEFAULTS]
    if variants:
        print("\nWith other settings than the default ones:\n")
        print_table(truths, rows, variants)
    print("\nVersions: " + "; ".join(Path(files[1]).read_text().splitlines()) + ".")


main(*sys.argv[1:])
