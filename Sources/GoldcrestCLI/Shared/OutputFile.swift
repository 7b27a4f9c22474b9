import Base

/// The output of a command: standard output, or a file that appears when it is complete.
struct OutputFile {
  private let writer: AtomicFileWriter?
  private var byteCount = 0

  /// Standard output for `nil` and `-`; `inputs` are the files that are read, `-` standard input.
  ///
  /// - Throws: `CommandLineError.output` if the file must not be replaced, or cannot be made.
  init(path: String?, overwriting: Bool, inputs: [String]) throws(CommandLineError) {
    guard let path, path != "-" else {
      writer = nil
      return
    }
    let target = try OutputTarget.checked(path, overwriting: overwriting, inputs: inputs)
    do throws(FileError) {
      writer = try AtomicFileWriter(target)
    } catch {
      throw .output(error)
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

extension OutputTarget {
  /// A target for an output of a command that reads `inputs`.
  ///
  /// - Throws: `CommandLineError.output` unless it may be written.
  @discardableResult
  static func checked(
    _ path: String, overwriting: Bool, inputs: [String]
  ) throws(CommandLineError) -> OutputTarget {
    do throws(FileError) {
      return try OutputTarget(path: path, isReplacing: overwriting, inputs: inputs)
    } catch {
      throw .output(error)
    }
  }
}
