"""The two processes of an installation, pages and background work, started and stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.conf import settings

from config.env import ROOT

HOST = "127.0.0.1"
PATIENCE = 30.0  # seconds for a server to listen
GRACE = 10.0  # seconds for a process to end by itself


class PortTakenError(RuntimeError):
    """Somebody already listens there."""


class StoppedEarlyError(RuntimeError):
    """A process ended before it was asked to."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Servers:
    """The web server and the worker, as child processes in groups of their own."""

    def __init__(self, port: int, *, workers: int = 1, threads: int = 4):
        self.port = port
        self.address = f"http://{HOST}:{port}"
        python = sys.executable
        self.commands = (
            [python, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port),
             "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws",
             "--log-level", "warning", "config.wsgi:application"],
            [python, "manage.py", "db_worker", "--interval", "0.5", "--no-startup-delay",
             "--verbosity", "0"],
        )  # fmt: skip
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start both. Raises PortTakenError, or StoppedEarlyError when one does not stay up."""
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, self.port))
            except OSError:
                raise PortTakenError(f"Le port {self.port} est déjà occupé.") from None
        # Mails lead here, unless the installation has said where it is reached.
        env = {"ENTREMISE_PUBLIC_ADDRESS": self.address, **os.environ}
        for command in self.commands:
            self.processes.append(
                subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)  # noqa: S603
            )
        self._wait_until_listening()

    def _wait_until_listening(self) -> None:
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            if self.ended() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex((HOST, self.port)) == 0:
                    return
            time.sleep(0.1)
        self.stop()
        raise StoppedEarlyError("Le serveur n'a pas démarré ; son message est ci-dessus.")

    def ended(self) -> int | None:
        """The exit code of a process that has ended, or None while both run."""
        codes = (process.poll() for process in self.processes)
        return next((code for code in codes if code is not None), None)

    def stop(self) -> None:
        """Ask both to end, and insist after a while."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def wait(self) -> None:
        """Stay until asked to stop. Raises StoppedEarlyError when a process ends by itself."""
        while self.ended() is None:
            time.sleep(0.2)
        raise StoppedEarlyError("Un des deux processus s'est arrêté.")


class StopAsked(BaseException):
    """Ctrl-C, or SIGTERM."""


@contextmanager
def running(port: int, **options: int) -> Iterator[Servers]:
    """Both processes, up for the time of the block. Raises StopAsked on Ctrl-C or SIGTERM."""
    servers = Servers(port, **options)
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, _stop) for number in numbers}
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)  # once is enough: nothing may interrupt the stopping
    raise StopAsked
