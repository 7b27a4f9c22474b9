import Base
import Inference
import Kernels

/// What was verified against what: what a verification report does not know by itself.
struct VerificationContext {
  let file: ModelFile
  let model: EmbeddingModel
  let reference: String

  /// The report's members behind those of the context.
  func json(_ report: JSONValue) -> JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "verify")
    object.append("file", .string(file.path))
    object.append("reference", .string(reference))
    object.append("fingerprint", model.fingerprint.map { .string($0.description) } ?? .null)
    object.append("kernel", .string(model.options.kernels.name))
    object.append("threads", .integer(model.options.threadCount))
    for member in report.object?.members ?? [] { object.append(member.name, member.value) }
    return .object(object)
  }

  func text(_ report: String) -> String {
    "\(file.path) against \(reference), kernel \(model.options.kernels.name)\n\n\(report)"
  }
}
