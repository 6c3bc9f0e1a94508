# seccoder-example: 1
# title: Open a patient's record for clinic staff
# guideline: Write an audit entry for every granted and refused access to sensitive records.
# cwe: CWE-778
# apis: logging.getLogger, logging.Logger.info
# applies: logging
# --- secure ---
import logging
from dataclasses import dataclass

audit = logging.getLogger("clinic.audit")
audit.setLevel(logging.INFO)


@dataclass(frozen=True)
class Staff:
    number: int
    wards: frozenset[str]


def open_record(staff: Staff, records: dict[int, dict[str, str]], patient: int) -> str:
    record = records.get(patient)
    if record is None or record["ward"] not in staff.wards:
        audit.warning("access refused: staff=%d patient=%d", staff.number, patient)
        raise PermissionError("the record is not open to you")
    audit.info("access granted: staff=%d patient=%d", staff.number, patient)
    return record["notes"]
# --- vulnerable ---
from dataclasses import dataclass


@dataclass(frozen=True)
class Staff:
    number: int
    wards: frozenset[str]


def open_record(staff: Staff, records: dict[int, dict[str, str]], patient: int) -> str:
    record = records.get(patient)
    if record is None or record["ward"] not in staff.wards:
        raise PermissionError("the record is not open to you")
    return record["notes"]
