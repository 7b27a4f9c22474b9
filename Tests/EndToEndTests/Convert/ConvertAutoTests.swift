import Base
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `convert --quantize auto`.
struct ConvertAutoTests {
  /// A few texts; all that a small model needs.
  private static let texts = (1...24).map { "Sentence number \($0) is about a bird." }
    .joined(separator: "\n")

  private func convert(
    _ folder: TemporaryFolder, _ arguments: [String]
  ) throws -> ChildProcess.Result {
    let texts = try folder.write(Self.texts, to: "texts.txt")
    return try ChildProcess(
      arguments: [
        Tool.goldcrest.path, "convert", Models.tiny, "--quantize", "auto", "--calibration", texts,
        "-o", folder.path("out.crest"),
      ] + arguments, input: .bytes([])
    ).wait()
  }

  @Test func `a size with a unit is kept, and the report has every unit`() throws {
    try TemporaryFolder.with { folder in
      let result = try convert(folder, ["--target-size", "2.75MiB", "--json", "--quiet"])
      #expect(result.status == 0, "\(result.error)")
      #expect(result.error.isEmpty)
      let report = try Models.json(result.output)
      let size = try ReadableFile(path: folder.path("out.crest")).byteCount
      #expect(report["file_bytes"]?.integer == size)
      #expect(size <= 2_883_584 && size > 2_750_000)
      #expect(report["quantization"]?.string == "auto")
      let search = try #require(report["width_search"]?.object)
      #expect(search["target_bytes"]?.integer == 2_883_584)
      #expect(search["held_out_texts"]?.integer == 3)
      let units = try #require(search["units"]?.array)
      #expect(units.count == 29)
      let widths = Set(units.compactMap { $0.object?["width"]?.string })
      #expect(widths.isSubset(of: ["int3", "int4", "int8"]) && widths.count > 1)
      #expect(folder.names == ["out.crest", "texts.txt"])
    }
  }

  @Test func `people are told what was chosen`() throws {
    try TemporaryFolder.with { folder in
      let result = try convert(folder, ["--min-cosine", "0.9"])
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.isEmpty)
      #expect(result.error.contains("on 3 held-out texts"))
      #expect(result.error.contains("bits per weight in the linears"))
      #expect(result.error.contains("layers.*.experts.*"))
    }
  }

  @Test func `a threshold that is out of reach ends with the code of a missed threshold`() throws {
    try TemporaryFolder.with { folder in
      let result = try convert(folder, ["--min-cosine", "1", "--json"])
      #expect(result.status == 2, "\(result.error)")
      let report = try Models.json(result.output)
      #expect(report["written"]?.bool == false)
      #expect(report["min_cosine"]?.double == 1)
      #expect(result.error.hasPrefix("error: \(folder.path("out.crest")): not written: expected"))
      #expect(folder.names == ["texts.txt"])
    }
  }

  @Test func `figures of a verification fit the size, too`() throws {
    try TemporaryFolder.with { folder in
      let result = try convert(
        folder,
        [
          "--target-size", "2500000", "--verify", Models.tinyGolden, "--min-cosine", "0.9",
          "--quiet",
        ])
      #expect(result.status == 0, "\(result.error)")
      let size = try ReadableFile(path: folder.path("out.crest")).byteCount
      #expect(size <= 2_500_000)
      let refused = try convert(
        folder,
        [
          "--target-size", "2500000", "--verify", Models.tinyGolden, "--min-cosine", "0.99999",
          "--force",
        ])
      #expect(refused.status == 2)
      #expect(try ReadableFile(path: folder.path("out.crest")).byteCount == size)
    }
  }

  @Test func `a size that is out of reach is answered with the smallest`() throws {
    try TemporaryFolder.with { folder in
      let result = try convert(folder, ["--target-size", "100kB"])
      #expect(result.status == 1)
      #expect(result.error.contains("expected a size of at least "))
      #expect(result.error.hasSuffix("found 100000 (--target-size)\n"))
      #expect(folder.names == ["texts.txt"])
    }
  }

  @Test(arguments: [
    ["--quantize", "auto", "--no-tokenizer"], ["--quantize", "auto", "--resume"],
    ["--quantize", "auto", "--target-size", "3MB", "--languages", "de"],
    ["--quantize", "auto", "--dry-run"],
    ["--quantize", "auto", "--calibration", "none"], ["--quantize", "int4", "--min-cosine", "0.9"],
    ["--quantize", "auto", "--min-centered-cosine", "0.9"],
    ["--quantize", "int8", "--target-size", "300MB"],
    ["--quantize", "auto", "--target-size", "300MB", "--min-cosine", "0.9"],
    ["--quantize", "auto", "--min-cosine", "nan"], ["--quantize", "auto", "--min-cosine", "1.1"],
    ["--quantize", "auto", "--target-size", "300 MB"],
    ["--quantize", "auto", "--target-size", "-1"],
    ["--quantize", "auto", "--target-size", "0.2B"],
    ["--quantize", "auto", "--target-size", "9e99GB"],
    ["--quantize", "auto", "--target-size", "1MB1"],
  ])
  func `what does not go together is wrong usage`(arguments: [String]) throws {
    let result = try ChildProcess(
      arguments: [Tool.goldcrest.path, "convert", "x"] + arguments, input: .bytes([])
    ).wait()
    #expect(result.status == 64, "\(result.error)")
    #expect(result.output.isEmpty)
  }

  @Test func `a signal in the middle of a search leaves nothing`() throws {
    try TemporaryFolder.with { folder in
      let child = try ChildProcess(
        arguments: [
          Tool.goldcrest.path, "convert", Models.tiny, "--quantize", "auto", "--target-size",
          "2.75MiB", "-o", folder.path("out.crest"), "--quiet", "--threads", "1",
        ], input: .bytes([]))
      // Two at a time are the widest and the narrowest file, which need not have names.
      var fileCount: Int {
        max(folder.names.count, child.openFiles.count { $0.hasPrefix("\(folder.path)/") })
      }
      for _ in 0..<20_000 where fileCount < 2 { usleep(500) }
      #expect(fileCount >= 2)
      child.send(SIGINT)
      let result = try child.wait()
      #expect(result.status == 130, "\(result.error)")
      #expect(folder.names.isEmpty)
    }
  }
}
