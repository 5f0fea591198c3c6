"""What `psi-server worker import` and `worker epoch` read and write."""

import pyarrow as pa

ELEMENT = "struct<element:binary,type:int,context:int,verified:boolean,given:bigint,times:int,verifies:int>"

OVERLAP = "struct<value:binary,contexts:binary,denied:int,admits:boolean>"

MASKED = (
    "line bigint, record bigint, user binary, decision binary, fold binary, rest binary, said int, withholds boolean, "
    "opt_in boolean, withdrawn boolean, unsure boolean, "
    f"elements array<{ELEMENT}>, overlaps array<{OVERLAP}>, part bigint, summary binary"
)

_element = pa.struct([
    ("element", pa.binary()), ("type", pa.int32()), ("context", pa.int32()), ("verified", pa.bool_()),
    ("given", pa.int64()), ("times", pa.int32()), ("verifies", pa.int32()),
])

_overlap = pa.struct([("value", pa.binary()), ("contexts", pa.binary()), ("denied", pa.int32()), ("admits", pa.bool_())])

MASKED_ARROW = pa.schema([
    ("line", pa.int64()), ("record", pa.int64()), ("user", pa.binary()), ("decision", pa.binary()),
    ("fold", pa.binary()), ("rest", pa.binary()), ("said", pa.int32()), ("withholds", pa.bool_()),
    ("opt_in", pa.bool_()), ("withdrawn", pa.bool_()), ("unsure", pa.bool_()),
    ("elements", pa.list_(pa.field("item", _element))), ("overlaps", pa.list_(pa.field("item", _overlap))),
    ("part", pa.int64()), ("summary", pa.binary()),
])

GROUP = ("width", "number", "sentinel", "elements", "check")

EPOCH = "width int, row binary, check binary"

EPOCH_ARROW = pa.schema([("width", pa.int32()), ("row", pa.binary()), ("check", pa.binary())])
