import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files that somebody shortens while a command has them open.
struct ShortenedFileTests {
  /// What is left of a file.
  enum Rest: CaseIterable {
    case nothing
    case pages
    /// Every page is still there.
    case allButOneByte

    func byteCount(of whole: Int) -> Int {
      switch self {
      case .nothing: 0
      case .pages: whole / 3
      case .allButOneByte: whole - 1
      }
    }
  }

  /// The bundled model, and which of its files is to be shortened.
  private func model(
    isOriginal: Bool, in folder: TemporaryFolder
  ) throws -> (path: String, file: String) {
    guard isOriginal else {
      return (try Models.converted(in: folder), "tiny-int8.crest")
    }
    let path = try Models.copy(in: folder, without: ["model.safetensors"])
    try folder.write(
      try Models.bytes("\(Models.tiny)/model.safetensors"), to: "model/model.safetensors")
    return (path, "model/model.safetensors")
  }

  @Test(arguments: Rest.allCases, [false, true])
  func `embed answers what came before its model was shortened, and then names the file`(
    rest: Rest, isOriginal: Bool
  ) throws {
    try TemporaryFolder.with { folder in
      let (path, file) = try model(isOriginal: isOriginal, in: folder)
      let whole = try Models.bytes(folder.path(file)).count
      let expected = try Tool.goldcrest.run("embed", path, input: "one\n").outputLines
      for policy in ["stop", "report"] {
        let child = try ChildProcess(
          arguments: [Tool.goldcrest.path, "embed", path, "-i", "-", "--on-error", policy],
          input: .silence)
        #expect(child.write("one\n"))
        let first = child.lines(1)
        #expect(first.count == 1 && (isOriginal || first == expected))
        let bytes = try Models.bytes(folder.path(file))
        let left = rest.byteCount(of: whole)
        try folder.shorten(file, toByteCount: left)
        #expect(child.write("quite another text\n"))
        let result = try child.wait()
        #expect(result.status == 1)
        #expect(result.outputLines == first)
        #expect(
          result.error
            == "error: \(folder.path(file)): was shortened while in use: expected \(whole) bytes, "
            + "found \(left)\n")
        try folder.write(bytes, to: file)
      }
    }
  }

  /// Starts a command that opens `file` and then reads texts from standard input, shortens the file and ends the input.
  private func shortened(
    _ file: String, to rest: Rest, in folder: TemporaryFolder, _ command: [String]
  ) throws -> (result: ChildProcess.Result, expectedError: String) {
    let child = try ChildProcess(arguments: [Tool.goldcrest.path] + command, input: .silence)
    // More than a pipe holds: once it is written, the command reads.
    let sentences = String(repeating: "This is about hills and rivers. ", count: 10)
    let texts = (0..<300).map { "\($0) \(sentences)\n" }.joined()
    #expect(child.write(texts))
    let whole = try Models.bytes(folder.path(file)).count
    let left = rest.byteCount(of: whole)
    try folder.shorten(file, toByteCount: left)
    return (
      try child.wait(endingInput: true),
      "\(folder.path(file)): was shortened while in use: expected \(whole) bytes, found \(left)\n"
    )
  }

  @Test(arguments: Rest.allCases)
  func `prune leaves nothing of a model that was shortened, and names it`(rest: Rest) throws {
    try TemporaryFolder.with { folder in
      let (path, file) = try model(isOriginal: false, in: folder)
      let (result, error) = try shortened(
        file, to: rest, in: folder,
        ["prune", path, "--keep-tokens-from", "-", "-o", folder.path("out.crest"), "--quiet"])
      #expect(result.status == 1)
      #expect(result.error == "error: \(error)")
      #expect(folder.names == [file])
    }
  }

  @Test(arguments: Rest.allCases)
  func `convert leaves nothing of an original that was shortened, and names it`(rest: Rest) throws {
    try TemporaryFolder.with { folder in
      let (path, file) = try model(isOriginal: true, in: folder)
      let (result, error) = try shortened(
        file, to: rest, in: folder,
        ["convert", path, "--keep-tokens-from", "-", "-o", folder.path("out.crest"), "--quiet"])
      #expect(result.status == 1)
      // It may see first that the original has another size than when it was opened.
      #expect(
        result.error == "error: \(error)"
          || result.error.hasPrefix("error: \(folder.path(file)): ")
            && result.error.contains("changed"),
        "\(result.error)")
      #expect(folder.names == ["model"])
    }
  }

  @Test(arguments: Rest.allCases, [false, true])
  func `verify says nothing of a model that was shortened, but names it`(
    rest: Rest, isOriginal: Bool
  ) throws {
    try TemporaryFolder.with { folder in
      let (path, file) = try model(isOriginal: isOriginal, in: folder)
      let (result, error) = try shortened(
        file, to: rest, in: folder,
        ["verify", path, "--against", Models.tiny, "--texts", "-", "--quiet"])
      #expect(result.status == 1)
      #expect(result.output == "")
      #expect(result.error == "error: \(error)")
    }
  }

  #if Server
    @Test(arguments: Rest.allCases)
    func `serve answers for its other models, and for a shortened one once it is whole again`(
      rest: Rest
    ) throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let bytes = try Models.bytes(path)
        let other = try Models.converted(in: folder, "int4")
        let server = try RunningServer(path, [other])
        func answer(_ model: String, _ text: String) throws -> RawConnection.Answer {
          try server.answer(
            "POST", "/v1/embeddings", body: #"{"model": "\#(model)", "input": "\#(text)"}"#)
        }
        let first = try answer("tiny-int8", "a text")
        #expect(first.status == 200)
        #expect(try answer("tiny-int4", "a text").status == 200)
        try folder.shorten("tiny-int8.crest", toByteCount: rest.byteCount(of: bytes.count))
        for text in ["a text", "quite another one"] {
          let failed = try answer("tiny-int8", text)
          #expect(failed.status == 500)
          #expect(failed.text.contains("tiny-int8.crest"), "\(failed.text)")
          #expect(try answer("tiny-int4", text).status == 200)
        }
        #expect(try server.answer("GET", "/health/ready").status == 503)
        try folder.write(bytes, to: "tiny-int8.crest")
        #expect(try server.answer("GET", "/health/ready").status == 200)
        let last = try answer("tiny-int8", "a text")
        #expect(last.status == 200 && last.body == first.body)
        #expect(try server.end().status == 0)
      }
    }

    @Test func `a request under way when its model is shortened gets an error`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let count = try Models.bytes(path).count
        let server = try RunningServer(path)
        // Opened, and not read.
        #expect(try server.answer("GET", "/health/ready").status == 200)
        let connection = try server.connection()
        let text = String(repeating: "some words of a text ", count: 40)
        let texts = (0..<500).map { "\"\($0) \(text)\"" }.joined(separator: ",")
        try connection.send(
          "POST", "/v1/embeddings", body: "{\"input\": [\(texts)]}")
        // Until the first batch has begun.
        while try server.answer("GET", "/metrics").text.contains("te_batch_next_tokens_count 0") {
          usleep(1000)
        }
        try folder.shorten("tiny-int8.crest", toByteCount: 0)
        let answer = try connection.answer()
        #expect(answer.status == 500)
        #expect(
          answer.text.contains("was shortened while in use: expected \(count) bytes, found 0"),
          "\(answer.text)")
        #expect(try server.end().status == 0)
      }
    }
  #endif
}
