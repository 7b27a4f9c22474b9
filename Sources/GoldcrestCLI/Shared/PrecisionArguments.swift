import ArgumentParser
import Inference
import Model

/// The precision in which vectors are stored.
struct PrecisionArguments: ParsableArguments {
  @Option(
    help: """
      How vectors are stored: float32, float16, int8, uint8, binary or ubinary. int8 without \
      --ranges is the 'unit' quantisation of sqlite-vec.
      """,
    transform: ArgumentValue.name)
  var precision = VectorPrecision.float32

  @Option(
    help: ArgumentHelp(
      """
      Vectors as embed writes them (.npy, float32 [N, D]): the 256 levels of int8 or uint8 span the \
      range of each component. The ranges [2, D] of sentence-transformers are such a file too.
      """, valueName: "file"))
  var ranges: String?

  func validate() throws {
    if ranges != nil, !precision.isScalar {
      throw ValidationError("--ranges requires --precision int8 or uint8")
    }
    if ranges == nil, precision == .uint8 {
      throw ValidationError("--precision uint8 requires --ranges")
    }
  }

  /// The encoder for the vectors of `model`.
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
          path: path, part: "values", expected: "ranges that fit in float32",
          found: "a wider one")
      }
      return VectorEncoder(precision, ranges: ranges)
    }
    guard precision != .int8 || model.sentence.normalizes else {
      throw CommandLineError.model(
        path: path,
        reason: "--precision int8 requires --ranges, as vectors are not normalised")
    }
    return VectorEncoder(precision)
  }
}
