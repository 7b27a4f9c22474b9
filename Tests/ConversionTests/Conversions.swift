import HuggingFace
import Base
import Conversion
import CrestFormat
import Kernels
import Model
import TestSupport

/// Converts the model at `path` to `target` and opens the result.
@discardableResult
func convert(
  _ path: String, _ scheme: QuantizationScheme, to target: String,
  source options: SourceOptions = SourceOptions(), threads: Int = 2, kernels: KernelSet = .best,
  overwriting: Bool = false
) throws -> CrestFile {
  let source = try SourceModel(path: path, options: options)
  let plan = try ConversionPlan(
    source: source,
    options: ConversionOptions(scheme: scheme, threadCount: threads, kernels: kernels),
    path: target)
  _ = try Converter(plan: plan).run(to: target, overwriting: overwriting)
  return try CrestFile(path: target)
}

/// The error that converting the model at `path` gives; `nil` if it converts.
func conversionError(
  _ path: String, _ scheme: QuantizationScheme = .int8, to target: String,
  source options: SourceOptions = SourceOptions(), overwriting: Bool = false
) throws -> ConversionError? {
  do {
    try convert(path, scheme, to: target, source: options, overwriting: overwriting)
    return nil
  } catch let error as ConversionError {
    return error
  } catch let error as HuggingFaceError {
    return .original(error)
  }
}

/// The tiny model under each scheme, converted once.
enum TinyCrest {
  private static let files: [QuantizationScheme: Result<CrestFile, any Error>] = {
    var files: [QuantizationScheme: Result<CrestFile, any Error>] = [:]
    for scheme in QuantizationScheme.allCases {
      // The mapping outlives the folder.
      files[scheme] = Result {
        try TemporaryFolder.with { try convert(TinyModel.path, scheme, to: $0.path("tiny.crest")) }
      }
    }
    return files
  }()

  /// The file, which no longer has a name.
  static func file(_ scheme: QuantizationScheme) throws -> CrestFile {
    guard let file = files[scheme] else { preconditionFailure("no \(scheme)") }
    return try file.get()
  }

  /// The whole file's bytes.
  static func bytes(_ scheme: QuantizationScheme) throws -> [UInt8] {
    let mapping = try file(scheme).mapping
    return mapping.region(0..<mapping.byteCount).bytes
  }
}
