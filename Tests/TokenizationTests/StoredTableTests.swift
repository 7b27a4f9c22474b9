import Base
import Testing
import Tokenization
import Model

struct StoredTableTests {
  private func open(
    _ model: TokenizerModel, settings: TokenizerSettings? = nil, trie: [UInt8]? = nil,
    scores: [UInt8]? = nil, charsmap: [UInt8]? = nil
  ) throws -> TokenizerModel {
    try TokenizerModel(
      settings: settings ?? model.settings,
      trie: trie.map { ByteRegion(copying: $0) } ?? model.trie,
      scores: scores.map { ByteRegion(copying: $0) } ?? model.scores,
      charsmap: charsmap.map { ByteRegion(copying: $0) } ?? model.charsmap)
  }

  private func expectRefusal(_ table: String, _ body: () throws -> TokenizerModel) {
    do {
      _ = try body()
      Issue.record("accepted a wrong \(table)")
    } catch let TokenizationError.invalidTable(found, _, _) {
      #expect(found == table)
    } catch {
      Issue.record(error)
    }
  }

  @Test func `stored tables open to the same ids`() throws {
    let model = try TinyTokenizer.model()
    let opened = try open(
      model, trie: model.trie.bytes, scores: model.scores.bytes, charsmap: model.charsmap.bytes)
    #expect(try Tokenizer(opened).ids("abc ab") == Tokenizer(model).ids("abc ab"))
    let plain = try open(model, charsmap: [])
    #expect(try Tokenizer(plain).ids("abc ab") == Tokenizer(model).ids("abc ab"))
  }

  @Test func `wrong settings are refused`() throws {
    let model = try TinyTokenizer.model()
    let settings = model.settings
    let token = settings.addedTokens[0]
    expectRefusal("vocabulary_size") {
      try open(model, settings: settings.with(vocabularySize: 0))
    }
    expectRefusal("vocabulary_size") {
      try open(model, settings: settings.with(vocabularySize: .max))
    }
    expectRefusal("unknown_id") { try open(model, settings: settings.with(unknownID: 13)) }
    expectRefusal("unknown_score") { try open(model, settings: settings.with(unknownScore: .nan)) }
    expectRefusal("prefix_ids") { try open(model, settings: settings.with(prefixIDs: [-1])) }
    expectRefusal("prefix_ids") {
      try open(model, settings: settings.with(prefixIDs: [Int](repeating: 0, count: 16)))
    }
    expectRefusal("added_tokens.content") {
      try open(model, settings: settings.with(addedTokens: [token, token]))
    }
  }

  @Test func `wrong tables are refused`() throws {
    let model = try TinyTokenizer.model()
    expectRefusal("trie") { try open(model, trie: []) }
    expectRefusal("trie") { try open(model, trie: [1, 2, 3, 4, 5]) }
    expectRefusal("scores") { try open(model, scores: Array(model.scores.bytes.dropLast(4))) }
    expectRefusal("scores") {
      try open(model, scores: Array(model.scores.bytes.dropLast(2)) + [0xc0, 0x7f])
    }
    expectRefusal("charsmap") { try open(model, charsmap: [4, 0, 0, 0]) }
    expectRefusal("charsmap") { try open(model, charsmap: [255, 255, 255, 255, 0, 0, 0, 0, 0]) }
    expectRefusal("charsmap") { try open(model, charsmap: [4, 0, 0, 0, 0, 0, 0, 0, 1]) }
    expectRefusal("charsmap") { try open(model, charsmap: [4, 0, 0, 0, 0, 0, 0, 0, 0xff, 0]) }
    expectRefusal("charsmap") {
      try open(
        model, charsmap: [4, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 65, count: 1025) + [0])
    }
    let shifted = ByteRegion(copying: [0] + model.trie.bytes)
    expectRefusal("trie") {
      try TokenizerModel(
        settings: model.settings, trie: shifted.slice(1..<shifted.byteCount),
        scores: model.scores, charsmap: model.charsmap)
    }
  }

  @Test func `broken tries and maps never read outside`() throws {
    let model = try TinyTokenizer.model()
    var generator = SplitMix(state: 0x5eed)
    let text = "ab abc <mask> é\u{301}ﬁ🦙\u{2581}x y ac ca"
    for round in 0..<400 {
      var trie = model.trie.bytes
      var charsmap: [UInt8] = [64, 0, 0, 0]
      charsmap += (0..<64).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      charsmap += Array("x\0 \0é\0".utf8)
      for _ in 0..<(round % 20) * 20 {
        trie[Int(generator.next() % UInt64(trie.count))] = UInt8(
          truncatingIfNeeded: generator.next())
      }
      if round % 3 == 0 { trie = [UInt8](repeating: 0xff, count: 4 * (round + 1)) }
      let broken = try open(model, trie: trie, charsmap: charsmap)
      let ids = try Tokenizer(broken).ids(text)
      #expect(ids.allSatisfy { (0..<13).contains($0) })
    }
  }
}

/// A repeatable generator (SplitMix64, Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
