#!/usr/bin/env python3
"""Counts the votes of an election bundle again, with nothing but Python's own library.

    python3 count.py bundle.zip

It reads the bundle's readable files: process.json (the rules), votes.jsonl (each voter's ballot) and results.json (what was
announced). It checks the hashes in the manifest, decides which votes count, applies the rules to each ballot, adds up, and compares.

It believes votes.jsonl: that the ballots are those that were cast, by people who may vote, is what `psephos audit` checks, with proofs and
signatures. docs/audit.md has the format of the bundle, docs/protocol.md, section 7, the rules.

Exit code 0: the count is right; 1: it is wrong; 2: the file could not be read.
"""

import hashlib
import json
import math
import sys
import zipfile

# Costs are integers in 64.16 fixed point: a limit of 5 is 5 << 16.
FIXED = 16


class Wrong(Exception):
    """Something in the bundle contradicts something else in it."""


def root(value, degree):
    """The largest integer whose power is at most value."""
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= value:
            low = middle
        else:
            high = middle - 1
    return low


def cost(value, exponent):
    """floor(2^16 * value^(exponent / 10000)), exactly; 0^0 is 1."""
    if value == 0:
        return 1 << FIXED if exponent == 0 else 0
    common = math.gcd(exponent, 10_000)
    power, degree = exponent // common, 10_000 // common
    return root((1 << FIXED * degree) * value**power, degree)


class Rules:
    """Which ballots are valid."""

    def __init__(self, params):
        kind = params["envelopeType"]
        self.fields = params["maxCount"]
        self.values = params["maxValue"] + 1
        self.unique = kind["uniqueValues"]
        self.by_weight = kind["costFromWeight"]
        self.limit = params["maxTotalCost"]
        self.costs = None
        if self.by_weight or self.limit > 0:
            self.costs = [cost(value, params["costExponent"]) for value in range(self.values)]

    def accepts(self, ballot, weight):
        """Whether a ballot of this weight is valid. None is a ballot that could not be opened."""
        if ballot is None or len(ballot) != self.fields:
            return False
        if any(not 0 <= value < self.values for value in ballot):
            return False
        if self.unique and len(set(ballot)) < len(ballot):
            return False
        if self.costs is None:
            return True
        limit = weight if self.by_weight else self.limit
        return sum(self.costs[value] for value in ballot) <= limit << FIXED


class Tally:
    """The sums of one question."""

    def __init__(self, rules):
        self.rules = rules
        self.invalid = 0
        self.counts = [[0] * rules.values for _ in range(rules.fields)]

    def add(self, ballot, weight):
        if not self.rules.accepts(ballot, weight):
            self.invalid += weight
            return
        for field, value in enumerate(ballot):
            self.counts[field][value] += weight

    def results(self):
        return [
            {
                "invalid": str(self.invalid),
                "results": [{"value": str(value), "count": str(count)} for value, count in enumerate(row)],
            }
            for row in self.counts
        ]


def check_hashes(bundle):
    """Each file has the length and the SHA-256 that the manifest says."""
    manifest = json.loads(bundle.read("manifest.json"))
    listed = [file["name"] for file in manifest["files"]]
    if ["manifest.json", *listed] != bundle.namelist():
        raise Wrong("the bundle has other files than its manifest")
    for file in manifest["files"]:
        digest, length = hashlib.sha256(), 0
        with bundle.open(file["name"]) as content:
            while part := content.read(1 << 20):
                digest.update(part)
                length += len(part)
        if length != file["bytes"] or f"0x{digest.hexdigest()}" != file["sha256"]:
            raise Wrong(f"{file['name']} does not have the hash in the manifest")
    return listed


def votes_of(bundle):
    with bundle.open("votes.jsonl") as lines:
        for line in lines:
            yield json.loads(line)


def last_votes(bundle):
    """The place of each voter's last vote: it has the highest number, and counts."""
    last, number = {}, {}
    for place, vote in enumerate(votes_of(bundle)):
        voter = vote["voterId"]
        if vote["index"] != place:
            raise Wrong(f"vote {place} is not at its place")
        if voter in number and vote["nonce"] <= number[voter]:
            raise Wrong(f"vote {place} does not have a higher number than the voter's vote before it")
        last[voter], number[voter] = place, vote["nonce"]
    return last


def count(bundle, params):
    serial = params["envelopeType"]["serial"]
    tallies = [Tally(Rules(params)) for _ in range(params["questionCount"] if serial else 1)]
    last = last_votes(bundle)
    counted = replaced = 0
    for place, vote in enumerate(votes_of(bundle)):
        counts = last[vote["voterId"]] == place
        if counts != vote["counts"]:
            raise Wrong(f"vote {place} {'counts' if counts else 'does not count'}, and votes.jsonl says otherwise")
        if not counts:
            replaced += 1
            continue
        counted += 1
        tallies[vote["question"]].add(vote["ballot"], int(vote["weight"]))
    questions = [question for tally in tallies for question in tally.results()]
    return {"questions": questions}, counted, replaced


def main(path):
    with zipfile.ZipFile(path) as bundle:
        names = check_hashes(bundle)
        process = json.loads(bundle.read("process.json"))
        if "results.json" not in names:
            print("The process was not counted: it has no results.")
            return 0
        announced = json.loads(bundle.read("results.json"))
        results, counted, replaced = count(bundle, process["params"])
    print(f"{counted} votes count; {replaced} were replaced by their voters.")
    for number, question in enumerate(results["questions"], 1):
        shown = ", ".join(f"{row['value']}: {row['count']}" for row in question["results"])
        print(f"question {number}: {shown}; invalid: {question['invalid']}")
    if results != announced:
        raise Wrong("the votes give other results than were announced")
    print("The count is right.")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1]))
    except Wrong as wrong:
        print(f"WRONG: {wrong}")
        sys.exit(1)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        print(f"The file cannot be read as a bundle: {error!r}")
        sys.exit(2)
