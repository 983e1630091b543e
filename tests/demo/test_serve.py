"""The two processes of an installation: they start together, and nothing is left of them."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.env import ROOT
from entremise.portal.serving import HOST, PortTakenError, Servers, free_port

pytestmark = pytest.mark.once


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A new installation in a folder of its own, its tables made."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ENTREMISE_")}
    env = {**kept, "ENTREMISE_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    return env


def test_serves_until_asked_to_stop(environment: dict[str, str]) -> None:
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            assert str(port) in server.stdout.readline().decode()
            connection = HTTPConnection(HOST, port, timeout=30)
            connection.request("GET", "/")
            answer = connection.getresponse()
            assert answer.status in {200, 302}
            assert "content-security-policy" in {name.lower() for name, _ in answer.getheaders()}
            connection.close()
        finally:
            server.send_signal(signal.SIGTERM)
            said = server.communicate(timeout=30)[0].decode()
    assert server.returncode == 0
    assert "Arrêté." in said
    assert _is_free(port)


def test_a_port_in_use_is_said_before_anything_starts() -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        servers = Servers(other.getsockname()[1])
        with pytest.raises(PortTakenError, match="occupé"):
            servers.start()
        assert servers.processes == []


def _is_free(port: int) -> bool:
    limit = time.monotonic() + 5
    while time.monotonic() < limit:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                return True
        time.sleep(0.1)
    return False
