"""`cpd rules`: judge a log by a pack, look at packs, and check them. Needs no database."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import wraps
from pathlib import Path
from shutil import get_terminal_size
from typing import ParamSpec
from zoneinfo import ZoneInfo

import click

from cpd.kernel.clock import SystemClock, local_date
from cpd.kernel.errors import RuleError
from cpd.requirements import files, publishing
from cpd.requirements.answering import answer
from cpd.requirements.choosing import chosen
from cpd.requirements.findings import ERROR
from cpd.requirements.json_texts import loads
from cpd.requirements.known import known_to
from cpd.requirements.linting import lint
from cpd.requirements.log_files import read_log
from cpd.requirements.populations import drawn, population_of, told
from cpd.requirements.rules.amounts import Length, length, share
from cpd.requirements.rules.answers import Evaluation
from cpd.requirements.rules.evaluate import evaluate
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import Log, Member
from cpd.requirements.rules.packs import Audit
from cpd.requirements.rules.sampling import draw
from cpd.requirements.telling import description, story, table
from cpd.requirements.validating import SCHEMA_NAMES, InputError, Problem, schema_text

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
BAD_INPUT = 2
WIDEST = 100

Given = ParamSpec("Given")

pack_option = click.option("--pack", "typed", required=True, metavar="ID_OR_FILE[#ID]",
                           help="A shipped pack, or a YAML file.")  # fmt: skip
log_option = click.option("--log", "log_file", required=True, metavar="FILE",
                          help="The log as JSON; - reads it from standard input.")  # fmt: skip
day_option = click.option("--as-of", "as_of", metavar="DATE",
                          help="The day to judge on, like 2026-04-30. Default: today.")  # fmt: skip


@click.group()
def rules() -> None:
    """Judge a log by the rules of a body, and check the packs that hold them."""


def tells_problems(command: Callable[Given, None]) -> Callable[Given, None]:
    """Name what is wrong with the input, a problem a line, and end with code 2."""

    @wraps(command)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except RuleError as error:
            problems = [Problem("", str(error))]
            if isinstance(error, InputError):
                problems = error.problems
            for problem in problems:
                click.echo(str(problem), err=True)
            if kwargs.get("as_json"):
                found = [{"path": one.path, "message": one.message} for one in problems]
                click.echo(json.dumps({"problems": found}, ensure_ascii=False))
            sys.exit(BAD_INPUT)

    return run


@rules.command("check")
@pack_option
@log_option
@day_option
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@tells_problems
def check_command(typed: str, log_file: str, as_of: str | None, *, as_json: bool) -> None:
    """Judge a log by a pack."""
    evaluation, pack, _ = judged(typed, log_file, as_of)
    if as_json:
        click.echo(json.dumps(answer(evaluation), indent=2, ensure_ascii=False))
    else:
        click.echo(table(evaluation, pack))


@rules.command("explain")
@pack_option
@log_option
@day_option
@tells_problems
def explain_command(typed: str, log_file: str, as_of: str | None) -> None:
    """Judge a log by a pack, and tell why, step by step, with the sources."""
    evaluation, pack, log = judged(typed, log_file, as_of)
    click.echo(story(evaluation, pack, log.member, width()))


def judged(typed: str, log_file: str, as_of: str | None) -> tuple[Evaluation, Pack, Log]:
    versions = files.values(chosen(typed))
    log = read_log(content_of(log_file), known_to(versions))
    evaluation = evaluate(versions, log, day_of(as_of, log))
    held = next((one for one in versions if one.version == evaluation.version), versions[-1])
    return evaluation, held, log


def content_of(log_file: str, option: str = "--log") -> bytes:
    try:
        if log_file == "-":
            return sys.stdin.buffer.read()
        return Path(log_file).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError([Problem(option, f"{log_file} cannot be read.")]) from error


def day_of(text: str | None, log: Log) -> date:
    """Read the day to judge on; today is the member's."""
    if text is None:
        return local_date(SystemClock().now(), ZoneInfo(log.member.time_zone))
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        message = f"“{text}” is not a date like 2026-04-30"
        raise InputError([Problem("--as-of", message)]) from error
    if not 1900 <= found.year < 2200:
        raise InputError([Problem("--as-of", f"“{text}” is too far from now")])
    return found


def width() -> int:
    return min(get_terminal_size().columns, WIDEST)


@rules.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@tells_problems
def list_command(*, as_json: bool) -> None:
    """List the shipped packs."""
    packs = [versions[-1] for versions in files.packs().values()]
    if as_json:
        click.echo(json.dumps({"packs": [about(one) for one in packs]}, indent=2,
                              ensure_ascii=False))  # fmt: skip
        return
    widest = max((len(one.id) for one in packs), default=0)
    for one in packs:
        click.echo(f"{one.id.ljust(widest)}  version {one.version}  {one.title} ({one.status})")


