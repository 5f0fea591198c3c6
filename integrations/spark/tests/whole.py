"""The whole way of a large table on a cluster of processes: import, epoch and count, beside one machine's import. Linux.

    (cd bench && go run ./scale -users 10000000 -rows 1000000 files DIR && go run ./scale -near truth DIR)
    BLINDMATCH_BIN=FOLDER python tests/whole.py DIR [MEMORY OF AN EXECUTOR]

FOLDER has psi and psi-server. Both imports are under one key, so the files of both sets are compared byte by byte. The
number of people in the answer is exact, to be compared with the truth. CPU is seen as in cpu.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet
from pyspark.sql import SparkSession

sys.path[:0] = [str(Path(__file__).parents[1] / "src")]

import blindmatch_spark
import cpu
from cluster import Cluster, free_port

BIN = Path(os.environ.get("BLINDMATCH_BIN", "."))
SERVER, PSI = str(BIN / "psi-server"), str(BIN / "psi")
BEGAN = time.monotonic()


def say(*what: object) -> None:
    print(f"{time.monotonic() - BEGAN:8.0f} s ", *what, flush=True)


def command(*args: str) -> str:
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(args, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    say(f"{Path(args[0]).name} {args[1]} {args[2]}: {time.monotonic() - began:.0f} s, {used:.0f} s of CPU; the largest so far {after.ru_maxrss} kB")
    return done.stdout


def digests(data: Path) -> dict[str, str]:
    """The files of the newest set."""
    newest = max(data.glob("datasets/*/set"), key=lambda path: path.stat().st_mtime)
    found = {}
    for path in sorted(newest.iterdir()):
        with open(path, "rb") as f:
            found[path.name] = hashlib.file_digest(f, "sha256").hexdigest()
    return found


def parquet(csv: Path, table: str) -> None:
    with pyarrow.csv.open_csv(csv, convert_options=cpu.TYPES, read_options=pyarrow.csv.ReadOptions(block_size=64 << 20)) as rows:
        with pyarrow.parquet.ParquetWriter(table, rows.schema) as out:
            for batch in rows:
                out.write_batch(batch)


class Used:
    """CPU by kind of process since the last look."""

    def __init__(self) -> None:
        self.meter, self.before = cpu.Meter("spark"), dict[str, float]()
        self.meter.start()

    def look(self, what: str) -> float:
        now = cpu.added((kind, used) for (_, kind), used in list(self.meter.known.items()))
        since = {kind: used - self.before.get(kind, 0) for kind, used in now.items()}
        self.before = now
        say(f"{what}: {sum(since.values()):.0f} s of CPU")
        for kind, used in sorted(since.items(), key=lambda k: -k[1]):
            print(f"{used:20.1f} s  {kind}", flush=True)
        return sum(since.values())


def measure(folder: Path, work: Path, memory: str) -> None:
    table, policy, data = str(folder / "users.parquet"), str(folder / "policy.yaml"), work / "data"
    if not Path(table).exists():
        parquet(folder / "users.csv", table)
    of = ("--data", str(data), "--dataset", "users")
    alone = cpu.Meter("alone")
    alone.start()
    os.environ[cpu.MARK] = "alone"
    first = json.loads(command(SERVER, "import", *of, "--policy", policy, "--json", table))
    single, before = sum(alone.stop().values()), digests(data)

    os.environ[cpu.MARK] = "spark"
    used = Used()
    command(SERVER, "worker", "prepare", *of, "--policy", policy, "-o", str(work / "job"))
    cluster = Cluster(work, workers=2, memory=memory)
    try:
        spark = (
            SparkSession.builder.appName("blindmatch whole").master(cluster.url)
            .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.memory", memory).config("spark.executor.cores", "1").config("spark.cores.max", "2")
            .config("spark.driver.memory", "2g").config("spark.sql.shuffle.partitions", "32").config("spark.ui.enabled", "false")
            .config("spark.sql.files.maxPartitionBytes", str(24 << 20)).config("spark.local.dir", str(work / "local"))
            .config(f"spark.executorEnv.{cpu.MARK}", "spark")
            .getOrCreate()
        )
        job = blindmatch_spark.import_dataset(
            spark.read.parquet(table), policy, str(work / "runs"), job=str(work / "job"), binary=SERVER, keys=str(work / "job" / "job.keys")
        )
        say(job)
        second = json.loads(command(SERVER, "import", *of, "--policy", policy, "--json", "--from-runs", str(work / "runs"), "--job", str(work / "job")))
        together = used.look("the import on Spark, with the start of everything")
        say(f"one machine: {single:.0f} s of CPU, so Spark's is {together / single:.2f} times that")
        after = digests(data)
        say(f"{len(before)} files of the set; different: {[name for name in before if before[name] != after.get(name)]}")
        say(f"the reports differ in {[name for name in first if first[name] != second.get(name)]}")
        shutil.rmtree(work / "runs")

        command(SERVER, "epoch", "prepare", *of, "-o", str(work / "epoch"))
        groups = spark.read.parquet(str(work / "epoch" / "groups"))
        say(blindmatch_spark.epoch(groups, str(work / "set"), job=str(work / "epoch"), binary=SERVER, keys=str(work / "epoch" / "job.keys")))
        spark.stop()
    finally:
        cluster.close()
    command(SERVER, "epoch", "adopt", "--data", str(data), "--job", str(work / "epoch"), "--from-runs", str(work / "set"))
    used.look("the epoch on Spark")
    used.meter.stop()

    address = f"localhost:{free_port()}"
    command(SERVER, "client", "add", "acme", "--data", str(data), "--url", f"https://{address}", "-o", str(work / "acme.json"))
    with open(work / "serve.log", "wb") as log:
        server = subprocess.Popen([SERVER, "serve", "--data", str(data), "--listen", address, "--disclosure", str(folder / "disclosure.yaml")], stderr=log)
    try:
        time.sleep(5)
        say(command(PSI, "count", "-c", str(work / "acme.json"), "--state", str(work / "state"), "--dataset", "users", "--json", str(folder / "list.csv")))
    finally:
        server.terminate()
        server.wait()
    epochs = [line for line in (work / "serve.log").read_text().splitlines() if "epoch" in line or "masking" in line]
    say("\n  ".join(["the server:", *epochs]))


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="whole-", dir=folder) as work:
        measure(folder, Path(work), sys.argv[2] if len(sys.argv) > 2 else "2g")
