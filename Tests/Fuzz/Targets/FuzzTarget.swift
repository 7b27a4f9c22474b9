/// A reader of bytes that nobody vouches for, as libFuzzer and `FuzzTests` drive it.
///
/// Whatever the bytes, it returns: a broken rule is a failed precondition.
package struct FuzzTarget: Sendable {
  package let name: String
  /// What inputs are made of besides single bytes: the format's own words.
  package let words: [[UInt8]]
  /// How many mutations `FuzzTests` tries, of which all targets together take a minute and a half.
  package let mutationCount: Int
  /// Inputs to begin with, made from files of the repository.
  package let seeds: @Sendable () throws -> [[UInt8]]
  /// Makes what takes inputs one by one.
  package let prepare: @Sendable () throws -> FuzzBody

  init(
    _ name: String, words: [String], mutationCount: Int,
    seeds: @escaping @Sendable () throws -> [[UInt8]],
    prepare: @escaping @Sendable () throws -> FuzzBody
  ) {
    self.name = name
    self.words = words.map { Array($0.utf8) }
    self.mutationCount = mutationCount
    self.seeds = seeds
    self.prepare = prepare
  }

  /// Every target.
  package static let all: [FuzzTarget] =
    [
      .json, .jsonLines, .vectors, .npy, .safetensors, .golden, .pytorch, .pickle, .manifest,
      .crest,
      .tokenizerJSON, .sentencePiece, .vocabulary, .merges, .configuration, .text, .http, .abi,
    ] + connections

  private static var connections: [FuzzTarget] {
    #if Server
      [.connection]
    #else
      []
    #endif
  }
}

/// What takes one input after another.
package enum FuzzBody {
  case plain(([UInt8]) -> Void)
  /// Of what waits for other threads.
  case waiting(@Sendable ([UInt8]) async -> Void)
}
