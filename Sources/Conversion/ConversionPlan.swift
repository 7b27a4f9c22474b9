package import Base
package import CrestFormat
import CrestWriting
package import HuggingFace
import Inference
package import Kernels
package import Model
package import Quantization
import Tokenization

/// Everything that a conversion will write, known before it writes anything.
package struct ConversionPlan: Sendable {
  /// The model, with a bias for every linear map if biases are corrected.
  package let source: SourceModel
  /// How it is converted.
  package let options: ConversionOptions
  /// The exact size of the file.
  package let fileByteCount: Int
  /// The file by parts; their sizes add up to `fileByteCount`.
  package let parts: [FilePart]

  let crest: CrestPlan

  /// Plans the conversion of `source`; `path` is the file that errors name.
  ///
  /// - Throws: `ConversionError.crest` if the model does not fit the format, `.width` or
  ///   `.unsupportedModel` if nothing could run the file.
  package init(
    source: SourceModel, options: ConversionOptions, path: String
  ) throws(ConversionError) {
    try ConversionPlan.checkRuns(source)
    try ConversionPlan.checkWidths(of: source, options.scheme)
    try ConversionPlan.check(options.widths, of: source)
    let source =
      Content.correctsBiases(of: source, options) ? source.withAllBiases() : source
    let declarations = ConversionPlan.declarations(
      source, EncodingPolicy(options.scheme, rules: options.rules))
    let crest = try wrapping(ConversionError.crest, CrestPlan(declarations, path: path))
    self.source = source
    self.options = options
    self.crest = crest
    let blank = Content(source: source, options: options).blank
    fileByteCount = try wrapping(ConversionError.crest, crest.fileByteCount(blank, path: path))
    parts = ConversionPlan.parts(crest, fileByteCount: fileByteCount)
  }

  /// What the file will say about itself, every checksum and canary as if of nothing.
  ///
  /// - Throws: `ConversionError.crest` if the model does not fit the format.
  package func manifest(path: String) throws(ConversionError) -> Manifest {
    try wrapping(
      ConversionError.crest,
      crest.blankManifest(Content(source: source, options: options).blank, path: path))
  }

  private static func checkRuns(_ source: SourceModel) throws(ConversionError) {
    do throws(InferenceError) {
      try EmbeddingModel.check(source.configuration, source.sentence)
    } catch {
      guard case .unsupportedModel(let setting, let expected, let found) = error else {
        throw .inference(error)
      }
      let keys = source.sizeKeys
      let key =
        switch setting {
        case .headCount: keys.heads
        case .expertCount: "num_experts"
        default: setting.description
        }
      throw .unsupportedModel(
        file: source.configurationPath, key: key, expected: expected, found: found)
    }
  }

  /// Whatever is quantised is quantised whole: with a float matrix among them a file's canaries would
  /// depend on the machine.
  private static func checkWidths(
    of source: SourceModel, _ scheme: QuantizationScheme
  ) throws(ConversionError) {
    guard scheme.isQuantized else { return }
    let model = source.configuration
    let file = source.configurationPath
    var widths = [
      (source.sizeKeys.hidden, model.hiddenSize),
      (source.sizeKeys.feedForward, model.feedForwardSize),
    ]
    for tensor in source.tensors {
      guard case .weight(.step(_, .dense)) = tensor.tensorName else { continue }
      widths.append(("inputs of \(tensor.name)", tensor.shape[1]))
    }
    for (field, value) in widths where value > Compute.largestInputCount {
      throw .width(
        file: file, field: field,
        expected: "at most \(Compute.largestInputCount) for \(scheme.rawValue)", found: value)
    }
  }

  /// A rule that fits nothing is a typo.
  private static func check(
    _ rules: [BitWidthRule], of source: SourceModel
  ) throws(ConversionError) {
    let weights = source.tensors.filter { kind(of: $0) != .exact }
    for rule in rules where !weights.contains(where: { rule.matches($0.name) }) {
      throw .noTensor(
        file: source.weights.path, pattern: rule.pattern,
        example: weights.last?.name ?? "")
    }
  }

  /// The canonical tensor behind entry `index`; `nil` for the tokenizer's tables, which come last.
  func tensor(_ index: Int) -> CanonicalTensor? {
    index < source.tensors.count ? source.tensors[index] : nil
  }

  private static func declarations(
    _ source: SourceModel, _ policy: EncodingPolicy
  ) -> [TensorDeclaration] {
    var declarations = source.tensors.map { tensor in
      let pads = EncodingPolicy.padsInputs(of: tensor.shape, in: source.configuration)
      let encoding = policy.encoding(
        of: kind(of: tensor), name: tensor.name, shape: tensor.shape, padsInputs: pads)
      let trueCount = tensor.shape.last ?? 1
      let inputCount =
        pads && encoding.canBePadded ? KernelOrder.paddedInputCount(trueCount) : trueCount
      return TensorDeclaration(
        name: tensor.name, encoding: StoredEncoding(encoding), shape: tensor.shape,
        storedWidth: inputCount > trueCount ? inputCount : nil,
        rotation: MatrixEncoder.rotation(of: encoding, inputCount: inputCount),
        layer: tensor.layer, expert: tensor.expert)
    }
    guard let tokenizer = source.tokenizer else { return declarations }
    for table in TensorName.TokenizerTable.allCases {
      let byteCount = tokenizer[table].byteCount
      guard byteCount > 0 || table == .trie else { continue }
      let encoding: StoredEncoding =
        switch table {
        case .trie, .merges: .u32
        case .scores: .f32
        case .charsmap: .u8
        }
      declarations.append(
        TensorDeclaration(
          name: TensorName.tokenizer(table).description, encoding: encoding,
          shape: [encoding == .u8 ? byteCount : byteCount / 4]))
    }
    return declarations
  }

  private static func kind(of tensor: CanonicalTensor) -> WeightKind {
    switch tensor.role {
    case .tokenTable: .tokenTable
    // A head's matrix is small and read by every output: it is stored as attention is.
    case .matrix:
      tensor.tensorName.isHead || tensor.tensorName.isAttention ? .attention : .feedForward
    case .vector, .router, .smallTable: .exact
    }
  }

  private static func parts(_ plan: CrestPlan, fileByteCount: Int) -> [FilePart] {
    let parts = FilePart.parts(of: plan.entries.map { ($0.declaration, $0.byteCount) })
    let head = CrestLimits.headByteCount
    let padding = plan.manifestOffset - head - parts.reduce(0) { $0 + $1.byteCount }
    return parts + [
      FilePart(name: "head and manifest", byteCount: head + fileByteCount - plan.manifestOffset),
      FilePart(name: "alignment", byteCount: padding),
    ]
  }
}

