import CrestWriting
import HuggingFace
import Model
import Base
import Conversion
import CrestFormat
import Inference
import Quantization
import Synchronization
import TestSupport
import Testing

/// The search for widths on the bundled model, with a few texts.
@Suite struct BitWidthSearchTests {
  private static let texts = CalibrationTextSet(name: "test", texts: CorrectionTexts.all)

  private static func options(
    threads: Int = 2, widths: [BitWidthRule] = []
  ) -> ConversionOptions {
    ConversionOptions(
      scheme: .int8, widths: widths, threadCount: threads, calibration: texts)
  }

  private struct Found {
    let file: CrestFile
    let result: ConversionResult
    let report: BitWidthReport
    var bytes: [UInt8] { file.mapping.region(0..<file.mapping.byteCount).bytes }
  }

  /// Searches, and proves that nothing but the file is left.
  private static func search(
    _ goal: BitWidthGoal, _ options: ConversionOptions = options()
  ) throws -> Found {
    try TemporaryFolder.with { folder in
      let path = folder.path("tiny.crest")
      let search = try BitWidthSearch(
        source: SourceModel(path: TinyModel.path), options: options, goal: goal, path: path,
        overwriting: false)
      let result = try search.draft().finish()
      #expect(folder.names == ["tiny.crest"])
      return Found(
        file: try CrestFile(path: path), result: result, report: try #require(result.search))
    }
  }

  private static func error(
    _ goal: BitWidthGoal, _ options: ConversionOptions = options()
  ) throws -> ConversionError? {
    try TemporaryFolder.with { folder in
      defer { #expect(folder.names.isEmpty) }
      do {
        let search = try BitWidthSearch(
          source: SourceModel(path: TinyModel.path), options: options, goal: goal,
          path: folder.path("tiny.crest"), overwriting: false)
        _ = try search.draft()
        return nil
      } catch let error as ConversionError {
        return error
      }
    }
  }

  /// Between what the bundled model has under int4 everywhere and under int8.
  private static let bar = 0.9985
  private static let mixed = Result { try search(.minimumCosine(bar)) }

  @Test func `the file meets the bar with several widths, and says so`() throws {
    let found = try Self.mixed.get()
    let report = found.report
    print("width search:", report.losses, report.bitsPerWeight, report.files)
    #expect(report.losses.bound <= 1 - Self.bar)
    #expect(report.losses.measured <= report.losses.bound)
    #expect(report.losses.widest < report.losses.measured)
    // Four of the texts, by their scripts.
    #expect((1...4).contains(report.groupCount))
    #expect(found.result.fileByteCount == found.file.mapping.byteCount)
    #expect(found.result.fileByteCount < (try TinyCrest.bytes(.int8).count))
    #expect(report.units.contains { $0.width == .int8 })
    #expect(report.units.contains { $0.width != .int8 })
    // 8 maps of attention, 4 of dense feed-forward, 16 experts, the token table.
    #expect(report.units.count == 29)
    for unit in report.units {
      let isExpert = unit.name.contains(".experts.")
      #expect(unit.alternatives.map(\.width) == (isExpert ? [.int4, .int3] : [.int4]))
      let saved = unit.alternatives.map(\.savedByteCount)
      #expect(saved.allSatisfy { $0 > 0 } && saved == saved.sorted())
      for alternative in unit.alternatives { #expect(try #require(alternative.loss) > 0) }
    }
    try found.file.verifyChecksums()
    for record in found.file.manifest.tensors where record.name.hasSuffix(".weight") {
      guard let unit = report.units.first(where: { record.name.hasPrefix($0.name + ".") }) else {
        #expect(record.encoding == .f32, "\(record.name)")
        continue
      }
      let expected: [StoredEncoding] =
        switch unit.width {
        case .int8: [.int8, .tableInt8]
        case .int4: [.int4, .tableInt4]
        case .int3: [.int3]
        }
      #expect(expected.contains(record.encoding), "\(record.name)")
    }
    let recorded = found.file.manifest.provenance.options
    #expect(recorded.first { $0.key == "quantize" }?.value == "auto")
    #expect(recorded.first { $0.key == "min_cosine" }?.value == "\(Self.bar)")
    #expect(recorded.map(\.key) == recorded.map(\.key).sorted())
    #expect(!recorded.contains { $0.key == "tensor_types" || $0.key == "target_size" })
  }

  @Test func `what shows where to look is calibrated by gptq, what is kept by gptaq`() throws {
    for goal in [BitWidthGoal.minimumCosine(Self.bar), .minimumCosine(0.5)] {
      let found =
        goal == .minimumCosine(Self.bar) ? try Self.mixed.get() : try Self.search(goal)
      let kept = try #require(
        found.report.files.last { $0.byteCount == found.result.fileByteCount })
      #expect(kept.method == .gptaq)
      #expect(kept.loss == found.report.losses.measured)
    }
    let methods = try Self.mixed.get().report.files.map(\.method)
    #expect(methods.first == .gptq)
  }

  @Test func `threads do not change what is found`() throws {
    let one = try Self.search(.minimumCosine(Self.bar), Self.options(threads: 1))
    let two = try Self.mixed.get()
    #expect(one.bytes == two.bytes)
    #expect(one.report.units.map(\.name) == two.report.units.map(\.name))
    #expect(one.report.units.map(\.width) == two.report.units.map(\.width))
    #expect(one.report.files.map(\.byteCount) == two.report.files.map(\.byteCount))
    // Losses are kept to seven places, of which the original in binary32 may change the last.
    func losses(_ report: BitWidthReport) -> [Double] {
      [report.losses.widest, report.losses.measured, report.losses.bound]
        + report.files.flatMap { [$0.loss, $0.bound] }
        + report.units.flatMap { $0.alternatives.map { $0.loss ?? -1 } }
    }
    let (first, second) = (losses(one.report), losses(two.report))
    #expect(first.count == second.count)
    #expect(zip(first, second).allSatisfy { abs($0 - $1) <= 1.5e-7 })
  }

  /// What a file may lose as a share of the line between files for other thresholds.
  ///
  /// Its own search has not made those. Measured: 1.085; with few texts a calibration's luck is that large.
  private static let largestShareOfLine = 1.1

  @Test func `no file lies above the line between a smaller and a larger one`() throws {
    var files = [(byteCount: Int, bound: Double)]()
    for threshold in [0.5, 0.9975, Self.bar, 0.999, 0.9994] {
      let found =
        threshold == Self.bar
        ? try Self.mixed.get() : try Self.search(.minimumCosine(threshold))
      #expect(found.report.losses.bound <= 1 - threshold)
      let file = (byteCount: found.result.fileByteCount, bound: found.report.losses.bound)
      let made = found.report.files.map { (byteCount: $0.byteCount, bound: $0.bound) }
      #expect(BitWidthSearchState.isCorner(file, among: made), "\(file) among \(made)")
      files.append(file)
    }
    print("files of auto:", files)
    #expect(files.map(\.byteCount) == files.map(\.byteCount).sorted())
    for file in files {
      let lower = (file.byteCount, file.bound / Self.largestShareOfLine)
      #expect(BitWidthSearchState.isCorner(lower, among: files), "\(file)")
    }
  }

  @Test func `the best file of a size is not larger, and nothing of it is left to use`() throws {
    let (small, large) = (try Self.size("int4"), try Self.size("int8"))
    let target = small + (large - small) / 3
    let found = try Self.search(.targetByteCount(target))
    #expect(found.result.fileByteCount <= target)
    #expect(found.result.fileByteCount == found.file.mapping.byteCount)
    // The narrowest, all int4, and the one that was chosen.
    #expect(found.report.files.map(\.method) == [.gptq, .gptq, .gptaq])
    #expect(found.report.files.last?.expectedLoss != nil)
    // No unit would still fit with the next wider width.
    let least = found.report.units.compactMap { unit -> Int? in
      guard let index = unit.alternatives.firstIndex(where: { $0.width == unit.width }) else {
        return nil
      }
      let saved = [0] + unit.alternatives.map(\.savedByteCount)
      return saved[index + 1] - saved[index]
    }.min()
    #expect(target - found.result.fileByteCount < (least ?? 0))
  }

  /// The bytes of the file with one width everywhere.
  private static func size(_ width: String) throws -> Int {
    let rule = BitWidthRule(pattern: "*", width: try #require(.init(rawValue: width)))
    return try ConversionPlan(
      source: SourceModel(path: TinyModel.path), options: options(widths: [rule]), path: "x"
    ).fileByteCount
  }

  @Test func `a size that all int8 fits gives all int8`() throws {
    let found = try Self.search(.targetByteCount(1 << 40))
    #expect(found.report.units.allSatisfy { $0.width == .int8 })
    #expect(found.report.units.allSatisfy { $0.alternatives.allSatisfy { $0.loss == nil } })
    // Calibrated or not, whichever is nearer to the original.
    #expect(found.report.losses.measured <= found.report.losses.widest)
    #expect(found.report.losses.bound == found.report.files.map(\.bound).min())
    #expect(found.result.fileByteCount == found.file.mapping.byteCount)
  }

  @Test func `a bar that the narrowest widths meet gives them`() throws {
    let found = try Self.search(.minimumCosine(0.5))
    #expect(
      found.report.units.allSatisfy { $0.width == ($0.name.contains(".experts.") ? .int3 : .int4) })
    // 4.4 and 3.4 with scales and padding, experts being three quarters.
    #expect(found.report.bitsPerWeight < 4.2)
  }

  @Test func `rules of the user stand`() throws {
    let rules = [
      BitWidthRule(pattern: "layers.*.attention.*", width: .int8),
      BitWidthRule(pattern: "layers.1.experts.0.*", width: .int4),
    ]
    let found = try Self.search(.minimumCosine(0.5), Self.options(widths: rules))
    #expect(found.report.units.count == 29 - 8 - 1)
    for record in found.file.manifest.tensors {
      if record.name.contains(".attention."), record.name.hasSuffix("t.weight") {
        #expect(record.encoding == .int8, "\(record.name)")
      }
      if record.name.hasPrefix("layers.1.experts.0.") { #expect(record.encoding == .int4) }
    }
    let recorded = found.file.manifest.provenance.options
    #expect(
      recorded.first { $0.key == "tensor_types" }?.value
        == rules.map(\.description).joined(separator: ","))
  }

  @Test func `everything fixed leaves nothing to choose`() throws {
    let rules = [BitWidthRule(pattern: "*", width: .int4)]
    let found = try Self.search(.minimumCosine(0.5), Self.options(widths: rules))
    #expect(found.report.units.isEmpty)
    let error = try Self.error(.minimumCosine(0.9999), Self.options(widths: rules))
    guard case .belowThreshold(_, 0.9999, let cosine)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((0.99..<0.9999).contains(cosine))
  }

  @Test func `a bar that no widths meet is an error that names what was found`() throws {
    guard case .belowThreshold(_, 1, let cosine)? = try Self.error(.minimumCosine(1)) else {
      Issue.record("expected .belowBar")
      return
    }
    #expect((0.9997..<1).contains(cosine))
  }

  @Test func `a size that no widths reach is an error that names the smallest`() throws {
    let error = try Self.error(.targetByteCount(1_000_000))
    guard case .targetSize(_, let smallest, 1_000_000)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // What is recorded, such as the size itself, takes up a few bytes.
    let rules = [
      BitWidthRule(pattern: "*", width: .int4),
      BitWidthRule(pattern: "layers.*.experts.*", width: .int3),
    ]
    let plan = try ConversionPlan(
      source: SourceModel(path: TinyModel.path), options: Self.options(widths: rules), path: "x")
    #expect(abs(smallest - plan.fileByteCount) < 256)
  }

  @Test func `the smallest size that is named can be had, also beside a head`() throws {
    let source = try SourceModel(path: Repository.path("Golden/models/xlm-roberta-cls"))
    #expect(source.configuration.heads.colbert)
    func search(_ target: Int, to path: String) throws -> Int {
      try BitWidthSearch(
        source: source, options: Self.options(), goal: .targetByteCount(target), path: path,
        overwriting: false
      ).draft().finish().fileByteCount
    }
    try TemporaryFolder.with { folder in
      let path = folder.path("head.crest")
      let error = #expect(throws: ConversionError.self) { try search(1, to: path) }
      guard case .targetSize(_, let smallest, 1)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      // Its digits are recorded, too.
      let byteCount = try search(smallest + 8, to: path)
      #expect((smallest - 8...smallest + 8).contains(byteCount))
      #expect(try CrestFile(path: path)["heads.colbert.weight"]?.encoding == .int8)
    }
  }

  @Test(arguments: [[], ["one"], ["same", "same", "same"]])
  func `texts to measure with are no texts to calibrate with`(texts: [String]) throws {
    var options = Self.options()
    options.calibration = CalibrationTextSet(
      name: "sha256:0", texts: texts, place: "texts.txt")
    let error = try Self.error(.minimumCosine(0.9), options)
    #expect(
      error
        == .quantization(.tooFewTexts(place: "texts.txt", expected: 2, found: Set(texts).count)))
  }

  @Test func `every unit is told of while it is measured`() throws {
    let seen = Mutex<[ConversionProgress]>([])
    try TemporaryFolder.with { folder in
      let target = (try Self.size("int4") + Self.size("int8")) / 2
      let search = try BitWidthSearch(
        source: SourceModel(path: TinyModel.path), options: Self.options(),
        goal: .targetByteCount(target), path: folder.path("tiny.crest"), overwriting: false
      ) { progress in seen.withLock { $0.append(progress) } }
      _ = try search.draft()
    }
    let measured = seen.withLock { $0 }.filter { $0.current.hasPrefix("measuring ") }
    // 29 with 4 bits, 16 experts with 3.
    #expect(measured.map(\.doneByteCount) == Array(1...45))
    #expect(measured.allSatisfy { $0.totalByteCount == 45 })
  }
}
