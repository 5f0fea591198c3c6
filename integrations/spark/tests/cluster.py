"""A standalone master and workers, each a process of its own, on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent
os.environ["PYSPARK_PYTHON"] = sys.executable  # executors have Arrow, too, whichever python3 the path finds
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # short runs on two cores: they would compile for longer than they run


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


class Cluster:
    def __init__(self, folder: Path, workers: int, memory: str = "2g") -> None:
        self.folder = folder
        self.memory = memory  # of a worker, for its executors
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.port, self.ui = free_port(), free_port()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self.start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", str(self.ui))
        self.wait(lambda: "ALIVE" in self.page(), "the master does not start")
        for _ in range(workers):
            self.add_worker()

    @property
    def url(self) -> str:
        return f"spark://127.0.0.1:{self.port}"

    def page(self) -> str:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.ui}/json/", timeout=5).read().decode()
        except OSError:
            return ""

    def add_worker(self) -> None:
        n = len(self.workers)
        self.workers.append(self.start(
            f"worker-{n}", "org.apache.spark.deploy.worker.Worker", self.url,
            "--host", "127.0.0.1", "--webui-port", str(free_port()), "-c", "2", "-m", self.memory, "-d", str(self.folder / f"work-{n}"),
        ))
        self.wait(lambda: self.page().count('"state" : "ALIVE"') > n, "a worker does not start")

    def start(self, name: str, main: str, *args: str) -> subprocess.Popen[bytes]:
        env = dict(os.environ, SPARK_HOME=str(HOME), SPARK_LOCAL_IP="127.0.0.1", SPARK_LOCAL_DIRS=str(self.folder / "local"), TMPDIR=str(self.temporary))
        env.setdefault("SPARK_DAEMON_JAVA_OPTS", JAVA)
        with open(self.folder / f"{name}.log", "wb") as log:
            p = subprocess.Popen(
                [str(HOME / "bin" / "spark-class"), main, *args], env=env, stdout=log, stderr=log, start_new_session=True, cwd=self.folder
            )
        self.processes.append(p)
        return p

    def wait(self, done, why: str, seconds: float = 180) -> None:  # type: ignore[no-untyped-def]
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, why
            time.sleep(0.1)

    def executors(self, of: int) -> list[int]:
        """The processes that a worker has begun for an application."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
                line = (stat.parent / "cmdline").read_bytes()
            except OSError:
                continue
            if parent == self.workers[of].pid and b"CoarseGrainedExecutorBackend" in line:
                found.append(int(stat.parent.name))
        return found

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        for p in self.processes:
            if p.poll() is None:
                os.killpg(p.pid, signal.SIGKILL)
            p.wait()
