"""How the table of an uploaded file is kept until it is imported."""

import json
import zlib

from cpd.transfers.rules.tables import Table


def packed(table: Table) -> bytes:
    return zlib.compress(json.dumps(table.to_facts(), ensure_ascii=False).encode(), 6)


def unpacked(content: bytes) -> Table:
    return Table.from_facts(json.loads(zlib.decompress(content)))
