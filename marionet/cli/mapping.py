"""`marionet mapping`: describing tables."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marionet.errors import LoadError, MarionetError, UsageError

if TYPE_CHECKING:
    from loaders import LoadReport

mapping = typer.Typer(no_args_is_help=True, help="Describe tables: which column is what.")

_Table = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, TSV, Parquet or JSON Lines.")]
_Rows = Annotated[int, typer.Option("--rows", min=1, help="How many rows are looked at.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.add_typer(mapping, name="mapping")


@mapping.command("suggest")
def suggest(
    file: _Table,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="YAML", help="Write it there.")
    ] = None,
    platform: Annotated[
        str | None, typer.Option("--platform", metavar="NAME", help="Platform of the posts.")
    ] = None,
    rows: _Rows = 1000,
) -> None:
    """Propose a mapping for a table, and try it on its first rows.

    Example:  marionet mapping suggest export.csv -o export.yaml
    """
    from loaders.tables.sample import read_sample
    from loaders.tables.suggest import suggest_mapping

    if output is not None and output.exists():
        raise UsageError(f"{output} is there already. Choose another name for --output.")
    found = suggest_mapping(read_sample(file, rows), file.name)
    if output is None:
        typer.echo(found.text, nl=False)
    else:
        output.write_text(found.text, "utf-8")
        typer.echo(f"Written: {output}. Load with: marionet load {file} --mapping {output}")
    for doubt in found.doubts:
        typer.echo(f"look: {doubt}", err=True)
    try:
        with tempfile.TemporaryDirectory(prefix="marionet-") as folder:
            described = Path(folder) / "mapping.yaml"
            described.write_text(found.text, "utf-8")
            _tell(_tried(file, str(described), platform, rows))
    except MarionetError as error:
        typer.echo(f"look: it cannot be used as it is: {error.message}", err=True)


@mapping.command("check")
def check(
    file: _Table,
    mapping_file: Annotated[
        str, typer.Argument(metavar="YAML", help="The mapping, or the name of one.")
    ],
    platform: Annotated[
        str | None, typer.Option("--platform", metavar="NAME", help="Platform of the posts.")
    ] = None,
    rows: _Rows = 1000,
) -> None:
    """Try a mapping on the first rows of a table; nothing is stored.

    Example:  marionet mapping check export.csv export.yaml
    """
    _tell(_tried(file, mapping_file, platform, rows))


def _tried(file: Path, described: str, platform: str | None, rows: int) -> LoadReport:
    """Load the first rows into a vault that goes away."""
    from loaders import load
    from loaders.format import Context
    from loaders.tables.sample import write_head
    from vault import Vault

    with tempfile.TemporaryDirectory(prefix="marionet-") as folder:
        path = Path(folder) / file.name
        write_head(file, path, rows)
        [report] = load(
            Vault(Path(folder) / "vault"),
            [str(path)],
            mapping=described,
            max_rejects=rows,
            context=Context(platform=platform or "unnamed"),
        )
    return report


def _tell(report: LoadReport) -> None:
    reasons = itertools.islice(report.reasons.items(), 3)
    why = "".join(f"\n  {number:>6}  {reason}" for reason, number in reasons)
    typer.echo(
        f"tried: {report.posts} posts, {report.accounts} accounts, {report.duplicates} duplicates, "
        f"{report.rejects} rejects{why}",
        err=True,
    )
    if not report.posts + report.accounts:
        raise LoadError("Nothing of the table can be read with this mapping.")
