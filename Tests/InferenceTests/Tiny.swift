import Base
import Conversion
import CrestFormat
import HuggingFace
import Inference
import Kernels
import Model
import TestSupport

/// The bundled model, its files and the vectors it must give.
enum Tiny {
  private static let converted: [QuantizationScheme: Result<CrestFile, any Error>] = {
    var files: [QuantizationScheme: Result<CrestFile, any Error>] = [:]
    for scheme in [QuantizationScheme.int8, .int4] {
      // The mapping outlives the folder.
      files[scheme] = Result {
        try TemporaryFolder.with { folder in
          try convert(SourceModel(path: TinyModel.path), scheme, to: folder.path("tiny.crest"))
        }
      }
    }
    return files
  }()

  /// The int8 or int4 file.
  static func file(_ scheme: QuantizationScheme) throws -> CrestFile {
    guard let file = converted[scheme] else { preconditionFailure("\(scheme) is not converted") }
    return try file.get()
  }

  /// The model of a quantised file.
  static func model(
    _ scheme: QuantizationScheme = .int8, options: RuntimeOptions = RuntimeOptions()
  ) throws -> EmbeddingModel {
    try EmbeddingModel(file: file(scheme), options: options)
  }

  /// The original, run in binary32.
  static func original() throws -> EmbeddingModel { try SourceModel(path: TinyModel.path).model() }

  /// What a component of a vector of length 1 may be off by in binary32.
  static let floatError = FloatError.ofModel(layerCount: 4, inputCount: 256)

  /// Converts and opens a model.
  static func convert(
    _ source: SourceModel, _ scheme: QuantizationScheme, to path: String
  ) throws -> CrestFile {
    let plan = try ConversionPlan(
      source: source, options: ConversionOptions(scheme: scheme, threadCount: 2), path: path)
    _ = try Converter(plan: plan).run(to: path, overwriting: false)
    return try CrestFile(path: path)
  }
}

/// `Golden/tiny-moe.golden.safetensors`, read with no help from Verification.
struct TinyGolden {
  let texts: [String]
  let ids: [[Int32]]
  let embeddings: [[Float]]
  /// Per text and expert layer, the chosen experts of each token, ascending.
  let routing: [[[Int32]]]
  /// `[layers + 1, S, D]` of a few texts.
  let hidden: [Int: [Float]]

  static func read() throws -> TinyGolden { try loaded.get() }

  private static let loaded = Result { try TinyGolden() }

  private init() throws {
    let file = try Checkpoint(path: Repository.path("Golden/tiny-moe.golden.safetensors"))
    let list = try JSONValue(parsing: Array((file.shards[0].metadata["texts"] ?? "").utf8))
    texts = list.array?.compactMap(\.string) ?? []
    let lengths = try file.region("lengths").elements(as: Int32.self).map { Int($0) }
    let padded = try file.region("input_ids").elements(as: Int32.self)
    let width = padded.count / lengths.count
    ids = lengths.enumerated().map { Array(padded[$0 * width..<$0 * width + $1]) }
    let values = try file.floats("embeddings")
    embeddings = lengths.indices.map { Array(values[$0 * 128..<($0 + 1) * 128]) }
    let top = try file.region("router_top2").elements(as: UInt8.self)
    routing = lengths.enumerated().map { text, length in
      (0..<2).map { layer in
        let first = (text * 2 + layer) * width * 2
        return (0..<length).flatMap { token in
          top[first + token * 2..<first + token * 2 + 2].sorted().map { Int32($0) }
        }
      }
    }
    var hidden: [Int: [Float]] = [:]
    for text in lengths.indices where file["hidden.\(text)"] != nil {
      hidden[text] = try file.floats("hidden.\(text)")
    }
    self.hidden = hidden
  }
}
