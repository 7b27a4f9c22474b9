import Base

/// Where a command's data goes: standard output, or a file that appears when it is complete.
struct OutputFile {
  private let writer: AtomicFileWriter?
  private var byteCount = 0

  /// Standard output for `nil` and `-`.
  ///
  /// - Throws: `FileError` if the file exists and shall not be replaced, or cannot be made.
  init(path: String?, overwriting: Bool) throws(FileError) {
    writer =
      if let path, path != "-" {
        try AtomicFileWriter(path: path, overwriting: overwriting)
      } else {
        nil
      }
  }

  /// Whether nobody reads what is written.
  var isClosed: Bool { writer == nil && StandardOutput.isClosed }

  /// Writes behind what was written before.
  mutating func append(_ bytes: [UInt8]) throws {
    if let writer {
      try writer.write(bytes, at: byteCount)
    } else {
      try StandardOutput.write(bytes)
    }
    byteCount += bytes.count
  }

  /// Gives a file its name.
  func finish() throws { try writer?.commit() }
}

/// The files that a command reads.
enum InputFiles {
  /// Refuses an output that would take the place of one of them, whatever it is called; what is no
  /// file, or not there, is left to whoever reads it.
  static func protect(_ inputs: [String?], from output: String) throws(CommandLineError) {
    for input in inputs.compactMap({ $0 }) {
      if let file = try? ReadableFile(path: input), file.isSameFile(as: output) {
        throw .overwritesInput(path: output)
      }
    }
  }
}
