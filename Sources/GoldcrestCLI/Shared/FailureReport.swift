import ArgumentParser
import Base

/// What a command writes to standard output when it ends with an error and was asked for JSON; the line
/// for a person goes to standard error whatever was asked for.
struct FailureReport {
  private let command: String
  private let isWanted: Bool
  /// What was typed that a message must not show as it is, and how it shows it.
  private let unshown: [(typed: String, shown: String)]

  /// Tells by the arguments as they were typed, since they may be what is wrong.
  init(_ root: any ParsableCommand.Type, arguments: [String]) {
    let names = CommandName.all(of: root)
    command =
      arguments.first.flatMap { names.contains($0) ? $0 : nil }
      ?? root.configuration.commandName ?? "goldcrest"
    isWanted = arguments.prefix { $0 != "--" }.contains("--json")
    // The parser names an argument, or what follows the = in it.
    let typed =
      arguments
      + arguments.compactMap { argument in
        argument.firstIndex(of: "=").map { String(argument[argument.index(after: $0)...]) }
      }
    unshown = typed.filter { !$0.isEmpty }.map {
      ($0, $0.cutInside(to: 100).escapingControlCharacters)
    }
    .filter { !$0.0.hasSameBytes(as: $0.1) }.sorted { $0.0.utf8.count > $1.0.utf8.count }
  }

  /// A message of the parser: arguments as they may be shown, each line no longer than one about an error.
  func shown(_ message: String) -> String {
    var text = message
    for (typed, shown) in unshown { text = text.replacing(typed, with: shown) }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).errorLine }.joined(separator: "\n")
  }

  /// Whether the command's arguments are texts, which may begin with -.
  var takesTexts: Bool { command == EmbedCommand.configuration.commandName }

  /// Writes the object, unless data went before it: two objects would be none.
  func write(_ message: String, exitCode: Int32) {
    guard isWanted, !StandardOutput.isUsed else { return }
    let object: JSONValue = [
      "schema_version": 1,
      "command": .string(command),
      "error": ["message": .string(message), "exit_code": .integer(Int(exitCode))],
    ]
    // Nothing is left to do about an output that cannot be written: the error's own line follows.
    try? StandardOutput.writeLine(object.text)
  }
}

/// The names of commands.
enum CommandName {
  /// Those of the commands of `root`; none if it has no commands.
  static func all(of root: any ParsableCommand.Type) -> [String] {
    root.configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  /// The command of `root` that is called `name`.
  static func command(
    _ name: String, of root: any ParsableCommand.Type
  ) -> (any ParsableCommand.Type)? {
    root.configuration.subcommands.first {
      $0.configuration.commandName?.hasSameBytes(as: name) == true
    }
  }

  /// Refuses a first argument that is no command of `root`, with the command that was meant.
  ///
  /// - Throws: `ValidationError`.
  static func check(_ arguments: [String], of root: any ParsableCommand.Type) throws {
    let names = all(of: root)
    guard let first = arguments.first, !names.isEmpty, !first.hasPrefix("-"), first != "help",
      !names.contains(first)
    else { return }
    let meant = Closest.name(to: first, among: names)
    throw ValidationError(
      meant.map { "Unknown command '\(first)'; did you mean '\($0)'?" }
        ?? "Unknown command '\(first)': expected one of \(names.joined(separator: ", "))")
  }
}

/// What to do about a text that the parser takes for an option.
enum DashHint {
  private static let text = "to embed a text that begins with -, put -- before it"

  /// The parser's message, with the hint at the end of its first line if an option is unknown and not
  /// just mistyped.
  static func added(to message: String) -> String {
    let lines = message.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = lines.first, first.hasPrefix("Unknown option '"), first.hasSuffix("'") else {
      return message
    }
    return (["\(first) (\(text))"] + lines.dropFirst().map(String.init)).joined(separator: "\n")
  }
}

/// What may have been meant by a path where nothing is.
enum MissingFile {
  /// Refuses a model's path that names nothing but a repository of the hub.
  ///
  /// - Throws: `CommandLineError.model`.
  static func check(_ path: String) throws(CommandLineError) {
    guard !Folder.isFolder(path), !Folder.isFile(path), neighbour(of: path) == nil,
      let name = repositoryName(path)
    else {
      return
    }
    throw .model(
      path: path,
      reason: "no such file or folder; to download a model of this name from the hub: "
        + "hf download \(path) --local-dir \(name)")
  }

  /// The name in the same folder that is closest; `nil` if none is close.
  static func neighbour(of path: String) -> String? {
    let (folder, name) = parts(of: path)
    guard let names = try? Folder.names(in: folder, suffix: ""),
      let found = Closest.name(to: name, among: names)
    else { return nil }
    return "did you mean '\(path.contains("/") ? Folder.join(folder, found) : found)'?"
  }

  /// The folder and the last name of a path, slashes at its end left out.
  private static func parts(of path: String) -> (folder: String, name: String) {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let name = path.split(separator: "/").last.map(String.init) ?? String(path)
    return (Folder.parent(of: String(path)), name)
  }

  /// The second half of `OWNER/NAME`, if a path that leads nowhere reads like one.
  private static func repositoryName(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let endings = [".crest", ".safetensors", ".json", ".bin"]
    guard
      parts.count == 2, !Folder.isFolder(String(parts[0])),
      !endings.contains(where: { path.hasSuffix($0) }),
      parts.allSatisfy({ part in
        !part.isEmpty && !part.hasPrefix(".")
          && part.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
              || [0x2d, 0x2e, 0x5f].contains($0)
          }
      })
    else { return nil }
    return String(parts[1])
  }
}
