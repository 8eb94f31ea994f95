"""The zip a workbook is: what its directory says is judged before anything is unpacked."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from buurtbeeld.ingest.container import Kind
from buurtbeeld.ingest.refusal import refuse

MAX_PARTS = 2000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
_MAX_DIRECTORY = 1024 * 1024
_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1
_STRANGE = (
    zipfile.BadZipFile,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    zlib.error,
)
_MACRO = re.compile(r"vbaproject|(^|/)(macrosheets|dialogsheets|activex|ctrlprops)/|^(basic|scripts)/", re.IGNORECASE)
_EXTERNAL = re.compile(r"(^|/)(externallinks|querytables|webextensions)/|(^|/)connections\.xml$", re.IGNORECASE)
_INSIDE = re.compile(r"(^|/)(embeddings|media|pictures)/.|^object [^/]*/", re.IGNORECASE)
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def check_archive(data: bytes) -> Kind:
    """Judge the directory and tell which kind of workbook this is. Unpacks at most a few hundred bytes.

    Raises:
        Refused: no workbook we read, broken, too large, or with parts that have no place in a delivery.
    """
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_parts(parts, len(data))
            names = [part.filename for part in parts]
            kind = _kind(names, archive)
    except _STRANGE:
        refuse("E_XLSX_OPBOUW")
    _check_names(names)
    return kind


def unpack(data: bytes) -> dict[str, bytes]:
    """Every part by its name, its checksum proven. Only after `check_archive`.

    Raises:
        Refused: E_XLSX_OPBOUW when a part is damaged or larger than the directory says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {part.filename: archive.read(part) for part in archive.infolist() if not part.is_dir()}
    except _STRANGE:
        refuse("E_XLSX_OPBOUW")
    return parts


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The proven parts as a plain zip again, so that the workbook reader sees what we checked and nothing else."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def _check_directory(data: bytes) -> None:
    """The directory itself may not be a bomb: zipfile reads all of it before it says anything."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or len(data) - at < _END.size or data[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        refuse("E_XLSX_OPBOUW")
    entries, size = _END.unpack_from(data, at)[4:6]
    if entries > MAX_PARTS or size > _MAX_DIRECTORY:
        refuse("E_UITGEPAKT_TE_GROOT")


def _check_parts(parts: Sequence[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * size:
        refuse("E_UITGEPAKT_TE_GROOT")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        refuse("E_BESTANDSTYPE")
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names) or any(_leads_elsewhere(name) for name in names):
        refuse("E_XLSX_OPBOUW")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        refuse("E_XLSX_OPBOUW")


def _leads_elsewhere(name: str) -> bool:
    """Or nowhere: a part without a name is for nobody."""
    return not name or name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")


def _kind(names: Sequence[str], archive: zipfile.ZipFile) -> Kind:
    if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
        return Kind.XLSX
    if {"mimetype", "content.xml"} - set(names):
        refuse("E_BESTANDSTYPE")
    with archive.open("mimetype") as part:
        if part.read(200).strip() != _ODS:
            refuse("E_BESTANDSTYPE")
    return Kind.ODS


def _check_names(names: Sequence[str]) -> None:
    for code, pattern in (("E_MACRO", _MACRO), ("E_EXTERNE_VERWIJZING", _EXTERNAL), ("E_INGESLOTEN_BESTAND", _INSIDE)):
        if any(pattern.search(name) for name in names):
            refuse(code)
