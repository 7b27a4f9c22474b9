#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The built executables, run as a user runs them.
enum Tool: String {
  case goldcrest
  case convert

  /// Where the executable is: beside the test bundle.
  var path: String { "\(Tool.folder)/\(rawValue)" }

  /// The repository's root.
  static let root = ancestor(of: #filePath, levels: 4)

  /// Runs with `arguments`; `input` is standard input.
  func run(_ arguments: String..., input: String = "") throws -> ChildProcess.Result {
    try ChildProcess(arguments: [path] + arguments, input: .bytes(Array(input.utf8))).wait()
  }

  /// Runs a shell command in which `$goldcrest` is the tool.
  static func shell(_ command: String) throws -> ChildProcess.Result {
    try ChildProcess(
      arguments: ["/bin/sh", "-c", "goldcrest='\(Tool.goldcrest.path)'; \(command)"],
      input: .bytes([])
    ).wait()
  }

  private static let folder: String = {
    // On Linux the test bundle is the running program; on macOS a helper loads it.
    let beside = ancestor(of: CommandLine.arguments.first ?? "", levels: 1)
    if unsafe access("\(beside)/\(Tool.goldcrest.rawValue)", X_OK) == 0 { return beside }
    #if DEBUG
      return "\(root)/.build/debug"
    #else
      return "\(root)/.build/release"
    #endif
  }()

  private static func ancestor(of path: String, levels: Int) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).dropLast(levels)
      .joined(separator: "/")
  }
}
