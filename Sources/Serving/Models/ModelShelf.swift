import Base
package import CrestFormat
package import Inference
import Synchronization

/// The models that are served, by name; opened when first asked for.
package final class ModelShelf: Sendable {
  private let files: [(name: String, path: String)]
  private let options: RuntimeOptions
  private let open = Mutex<[String: ServedModel]>([:])

  /// The models of `.crest` files in order; the first is the one that is used when none is named.
  ///
  /// - Precondition: there is one, and no name twice.
  package init(_ files: [(name: String, path: String)], options: RuntimeOptions) {
    precondition(!files.isEmpty)
    self.files = files
    self.options = options
  }

  /// The names of all models, in order.
  package var names: [String] { files.map(\.name) }

  /// The model of a name, opened if it is not; the first model if no name is given.
  ///
  /// - Throws: `ServingError.unknownModel`, `.model` if the file cannot be opened.
  package func model(named name: String?) throws(ServingError) -> ServedModel {
    let name = name ?? files[0].name
    guard let file = files.first(where: { $0.name.hasSameBytes(as: name) }) else {
      throw .unknownModel(expected: names, found: name)
    }
    let result = open.withLock { open -> Result<ServedModel, ServingError> in
      if let model = open[file.name] { return .success(model) }
      do throws(InferenceError) {
        let crest = try wrapping(InferenceError.crest, CrestFile(path: file.path))
        let model = ServedModel(
          name: file.name, file: crest, model: try EmbeddingModel(file: crest, options: options))
        open[file.name] = model
        return .success(model)
      } catch {
        return .failure(.model(name: file.name, reason: error.description))
      }
    }
    return try result.get()
  }
}

/// A model that is open.
package final class ServedModel: Sendable {
  package let name: String
  package let file: CrestFile
  package let model: EmbeddingModel

  package init(name: String, file: CrestFile, model: EmbeddingModel) {
    self.name = name
    self.file = file
    self.model = model
  }
}
