import Base
import CrestFormat
import Inference
import Model

/// `/info` and `/health` as TEI has them.
enum TEIInfo {
  /// Whoever answers is well.
  static let health = ServerResponse(status: 200, headers: [], body: [])

  /// What is served, under TEI's names; `fingerprint` is ours.
  static func info(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async throws(TEIFailure) -> ServerResponse {
    let served = try await TEIRequest.model(request, service)
    let model = served.model
    let batches = service.engine.options
    let manifest = served.file.manifest
    return .json([
      "model_id": .string(manifest.provenance.repository ?? served.name),
      "model_sha": manifest.provenance.revision.map { .string($0) } ?? nil,
      "model_dtype": .string(weightType(manifest)),
      "served_model_name": .string(served.name),
      "model_type": ["embedding": ["pooling": .string(poolingName(model.sentence.pooling))]],
      "max_concurrent_requests": .integer(batches.maximumQueueCount),
      "max_input_length": .integer(model.sentence.maximumTokenCount),
      "max_batch_tokens": .integer(batches.maximumTokenCount),
      "max_batch_requests": nil,
      "max_client_batch_size": .integer(service.options.maximumTextCount),
      "auto_truncate": true,
      "tokenization_workers": .integer(model.options.threadCount),
      "version": .string(service.options.version),
      "sha": nil,
      "docker_label": nil,
      "fingerprint": .string(manifest.fingerprint.description),
    ])
  }

  /// How the most bytes of matrices are stored.
  static func weightType(_ manifest: Manifest) -> String {
    var byteCounts: [StoredEncoding: Int] = [:]
    for tensor in manifest.tensors
    where tensor.shape.count > 1 && ![.tableInt8, .tableInt4].contains(tensor.encoding) {
      byteCounts[tensor.encoding, default: 0] += tensor.byteCount
    }
    let most = byteCounts.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
    return most?.key.rawValue ?? "none"
  }

  private static func poolingName(_ pooling: Pooling) -> String {
    pooling.modes == [.lastToken] ? "last_token" : pooling.rawValue
  }
}
