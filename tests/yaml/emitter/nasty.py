"""Strings that some readers of YAML read as other values, or that some writers of YAML damage."""

from __future__ import annotations

NASTY = {
    **{word: word for word in ("yes", "No", "y", "ON", "off", "null", "~", "True", ".inf", "-.inf", ".NaN", "=", "<<")},
    **{
        number: number
        for number in ("1e3", "1.5e+3", "012", "0o17", "0x1F", "0b11", "1_000", "0_x1F", "1.10", "-1", "+1", ".5")
    },
    **{time: time for time in ("12:30:45", "1:30.5", "2024-01-01", "2001-12-14t21:59:43.10-05:00")},
    **{
        start: start
        for start in ("#x", "- x", "*x", "@x", "%x", "!t", "? x", "|", ">", "-", "?", ":", "`x`", "---", "...")
    },
    **{quoted: quoted for quoted in ("it's", 'say "hi"', "\"'", "'", '"', "[a]", "{a: b}", "a, b", "-c", "--flag")},
    **{
        colon: colon
        for colon in ("a: b", "a:", "a :b", "a #b", "a#b", "x::y", "alpine:3.20", "https://x.io/a?b=c&d=e#f")
    },
    **{tag: tag for tag in ("{{inputs.parameters.x}}", "img:{{=sprig.lower(x)}}", "{% if x %}${{ y }}{% endif %}")},
    "empty": "",
    "shell": "a && b <c> 'd' \"e\"",
    "backslash": r"C:\new\tab",
    "leading blanks": "  lead",
    "trailing blanks": "trail  ",
    "no-break space": "a\u00a0b",
    "emoji": "ok 😀 é 漢",
    "family": "👨\u200d👩\u200d👧",
    "tab": "a\tb",
    "script": '#!/bin/sh\nset -e\necho "hi: $X" | tr a b\n',
    "no last line end": "a\nb",
    "blank lines at the end": "a\nb\n\n\n",
    "only line ends": "\n\n",
    "blanks before line ends": "line  \nnext\t\n",
    "first line indented": "  two\nzero\n",
    "first line tabbed": "\tif x:\n\t\ty\n",
    "blank lines at the start": "\n\nx\n",
    "blank lines, then indented": "\n  x\ny",
    "last line blank": "a\n   ",
    "crlf": "a\r\nb\r\n",
    "blank lines within": "a\n\n   \nb\n",
    "document marks": "---\na: 1\n...\n",
    "comment first": "# a\nb: c\n",
    "bell": "a\x07b",
    "zero": "a\x00b",
    "delete": "a\x7fb",
    "c1": "a\x80\x9fb",
    "next line": "a\x85b\nc",
    "line separator": "a\u2028b\nc",
    "byte order mark": "\ufeffa\nb\n",
    "not a character": "a\ufffeb\uffff",
    "right to left": "a\u202eb",
    "private use": "\ue000\ue001",
    "looks like a marker": "\ue0000\ue001",
    "long line": "x " * 200 + "y",
}
