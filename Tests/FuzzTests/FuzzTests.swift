import FuzzTargets
import TestSupport
import Testing

/// Every fuzz target on its seeds and on the same mutations of them each time; `Scripts/fuzz` does it for hours.
@Suite struct FuzzTests {
  #if DEBUG
    /// How many times slower this build is.
    private static let slowness = 50
  #else
    private static let slowness = 1
  #endif
  private static let names = FuzzTarget.all.map(\.name)

  @Test(arguments: names)
  func `no seed and no mutation of one makes a reader trap`(name: String) async throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let seeds = try target.seeds()
    #expect(!seeds.isEmpty && seeds.contains { !$0.isEmpty })
    let body = try target.prepare()
    for seed in seeds { await FuzzTests.run(body, seed) }
    var mutator = Mutator(seed: 0xf022, pool: seeds, words: target.words)
    for _ in 0..<target.mutationCount / FuzzTests.slowness {
      await FuzzTests.run(body, mutator.next())
    }
  }

  /// What `Scripts/fuzz` found in the targets themselves; what it finds in readers lies in `Golden/Bad`.
  private static let found: [(name: String, input: [UInt8])] = [
    // A structure's size above all that an Int holds.
    ("c-abi", [0x30, 0, 0x30, 0x4f] + [UInt8](repeating: 0xff, count: 36) + Array("bjeentif".utf8))
  ]

  @Test func `what made a target trap is an input like others`() async throws {
    for (name, input) in FuzzTests.found {
      let target = try #require(FuzzTarget.all.first { $0.name == name })
      await FuzzTests.run(try target.prepare(), input)
    }
  }

  @Test func `no two targets have one name`() {
    #expect(Set(FuzzTests.names).count == FuzzTests.names.count)
    #expect(FuzzTests.names.count >= 13)
  }

  private static func run(_ body: FuzzBody, _ input: [UInt8]) async {
    switch body {
    case .plain(let body): body(input)
    case .waiting(let body): await body(input)
    }
  }
}
