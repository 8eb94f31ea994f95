"""A workbook."""

from buurtbeeld.ingest.container import Kind
from buurtbeeld.ingest.content import Content
from buurtbeeld.ingest.refusal import refuse


def read(data: bytes, kind: Kind) -> Content:
    refuse("E_XLSX_OPBOUW")
