"""`spark-submit` and `python -m` for a table in files or in the metastore, and for an epoch's groups."""

from __future__ import annotations

import argparse

from pyspark.sql import SparkSession

from blindmatch_spark import epoch, import_dataset


def main() -> None:
    p = argparse.ArgumentParser(prog="blindmatch-spark", description="Import a table, for psi-server import --from-runs, or mask an epoch, for psi-server epoch adopt.")
    source = p.add_mutually_exclusive_group(required=True)
    source.add_argument("--parquet", help="path of the table's files")
    source.add_argument("--query", help="a SELECT that gives the table")
    source.add_argument("--groups", help="path of an epoch's groups, which psi-server epoch prepare made")
    p.add_argument("--policy", help="purpose policy of an import, YAML")
    p.add_argument("--job", required=True, help="folder that psi-server worker prepare, or epoch prepare, made")
    p.add_argument("--binary", required=True, help="psi-server, for the executors' machines")
    p.add_argument("--keys", help="where executors find job.keys; without it the sealed one is shipped")
    p.add_argument("--runs", type=int, help="files of each sorted part of the output")
    p.add_argument("--out", required=True, help="folder to write to, on any file system of Spark's")
    a = p.parse_args()
    if (a.groups is None) != (a.policy is not None):
        p.error("--policy goes with a table")
    spark = SparkSession.builder.appName("blindmatch epoch" if a.groups else "blindmatch import").getOrCreate()
    try:
        if a.groups:
            done = epoch(spark.read.parquet(a.groups), a.out, job=a.job, binary=a.binary, keys=a.keys, runs=a.runs)
            print(f"the set is in {done.out}: psi-server epoch adopt --from-runs {done.out} --job {a.job} hands it to the server")
            return
        df = spark.read.parquet(a.parquet) if a.parquet else spark.sql(a.query)
        done = import_dataset(df, a.policy, a.out, job=a.job, binary=a.binary, keys=a.keys, runs=a.runs)
        print(f"{done.parts} parts are in {done.out}: psi-server import --from-runs {done.out} --job {a.job} makes the dataset of them")
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
