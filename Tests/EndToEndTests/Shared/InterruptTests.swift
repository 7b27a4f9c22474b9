import HuggingFace
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Signals in the middle of writing.
struct InterruptTests {
  /// Waits until the process writes a file in the folder, which need not have a name.
  private func waitForWriting(of child: ChildProcess, in folder: TemporaryFolder) -> Bool {
    for _ in 0..<20_000 {
      if folder.names.contains(where: { $0.hasSuffix(".partial") }) { return true }
      if child.openFiles.contains(where: { $0.hasPrefix("\(folder.path)/") }) { return true }
      usleep(500)
    }
    return false
  }

  @Test(arguments: [(SIGHUP, 129), (SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func `a signal while vectors are written leaves nothing`(
    signal: Int32, status: Int32
  ) throws {
    try TemporaryFolder.with { folder in
      let child = try ChildProcess(
        arguments: [
          Tool.goldcrest.path, "embed", Models.tiny, "-o", folder.path("out.jsonl"),
        ], input: .silence)
      #expect(waitForWriting(of: child, in: folder))
      child.send(signal)
      let result = try child.wait()
      #expect(result.status == status, "\(result.error)")
      #expect(folder.names.isEmpty)
    }
  }

  @Test func `a process that nohup started outlives its terminal`() throws {
    try TemporaryFolder.with { folder in
      let child = try ChildProcess(
        arguments: [
          "/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh", Tool.goldcrest.path, "embed",
          Models.tiny, "-o", folder.path("out.jsonl"),
        ], input: .silence)
      #expect(waitForWriting(of: child, in: folder))
      child.send(SIGHUP)
      child.send(SIGTERM)
      #expect(try child.wait().status == 143)
      #expect(folder.names.isEmpty)
    }
  }

  @Test func `a process that is killed leaves nothing of a new file, and the next nothing of it`()
    throws
  {
    try TemporaryFolder.with { folder in
      let path = folder.path("out.jsonl")
      let child = try ChildProcess(
        arguments: [Tool.goldcrest.path, "embed", Models.tiny, "-o", path], input: .silence)
      #expect(waitForWriting(of: child, in: folder))
      child.send(SIGKILL)
      #expect(try child.wait().status == 137)
      let result = try Tool.goldcrest.run("embed", Models.tiny, "-o", path, "A text.")
      #expect(result.status == 0, "\(result.error)")
      #expect(folder.names == ["out.jsonl"])
    }
  }

  @Test func `a signal while a model is written leaves nothing`() throws {
    try TemporaryFolder.with { folder in
      let model = try largeModel(in: folder)
      try TemporaryFolder.with { target in
        // A fast machine may be done before the signal arrives; then the model gets another chance.
        for _ in 0..<10 {
          let path = target.path("out.crest")
          let child = try ChildProcess(
            arguments: [
              Tool.goldcrest.path, "convert", model, "-o", path, "--no-tokenizer", "--no-canaries",
              "--threads", "1", "--quiet",
            ], input: .bytes([]))
          #expect(waitForWriting(of: child, in: target))
          child.send(SIGINT)
          let result = try child.wait()
          if result.status == 0 {
            #expect(target.names == ["out.crest"])
            unsafe unlink(path)
            continue
          }
          #expect(result.status == 130, "\(result.error)")
          #expect(target.names.isEmpty)
          return
        }
        Issue.record("ten conversions ended before the signal arrived")
      }
    }
  }

  @Test func `an interrupted calibration says how to go on`() throws {
    try TemporaryFolder.with { folder in
      for attempt in 0..<10 {
        let name = "out\(attempt).crest"
        let child = try ChildProcess(
          arguments: [
            Tool.goldcrest.path, "convert", Models.tiny, "-o", folder.path(name), "--quantize",
            "int4", "--threads", "1",
          ], input: .bytes([]))
        for _ in 0..<20_000 where !folder.names.contains("\(name).calibration") { usleep(500) }
        child.send(SIGINT)
        let result = try child.wait()
        // A fast machine may be done before the signal arrives; then the model gets another chance.
        if result.status == 0 { continue }
        #expect(result.status == 130)
        #expect(folder.names.contains("\(name).calibration"))
        #expect(
          result.error.hasSuffix(
            "note: \(folder.path(name)).calibration keeps the layers that are done: the same command "
              + "with --resume goes on from there\n"), "\(result.error)")
        return
      }
      Issue.record("ten conversions ended before the signal arrived")
    }
  }

  /// The bundled model with a token table of 262,144 rows, all weights 0, as a file with a hole.
  private func largeModel(in folder: TemporaryFolder) throws -> String {
    let rowCount = 262_144
    let model = try Models.copy(in: folder, without: ["config.json", "model.safetensors"])
    let config = try Models.text("config.json")
      .replacing("\"vocab_size\": 9984", with: "\"vocab_size\": \(rowCount)")
    try folder.write(config, to: "model/config.json")

    let small = try SafetensorsFile(path: "\(Models.tiny)/model.safetensors")
    var entries: [String] = []
    var offset = 0
    for tensor in small.tensors {
      let shape = tensor.shape.first == 9984 ? [rowCount] + tensor.shape.dropFirst() : tensor.shape
      let end = offset + shape.reduce(4, *)
      entries.append(SafetensorsBytes.entry(tensor.name, shape: shape, begin: offset, end: end))
      offset = end
    }
    let head = SafetensorsBytes.file(header: "{" + entries.joined(separator: ",") + "}")
    try folder.write(head, to: "model/model.safetensors")
    try folder.extend("model/model.safetensors", toByteCount: head.count + offset)
    return model
  }
}
