"""How search folds characters, from Python's Unicode data: the table that is built in, and what tests compare it with.

`python3 scripts/folding.py table` prints the lines of Sources/WebChat/Search/FoldingTable+Source.swift; without `table` it prints,
as JSON, what every character becomes that does not stay as it is. The table was made with Unicode 14 (Python 3.11).
"""

import functools
import json
import re
import sys
import unicodedata

# Signs that people and their keyboards use for one another, and that Unicode does not call compatible.
SIGNS = {
    "'": "\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u2032\u00b4\u2035\u2039\u203a",
    '"': "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\u301d\u301e\u301f",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212",
    "/": "\u2044\u2215",
    "~": "\u301c",
}
# As Unicode's case folding and its collation have them; the dash that only makes Arabic words longer is nothing.
LETTERS = {"\u00df": "ss", "\u00e6": "ae", "\u0153": "oe", "\u03c2": "\u03c3", "\u0131": "i", "\u0640": ""}
EQUAL = {sign: plain for plain, signs in SIGNS.items() for sign in signs} | LETTERS
RANGES = [range(0x80, 0xAC00), range(0xD7A4, 0xD800), range(0xF900, 0x20000), range(0x2F800, 0x2FA20)]
# Combining marks, and what is not seen: joiners, soft hyphens, marks of direction, byte order marks.
DROPPED = ("Mn", "Me", "Cf")


@functools.cache
def names():
    return {unicodedata.name(chr(code), ""): chr(code) for part in RANGES for code in part}


def without_stroke(letter):
    """`ø` is no `o` with a mark for Unicode, except in its name."""
    name = unicodedata.name(letter, "")
    found = re.match("((?:LATIN|GREEK|CYRILLIC) SMALL LETTER .+?) WITH ", name)
    return found and (names().get(found[1]) or {f"LATIN SMALL LETTER {c.upper()}": c for c in "abcdefghijklmnopqrstuvwxyz"}.get(found[1]))


@functools.cache
def folded(letter):
    if letter in EQUAL:
        return EQUAL[letter]
    if unicodedata.category(letter) in DROPPED:
        return ""
    if letter.lower() != letter:
        return "".join(map(folded, letter.lower()))
    parts = unicodedata.normalize("NFKD", letter)
    if parts != letter:
        # A mark that stands by itself is one on a space.
        isolated = parts[0] == " " and not letter.isspace()
        return "".join(map(folded, parts[isolated:]))
    return folded(base) if (base := without_stroke(letter)) else letter


def letters():
    for part in RANGES:
        for letter in map(chr, part):
            if unicodedata.category(letter) not in ("Cn", "Co", "Cs") and folded(letter) != letter:
                yield letter


def is_in_table(letter):
    """Not what Swift's own properties of characters say."""
    return unicodedata.category(letter) not in DROPPED and (letter.lower() == letter or len(letter.lower()) > 1)


def tokens():
    """`start=run,run`: what the code points from `start` on become. Of several in a row that become ones in a row: `first*count`."""
    run = []
    last = None

    def printed():
        parts, index = [], 0
        while index < len(run):
            length = 1
            while index + length < len(run) and len(run[index]) == len(run[index + length]) == 1 \
                    and ord(run[index + length]) == ord(run[index]) + length:
                length += 1
            parts.append(".".join(f"{ord(each):X}" for each in run[index]) + (f"*{length:X}" if length > 1 else ""))
            index += length
        return ",".join(parts)

    for letter in filter(is_in_table, letters()):
        if last is not None and ord(letter) != last + 1:
            yield f"{start:X}={printed()}"
            run = []
        if not run:
            start = ord(letter)
        run.append(folded(letter))
        last = ord(letter)
    yield f"{start:X}={printed()}"


def table(width):
    line = ""
    for token in tokens():
        for piece in re.findall(r"[^,=]*[,=]?", token + " "):
            if len(line) + len(piece.rstrip()) > width:
                yield line
                line = ""
            line += piece
    yield line.rstrip()


if sys.argv[1:] == ["table"]:
    print("\n".join(line + "\\" for line in table(110)))
else:
    print(json.dumps([[ord(letter), folded(letter)] for letter in letters()]))
