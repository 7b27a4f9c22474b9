import Base

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
