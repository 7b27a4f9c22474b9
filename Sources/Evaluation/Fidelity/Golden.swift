package import Base
import HuggingFace

/// What a model must give for a list of texts: a golden file, or vectors of another program, read and
/// checked.
///
/// `Formats/GOLDEN.md` describes the file. Either `texts` or `inputIDs` is there, or both.
package struct Golden: Sendable {
  /// The path it was read from.
  package let path: String
  /// The vectors, `[N][D]`.
  package let embeddings: [[Float]]
  /// The vectors before the L2 normalisation, `[N][D]`, if the file has them.
  package let pooled: [[Float]]?
  /// The texts, `[N]`.
  package let texts: [String]?
  /// The language of each text, empty for none, `[N]`.
  package let languages: [String]?
  /// What is put before every text; `nil` is nothing, since texts may contain their prompts.
  package let prompt: String?
  /// The token ids of each text, without padding.
  package let inputIDs: [[Int32]]?
  /// The experts that each token of each text is routed to.
  package let routing: GoldenRouting?
  /// Hidden states of a few texts, by the text's index.
  package let details: [Int: GoldenDetail]
  /// Whether the lengths of the vectors say nothing, as those of another program: both sides are
  /// compared at length 1.
  package let comparesDirections: Bool

  private var origin = Origin.memory

  /// The bytes that it was read from.
  private enum Origin: Sendable {
    case memory
    case file(SourceFile)
    case bytes(Checksum)
  }

  /// How many texts there are; at least one.
  package var count: Int { embeddings.count }
  /// How many components a vector has; at least one.
  package var dimensions: Int { embeddings[0].count }

  package init(
    path: String, embeddings: [[Float]], pooled: [[Float]]? = nil, texts: [String]? = nil,
    languages: [String]? = nil, prompt: String? = nil, inputIDs: [[Int32]]? = nil,
    routing: GoldenRouting? = nil, details: [Int: GoldenDetail] = [:],
    comparesDirections: Bool = false
  ) {
    self.path = path
    self.embeddings = embeddings
    self.pooled = pooled
    self.texts = texts
    self.languages = languages
    self.prompt = prompt
    self.inputIDs = inputIDs
    self.routing = routing
    self.details = details
    self.comparesDirections = comparesDirections
  }
}

/// The golden choice of experts.
package struct GoldenRouting: Sendable, Equatable {
  /// How many layers have experts.
  package let layerCount: Int
  /// How many experts each token is given to.
  package let chosenCount: Int
  /// For each text, the experts `[layerCount, tokens, chosenCount]`, ascending per token.
  package let experts: [[UInt8]]

  package init(layerCount: Int, chosenCount: Int, experts: [[UInt8]]) {
    self.layerCount = layerCount
    self.chosenCount = chosenCount
    self.experts = experts
  }
}

/// What the model holds on its way for one text of S tokens.
package struct GoldenDetail: Sendable, Equatable {
  /// The shape of `hidden`.
  package internal(set) var hiddenShape: [Int] = []
  /// `[layers with experts, S, experts]`: the softmax over all experts, if the file has it.
  package internal(set) var routerProbabilities: [Float] = []
  /// The shape of `routerProbabilities`.
  package internal(set) var routerShape: [Int] = []

  // Hidden states are large: they stay in the file until they are looked at.
  private var stored: ByteRegion?

  /// `[states, S, width]`: after the embedding norm and after every layer; read from the file each time.
  package var hidden: [Float] { stored?.elements(as: Float.self) ?? [] }

  /// One state, `[S, width]`.
  ///
  /// - Precondition: `index` is below the first of `hiddenShape`.
  package func state(_ index: Int) -> [Float] {
    guard let stored else { preconditionFailure("a text without hidden states") }
    let byteCount = stored.byteCount / hiddenShape[0]
    return stored.slice(index * byteCount..<(index + 1) * byteCount).elements(as: Float.self)
  }

  package init(hidden: [Float] = [], hiddenShape: [Int] = []) {
    self.hiddenShape = hiddenShape
    guard !hidden.isEmpty else { return }
    var bytes: [UInt8] = []
    for value in hidden { bytes.appendLittleEndian(value.bitPattern) }
    stored = ByteRegion(copying: bytes)
  }

  mutating func store(hidden region: ByteRegion, shape: [Int]) {
    stored = region
    hiddenShape = shape
  }

  /// Whether all values are equal.
  package static func == (first: GoldenDetail, second: GoldenDetail) -> Bool {
    first.hiddenShape == second.hiddenShape && first.hidden == second.hidden
      && first.routerShape == second.routerShape
      && first.routerProbabilities == second.routerProbabilities
  }
}

