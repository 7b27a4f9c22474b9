import Base
import Model

extension ManifestCheck {
  /// The rules for one entry of the tensor table on its own; gives its size.
  func declaration(
    _ tensor: TensorDeclaration, _ field: String
  ) throws(CrestError) -> (bytes: Int, elements: Int) {
    try name(tensor.name, "\(field).name")
    let shape = tensor.shape
    let elements = Int.checkedProduct(shape)
    guard let elements, shape.allSatisfy({ (1...CrestLimits.count).contains($0) }) else {
      throw error(
        "\(field).shape", expected: "dimensions in 1...\(CrestLimits.count)", found: "\(shape)")
    }
    try owner(tensor, field)
    guard let weight = tensor.encoding.weight else {
      try require(shape.count == 1, "\(field).shape", "1 dimension", "\(shape)")
      try equal(tensor.rotation, 1, "\(field).rotation")
      let (bytes, overflow) = elements.multipliedReportingOverflow(
        by: tensor.encoding == .u8 ? 1 : 4)
      try require(!overflow, "\(field).shape", "a size below 2^63 bytes", "\(shape)")
      return (bytes, elements)
    }
    let layout: WeightLayout
    do throws(WeightLayoutError) {
      layout = try WeightLayout(encoding: weight, shape: shape)
    } catch {
      throw self.error(
        "\(field).shape", expected: "what \(weight.rawValue) holds", found: "\(error)")
    }
    let isMatrix = weight.isKernelOrder
    let rotation = tensor.rotation
    let fits =
      rotation == 1
      || (isMatrix && rotation > 1 && rotation <= KernelOrder.maximumRotation
        && rotation & (rotation - 1) == 0 && layout.inputCount.isMultiple(of: rotation))
    try require(
      fits, "\(field).rotation",
      isMatrix
        ? "a power of two up to \(KernelOrder.maximumRotation) that divides \(layout.inputCount)"
        : "1", "\(rotation)")
    return (layout.byteCount, elements)
  }

  /// Holds layer and expert against the name.
  ///
  /// The forms are `layers.<layer>.<more>` and `layers.<layer>.experts.<expert>.<more>`.
  private func owner(_ tensor: TensorDeclaration, _ field: String) throws(CrestError) {
    func number(_ word: Substring) -> Int? { word.count < 10 ? Int(word) : nil }
    let words = tensor.name.split(separator: ".", omittingEmptySubsequences: false)
    let layer = words.count > 2 && words[0] == "layers" ? number(words[1]) : nil
    let expert = layer != nil && words.count > 4 && words[2] == "experts" ? number(words[3]) : nil
    func text(_ value: Int?) -> String { value.map { "\($0)" } ?? "none" }
    try require(
      tensor.layer == layer, "\(field).layer", "\(text(layer)), as in '\(tensor.name)'",
      text(tensor.layer))
    try require(
      tensor.expert == expert, "\(field).expert", "\(text(expert)), as in '\(tensor.name)'",
      text(tensor.expert))
  }

  /// The rules for the tensor table beside the rest of the manifest.
  func tables(_ manifest: Manifest) throws(CrestError) {
    let model = manifest.model
    for (index, tensor) in manifest.tensors.enumerated() {
      let field = "tensors[\(index)]"
      if let layer = tensor.layer { try range(layer, 0...model.layerCount - 1, "\(field).layer") }
      if let layer = tensor.layer, let expert = tensor.expert {
        try require(
          model.expertLayers[layer], "\(field).expert", "none: layer \(layer) has no experts",
          "\(expert)")
        try range(expert, 0...model.expertCount - 1, "\(field).expert")
      }
      if tensor.name == CrestLimits.tokenTableName {
        let shape = [model.vocabularySize, model.hiddenSize]
        try require(tensor.shape == shape, "\(field).shape", "\(shape)", "\(tensor.shape)")
      }
      try table(tensor, field, manifest.tokenizer)
    }
    guard let tokenizer = manifest.tokenizer else { return }
    let names: [String] =
      switch tokenizer.kind {
      case .unigram: ["tokenizer.trie", "tokenizer.scores"]
      case .wordpiece: ["tokenizer.trie"]
      }
    for name in names {
      try require(
        manifest.tensors.contains { $0.name == name }, "tensors", "'\(name)' beside a tokenizer",
        "no such tensor")
    }
  }

  /// The rules for the tokenizer's tables, and against such tables elsewhere.
  private func table(
    _ tensor: TensorRecord, _ field: String, _ tokenizer: TokenizerSettings?
  ) throws(CrestError) {
    guard tensor.declaration.isTokenizer else {
      return try require(
        tensor.encoding.weight != nil, "\(field).encoding", "a weight encoding",
        tensor.encoding.rawValue)
    }
    guard let tokenizer else {
      throw error("\(field).name", expected: "no table without a tokenizer", found: tensor.name)
    }
    let encoding: StoredEncoding
    switch (tensor.name, tokenizer.kind) {
    case ("tokenizer.trie", _): encoding = .u32
    case ("tokenizer.charsmap", .unigram): encoding = .u8
    case ("tokenizer.scores", .unigram):
      encoding = .f32
      let shape = [tokenizer.vocabularySize]
      try require(tensor.shape == shape, "\(field).shape", "\(shape)", "\(tensor.shape)")
    case (_, .unigram):
      throw error(
        "\(field).name", expected: "tokenizer.trie, .scores or .charsmap", found: tensor.name)
    case (_, .wordpiece):
      throw error("\(field).name", expected: "tokenizer.trie", found: tensor.name)
    }
    try require(
      tensor.encoding == encoding, "\(field).encoding", encoding.rawValue, tensor.encoding.rawValue)
  }
}