extension TokenizerModel {
  /// The bytes of a table; none for one that the model does not have.
  subscript(table: TensorName.TokenizerTable) -> ByteRegion {
    switch table {
    case .trie: trie
    case .scores: scores
    case .charsmap: charsmap
    case .merges: merges
    }
  }
}

/// A part of a `.crest`, planned or written, and what it holds.
package struct FilePart: Sendable, Equatable {
  /// What the part holds.
  package let name: String
  /// How many tensors it has.
  package private(set) var tensorCount = 0
  /// How many weights it has; the tokenizer's tables are none.
  package private(set) var parameterCount = 0
  /// The encodings in it, sorted.
  package private(set) var encodings: [String] = []
  /// Its size.
  package private(set) var byteCount: Int

  package init(name: String, byteCount: Int) {
    self.name = name
    self.byteCount = byteCount
  }

  /// The parts that tensors make up, in the order of their first tensors.
  package static func parts(
    of tensors: [(declaration: TensorDeclaration, byteCount: Int)]
  ) -> [FilePart] {
    var parts: [FilePart] = []
    for (tensor, byteCount) in tensors {
      let name = name(of: tensor)
      let index = parts.firstIndex { $0.name == name } ?? parts.count
      if index == parts.count { parts.append(FilePart(name: name, byteCount: 0)) }
      parts[index].tensorCount += 1
      if !tensor.isTokenizer { parts[index].parameterCount += tensor.shape.reduce(1, *) }
      parts[index].encodings =
        Set(parts[index].encodings + [tensor.encoding.rawValue]).sorted()
      parts[index].byteCount += byteCount
    }
    return parts
  }

  /// What a tensor is counted under.
  private static func name(of tensor: TensorDeclaration) -> String {
    switch tensor.tensorName {
    case .tokenizer: "tokenizer"
    case .weight(.tokenEmbedding): "token table"
    case .weight(.expert): "experts"
    case .some(let name) where name.isHead: "heads"
    case .weight(.step), .bias(.step): "steps after pooling"
    case .weight(.layer(_, .qkv)), .weight(.layer(_, .attentionOut)): "attention"
    case .weight(.layer(_, .up)), .weight(.layer(_, .down)): "feed-forward"
    default: "router, norms, biases"
    }
  }
}

