"""Measures one published model for Scripts/models."""

import math
import shutil
from types import SimpleNamespace

import measure
from machine import wait_until_idle
from tool import ROOT, ToolError, run

SHAPES = ((1, 16), (32, 128))
LEAST_COSINE = 0.999999  # of the fp32 path to the oracle, as in CONTRIBUTING.md
MOE_GOLDEN = ROOT / "Golden/synthetic.golden.safetensors"


def golden_of(folder):
    return folder.with_name(f"{folder.name}.golden.safetensors")


def crest_files(path):
    return {scheme: path.with_name(f"{path.name}-{scheme}.crest") for scheme in measure.SCHEMES}


class Measurement:
    """One model; every part is a figure or {"error": ...}, and None where there is nothing to measure."""

    def __init__(self, tool, short, model, options):
        self.tool, self.short, self.model, self.options = tool, short, model, options
        experts = model.tensors is None
        # Scripts/bench uses the same folder for the mixture of experts.
        self.folder = options.work / ("nomic-synth" if experts else f"synth-{short}")
        self.golden = MOE_GOLDEN if experts else golden_of(self.folder)
        self.files = crest_files(self.folder)
        self.parts, self.errors = {}, []

    def entry(self):
        """All figures of the model."""
        model, existed = self.model, (self.folder / "model.safetensors").exists()
        try:
            self._attempt("oracle", self._oracle)
            if self._attempt("synthetic", self._make):
                self._synthetic()
            self._attempt("real_weights", self._real)
        finally:
            if not self.options.keep:
                self._delete(existed)
        about = {"name": self.short, "repository": model.repository, "architecture": model.architecture}
        return about | {"parameters": model.parameters} | self.parts | {"errors": self.errors}

    def _attempt(self, name, action, *arguments):
        """Runs a part and records its figures or its error; says whether there are figures."""
        measure.say(f"{self.short}: {name}")
        try:
            self.parts[name] = action(*arguments)
        except (ToolError, OSError, ValueError, KeyError) as error:
            text = f"no {error} in a report" if isinstance(error, KeyError) else str(error)
            self.parts[name] = {"error": self._fail(name, text)}
            return False
        return True

    def _fail(self, name, text):
        """Records an error, without the folders of this machine."""
        text = text.replace(f"{ROOT}/", "").replace(f"{self.options.work}/", "")
        measure.say(f"{self.short}: {name}: {text}")
        self.errors.append({"part": name, "error": text})
        return text

    def _fidelity(self, part, file, golden, least=None):
        """What `verify` says. Other tokens, or an fp32 path below its bar, are failures with figures."""
        found = measure.fidelity(self.tool, file, golden)
        if found.get("token_mismatches"):
            self._fail(part, f"{file.name}: {found['token_mismatches']} texts have other tokens")
        if least is not None and not found["cosine"]["min"] >= least:
            worst = found["cosine"]["min"]
            self._fail(part, f"{file.name}: worst cosine {worst:.9f}, expected {least} at least")
        return found

    def _oracle(self):
        tiny = ROOT / "Golden" / self.model.tiny
        return {"model": self.model.tiny} | self._fidelity("oracle", tiny, golden_of(tiny), LEAST_COSINE)

    def _make(self):
        """The folder of the published shape, and its golden."""
        if (self.folder / "model.safetensors").exists() and self.golden.exists():
            return {"made": False}
        scripts, options = ROOT / "Scripts/golden", self.options
        if self.model.tensors is None:
            arguments = [scripts / "make_synthetic.py", self.folder]
        else:
            arguments = [scripts / "make_synthetic_model.py", self.short, self.folder]
            vocabulary = options.real / "all-minilm-l6-v2/vocab.txt"
            if vocabulary.exists():
                arguments += ["--vocabulary", vocabulary]
        existed = self.folder.exists()
        try:
            made = run([options.python, *map(str, arguments)])
        except BaseException:  # an interrupt, too, must not leave half a model to be taken for a whole one
            if not existed:
                shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return {"made": True, "wall_seconds": round(made.wall_seconds, 1)}

    def _synthetic(self):
        converted = [self._attempt(scheme, self._convert, self.folder, scheme) for scheme in measure.SCHEMES]
        part, files = "random_weights", self._converted()
        self._attempt(part, self._compare, part, self.folder, self.golden, files)
        if converted[0]:
            self._attempt("speed", self._speed)

    def _converted(self):
        return {scheme: file for scheme, file in self.files.items() if "error" not in self.parts[scheme]}

    def _convert(self, folder, scheme):
        self._wait()
        return measure.conversion(self.tool, folder, self.files[scheme], scheme, self.options.threads, 1)

    def _compare(self, part, folder, golden, files):
        found = {"fp32": self._fidelity(part, folder, golden, LEAST_COSINE)}
        return found | {scheme: self._fidelity(part, file, golden) for scheme, file in files.items()}

    def _speed(self):
        options = SimpleNamespace(
            rounds=self.options.rounds, seconds=self.options.seconds, longest=math.inf,
            cell_wait=self.options.idle_timeout)
        cells = measure.grid(
            self.tool, {"int8": self.files["int8"]}, SHAPES, [self.options.threads], ["auto"], options)
        return {f"{cell['batch']}x{cell['tokens']}": cell for cell in cells}

    def _real(self):
        folder = self.options.real / self.model.basename
        if not (folder / "model.safetensors").exists():
            return None
        files = crest_files(self.options.work / f"real-{self.short}")
        try:
            for scheme, file in files.items():
                self.tool.run(
                    "convert", "--quantize", scheme, *measure.UNCALIBRATED, "--force", "--quiet", "-o", file, folder)
            sizes = {"file_bytes": {scheme: file.stat().st_size for scheme, file in files.items()}}
            return self._compare("real_weights", folder, golden_of(folder), files) | sizes
        finally:
            if not self.options.keep:
                for file in files.values():
                    file.unlink(missing_ok=True)

    def _wait(self):
        wait_until_idle(times=1, timeout=self.options.idle_timeout, window=0.5)

    def _delete(self, existed):
        """What this run made; a folder that was there before stays."""
        for file in self.files.values():
            file.unlink(missing_ok=True)
        if not existed:
            shutil.rmtree(self.folder, ignore_errors=True)
            if self.golden != MOE_GOLDEN:
                self.golden.unlink(missing_ok=True)