extension Golden {
  /// Reads and checks a golden file.
  ///
  /// - Throws: `EvaluationError` naming the tensor or metadata key, what was expected and found.
  package init(path: String) throws(EvaluationError) {
    let tensors = try wrapping(EvaluationError.safetensors, SafetensorsFile(path: path))
    let mapping = try wrapping(EvaluationError.safetensors, tensors.file.mapped())
    self = try mapping.reading({ EvaluationError.safetensors(.file($0)) }) {
      () throws(EvaluationError) in
      try Golden(GoldenFile(tensors))
    }
  }

  private init(_ file: GoldenFile) throws(EvaluationError) {
    let path = file.path
    try file.checkVersion()
    let embeddings = try file.rows("embeddings")
    let (count, width) = (embeddings.count, embeddings[0].count)
    let texts = try file.strings("texts", count: count)
    let inputIDs = try file.inputIDs(count: count)
    guard texts != nil || inputIDs != nil else {
      throw .malformed(
        place: path,
        expected: "the metadata 'texts' (a JSON array of strings), or the tensors "
          + "'input_ids' [N, L] of I32 or I64 and 'lengths' [N]", found: "neither")
    }
    let pooled = file.has("pooled") ? try file.rows("pooled", shape: [count, width]) : nil
    self.init(
      path: path, embeddings: embeddings, pooled: pooled, texts: texts,
      languages: try file.strings("languages", count: count), prompt: file.prompt,
      inputIDs: inputIDs?.rows, routing: try file.routing(inputIDs),
      details: try file.details(count: count, lengths: inputIDs?.rows.map(\.count)))
    origin = .file(file.file.file)
  }

  /// Requires the hidden states that were read so far to be those of the file.
  ///
  /// - Throws: `EvaluationError.safetensors` if the file was shortened since it was opened.
  func checkWhole() throws(EvaluationError) {
    guard case .file(let file) = origin else { return }
    try wrapping({ EvaluationError.safetensors(.file($0)) }, file.checkWhole())
  }

  /// The SHA-256 of the file's bytes that were read: it is not opened again.
  ///
  /// - Throws: `EvaluationError.safetensors` if the file has changed since it was opened, or cannot be
  ///   read.
  /// - Precondition: it was read from a file.
  package func checksum() throws(EvaluationError) -> Checksum {
    switch origin {
    case .memory: preconditionFailure("\(path) was read from no file")
    case .bytes(let checksum): return checksum
    case .file(let file):
      do throws(HuggingFaceError) {
        let checksum = try file.checksum()
        try file.checkUnchanged()
        return checksum
      } catch {
        throw .safetensors(error)
      }
    }
  }

  /// Takes the vectors `[N][D]` that another program gave for `texts`, of any length; `prompt` is what
  /// it put before every text, `path` the file in errors, and `checksum` that of the file if there is one.
  ///
  /// - Throws: `EvaluationError.malformed` if there are not as many as texts, none, or one of another
  ///   size or with a component that is not finite.
  package init(
    vectors: [[Float]], of texts: [VerificationText], prompt: String, path: String,
    checksum: Checksum? = nil
  ) throws(EvaluationError) {
    try Golden.check(vectors, count: texts.count, path: path)
    self.init(
      path: path, embeddings: vectors, texts: texts.map(\.text),
      languages: VerificationText.languages(of: texts), prompt: prompt, comparesDirections: true)
    if let checksum { origin = .bytes(checksum) }
  }

  /// Refuses vectors that cannot be compared with `count` others.
  static func check(_ vectors: [[Float]], count: Int, path: String) throws(EvaluationError) {
    guard count > 0 else { throw .noTexts(path: path) }
    guard let width = vectors.first?.count, vectors.count == count else {
      throw .malformed(
        place: "\(path): vectors", expected: "\(count), as many as texts",
        found: "\(vectors.count)")
    }
    for (index, vector) in vectors.enumerated() {
      guard vector.count == width, width > 0 else {
        throw .malformed(
          place: "\(path): vector \(index)",
          expected: width == 0 ? "components" : "\(width) components as in vector 0",
          found: width == 0 ? "none" : "\(vector.count)")
      }
      guard let component = vector.firstIndex(where: { !$0.isFinite }) else { continue }
      throw .malformed(
        place: "\(path): vector \(index), component \(component)",
        expected: "a finite number of binary32", found: "\(vector[component])")
    }
  }
}
