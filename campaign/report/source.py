"""Where reports come from: the findings of a run and its latest study, found in the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.report.report import Report
from marionet.errors import NotFound
from vault import Run, Vault

if TYPE_CHECKING:  # it leads to detection, which takes a second: not when a server starts
    from campaign.part import Findings


def findings_of(vault: Vault, run: Run) -> Findings:
    """Return a run with its latest study.

    Raises:
        NotFound: It has no study yet; the message says how to make one.
    """
    from campaign.part import Findings

    return Findings(run, vault.study(run.run_id))


def report_of(findings: Findings, subject: str | None = None) -> Report:
    """Return the report of a ring, or of the run as a whole.

    Raises:
        NotFound: The run has no such ring; or another version made the study, and this one cannot
            tell it: the message says how to make it anew.
    """
    from campaign.profile import profile
    from campaign.version import code_version

    run, study = findings.run, findings.study
    try:
        told = profile(findings, run.run_id if subject is None else subject)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if study.version == code_version():
            raise
        raise NotFound(
            f"The study {study.study_id} was made by version {study.version} and cannot be told "
            f"by this one, {code_version()}. Make it anew with: marionet study --run {run.run_id}"
        ) from error
    return Report(told, findings.run, findings.study)


def run_of_ring(vault: Vault, ring_id: str) -> Run:
    """Return the run that found a ring, the latest where several have one of that id.

    Raises:
        NotFound: No run has it.
    """
    prefix = f"run-{ring_id.partition('-')[0]}"
    runs = vault.runs()
    # the id of a ring begins with that of its run, so that one is looked at first
    runs.sort(key=lambda run: run.run_id.startswith(prefix), reverse=False)
    for run in reversed(runs):
        if run.read("rings", [("ring_id", "=", ring_id)]).num_rows:
            return run
    raise NotFound(
        f"There is no ring {ring_id!r} in this workspace. List the rings with: marionet rings"
    )


def findings_with(vault: Vault, manuscript_id: str, run_id: str | None = None) -> Findings:
    """Return the latest study that has a manuscript, with its run.

    Args:
        vault: Where studies lie.
        manuscript_id: Which.
        run_id: Only a study of this run; None: of any.

    Raises:
        NotFound: No study has it.
    """
    from campaign.part import Findings

    for study in reversed(vault.studies(run_id)):
        if study.read("manuscripts", [("manuscript_id", "=", manuscript_id)]).num_rows:
            return Findings(vault.run(study.run_id), study)
    where = f"No study of the run {run_id}" if run_id else "No study in this workspace"
    raise NotFound(
        f"{where} has a manuscript {manuscript_id!r}. List them with: marionet manuscripts"
    )
