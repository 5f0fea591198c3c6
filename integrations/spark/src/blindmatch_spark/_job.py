"""An import, from a DataFrame to a folder of runs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex

from pyspark import SparkFiles, cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import to_arrow_schema

from . import _groups, _worker
from ._files import Output
from ._schema import MASKED, MASKED_ARROW
from ._worker import Command


class JobError(ValueError):
    """Something about the job's files or arguments is not right; nothing was started."""


@dataclass(frozen=True)
class Job:
    """A finished job: what `psi-server import --from-runs` or `epoch adopt` takes up."""

    out: str
    job: str  # digest of job.json, in hexadecimal
    parts: int
    runs: int


def import_dataset(
    df: DataFrame,
    policy: str,
    out: str,
    *,
    job: str,
    binary: str,
    keys: str | None = None,
    runs: int | None = None,
) -> Job:
    """Imports a table, as far as it can be done before the server takes it up.

    df has a row for each contact, with columns as `psi-server import` knows them; its order is that of the dataset.
    policy is the purpose policy's file, job the folder that `psi-server worker prepare` made, binary a `psi-server` for
    the executors' machines: all three are files of the driver, and shipped. keys is where executors find job.keys; without
    it the file in job is shipped, if it is sealed. out is a folder on any file system of Spark's. runs is how many files
    each sorted part of the output has; Spark's shuffle partitions if it is not given.
    """
    spark = df.sparkSession
    runs = runs_of(spark, runs)
    digest, output, command = begin(spark, "import", out, job=job, binary=binary, keys=keys, policy=policy)
    with by_value():
        mask = _worker.masking(command, to_arrow_schema(df.schema), MASKED_ARROW, "summary")
        rows = output.write(df.mapInArrow(mask, MASKED), "rows")
    found = _groups.elements(rows)
    no = None if rows.where("withholds").isEmpty() else output.work(_groups.objections(rows), "objections")
    if no is not None:
        output.write(_groups.withheld(found, no).orderBy("record"), "withheld")
    held = output.write(_groups.owners(found, no, runs), "owners")
    slots, large = _groups.groups(spark, held, runs, output.work)
    output.write(slots, "slots")
    if large is not None:
        output.write(large, "too_large")
    saved, lost = _groups.overlaps(rows)
    output.finish(digest, saved, lost)
    return Job(out=output.path, job=digest, parts=rows.where("summary is not null").count(), runs=runs)


def runs_of(spark: SparkSession, runs: int | None) -> int:
    """How many files each sorted part of an output has."""
    return runs if runs is not None else int(spark.conf.get("spark.sql.shuffle.partitions") or "200")


def begin(
    spark: SparkSession, work: str, out: str, *, job: str, binary: str, keys: str | None, policy: str | None
) -> tuple[str, Output, Command]:
    """Looks at a job's files, empties its output folder, and ships what executors need. Returns the job's digest, too."""
    digest = hashlib.sha256(_read(os.path.join(job, "job.json"))).hexdigest()
    own_keys = os.path.join(job, "job.keys")
    if keys is None and not json.loads(_read(own_keys))["sealed"]:
        raise JobError(
            f"{own_keys} is not sealed, and a secret is not shipped in clear text: seal it (BLINDMATCH_SEAL_KEY when it is "
            "prepared and on executors), or put it on every executor, readable for its owner only, and name it as keys"
        )
    output = Output(spark, out)
    output.begin()
    files = {"binary": binary, "job": os.path.join(job, "job.json")}
    if policy is not None:
        files["policy"] = policy
    if keys is None:
        files["keys"] = own_keys
    names = _ship(spark, files)
    command = Command(
        work=work, binary=names["binary"], job=names["job"], policy=names.get("policy", ""), keys=names.get("keys", keys or ""),
        shipped=frozenset(files),
    )
    return digest, output, command


@contextmanager
def by_value() -> Iterator[None]:
    """Executors need no package: what they run goes with the job."""
    cloudpickle.register_pickle_by_value(_worker)  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        cloudpickle.unregister_pickle_by_value(_worker)  # type: ignore[no-untyped-call]


def _read(path: str) -> bytes:
    with open(path, "rb") as f:
        return f.read()


def _ship(spark: SparkSession, shipped: dict[str, str]) -> dict[str, str]:
    """Ships files to executors, under names that belong to this call alone: Spark ships a name once in a session, so that
    a job that is run again after it failed would be refused.

    Every executor that begins later fetches them too, whatever it is for. So the copies stay, in a folder of the session's
    that Spark removes with it.
    """
    folder = tempfile.mkdtemp(prefix="blindmatch-", dir=SparkFiles.getRootDirectory())
    name = token_hex(8)
    names = {}
    for what, path in shipped.items():
        names[what] = f"blindmatch-{name}-{what}"
        copy = os.path.join(folder, names[what])
        shutil.copy(path, copy)
        if what == "binary":
            os.chmod(copy, 0o700)
        spark.sparkContext.addFile(copy)
    return names
