"""The watch for leaks in tests/conftest.py sees what a test leaves behind, and only that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]

SAMPLES = """
import subprocess, sys, threading
import pytest

SLEEP = [sys.executable, "-c", "import time; time.sleep(9)"]
kept = []

@pytest.fixture(scope="module")
def shared_process():
    with subprocess.Popen(SLEEP) as process:
        yield process
        process.kill()

def test_clean():
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()
    subprocess.run([sys.executable, "-c", ""], check=True)

def test_ends_soon_after():
    threading.Timer(0.3, print).start()

def test_fixture_of_the_module(shared_process):
    assert shared_process.poll() is None

@pytest.mark.leaves_processes("python", "python3", "python3.11", reason="it is a sample")
def test_with_leave():
    kept.append(subprocess.Popen(SLEEP))

def test_leaves_a_process():
    kept.append(subprocess.Popen(SLEEP))

def test_leaves_a_thread():
    threading.Timer(9, print).start()
"""


def test_a_thread_or_process_left_behind_fails_its_test(tmp_path: Path) -> None:
    shutil.copy(TESTS / "conftest.py", tmp_path)
    (tmp_path / "test_samples.py").write_text(SAMPLES)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:pytest-qt", "-rA"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent / "script")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    said = done.stdout
    failed = {line.split("::")[1].split()[0] for line in said.splitlines() if "ERROR test_" in line}
    assert failed == {"test_leaves_a_process", "test_leaves_a_thread"}, said
    assert "6 passed, 2 errors" in said
    assert "s after the test: process " in said
    assert "s after the test: thread Thread-" in said
