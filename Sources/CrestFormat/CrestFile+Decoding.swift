public import Bytes

extension CrestFile {
  /// The values of a weight in the basis it is stored in, `[N, K]` row-major, true rows only;
  /// `nil` for tables of plain integers.
  public func decode(_ record: TensorRecord) -> [Float]? { nil }

  /// The SHA-256 of the decoded little-endian values; of the stored bytes for plain integers.
  public func decodedChecksum(_ record: TensorRecord) -> Checksum { Checksum(of: []) }
}
