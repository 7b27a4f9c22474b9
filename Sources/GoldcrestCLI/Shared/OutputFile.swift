import Base

/// The output of a command: standard output, or a file that appears when it is complete.
struct OutputFile {
  private let writer: AtomicFileWriter?
  private var byteCount = 0

  /// Standard output for `nil` and `-`.
  ///
  /// - Throws: `FileError` if the file exists and must not be replaced, or cannot be created.
  init(path: String?, overwriting: Bool) throws(FileError) {
    writer =
      if let path, path != "-" {
        try AtomicFileWriter(path: path, overwriting: overwriting)
      } else {
        nil
      }
  }

  /// Whether the reader has gone away.
  var isClosed: Bool { writer == nil && StandardOutput.isClosed }

  /// Writes at the end.
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
  /// Refuses an output that would overwrite one of them, whatever its name; an input that cannot be
  /// opened is left to its reader.
  static func protect(_ inputs: [String?], from output: String) throws(CommandLineError) {
    for input in inputs.compactMap({ $0 }) {
      if let file = try? ReadableFile(path: input), file.isSameFile(as: output) {
        throw .overwritesInput(path: output)
      }
    }
  }
}
