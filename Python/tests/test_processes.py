"""Threads, processes, pickles, asyncio and Ctrl-C."""

import asyncio
import multiprocessing
import os
import pickle
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
import unittest

import support

import goldcrest
from goldcrest import Embedder


def vector(embedder, text):
    """Runs in other processes."""
    return embedder.encode(text).tobytes()


_inherited = None


def inherited_vector(text):
    """Runs in a process that inherited the embedder."""
    return _inherited.encode(text).tobytes()


class ProcessTests(unittest.TestCase):
    def setUp(self):
        self.embedder = Embedder(support.model("tiny-moe"))
        self.expected = vector(self.embedder, "text")

    def test_every_way_to_start_a_process_gives_the_same_bits(self):
        for method in ("fork", "spawn", "forkserver"):
            with self.subTest(method), multiprocessing.get_context(method).Pool(2) as pool:
                found = pool.starmap_async(vector, [(self.embedder, "text")] * 4).get(timeout=120)
                self.assertEqual(found, [self.expected] * 4)

    def test_an_open_embedder_is_inherited_by_a_fork(self):
        global _inherited
        _inherited = self.embedder
        with multiprocessing.get_context("fork").Pool(2) as pool:
            found = pool.map_async(inherited_vector, ["text"] * 4).get(timeout=120)
        self.assertEqual(found, [self.expected] * 4)
        self.assertEqual(vector(self.embedder, "text"), self.expected)

    def test_a_fork_in_the_middle_of_other_threads_calls_works(self):
        ends = threading.Event()

        def run():
            while not ends.is_set():
                self.embedder.encode(["text " * 50] * 8)

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(10):
                self.assertEqual(self.exit_code(lambda: vector(self.embedder, "text") == self.expected), 0)
        finally:
            ends.set()
            for thread in threads:
                thread.join()

    def test_a_grandchild_works_too(self):
        def child():
            vector(self.embedder, "text")
            return self.exit_code(lambda: vector(self.embedder, "text") == self.expected) == 0

        self.assertEqual(self.exit_code(child), 0)

    def test_a_closed_embedder_stays_closed_after_a_fork(self):
        self.embedder.close()

        def child():
            try:
                self.embedder.encode("text")
            except goldcrest.ClosedError:
                return True

        self.assertEqual(self.exit_code(child), 0)

    def test_closing_in_a_fork_leaves_the_parent_open(self):
        def child():
            self.embedder.close()
            return True

        self.assertEqual(self.exit_code(child), 0)
        self.assertEqual(vector(self.embedder, "text"), self.expected)

    def test_a_file_that_was_replaced_is_refused_after_a_fork(self):
        path = support.folder() / "replaced.crest"
        shutil.copy(support.model("tiny-moe"), path)
        embedder = Embedder(path)
        data = pickle.dumps(embedder)
        os.remove(path)
        shutil.copy(support.model("short"), path)

        def child():
            try:
                embedder.encode("text")
            except goldcrest.ModelError as error:
                return "replaced.crest: expected fingerprint" in str(error)

        self.assertEqual(self.exit_code(child), 0)
        with self.assertRaisesRegex(goldcrest.ModelError, "replaced.crest: expected fingerprint"):
            pickle.loads(data)
        self.assertEqual(vector(embedder, "text"), self.expected)

    def test_a_pickle_is_a_path(self):
        data = pickle.dumps(Embedder(os.path.relpath(support.model("tiny-moe")), threads=1))
        self.assertLess(len(data), 1000)
        folder = os.getcwd()
        try:
            os.chdir("/")
            embedder = pickle.loads(data)
        finally:
            os.chdir(folder)
        self.assertEqual((embedder.threads, vector(embedder, "text")), (1, self.expected))

    def test_exceptions_survive_a_pickle(self):
        for error in (goldcrest.TextError("a", 3), goldcrest.CommandError("a", 2), goldcrest.FileError("a")):
            found = pickle.loads(pickle.dumps(error))
            self.assertEqual((type(found), str(found), vars(found)), (type(error), "a", vars(error)))

    def exit_code(self, body):
        """What a forked child ends with: 0 if `body` is true; it may take a minute."""
        process = os.fork()
        if process == 0:
            try:
                os._exit(0 if body() else 1)
            except BaseException:
                os._exit(2)
        for _ in range(600):
            found, status = os.waitpid(process, os.WNOHANG)
            if found:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.1)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        self.fail("the child hangs")


