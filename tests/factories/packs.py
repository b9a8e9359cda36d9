"""Builders of pack files and log files, as texts and as plain values."""

from pathlib import Path
from textwrap import dedent

from cpd.requirements.pack_files import load_drafts

PAPER = Path(__file__).parents[1] / "data" / "paper_packs.yaml"

HEAD = """\
cpd_rules: 1
id: {id}
version: {version}
title: A pack
body: {{name: A body, short: AB}}
effective: {{from: {since}}}
provenance: [{{url: "https://body.example/rules", confidence: high, seen: 2026-11-21}}]
"""
CPD = """\
measures:
  cpd: {select: {kind: activity}}
"""


def a_pack(rest="", *, id_="body.member", version=1, since="2020-01-01", measures=CPD):
    """Write a pack; `rest` is YAML at the top level."""
    return HEAD.format(id=id_, version=version, since=since) + measures + dedent(rest)


def asking(*requirements, top="", measures=CPD):
    """Write a pack that asks for these; each is the inside of a one-line mapping."""
    listed = "".join(f"  - {{id: r{at}, {one}}}\n" for at, one in enumerate(requirements))
    return a_pack(dedent(top) + "requirements:\n" + listed, measures=measures)


def drafts(content, find=lambda _: ()):
    return load_drafts(content, "pack.yaml", find)


def the_pack(content, id_="body.member"):
    return drafts(content)[id_][-1].pack


def the_requirement(inside, **rest):
    return the_pack(asking(inside, **rest)).requirements[0]


def an_entry(**what_matters):
    return {"kind": "activity", "start": "2026-03-02", "minutes": 60} | what_matters


def a_log(*entries, **rest):
    return {"member": {"time_zone": "Europe/London"}, "entries": list(entries)} | rest
