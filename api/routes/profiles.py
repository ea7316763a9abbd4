"""Profiles: what a ring, or all rings of a run, said, against whom, when and how."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import VaultDep
from api.problems import explain
from api.profile_models import ProfileOut
from campaign.report import findings_of, report_of, run_of_ring
from campaign.report.json_form import content
from marionet.errors import NotFound

router = APIRouter(tags=["profiles"], responses=explain(NotFound))


@router.get("/rings/{ring_id:id}/profile", operation_id="readRingProfile")
def read_ring_profile(ring_id: str, vault: VaultDep) -> ProfileOut:
    """Return the profile of a ring from the latest study of its run, chapter by chapter."""
    findings = findings_of(vault, run_of_ring(vault, ring_id))
    return ProfileOut.model_validate(content(report_of(findings, ring_id)))


@router.get("/runs/{run_id:id}/profile", operation_id="readRunProfile")
def read_run_profile(run_id: str, vault: VaultDep) -> ProfileOut:
    """Return the same of all rings of a run together, by its id or `latest`."""
    return ProfileOut.model_validate(content(report_of(findings_of(vault, vault.run(run_id)))))
