import Base
import TestSupport
import Testing

/// `--precision` of `embed` and `eval`.
struct PrecisionTests {
  private static let texts = ["one", "zwei", "trois"]

  /// The components that rows of JSON hold.
  private func embeddings(_ result: ChildProcess.Result) throws -> [[Double]] {
    #expect(result.status == 0, "\(result.error)")
    return try result.outputLines.map { line in
      try #require(try Models.json(String(line))["embedding"]?.array).compactMap(\.double)
    }
  }

  /// The type, the sizes and the bytes behind the header of an array file.
  private func array(_ bytes: [UInt8]) -> (header: String, values: [UInt8]) {
    (String(decoding: bytes[10..<128], as: UTF8.self), Array(bytes[128...]))
  }

  @Test(arguments: [
    ("float16", "<f2", 128), ("int8", "|i1", 128), ("binary", "|i1", 16), ("ubinary", "|u1", 16),
  ])
  func `an array file has the type of its precision`(
    precision: String, type: String, width: Int
  ) throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let arguments = ["embed", path, "--precision", precision] + PrecisionTests.texts
      let rows = try embeddings(
        ChildProcess(arguments: [Tool.goldcrest.path] + arguments, input: .bytes([])).wait())
      let file = try ChildProcess(
        arguments: [Tool.goldcrest.path] + arguments + ["--output-format", "npy"],
        input: .bytes([])
      ).wait()
      let (header, values) = array(file.outputBytes)
      #expect(header.hasPrefix("{'descr': '\(type)', 'fortran_order': False, "))
      #expect(header.contains("'shape': (3, \(width)), }"))
      #expect(rows.allSatisfy { $0.count == width })
      let size = precision == "float16" ? 2 : 1
      #expect(values.count == 3 * width * size)
      guard size == 1 else { return }
      let isSigned = type == "|i1"
      #expect(
        values.map { isSigned ? Double(Int8(bitPattern: $0)) : Double($0) } == rows.flatMap { $0 })
    }
  }

  @Test func `bytes of unit vectors are 127.5 times the component, less a half, cut`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let floats = try embeddings(Tool.goldcrest.run("embed", path, "a text"))
      let bytes = try embeddings(
        Tool.goldcrest.run("embed", path, "a text", "--precision", "int8"))
      for (value, byte) in zip(floats[0], bytes[0]) {
        let exact = value * 127.5 - 0.5
        // Within the rounding of the step in binary32; else at a whole number.
        #expect(byte == exact.rounded(.towardZero) || abs(exact - exact.rounded()) < 1e-4)
      }
    }
  }

  @Test func `ranges that NumPy wrote and calibration vectors give the same bytes`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("small.crest")
      let made = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", path, "--matryoshka", "128,20", "--quiet")
      #expect(made.status == 0, "\(made.error)")
      let ranges = "\(Tool.root)/Golden/precision-ranges.npy"
      let floats = try embeddings(
        Tool.goldcrest.run("embed", path, "one", "zwei", "--dimensions", "20"))
      let signed = try embeddings(
        Tool.goldcrest.run(
          "embed", path, "one", "zwei", "--dimensions", "20", "--precision", "int8",
          "--ranges", ranges))
      let unsigned = try embeddings(
        Tool.goldcrest.run(
          "embed", path, "one", "zwei", "--dimensions", "20", "--precision", "uint8",
          "--ranges", ranges))
      let golden = try Models.json(
        String(decoding: try Models.bytes("\(Tool.root)/Golden/precision.json"), as: UTF8.self))
      let rows = try #require(golden["calibration"]?.array).map { row in
        (row.array ?? []).compactMap { $0.double.map(Float.init) }
      }
      for (row, vector) in floats.enumerated() {
        for (index, value) in vector.enumerated() {
          let column = rows.map { $0[index] }
          let (low, high) = (try #require(column.min()), try #require(column.max()))
          let step = high == low ? 1 : (high - low) / 255
          let level = min(max(((Float(value) - low) / step).rounded(.down), 0), 255)
          #expect(unsigned[row][index] == Double(level))
          #expect(signed[row][index] == Double(level) - 128)
        }
      }
    }
  }

  @Test func `what embed writes serves as ranges`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let file = folder.path("ranges.npy")
      _ = try Tool.goldcrest.run(
        "embed", path, "a", "b", "c", "--output-format", "npy", "-o", file)
      let rows = try embeddings(
        Tool.goldcrest.run(
          "embed", path, "a", "b", "c", "--precision", "uint8", "--ranges", file))
      for index in 0..<128 {
        let column = rows.map { $0[index] }
        #expect(column.min() == 0)
        // The largest is 255 steps from the smallest, or 254 by rounding.
        #expect(column.max() ?? 0 >= 254)
      }
    }
  }

  /// What every file in `Golden/Bad/npy` is refused with, after its path;
  /// `Scripts/golden/make_bad_npy.py` makes the files.
  static let badArrays = [
    "empty": "magic: expected that of NumPy, version 1, 2 or 3, found []",
    "other-magic":
      "magic: expected that of NumPy, version 1, 2 or 3, found [80, 75, 3, 4, 0, 0, 0, 0]",
    "version-4":
      "magic: expected that of NumPy, version 1, 2 or 3, found [147, 78, 85, 77, 80, 89, 4, 0]",
    "header-cut": "header: expected at most 30 bytes, found 118",
    "header-long": "header: expected at most 1142 bytes, found 65535",
    "header-empty": "descr: expected '<f4', found nothing",
    "double": "descr: expected '<f4', found '<f8'",
    "big-endian": "descr: expected '<f4', found '>f4'",
    "fortran-order": "fortran_order: expected False, found True",
    "shape-word": "shape: expected a tuple of sizes, found (2, x)",
    "shape-one-dimension": "shape: expected [N, 128] with N at least 2, found [256]",
    "shape-other-width": "shape: expected [N, 128] with N at least 2, found [4, 64]",
    "shape-one-row": "shape: expected [N, 128] with N at least 2, found [1, 128]",
    "shape-huge": "values: expected 9223372036854775807 rows of 512 bytes, found 1024 bytes",
    "values-cut": "values: expected 2 rows of 512 bytes, found 1023 bytes",
    "values-too-many": "values: expected 2 rows of 512 bytes, found 1536 bytes",
    "value-nan": "value [1, 0]: expected a finite number, found nan",
    "values-too-wide": "values: expected ranges that fit in float32, found a wider one",
  ]

  @Test(arguments: badArrays.keys.sorted())
  func `an array that is gives no ranges is refused by its part`(name: String) throws {
    let path = "\(Tool.root)/Golden/Bad/npy/\(name).npy"
    let result = try Tool.goldcrest.run(
      "embed", Models.tiny, "x", "--precision", "int8", "--ranges", path)
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.error == "error: \(path): \(PrecisionTests.badArrays[name] ?? "")\n")
  }

  @Test func `every bad array has its refusal`() {
    let names = TemporaryFolder.names(in: "\(Tool.root)/Golden/Bad/npy")
    #expect(names == PrecisionTests.badArrays.keys.map { "\($0).npy" }.sorted())
  }

  @Test func `vectors that are not normalised need ranges for int8`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(in: folder, without: ["modules.json"])
      let modules = try Models.text("modules.json")
      let normalize = try #require(modules.firstRange(of: "2_Normalize"))
      let start = try #require(modules[..<normalize.lowerBound].lastIndex(of: "{"))
      let comma = try #require(modules[..<start].lastIndex(of: ","))
      try folder.write(String(modules[..<comma]) + "]", to: "model/modules.json")
      let refused = try Tool.goldcrest.run("embed", model, "x", "--precision", "int8")
      #expect(refused.status == 1)
      #expect(
        refused.error == "error: \(model): --precision int8 requires --ranges, as vectors are not "
          + "normalised\n")
      let bits = try Tool.goldcrest.run("embed", model, "x", "--precision", "binary")
      #expect(bits.status == 0, "\(bits.error)")
      let ranges = folder.path("ranges.npy")
      let stored = try Tool.goldcrest.run(
        "embed", model, "a", "b", "--output-format", "npy", "-o", ranges)
      #expect(stored.status == 0, "\(stored.error)")
      let evaluated = try Tool.goldcrest.run(
        "eval", model, "--beir", "\(Tool.root)/Golden/retrieval/en", "--precision", "int8",
        "--ranges", ranges)
      #expect(evaluated.status == 1)
      #expect(
        evaluated.error == "error: \(model): --ranges cannot be used with a model that compares "
          + "vectors of any length by cosine\n"
      )
    }
  }

  @Test func `scoring again finds documents that bits alone miss`() throws {
    func evaluate(_ arguments: String...) throws -> JSONObject {
      let result = try ChildProcess(
        arguments: [
          Tool.goldcrest.path, "eval", Models.tiny, "--beir", "\(Tool.root)/Golden/retrieval/en",
          "--against", Models.tiny, "--json", "--top", "10", "--resamples", "100",
        ] + arguments, input: .bytes([])
      ).wait()
      #expect(result.status == 0, "\(result.error)")
      return try #require(try Models.json(result.output)["mean"]?.object)
    }
    func overlap(_ arguments: String...) throws -> Double {
      let mean =
        arguments.isEmpty
        ? try evaluate() : try evaluate("--precision", arguments[0], "--rescore", arguments[1])
      return try #require(mean["top10_overlap"]?.double)
    }
    #expect(try overlap() == 1)
    let bits = try evaluate("--precision", "ubinary")
    #expect(bits["figures"]?.object?.names == ["ndcg_10", "recall_10", "mrr_10"])
    let plain = try #require(bits["top10_overlap"]?.double)
    let again = try overlap("ubinary", "4")
    // Measured: 0.370 and 0.495; ten documents by chance would be 0.055.
    #expect(plain > 0.3 && plain < again && again < 1)
    #expect(try overlap("binary", "4") == again)
  }
}