/// How a model is converted.
package struct ConversionOptions: Sendable {
  /// The encodings of the weights.
  package var scheme: QuantizationScheme
  /// Widths of single tensors in place of the scheme's; only of a scheme that quantises.
  package var widths: [BitWidthRule]
  /// Widths that a search found, under those of `widths`; the scheme is int8 then.
  package internal(set) var choice: BitWidthChoice?
  /// Threads; the result does not depend on them.
  package var threadCount: Int
  /// The kernels; the result does not depend on them.
  package var kernels: KernelSet
  /// The repository's revision, to be recorded.
  package var revision: String?
  /// The model's licence, to be recorded.
  package var license: String?
  /// Whether canaries are computed and stored; only quantised files can have them.
  package var makesCanaries: Bool
  /// Whether biases take up the mean error of int8 and int4 weights; only a model with a tokenizer
  /// can have it measured.
  package var correctsBiases: Bool
  /// The texts that int8 and int4 matrices are calibrated with; `nil` rounds them without data.
  ///
  /// Only a model with a tokenizer can be calibrated.
  package var calibration: CalibrationTextSet?
  /// Tokens that calibration takes at most: its memory grows with them.
  package var calibrationTokenCount: Int
  /// Whether the state file of an interrupted calibration, `OUTPUT.calibration`, is resumed from.
  package var resumes: Bool
  /// What ends the conversion early, between two tensors or layers.
  package var cancellation: Cancellation

  /// Whether an interrupted calibration leaves a file to resume from; a search for widths, which makes
  /// several files, leaves none.
  var keepsState = true

  /// What matrices are rounded against; a search spares the work where a file shows it where to look.
  var calibrationMethod = CalibrationMethod.gptaq

  /// Converts with all usable cores and the fastest kernels.
  package init(
    scheme: QuantizationScheme, widths: [BitWidthRule] = [],
    threadCount: Int = WorkerPool.usableCoreCount,
    kernels: KernelSet = .best, revision: String? = nil, license: String? = nil,
    makesCanaries: Bool = true, correctsBiases: Bool = true,
    calibration: CalibrationTextSet? = nil,
    calibrationTokenCount: Int = ConversionOptions.defaultCalibrationTokenCount,
    resumes: Bool = false, cancellation: Cancellation = Cancellation()
  ) {
    self.scheme = scheme
    self.widths = widths
    self.threadCount = threadCount
    self.kernels = kernels
    self.revision = revision
    self.license = license
    self.makesCanaries = makesCanaries
    self.correctsBiases = correctsBiases
    self.calibration = calibration
    self.calibrationTokenCount = calibrationTokenCount
    self.resumes = resumes
    self.cancellation = cancellation
  }

  /// All rules, the user's last as they decide.
  var rules: [BitWidthRule] { (choice?.rules ?? []) + widths }

  /// Enough for every expert of nomic-embed-text-v2-moe to see thousands.
  package static let defaultCalibrationTokenCount = 32768
}
