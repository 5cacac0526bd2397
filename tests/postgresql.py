"""A PostgreSQL server of the tests' own: in a folder that goes with it, without any port."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

USER, PASSWORD = "crm", "kept secret"
NUMBERS = count(1)


def programs():
    """The folder of PostgreSQL's programs; says how to get them when there are none."""
    named = shutil.which("initdb")
    found = [Path(named)] if named else Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda program: program.parts[-3].zfill(3), default=None)
    if newest is None:
        raise RuntimeError(
            "The tests of the store need PostgreSQL. Debian, Ubuntu: apt-get install postgresql. "
            "Elsewhere install it and add the folder of its programs to PATH."
        )
    return newest.parent


@contextmanager
def serving():
    """A server that is stopped, and gone, in the end."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # at once: nobody will read what it would still write


class Server:
    """fsync is on, as wherever studies are kept."""

    def __init__(self, folder):
        self.folder, self.files, self.process = folder, folder / "files", None
        self.programs, self.free = programs(), []
        # PostgreSQL refuses to run as root
        self.owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
        if os.geteuid():
            self.owner = {}
        else:
            shutil.chown(folder, "postgres", "postgres")
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o644)
        make = ["initdb", "-D", self.files, "-U", USER, "-A", "scram-sha-256", "-E", "UTF8"]
        make += [f"--pwfile={folder}/password", "--locale=C", "--no-sync", "--no-instructions"]
        self.run(make).check_returncode()

    def run(self, command):
        whole = [self.programs / command[0], *command[1:]]
        return subprocess.run(whole, cwd=self.folder, capture_output=True, text=True, **self.owner)

    def start(self):
        command = [self.programs / "postgres", "-D", self.files, "-k", self.folder]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "-c", "listen_addresses="],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **self.owner,
            )
        self.wait()

    def wait(self, seconds=60):
        end = time.monotonic() + seconds
        while True:
            try:
                self.run_sql("SELECT 1")
                return
            except psycopg.OperationalError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise
                time.sleep(0.02)

    def stop(self, how=signal.SIGINT):
        """SIGINT: in good order. SIGQUIT: at once, and the next start recovers, as after a crash."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait()

    def run_sql(self, command, given=None, database="postgres"):
        told = {"host": str(self.folder), "user": USER, "password": PASSWORD}
        with psycopg.connect(dbname=database, autocommit=True, **told) as connection:
            return connection.execute(command, given)

    def url(self, database, user=USER, password=PASSWORD):
        who = f"{user}:{quote(password)}"
        return f"postgresql://{who}@/{database}?host={quote(str(self.folder), safe='')}"

    @contextmanager
    def lending(self):
        """An empty database; it is emptied for the next, for a new one is 7 MB on the disk."""
        name = self.free.pop() if self.free else self.database()
        yield name
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        self.run_sql(end, [name])
        self.run_sql("DROP SCHEMA public CASCADE", database=name)
        self.run_sql("CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC", database=name)
        self.free.append(name)

    def database(self):
        """The name of a new one."""
        name = f"store{next(NUMBERS)}"
        self.run_sql(f"CREATE DATABASE {name}")
        return name