class ThreadTests(unittest.TestCase):
    def test_many_threads_with_one_embedder_get_the_same_bits(self):
        embedder = Embedder(support.model("tiny-moe"))
        expected = embedder.encode(support.TEXTS).tobytes()
        found = self.in_threads(16, lambda: [embedder.encode(support.TEXTS).tobytes() for _ in range(10)])
        self.assertEqual(found, [[expected] * 10] * 16)

    def test_threads_with_embedders_of_their_own_get_the_same_bits(self):
        names = ["tiny-moe", "short", "bge-m3", "matryoshka"]
        expected = {name: Embedder(support.model(name)).encode(support.TEXTS).tobytes() for name in names}

        def run():
            return {name: Embedder(support.model(name)).encode(support.TEXTS).tobytes() for name in names}

        self.assertEqual(self.in_threads(8, run), [expected] * 8)

    def test_errors_of_one_thread_are_not_those_of_another(self):
        embedder = Embedder(support.model("short"))

        def run():
            number, messages = threading.get_ident(), []
            for index in range(20):
                try:
                    embedder.encode(["a"] * index + ["word " * 100], overflow="error")
                except goldcrest.TextError as error:
                    messages.append(error.index)
                try:
                    embedder.encode("a", prompt_name=f"p{number}")
                except goldcrest.PromptError as error:
                    messages.append(f"p{number}" in str(error))
            return messages

        expected = [item for index in range(20) for item in (index, True)]
        self.assertEqual(self.in_threads(8, run), [expected] * 8)

    def test_python_runs_while_the_library_does(self):
        embedder = Embedder(support.model("tiny-moe"), threads=1)
        texts, ticks, ends = ["a rather long text " * 40] * 64, 0, threading.Event()

        def run():
            for _ in range(20):
                embedder.encode(texts, batch_size=64)
            ends.set()

        thread = threading.Thread(target=run)
        thread.start()
        while not ends.is_set():
            ticks += 1
            time.sleep(0.0001)
        thread.join()
        # With the GIL held there would be one turn for each call at most.
        self.assertGreater(ticks, 200)

    def test_closing_while_others_run_harms_none(self):
        for _ in range(10):
            embedder = Embedder(support.model("tiny-moe"))
            expected = embedder.encode(support.TEXTS).tobytes()
            is_running = threading.Event()

            def run():
                try:
                    while True:
                        found = embedder.encode(support.TEXTS).tobytes()
                        is_running.set()
                        if found != expected:
                            return "other bits"
                except goldcrest.ClosedError:
                    return "closed"

            def close():
                is_running.wait()
                embedder.close()
                return "closed"

            self.assertEqual(self.at_once([run] * 4 + [close]), ["closed"] * 5)

    def in_threads(self, count, body):
        return self.at_once([body] * count)

    def at_once(self, calls):
        results = [None] * len(calls)

        def keep(index):
            results[index] = calls[index]()

        threads = [threading.Thread(target=keep, args=(index,)) for index in range(len(calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results


class AsyncTests(unittest.TestCase):
    def setUp(self):
        self.embedder = Embedder(support.model("tiny-moe"))

    def test_vectors_are_those_of_encode(self):
        async def run():
            return await asyncio.gather(
                self.embedder.encode_async("text"),
                self.embedder.encode_async(support.TEXTS, prompt_name="query", precision="int8"),
            )

        one, many = asyncio.run(run())
        self.assertEqual(one.tobytes(), vector(self.embedder, "text"))
        expected = self.embedder.encode(support.TEXTS, "query", precision="int8")
        self.assertEqual((many.tobytes(), many.dtype), (expected.tobytes(), expected.dtype))

    def test_exceptions_are_those_of_encode(self):
        with self.assertRaises(goldcrest.TextTypeError):
            asyncio.run(self.embedder.encode_async([None]))

    def test_a_cancelled_task_ends_the_call_between_batches(self):
        # Whole, the call would take an hour.
        texts = ["a rather long text " * 40] * 1_000_000

        async def run():
            task = asyncio.create_task(self.embedder.encode_async(texts))
            await asyncio.sleep(0.3)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task

        # It waits for the thread.
        asyncio.run(run())


class InterruptTests(unittest.TestCase):
    def interrupted(self, body):
        """Sends Ctrl-C to a process that runs `body` and gives its exit code and what it said."""
        script = support.INTERRUPTIBLE + textwrap.dedent(body)
        with subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            self.assertEqual(process.stdout.readline(), "begins\n")
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            try:
                output, errors = process.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                self.fail("Ctrl-C did not end the call")
        return process.returncode, output, errors

    def test_ctrl_c_ends_a_long_call_with_keyboard_interrupt(self):
        code, output, errors = self.interrupted(f"""
            import goldcrest
            embedder = goldcrest.Embedder({support.model("tiny-moe")!r})
            print("begins", flush=True)
            try:
                embedder.encode(["a rather long text " * 40] * 1_000_000, batch_size=1_000_000)
            except KeyboardInterrupt:
                print("interrupted", embedder.encode("text").shape)
        """)
        self.assertEqual((code, output, errors), (0, "interrupted (128,)\n", ""))


if __name__ == "__main__":
    unittest.main()
