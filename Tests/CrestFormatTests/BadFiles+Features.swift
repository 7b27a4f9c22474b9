import Base
import CrestFormat
import CrestWriting
import Model

/// A small file of version 1.1: its pooling needs a feature.
enum SmallPooling {
  static let content: ManifestContent = {
    var content = Small.content
    content.sentence.pooling = Pooling([.max]) ?? .mean
    return content
  }()

  static func bytes() throws -> [UInt8] { try fileBytes(Small.tensors, content) }
}

/// A small file with everything that version 1.1 has in `Sentence`.
enum SmallSteps {
  static let content: ManifestContent = {
    var content = Small.content
    content.sentence.steps = [
      .normalize, .dense(DenseStep(outputSize: 6, hasBias: true, activation: .tanh)), .layerNorm,
      .dense(DenseStep(outputSize: 4, hasBias: false, activation: .identity)),
    ]
    content.sentence.defaultDimension = 2
    content.sentence.promptPooling = .excluded
    return content
  }()

  static func bytes() throws -> [UInt8] { try fileBytes(Small.tensors, content) }
}

/// A small file of version 1.2: its attention needs a feature.
enum SmallDistances {
  static let content: ManifestContent = {
    var content = Small.content
    content.model.hasRelativePositions = true
    return content
  }()

  static let tensors =
    Small.tensors + [
      TensorDeclaration(name: "embeddings.relative.weight", encoding: .f32, shape: [32, 2])
    ]

  static func bytes() throws -> [UInt8] { try fileBytes(tensors, content) }
}

/// A small file of version 1.1: its tokenizer needs four features.
enum SmallTokens {
  static let content: ManifestContent = {
    var content = Small.content
    content.tokenizer?.truncationSide = .left
    content.tokenizer?.lowercasesFirst = true
    content.tokenizer?.addedTokens[0].singleWord = true
    content.tokenizer?.addedTokens[1].normalized = true
    return content
  }()

  static func bytes() throws -> [UInt8] { try fileBytes(Small.tensors, content) }
}

extension BadFile {
  /// A file with steps and another field of one of them, or of `Sentence`.
  private static func step(
    _ name: String, _ names: String, at numbers: [Int],
    _ edit: @escaping @Sendable (inout [WireField], Int) -> Void
  ) -> BadFile {
    BadFile(name: name, names: names) {
      let base = try SmallSteps.bytes()
      return replacingManifest(
        base, wireEditing(manifestBytes(base), numbers: numbers, edit), minorVersion: 1)
    }
  }

  static let stepCases: [BadFile] = [
    step("step-kind", "sentence.steps[0].kind", at: [3, 12, 1]) {
      $0[$1].value = Array("sparse".utf8)
    },
    step("step-size-of-norm", "sentence.steps[0].size", at: [3, 12, 1]) {
      $0.insert(WireField(number: 2, type: 0, value: [4]), at: $1 + 1)
    },
    step("step-without-size", "sentence.steps[1].size", at: [3, 12, 2]) { $0.remove(at: $1) },
    step("step-without-bias", "sentence.steps[1].has_bias", at: [3, 12, 3]) { $0.remove(at: $1) },
    step("step-activation", "sentence.steps[1].activation", at: [3, 12, 4]) {
      $0[$1].value = Array("mish".utf8)
    },
    step("prompt-excluded-and-not", "sentence.excludes_prompt", at: [3, 10]) { $0[$1].value = [0] },
    step("prompt-included-and-excluded", "sentence.excludes_prompt", at: [3, 8]) {
      $0[$1].value = [1]
    },
    manifest("step-size", "sentence.steps[1].size", of: SmallSteps.bytes) {
      $0.content.sentence.steps[1] = .dense(
        DenseStep(outputSize: 0, hasBias: true, activation: .tanh))
    },
    manifest("step-normalize-last", "sentence.steps[4].kind", of: SmallSteps.bytes) {
      $0.content.sentence.steps.append(.normalize)
    },
    manifest("step-normalize-twice", "sentence.steps[0].kind", of: SmallSteps.bytes) {
      $0.content.sentence.steps.insert(.normalize, at: 0)
    },
    manifest("step-count", "sentence.steps.count", of: SmallSteps.bytes) {
      $0.content.sentence.steps = [VectorStep](repeating: .layerNorm, count: 17)
    },
    manifest("step-output", "sentence.dimensions", of: SmallSteps.bytes) {
      $0.content.sentence.steps.removeLast()
    },
    manifest("default-dimension", "sentence.default_dimension", of: SmallSteps.bytes) {
      $0.content.sentence.defaultDimension = 3
    },
    manifest("default-dimension-whole", "sentence.default_dimension", of: SmallSteps.bytes) {
      $0.content.sentence.defaultDimension = 4
    },
  ]

  /// A file of version 1.1 whose features are others than those that its content needs.
  private static func features(
    _ name: String, of bytes: @escaping @Sendable () throws -> [UInt8] = SmallPooling.bytes,
    minorVersion: UInt16 = 1, _ features: [String]
  ) -> BadFile {
    BadFile(name: name, names: "manifest.required_features") {
      let base = try bytes()
      let fields = wireFields(manifestBytes(base)).filter { $0.number != 1 }
      let named = features.map { WireField(number: 1, type: 2, value: Array($0.utf8)) }
      return replacingManifest(base, wireBytes(named + fields), minorVersion: minorVersion)
    }
  }

  static let featureCases: [BadFile] = [
    features("feature-missing", []),
    features("feature-missing-in-1.0", minorVersion: 0, []),
    features("feature-missing-in-newer", minorVersion: CrestLimits.minorVersion + 1, []),
    features("feature-missing-relative-positions", of: SmallDistances.bytes, minorVersion: 2, []),
    features("feature-missing-byte-level-bpe", of: SmallBytePairs.bytes, minorVersion: 2, []),
    features("feature-unneeded", of: Small.bytes, ["pooling_modes"]),
    features("feature-missing-padded-inputs", of: PaddedInputs.bytes, []),
    features("feature-unneeded-padded-inputs", ["padded_inputs", "pooling_modes"]),
    features("feature-twice", ["pooling_modes", "pooling_modes"]),
    features(
      "feature-order", of: SmallSteps.bytes,
      ["prompt_exclusion", "default_dimension", "vector_steps"]),
    features("feature-tokens-missing", of: SmallTokens.bytes, ["truncation_left"]),
    features("feature-unknown", ["pooling_modes", "telepathy"]),
    BadFile(name: "feature-in-1.0", names: "head.minor_version: expected 1") {
      let base = try SmallPooling.bytes()
      return replacingManifest(base, manifestBytes(base), minorVersion: 0)
    },
    BadFile(name: "feature-of-1.2-in-1.1", names: "head.minor_version: expected 2") {
      let base = try SmallDistances.bytes()
      return replacingManifest(base, manifestBytes(base), minorVersion: 1)
    },
    BadFile(
      name: "relative-bucket-count", names: "manifest.model.relative_bucket_count: expected 32"
    ) {
      let base = try SmallDistances.bytes()
      let edited = wireEditing(manifestBytes(base), numbers: [2, 28]) { fields, index in
        fields[index].value = [31]
      }
      return replacingManifest(base, edited, minorVersion: 2)
    },
    manifest("relative-table-transposed", "tensors[5].shape", of: SmallDistances.bytes) {
      $0.tensors[5].declaration.shape = [2, 32]
    },
    BadFile(name: "minor-version-without-feature", names: "head.minor_version: expected 0") {
      let base = try Small.bytes()
      return replacingManifest(base, manifestBytes(base), minorVersion: 1)
    },
  ]
}
