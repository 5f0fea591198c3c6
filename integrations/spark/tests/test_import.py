"""On a real cluster: the same bytes as one machine, whatever is killed, and nothing of an identifier or a key anywhere."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

import blindmatch_spark
import table
from search import nothing_of, present
from blindmatch_spark import Job, JobError, import_dataset
from blindmatch_spark._files import Output
from cluster import Cluster
from conftest import Server, settings


def same(server: Server, report: dict[str, object]) -> None:
    """The dataset is that of one machine, and so is the report."""
    now = server.generation()
    assert now.keys() == server.first.keys()
    assert [name for name in now if now[name] != server.first[name]] == []
    want = json.loads(server.reported)
    want["source"]["format"] = "arrow"
    assert report == want


def run(spark: SparkSession, server: Server, out: Path, job: str) -> Job:
    return import_dataset(spark.read.parquet(str(server.table)), str(server.policy), str(out), job=job, binary=server.binary, runs=3)


def files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """All files but programs. Spark may remove one meanwhile that it no longer needs."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            with contextlib.suppress(FileNotFoundError):
                if path.is_file() and path.suffix != ".jar" and not (text := path.read_bytes()).startswith(b"\x7fELF"):
                    yield str(path), text


def pages(spark: SparkSession, least: int) -> Iterator[tuple[str, bytes]]:
    """What Spark's UI says, all of which has to be there."""
    url = spark.sparkContext.uiWebUrl
    assert url
    app = spark.sparkContext.applicationId
    url = f"http://127.0.0.1:{url.rsplit(':', 1)[1]}"
    api = f"api/v1/applications/{app}"

    def get(path: str) -> bytes:
        return bytes(urllib.request.urlopen(f"{url}/{path}", timeout=60).read())

    executions = [e["id"] for e in json.loads(get(f"{api}/sql?details=false&length=1000"))]
    stages = [s["stageId"] for s in json.loads(get(f"{api}/stages"))]
    assert len(executions) >= least and len(stages) >= least
    paths = ["jobs/", "stages/", "storage/", "environment/", "executors/", "SQL/"]
    paths += [f"SQL/execution/?id={n}" for n in executions] + [f"stages/stage/?id={n}&attempt=0" for n in stages]
    paths += [f"{api}/{what}" for what in ("environment", "sql?details=true&length=1000", "stages?details=true", "jobs", "allexecutors")]
    for path in paths:
        yield path, get(path)


