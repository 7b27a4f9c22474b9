/// The trained mixture of experts in Golden/, and copies of it with something changed.
package enum TinyModel {
  /// The model's folder.
  package static let path = Repository.path("Golden/tiny-moe")

  /// The file with its weights.
  package static let weights = "model.safetensors"

  /// The files beside the weights that a conversion reads.
  package static let companions = [
    "config.json", "modules.json", "1_Pooling/config.json", "sentence_bert_config.json",
    "config_sentence_transformers.json", "tokenizer_config.json", "tokenizer.json",
    "sentencepiece.bpe.model",
  ]

  private static let read = Result { try StoredTensor.read("\(path)/\(weights)") }

  /// The tensors of the weights.
  package static func tensors() throws -> [StoredTensor] { try read.get() }

  /// Makes the folder `name` in `folder` of links to the model's files, but for those in `omitting`
  /// and those that `writing` has other bytes for, and returns its path.
  @discardableResult
  package static func copy(
    into folder: TemporaryFolder, as name: String = "model", omitting: Set<String> = [],
    writing files: [String: [UInt8]] = [:]
  ) throws -> String {
    for file in companions + [weights] where !omitting.contains(file) && files[file] == nil {
      try folder.link("\(name)/\(file)", to: "\(path)/\(file)")
    }
    for (file, bytes) in files { try folder.write(bytes, to: "\(name)/\(file)") }
    return folder.path(name)
  }

  /// A copy with other tensors.
  package static func copy(
    into folder: TemporaryFolder, tensors: [StoredTensor]
  ) throws -> String {
    try copy(into: folder, writing: [weights: tensors.file])
  }

  /// A file's bytes with every `old` replaced by `new`, of which there must be one at least.
  package static func editing(
    _ file: String, replacing old: String, with new: String
  ) throws -> [UInt8] {
    let text = String(decoding: try Repository.contents("\(path)/\(file)"), as: UTF8.self)
    precondition(text.contains(old), "no '\(old)' in \(file)")
    return Array(text.replacing(old, with: new).utf8)
  }
}