def about(pack: Pack) -> dict[str, str | int]:
    return {
        "id": pack.id,
        "version": pack.version,
        "title": pack.title,
        "body": pack.body.name,
        "country": pack.body.country,
        "status": pack.status,
        "requirements": len(pack.requirements),
    }


@rules.command("show")
@click.argument("typed", metavar="ID_OR_FILE[#ID]")
@tells_problems
def show_command(typed: str) -> None:
    """Show what a pack asks, where it was read, and what its sources leave open."""
    for draft in chosen(typed)[-1:]:
        click.echo(description(draft, width()))


@rules.command("unclear")
@click.option("--json", "as_json", is_flag=True, help="Print the places as JSON.")
@tells_problems
def unclear_command(*, as_json: bool) -> None:
    """List every place where a source is silent or contradicts another, and how it is read."""
    packs = [versions[-1] for versions in files.packs().values()]
    places = [(pack.id, one) for pack in packs for one in pack.unclear]
    if as_json:
        found = [{"pack": pack, **asdict(one)} for pack, one in places]
        click.echo(json.dumps({"unclear": found}, indent=2, ensure_ascii=False))
        return
    for pack, one in places:
        blocks = " A person must say." if one.blocks else ""
        click.echo(f"{pack}: {one.about}\n    Read as: {one.reading}{blocks}")


@rules.command("schema")
@click.argument("name", type=click.Choice(SCHEMA_NAMES))
def schema_command(name: str) -> None:
    """Print a published JSON Schema: of a pack, a log or an answer."""
    click.echo(schema_text(name), nl=False)


@rules.command("lint")
@click.argument("paths", nargs=-1, type=FILE, metavar="[FILES]...")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@tells_problems
def lint_command(paths: Sequence[Path], *, as_json: bool) -> None:
    """Check files of packs, or all that are shipped; each finding with file and line."""
    findings = lint(list(paths))
    if as_json:
        found = {"findings": [one.as_dict() for one in findings]}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(str(finding))
        click.echo(f"{len(findings)} findings." if findings else "Nothing to find fault with.")
    sys.exit(1 if any(one.severity == ERROR for one in findings) else 0)


@rules.command("publish")
@click.argument("packs", nargs=-1, metavar="[IDS]...")
@tells_problems
def publish_command(packs: Sequence[str]) -> None:
    """Note new versions of packs, or of all, as published. They never change after."""
    for pack in packs or files.ids():
        findings = [one for one in lint([files.path_of(pack)]) if one.severity == ERROR]
        for finding in findings:
            click.echo(str(finding), err=True)
        if findings:
            sys.exit(1)
        for version in publishing.publish(pack):
            click.echo(f"{pack}: version {version} is published.")


@rules.command("sample")
@click.option("--population", "listed", required=True, metavar="FILE",
              help="Members as JSON: [{id, registered_on, has_entries, targeted}]; - reads them"
              " from standard input.")  # fmt: skip
@click.option("--seed", required=True, help="Any text; whoever knows it can repeat the draw.")
@click.option("--pack", "typed", metavar="ID_OR_FILE[#ID]", help="Draw as this pack says.")
@click.option("--fraction", help="Which part is drawn, like 1.5% or 1/10.")
@click.option("--rounding", type=click.Choice(["up", "down", "nearest"]), help="Default: up.")
@click.option("--registered-for", "registered_for", metavar="LENGTH",
              help="Only who is registered for more than this; none: everybody. Default: 1y, where"
              " days of registration are given.")  # fmt: skip
@day_option
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@tells_problems
def sample_command(listed: str, seed: str, as_of: str | None, *, as_json: bool,
                   **terms: str | None) -> None:  # fmt: skip
    """Draw who is audited, so that anybody can repeat the draw."""
    population = population_of(loads(content_of(listed, "--population")))
    day = day_of(as_of, Log(member=Member()))
    audit = audit_of(terms, is_dated=population.is_dated)
    sample = draw(audit, population.candidates, seed=seed, as_of=day)
    found = drawn(population, audit, sample, day)
    click.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else told(found))


def audit_of(terms: Mapping[str, str | None], *, is_dated: bool) -> Audit:
    """Return how to draw: as the pack says, if one is named, and what is said besides."""
    typed = terms["typed"]
    found = files.values(chosen(typed))[-1].audit if typed else None
    audit = found or Audit(registered_for=Length(months=12) if is_dated else None)
    if fraction := terms["fraction"]:
        part = share(fraction)
        if not 0 < part <= 1:
            raise InputError([Problem("--fraction", f"“{fraction}” is not between 0 and 100 %")])
        audit = replace(audit, fraction=part)
    if rounding := terms["rounding"]:
        audit = replace(audit, rounding=rounding)
    if since := terms["registered_for"]:
        audit = replace(audit, registered_for=None if since == "none" else length(since))
    return audit
