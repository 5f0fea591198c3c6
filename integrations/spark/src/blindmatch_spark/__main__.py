"""`spark-submit` and `python -m` for a table in files or in the metastore."""

from __future__ import annotations

import argparse

from pyspark.sql import SparkSession

from blindmatch_spark import import_dataset


def main() -> None:
    p = argparse.ArgumentParser(prog="blindmatch-spark", description="Import a table, for psi-server import --from-runs.")
    source = p.add_mutually_exclusive_group(required=True)
    source.add_argument("--parquet", help="path of the table's files")
    source.add_argument("--query", help="a SELECT that gives the table")
    p.add_argument("--policy", required=True, help="purpose policy, YAML")
    p.add_argument("--job", required=True, help="folder that psi-server worker prepare made")
    p.add_argument("--binary", required=True, help="psi-server, for the executors' machines")
    p.add_argument("--keys", help="where executors find job.keys; without it the sealed one is shipped")
    p.add_argument("--runs", type=int, help="files of each sorted part of the output")
    p.add_argument("--out", required=True, help="folder to write to, on any file system of Spark's")
    a = p.parse_args()
    spark = SparkSession.builder.appName("blindmatch import").getOrCreate()
    try:
        df = spark.read.parquet(a.parquet) if a.parquet else spark.sql(a.query)
        done = import_dataset(df, a.policy, a.out, job=a.job, binary=a.binary, keys=a.keys, runs=a.runs)
        print(f"{done.parts} parts are in {done.out}: psi-server import --from-runs {done.out} --job {a.job} makes the dataset of them")
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
