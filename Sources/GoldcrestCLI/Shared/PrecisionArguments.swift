import ArgumentParser
import Inference
import Model

/// In which precision vectors are stored.
struct PrecisionArguments: ParsableArguments {
  @Option(
    help: """
      How vectors are stored: float32, float16, int8, uint8, binary or ubinary. int8 without \
      --ranges is sqlite-vec's 'unit'.
      """,
    transform: ArgumentValue.name)
  var precision = VectorPrecision.float32

  @Option(
    help: ArgumentHelp(
      """
      The vectors between whose smallest and largest components the 256 levels of int8 or uint8 \
      lie, as embed writes them: .npy, float32 [N, D]. sentence-transformers' ranges [2, D] are \
      such a file too.
      """, valueName: "file"))
  var ranges: String?

  func validate() throws {
    if ranges != nil, !precision.isScalar {
      throw ValidationError("--ranges: expected --precision int8 or uint8 beside it")
    }
    if ranges == nil, precision == .uint8 {
      throw ValidationError("--precision uint8: expected --ranges beside it")
    }
  }

  /// What stores the vectors of `model`.
  ///
  /// - Throws: `NumPyError` for the file of vectors, `CommandLineError.model` if vectors are not of
  ///   length 1 and would need ranges.
  func encoder(
    for model: EmbeddingModel, path: String, dimensions: Int?
  ) throws -> VectorEncoder {
    if let path = ranges {
      let width = dimensions ?? model.configuration.hiddenSize
      let vectors = try NumPyArray(path: path, columnCount: width, rowCount: 2...).rows
      guard let ranges = ComponentRanges(of: vectors) else {
        throw NumPyError.part(
          path: path, part: "values", expected: "ranges that float32 holds",
          found: "one that is wider")
      }
      return VectorEncoder(precision, ranges: ranges)
    }
    guard precision != .int8 || model.sentence.normalizes else {
      throw CommandLineError.model(
        path: path,
        reason: "--precision int8: expected vectors of length 1, or --ranges for others")
    }
    return VectorEncoder(precision)
  }
}