def test_same_bytes_and_nothing_told(
    spark: SparkSession, server: Server, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blindmatch_spark._files.RECORDS", 500)  # so that parts have several files
    job = server.prepare("job-1")
    out = tmp_path / "runs"
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        done = run(spark, server, out, job)
        spark.read.parquet(str(out / "rows")).explain("formatted")
    assert done.parts > 2
    assert list(out.glob("rows/*-c001*")) and list(out.glob("owners/*-c001*"))
    assert not (out / "_work").exists()
    with pytest.raises(FileExistsError, match="holds the output of a job"):
        run(spark, server, out, job)
    report = server.adopt(str(out), job)
    same(server, report)
    # Its output is taken up once: the dataset is another now.
    assert "has been imported" in server.fails("import", *server.common(), "--from-runs", str(out), "--job", job)

    needles = secrets(job)
    searched = nothing_of(needles, texts(spark, cluster, out, job, said.getvalue()))
    assert searched > 60
    # The search finds what is there.
    clear = [c.encode() for n in range(table.CANARIES) for c in table.canary(n)]
    assert len(present(server.table.read_bytes(), needles)) >= len(clear)
    assert len(present(b"x" * 3 + b"y".join(needles), needles)) == len(needles)


def secrets(job: str) -> list[bytes]:
    """What is to be nowhere: the keys of a job, and the canaries in every spelling."""
    sealed = json.loads(Path(job, "job.keys").read_text())
    assert sealed["sealed"]
    secret = bytes(b ^ 0x55 for b in bytes.fromhex(sealed["keys"]).split(b"\0", 1)[1])
    needles = [n for k in range(table.CANARIES) for n in table.spellings(k)]
    for at in (4, 36, 68):  # d, the join key, and that of erased persons
        needles += table.written(secret[at : at + 32])
    needles = list(dict.fromkeys(needles))
    assert len(needles) > 40 * table.CANARIES and min(map(len, needles)) >= 8
    return needles


def texts(spark: SparkSession, cluster: Cluster, out: Path, job: str, said: str, least: int = 6) -> Iterator[tuple[str, bytes]]:
    yield "standard output", said.encode()
    yield from files(cluster.folder, out, Path(job))
    yield from pages(spark, least)


def test_refusals_tell_nothing(spark: SparkSession, server: Server, tmp_path: Path) -> None:
    job = server.prepare("job-2")
    df = spark.read.parquet(str(server.table))
    asks = df.withColumnRenamed("tags", "do_not_contact_list")
    with pytest.raises(Exception, match="may say who is to be kept out") as e:
        import_dataset(asks, str(server.policy), str(tmp_path / "runs"), job=job, binary=server.binary, runs=2)
    needles = [n for k in range(table.CANARIES) for n in table.spellings(k)]
    assert not present(str(e.value).encode(), needles)
    other = tmp_path / "policy.yaml"
    other.write_text(table.POLICY.replace("two_factor", "twofa"))
    with pytest.raises(Exception, match="the policy is not the one"):
        import_dataset(df, str(other), str(tmp_path / "runs"), job=job, binary=server.binary, runs=2)
    (tmp_path / "job").mkdir()
    (tmp_path / "job" / "job.json").write_bytes(Path(job, "job.json").read_bytes())
    (tmp_path / "job" / "job.keys").write_text('{"sealed":false}')
    with pytest.raises(JobError, match="not shipped in clear text"):
        import_dataset(df, str(server.policy), str(tmp_path / "runs"), job=str(tmp_path / "job"), binary=server.binary)
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "file").write_text("x")
    with pytest.raises(FileExistsError, match="files of others"):
        Output(spark, str(tmp_path / "others")).begin()


def test_killed(spark: SparkSession, server: Server, cluster: Cluster, tmp_path: Path) -> None:
    """The driver dies: nothing is taken up, and the next run starts clean. An executor and a worker die: the same bytes."""
    job = server.prepare("job-3")
    out = tmp_path / "runs"
    before = server.generations()
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, json.dumps(settings(server, cluster) | {"spark.cores.max": "1"}), str(server.table), str(server.policy), str(out), job, server.binary],
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=dict(os.environ, PYTHONPATH=str(Path(blindmatch_spark.__file__).parents[1]), TMPDIR=str(cluster.temporary)),
    )
    try:
        cluster.wait(lambda: (out / "rows").exists(), "the driver does not begin", 240)
    finally:
        os.killpg(driver.pid, signal.SIGKILL)
        driver.wait()
    assert "has not finished" in server.fails("import", *server.common(), "--from-runs", str(out), "--job", job)
    assert server.generations() == before

    failed: list[BaseException] = []

    def go() -> None:
        try:
            run(spark, server, out, job)
        except BaseException as e:
            failed.append(e)

    t = threading.Thread(target=go)
    t.start()
    cluster.wait(lambda: (out / "rows" / "_temporary").exists() or (out / "owners").exists(), "the job does not begin", 240)
    cluster.wait(lambda: bool(cluster.executors(0) or cluster.executors(1)), "there is no executor", 240)
    for pid in (cluster.executors(0) or cluster.executors(1))[:1]:
        cluster.kill(pid)
    cluster.wait(lambda: (out / "owners").exists() or not t.is_alive(), "the job does not go on", 400)
    for pid in cluster.executors(1):
        cluster.kill(pid)
    cluster.kill(cluster.workers[1].pid)
    t.join(600)
    assert not t.is_alive() and not failed, failed
    same(server, server.adopt(str(out), job))
    nothing_of(secrets(job), texts(spark, cluster, out, job, ""))


DRIVER = """
import json, sys
from pyspark.sql import SparkSession
from blindmatch_spark import import_dataset
settings, table, policy, out, job, binary = sys.argv[1:]
b = SparkSession.builder.appName("to be killed").config("spark.ui.enabled", "false")
for name, value in json.loads(settings).items():
    b = b.config(name, value)
s = b.getOrCreate()
import_dataset(s.read.parquet(table), policy, out, job=job, binary=binary, runs=3)
"""
