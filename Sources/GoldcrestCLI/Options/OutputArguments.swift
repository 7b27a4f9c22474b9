import ArgumentParser

/// Where a command writes a file.
struct OutputArguments: ParsableArguments {
  @Option(name: [.short, .customLong("output-file")], help: "The file to write.")
  var output: String?

  @Flag(name: .shortAndLong, help: "Replace the file if it exists.")
  var force = false

  func validate() throws {
    if let output, output.isEmpty {
      throw ValidationError("--output-file: expected the name of a file, found an empty one")
    }
  }
}
