import Safetensors

extension Checkpoint {
  /// The size of all its files.
  var byteCount: Int { shards.reduce(0) { $0 + $1.byteCount } }
}
