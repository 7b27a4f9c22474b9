import Base
import Inference
import Kernels
import Model
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A quantised model gives a text the same bits whatever runs beside it, and on whatever.
@Suite struct BitContractTests {
  static let schemes: [QuantizationScheme] = [.int8, .int4]

  static func options(
    _ kernels: KernelSet = .best, threads: Int = 2, tokens: Int = 512, releases: Bool = false
  ) -> RuntimeOptions {
    RuntimeOptions(
      kernels: kernels, threadCount: threads, tokensPerBatch: tokens, releasesPages: releases)
  }

  /// The vectors of the golden texts, each run alone.
  private static let alone: [QuantizationScheme: Result<[[UInt32]], any Error>] = {
    var all: [QuantizationScheme: Result<[[UInt32]], any Error>] = [:]
    for scheme in schemes {
      all[scheme] = Result {
        let model = try Tiny.model(scheme)
        return try TinyGolden.read().ids.map { ids in
          Vectors.bits(try model.embed(tokens: [ids]))[0]
        }
      }
    }
    return all
  }()

  static func wanted(_ scheme: QuantizationScheme) throws -> [[UInt32]] {
    guard let bits = alone[scheme] else { preconditionFailure("\(scheme)") }
    return try bits.get()
  }

  @Test(arguments: schemes, [16, 64, 512])
  func `a text has the same bits alone, in any batch and at any place in it`(
    scheme: QuantizationScheme, tokensPerBatch: Int
  ) throws {
    let ids = try TinyGolden.read().ids
    let wanted = try Self.wanted(scheme)
    let model = try Tiny.model(scheme, options: Self.options(tokens: tokensPerBatch))
    #expect(Vectors.bits(try model.embed(tokens: ids)) == wanted)
    #expect(Vectors.bits(try model.embed(tokens: ids.reversed())) == wanted.reversed())
    let text = ids[5]
    for place in 0..<6 {
      var batch = Array(ids[10..<16])
      batch.insert(text, at: place)
      #expect(Vectors.bits(try model.embed(tokens: batch))[place] == wanted[5], "place \(place)")
    }
  }

  /// Texts short enough for the scalar definition.
  private static func shortTexts() throws -> [Int] {
    let ids = try TinyGolden.read().ids
    return Array(ids.indices.filter { ids[$0].count <= 18 }.prefix(12))
  }

  @Test(arguments: schemes, KernelSet.testable.map(\.name))
  func `every kernel set and thread count gives the same bits`(
    scheme: QuantizationScheme, name: String
  ) throws {
    let kernels = try #require(KernelSet.testable.first { $0.name == name })
    var (all, chosen) = (try TinyGolden.read().ids, try Self.shortTexts())
    if kernels.isSlow { chosen = Array(chosen.prefix(2)) }
    let wanted = try Self.wanted(scheme)
    for threads in kernels.isSlow ? [2] : [1, 2, 3, 7] {
      let model = try Tiny.model(
        scheme, options: Self.options(kernels, threads: threads, tokens: 64))
      let found = try model.embed(tokens: chosen.map { all[$0] })
      #expect(Vectors.bits(found) == chosen.map { wanted[$0] }, "\(threads) threads")
    }
  }

  @Test(arguments: KernelSet.testable.filter { !$0.isSlow }.map(\.name).dropFirst())
  func `every fast kernel set gives the same bits for long texts`(name: String) throws {
    let kernels = try #require(KernelSet.testable.first { $0.name == name })
    for scheme in Self.schemes {
      let model = try Tiny.model(scheme, options: Self.options(kernels, threads: 3))
      let found = try model.embed(tokens: TinyGolden.read().ids)
      #expect(try Vectors.bits(found) == Self.wanted(scheme))
    }
  }

  @Test(arguments: schemes)
  func `giving pages back changes no bit`(scheme: QuantizationScheme) throws {
    let model = try Tiny.model(scheme, options: Self.options(releases: true))
    let ids = Array(try TinyGolden.read().ids.prefix(20))
    for _ in 0..<2 {
      #expect(
        try Vectors.bits(model.embed(tokens: ids)) == Array(Self.wanted(scheme).prefix(20)))
    }
  }

  @Test(arguments: schemes)
  func `tasks that share a model get the bits of one alone`(scheme: QuantizationScheme) async throws
  {
    let model = try Tiny.model(scheme)
    let ids = try TinyGolden.read().ids
    let wanted = try Self.wanted(scheme)
    try await withThrowingTaskGroup(of: (Int, [[UInt32]]).self) { group in
      for first in stride(from: 0, to: 48, by: 6) {
        group.addTask {
          (first, Vectors.bits(try model.embed(tokens: Array(ids[first..<first + 6]))))
        }
      }
      for try await (first, bits) in group {
        #expect(bits == Array(wanted[first..<first + 6]), "texts from \(first)")
      }
    }
  }

  /// A change detector that this project recorded itself: no other program vouches for these bits.
  @Test func `the vectors have the recorded hashes`() throws {
    let name = "Golden/Snapshots/tiny-moe-embedding-hashes.json"
    var found: [QuantizationScheme: String] = [:]
    for scheme in Self.schemes {
      let bits = try Self.wanted(scheme).map { $0.map { Float(bitPattern: $0) } }
      found[scheme] = Vectors.checksum(bits).description
    }
    if unsafe getenv("RECORD_GOLDENS") != nil {
      let text = """
        {
         "schema_version": 1,
         "what": "SHA-256 over the vectors of the 63 texts of tiny-moe.golden.safetensors, little-endian binary32, text after text",
         "rule": "recorded by BitContractTests itself, so it detects changes and proves nothing; it changes only together with a line in CHANGELOG.md, and with the kernel contract if a kernel changed",
         "kernel_contract": \(KernelSet.contractVersion),
         "int8": "\(found[.int8] ?? "")",
         "int4": "\(found[.int4] ?? "")"
        }

        """
      unsafe mkdir(Repository.path("Golden/Snapshots"), 0o755)
      try AtomicFileWriter.write(Array(text.utf8), to: Repository.path(name), overwriting: true)
      Issue.record("recorded \(name)")
    }
    let recorded = try #require(try Repository.json(name).object)
    #expect(recorded["kernel_contract"]?.integer == KernelSet.contractVersion)
    for scheme in Self.schemes {
      #expect(recorded[scheme.rawValue]?.string == found[scheme], "\(scheme)")
    }
  }
}
