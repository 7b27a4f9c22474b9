package import Base

extension AtomicFileWriter {
  /// Writes a whole small file.
  package static func write(_ bytes: [UInt8], to path: String, overwriting: Bool) throws(FileError)
  {
    let writer = try AtomicFileWriter(path: path, overwriting: overwriting)
    try writer.write(bytes, at: 0)
    try writer.commit()
  }
}
