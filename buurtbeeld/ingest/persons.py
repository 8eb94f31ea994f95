"""Signs of persons."""

from buurtbeeld.ingest.content import Content
from buurtbeeld.ingest.parts import Melding, Rules


def check(content: Content, rules: Rules) -> tuple[Melding, ...]:
    return ()
