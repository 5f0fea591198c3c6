"""CPU of the Spark job beside that of the single-machine import of the same rows, in one run, by kind of process. Linux.

    (cd bench && go run ./scale -users 1000000 -rows 1000 files DIR)
    BLINDMATCH_SERVER=psi-server python tests/cpu.py DIR

A master, two workers, a driver and two executors on this machine, and all their children: /proc is read every 20 ms for
the processes that have a mark in their environment. What a process uses in its last 20 ms is not seen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet
from pyspark.sql import SparkSession

sys.path[:0] = [str(Path(__file__).parents[1] / "src")]

import blindmatch_spark
from cluster import Cluster

MARK = "BLINDMATCH_CPU_MARK"
COLUMNS = ("user_id", "email", "phone", "collection_context")
TYPES = pyarrow.csv.ConvertOptions(column_types={name: pyarrow.string() for name in COLUMNS}, strings_can_be_null=True)
BINARY = os.environ.get("BLINDMATCH_SERVER", "psi-server")
KINDS = [  # by what is in the command line, the first that fits
    ("worker\0import", "psi-server worker import: gate, normal forms, masking"),
    ("worker\0epoch", "psi-server worker epoch: masking"),
    ("--from-runs", "psi-server import --from-runs, or epoch adopt"),
    ("psi-server\0worker", "psi-server worker prepare"),
    ("psi-server\0import", "psi-server import"),
    ("CoarseGrainedExecutorBackend", "executors, JVM"),
    ("deploy.master", "master and workers, JVM"),
    ("deploy.worker", "master and workers, JVM"),
    ("pyspark.daemon", "executors, Python"),
    ("cpu.py", "driver, Python"),
    ("whole.py", "driver, Python"),
    ("pyspark-shell", "driver, JVM"),
]
THREADS = [  # of an executor, by what is in their name
    ("CompilerThre", "compiling bytecode"),
    ("GC Thread", "collecting garbage"),
    ("G1 ", "collecting garbage"),
    ("Executor task", "tasks"),
]


class Meter(threading.Thread):
    """Seconds of CPU of all processes with a mark, by kind."""

    def __init__(self, mark: str) -> None:
        super().__init__(daemon=True)
        self.mark, self.done = f"{MARK}={mark}".encode(), threading.Event()
        self.known: dict[tuple[int, str], float] = {}  # by process and kind
        self.threads: dict[tuple[int, int, str], float] = {}  # of executors, by process, thread and kind
        self.others: set[int] = set()

    def run(self) -> None:
        looks = 0
        while not self.done.wait(0.02):
            self.look()
            looks += 1
            if looks % 20 == 0:
                self.look_inside()
        self.look()

    def look_inside(self) -> None:
        for pid in {pid for pid, kind in self.known if kind == "executors, JVM"}:
            for thread in Path(f"/proc/{pid}/task").glob("*"):
                try:
                    name, used = spent((thread / "stat").read_text())
                except OSError:
                    continue
                kind = next((kind for part, kind in THREADS if part in name), "anything else")
                self.threads[pid, int(thread.name), kind] = used

    def look(self) -> None:
        for process in Path("/proc").iterdir():
            if not process.name.isdigit() or (pid := int(process.name)) in self.others:
                continue
            try:
                if self.mark not in (process / "environ").read_bytes():
                    # A new process has its parent's until it runs its own program.
                    if time.time() - process.stat().st_ctime > 2:
                        self.others.add(pid)
                    continue
                line = (process / "cmdline").read_bytes().decode("utf-8", "replace")
                _, used = spent((process / "stat").read_text())
            except OSError:
                continue
            kind = next((name for part, name in KINDS if part in line), "other")
            # A process that becomes another program keeps its time.
            for key in [k for k in self.known if k[0] == pid and k[1] != kind]:
                del self.known[key]
            self.known[pid, kind] = used

    def stop(self) -> dict[str, float]:
        self.done.set()
        self.join()
        return added((kind, used) for (_, kind), used in self.known.items())


def spent(stat: str) -> tuple[str, float]:
    """The name and the seconds of CPU of a process or thread."""
    name, rest = stat.split("(", 1)[1].rsplit(")", 1)
    fields = rest.split()
    return name, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def added(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    by: dict[str, float] = defaultdict(float)
    for kind, used in found:
        by[kind] += used
    return dict(by)


def command(mark: str, *args: str) -> str:
    done = subprocess.run(args, env=dict(os.environ, **{MARK: mark}), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def drive(url: str, table: str, policy: str, out: str, job: str) -> None:
    """The driver, a process of its own."""
    spark = (
        SparkSession.builder.appName("blindmatch cpu").master(url)
        .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.memory", "1g").config("spark.executor.cores", "1").config("spark.cores.max", "2")
        .config("spark.sql.shuffle.partitions", "4").config("spark.ui.enabled", "false")
        .config("spark.sql.files.maxPartitionBytes", str(max(1 << 20, Path(table).stat().st_size // 4)))
        .config("spark.sql.files.openCostInBytes", "0")
        .config(f"spark.executorEnv.{MARK}", os.environ[MARK])
        .getOrCreate()
    )
    blindmatch_spark.import_dataset(spark.read.parquet(table), policy, out, job=job, binary=BINARY, keys=f"{job}/job.keys")
    spark.stop()


def measure(folder: Path) -> None:
    policy, table = str(folder / "policy.yaml"), str(folder / "users.parquet")
    rows = pyarrow.csv.read_csv(folder / "users.csv", convert_options=TYPES)
    pyarrow.parquet.write_table(rows, table, row_group_size=max(rows.num_rows // 16, 1000))
    with tempfile.TemporaryDirectory(prefix="cpu-", dir=folder) as work:
        common = ("--dataset", "users", "--policy", policy)

        began, meter = time.monotonic(), Meter("single")
        meter.start()
        first = json.loads(command("single", BINARY, "import", "--data", f"{work}/single", *common, "--json", table))
        alone = meter.stop()
        print(f"{rows.num_rows} rows; on one machine {time.monotonic() - began:.0f} s")

        os.environ[MARK] = "spark"
        began, meter = time.monotonic(), Meter("spark")
        meter.start()
        command("spark", BINARY, "worker", "prepare", "--data", f"{work}/data", *common, "-o", f"{work}/job")
        cluster = Cluster(Path(work), workers=2)
        try:
            subprocess.run([sys.executable, __file__, "drive", cluster.url, table, policy, f"{work}/runs", f"{work}/job"], check=True)
        finally:
            cluster.close()
        second = json.loads(command("spark", BINARY, "import", "--data", f"{work}/data", *common, "--json", "--from-runs", f"{work}/runs", "--job", f"{work}/job"))
        job = meter.stop()
        print(f"on Spark {time.monotonic() - began:.0f} s, with the start of everything")
    for name in ("source", "key", "digest"):
        first.pop(name, None), second.pop(name, None)
    different = [name for name in first if first[name] != second.get(name)]
    if different:
        print("the reports differ in", ", ".join(different))
    for kind, used in sorted(job.items(), key=lambda k: -k[1]):
        print(f"{used:8.1f} s  {kind}")
        if kind == "executors, JVM":
            inside = added((kind, used) for (_, _, kind), used in meter.threads.items())
            for part, of in sorted(inside.items(), key=lambda k: -k[1]):
                print(f"{of:14.1f} s  {part}")
    print(f"{sum(job.values()):8.1f} s in all, {sum(alone.values()):.1f} s on one machine: {sum(job.values()) / sum(alone.values()):.2f} times")


if __name__ == "__main__":
    if sys.argv[1] == "drive":
        drive(*sys.argv[2:])
    else:
        measure(Path(sys.argv[1]).resolve())
