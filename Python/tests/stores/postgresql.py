"""A private PostgreSQL with pgvector: Debian's server, on a socket in a folder, with the extension built beside it."""

import getpass
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from .exact import Skipped


@dataclass(frozen=True)
class Server:
    """A running server."""

    address: str
    version: str
    extension_version: str


@contextmanager
def serving(source: Path | None, work: Path) -> Iterator[Server]:
    """Builds pgvector from `source` in `work` and runs a server there. Raises `Skipped`."""
    if source is None:
        raise Skipped("there is no source of pgvector (--pgvector FOLDER)")
    # The server is another user where this is root.
    work.chmod(0o755)
    binaries = _binaries()
    library = _build(source, work, binaries / "pg_config")
    cluster = work / "postgresql"
    prefix: list[str] = []
    cluster.mkdir()
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root; Debian's package made this user.
        shutil.chown(cluster, "postgres", "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    user = "postgres" if prefix else getpass.getuser()
    _run(
        [
            *prefix,
            str(binaries / "initdb"),
            "-D",
            str(cluster / "data"),
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
    )
    options = f"-c listen_addresses='' -c unix_socket_directories={cluster} -c fsync=off"
    control = [
        *prefix,
        str(binaries / "pg_ctl"),
        "-D",
        str(cluster / "data"),
        "-w",
        "-l",
        str(cluster / "log"),
    ]
    _run([*control, "-o", options, "start"])
    try:
        address = f"host={cluster} dbname=postgres user={user}"
        statements = (source / "sql/vector.sql").read_text(encoding="utf-8")
        with psycopg.connect(address, autocommit=True) as database:
            # As CREATE EXTENSION would run it, without a file in the system's folders.
            database.execute(
                re.sub(r"^\\echo.*$", "", statements, flags=re.M).replace("MODULE_PATHNAME", str(library))
            )
            version = database.info.parameter_status("server_version") or ""
        control_file = (source / "vector.control").read_text(encoding="utf-8")
        found = re.search(r"default_version = '(.+)'", control_file)
        yield Server(address, version.split()[0], found.group(1) if found else "")
    finally:
        _run([*control, "-m", "immediate", "stop"])


def _binaries() -> Path:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not folders:
        raise Skipped("there is no PostgreSQL here (apt-get install postgresql)")
    return folders[-1].parent


def _build(source: Path, work: Path, pg_config: Path) -> Path:
    """Compiles pgvector as its Makefile does, against the server's headers, which Debian has in another package."""
    includes = Path(_run([str(pg_config), "--includedir-server"]).strip())
    if not (includes / "postgres.h").exists():
        package = f"postgresql-server-dev-{includes.parts[-2]}"
        unpacked = work / package
        unpacked.mkdir()
        try:
            _run(["apt-get", "download", package], unpacked)
        except subprocess.CalledProcessError as error:
            raise Skipped(f"{package} cannot be downloaded: {error.stderr.strip()}") from error
        _run(["dpkg", "-x", str(next(unpacked.glob("*.deb"))), str(unpacked)])
        includes = unpacked / includes.relative_to("/")
    library = work / "vector.so"
    flags = "-O2 -shared -fPIC -fno-strict-aliasing -fwrapv".split()
    flags += "-ftree-vectorize -fassociative-math -fno-signed-zeros -fno-trapping-math".split()
    sources = [str(file) for file in sorted((source / "src").glob("*.c"))]
    _run(["gcc", *flags, f"-I{includes}", *sources, "-o", str(library), "-lm"])
    return library


def _run(command: list[str], folder: Path | None = None) -> str:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
