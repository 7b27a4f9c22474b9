#if Server
  import Base
  import CrestFormat
  import Inference
  import Model

  /// The models of a server, by name.
  struct ServedFiles {
    struct File {
      let name: String
      let path: String
    }

    /// A file that has been opened to see that it can be.
    struct Opened {
      let file: File
      let fingerprint: String?
      let dimensions: Int
    }

    let all: [File]

    /// What the arguments name: files, `NAME=FILE`, and folders with all their `.crest` files.
    ///
    /// - Throws: `ServedFileError`, `FileError`.
    init(_ arguments: [String]) throws {
      all = try arguments.flatMap(ServedFiles.files)
      var names: [Identifier: String] = [:]
      for file in all {
        if let other = names.updateValue(file.path, forKey: Identifier(file.name)) {
          throw ServedFileError.sameName(file.name, path: file.path, other: other)
        }
      }
    }

    /// Opens each file once, one after the other.
    ///
    /// - Throws: the error of the module that refuses a file; `ServedFileError.noPrompt` if no model has
    ///   the default prompt.
    func opened(_ options: RuntimeOptions, defaultPrompt: String?) throws -> [Opened] {
      var prompts = Set<Identifier>()
      let opened = try all.map { file in
        let model = try ModelFile.crest(path: file.path).open(options: options).model
        prompts.formUnion(model.sentence.prompts.map { Identifier($0.name) })
        return Opened(
          file: file, fingerprint: model.fingerprint?.description,
          dimensions: model.sentence.usualSize)
      }
      if let defaultPrompt, !prompts.contains(Identifier(defaultPrompt)) {
        throw ServedFileError.noPrompt(
          expected: prompts.map(\.text).sorted(), found: defaultPrompt)
      }
      return opened
    }

    private static func files(_ argument: String) throws -> [File] {
      // A file of this name is meant before a name.
      if FileIdentity(path: argument) == nil, let sign = argument.firstIndex(of: "=") {
        let name = String(argument[..<sign])
        let path = String(argument[argument.index(after: sign)...])
        guard !name.isEmpty, !path.isEmpty, !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f })
        else { throw ServedFileError.argument(found: argument) }
        return [File(name: name, path: path)]
      }
      guard Folder.isFolder(argument) else {
        return [File(name: name(of: argument), path: argument)]
      }
      let names = try Folder.names(in: argument, suffix: suffix)
      guard !names.isEmpty else { throw ServedFileError.emptyFolder(path: argument) }
      return names.map { File(name: name(of: $0), path: Folder.join(argument, $0)) }
    }

    private static let suffix = ".crest"

    /// The last part of a path, without `.crest`.
    private static func name(of path: String) -> String {
      let last = path.split(separator: "/").last.map(String.init) ?? path
      return last.hasSuffix(suffix) && last != suffix ? String(last.dropLast(suffix.count)) : last
    }
  }

  /// Why files cannot be served together.
  enum ServedFileError: Error, Equatable, CustomStringConvertible {
    /// An argument is no file and does not have the form `NAME=FILE`.
    case argument(found: String)
    case emptyFolder(path: String)
    /// Two files would be served by one name.
    case sameName(String, path: String, other: String)
    /// No model has the prompt.
    case noPrompt(expected: [String], found: String)

    var description: String {
      switch self {
      case .argument(let found): "expected a file, a folder or NAME=FILE, found '\(found)'"
      case .emptyFolder(let path):
        "\(path): expected .crest files in the folder, found none (goldcrest convert makes them)"
      case .sameName(let name, let path, let other):
        "\(path): its model would be named '\(name)', as that of \(other) is (NAME=FILE names it)"
      case .noPrompt(let expected, let found):
        "--default-prompt: expected a prompt of the models (\(expected.joined(separator: ", "))), "
          + "found '\(found)'"
      }
    }
  }
#endif
