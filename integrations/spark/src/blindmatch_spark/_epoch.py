"""An epoch, from its groups to the runs of its set."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import to_arrow_schema

from . import _worker
from ._job import Job, JobError, begin, by_value, runs_of
from ._schema import EPOCH, EPOCH_ARROW, GROUP


def epoch(
    groups: DataFrame,
    out: str,
    *,
    job: str,
    binary: str,
    keys: str | None = None,
    runs: int | None = None,
) -> Job:
    """Masks an epoch's set, for the server to adopt.

    groups is what `psi-server epoch prepare` wrote into the folder groups of job, in any order, from wherever executors can
    read it: `spark.read.parquet(…)`. The other arguments are those of import_dataset.
    """
    spark = groups.sparkSession
    lacking = set(GROUP) - set(groups.columns)
    if lacking:
        raise JobError(f"the groups have no column {', '.join(sorted(lacking))}: name what 'psi-server epoch prepare' wrote into groups")
    groups = groups.select(*GROUP)
    runs = runs_of(spark, runs)
    digest, output, command = begin(spark, "epoch", out, job=job, binary=binary, keys=keys, policy=None)
    with by_value():
        mask = _worker.masking(command, to_arrow_schema(groups.schema), EPOCH_ARROW, None)
        # Written before it is sorted: a range partitioning reads its input twice.
        rows = output.work(groups.mapInArrow(mask, EPOCH), "masked")
    parts = rows.rdd.getNumPartitions()
    output.write(rows.repartitionByRange(runs, "width", "row").sortWithinPartitions("width", "row"), "set")
    output.finish(digest)
    return Job(out=output.path, job=digest, parts=parts, runs=runs)
