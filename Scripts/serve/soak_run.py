"""Connections of a soak test: each sends whatever chance says, and checks every answer."""

import asyncio
import json
import random
import re
from collections import Counter

from soak_requests import DIALECTS, Dialect, bad_requests, cut, post

# A request that is not answered after so many seconds is lost.
PATIENCE = 120.0


class Closed(Exception):
    """The server closed the connection instead of answering."""


class Soak:
    """What is sent to a server, and what has come of it so far."""

    def __init__(self, port: int, models: list[str], texts: list[str], expected: dict[str, list[bytes]]):
        self.port = port
        self.models = models
        self.texts = texts
        self.expected = expected
        self.counts: Counter[str] = Counter()
        self.failures: list[str] = []
        self.bad = bad_requests(models[0])
        self.ends = False

    async def run(self, connections: int, seconds: float) -> None:
        tasks = [asyncio.create_task(self.connection(seed)) for seed in range(connections)]
        await asyncio.sleep(seconds)
        self.ends = True
        await asyncio.gather(*tasks)

    async def connection(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self.ends:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                for _ in range(chance.randrange(1, 60)):
                    if self.ends or not await self.step(reader, writer, chance):
                        break
            except (OSError, Closed, asyncio.TimeoutError, asyncio.IncompleteReadError) as error:
                self.fail(f"lost: {type(error).__name__} {error}")
            finally:
                writer.close()

    async def step(self, reader, writer, chance: random.Random) -> bool:
        """One request; false if the connection is of no more use."""
        kind = chance.random()
        if kind < 0.8:
            await self.good(reader, writer, chance)
            return True
        if kind < 0.92:
            await self.refused(reader, writer, chance)
            return False
        await self.aborted(reader, writer, chance)
        return False

    def choose(self, chance: random.Random) -> tuple[Dialect, bytes, list[bytes]]:
        dialect = chance.choice(DIALECTS)
        model = chance.choice(self.models) if dialect.names_models else self.models[0]
        rows = [chance.randrange(len(self.texts)) for _ in range(chance.choice([1, 1, 1, 2, dialect.texts]))]
        rows = rows[: dialect.texts]
        request = post(dialect.path, dialect.body(model, [self.texts[row] for row in rows]))
        return dialect, request, [self.expected[model][row] for row in rows]

    async def good(self, reader, writer, chance: random.Random) -> None:
        dialect, request, expected = self.choose(chance)
        writer.write(request)
        await writer.drain()
        await self.check(reader, dialect, expected)

    async def check(self, reader, dialect: Dialect, expected: list[bytes]) -> None:
        status, body = await answer(reader)
        if status == 429:
            self.counts["refused for want of room"] += 1
        elif status != 200:
            self.fail(f"{dialect.name}: status {status}: {body[:200]!r}")
        elif dialect.vectors(json.loads(body)) != expected:
            self.fail(f"{dialect.name}: {len(expected)} vectors, not those of goldcrest embed")
        else:
            self.counts[dialect.name] += 1
            self.counts["vectors"] += len(expected)

    async def refused(self, reader, writer, chance: random.Random) -> None:
        name, request = chance.choice(self.bad)
        try:
            writer.write(request)
            await writer.drain()
            status, body = await answer(reader)
        except (OSError, Closed, asyncio.IncompleteReadError):
            # What is over a limit need not be read to its end.
            self.counts["cut off"] += 1
            return
        if not 400 <= status < 500:
            self.fail(f"{name}: status {status}: {body[:200]!r}")
        self.counts["bad requests"] += 1

    async def aborted(self, reader, writer, chance: random.Random) -> None:
        _, request, _ = self.choose(chance)
        self.counts["aborted connections"] += 1
        if chance.random() < 0.5:
            writer.write(cut(request, chance))
            await writer.drain()
            return
        writer.write(request)
        await writer.drain()
        if chance.random() < 0.5:
            await reader.read(1)
        writer.transport.abort()

    async def last_requests(self, count: int, stop) -> None:
        """Sends requests, calls `stop` once they have been sent, and checks that all are answered."""
        chance = random.Random(count)
        pending = []
        for _ in range(count):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            dialect, request, expected = self.choose(chance)
            writer.write(request)
            await writer.drain()
            pending.append((reader, writer, dialect, expected))
        # They are in the server's hands once it has read them.
        await asyncio.sleep(0.1)
        stop()
        for reader, writer, dialect, expected in pending:
            try:
                await self.check(reader, dialect, expected)
            except (OSError, Closed, asyncio.TimeoutError, asyncio.IncompleteReadError) as error:
                self.fail(f"lost at the end: {type(error).__name__} {error}")
            writer.close()

    def fail(self, text: str) -> None:
        self.failures.append(text)


async def answer(reader) -> tuple[int, bytes]:
    """Status and body of the next answer."""

    async def read():
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if length:
            return status, await reader.readexactly(int(length.group(1)))
        return status, await reader.read()

    try:
        return await asyncio.wait_for(read(), PATIENCE)
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            raise Closed() from error
        raise
