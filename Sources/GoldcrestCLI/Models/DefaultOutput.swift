import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where `convert` writes if it is not told: in the working directory, named after the model.
enum DefaultOutput {
  /// `model.safetensors` gives `model-int8.crest`, the folder `NAME` gives `NAME-int8.crest`, a
  /// snapshot of a hub cache the name of its repository.
  static func path(input: String, scheme: QuantizationScheme) -> String {
    let suffix = scheme == .none ? "f32" : scheme.rawValue
    return "\(name(of: input))-\(suffix).crest"
  }

  private static func name(of input: String) -> String {
    guard FileKind(path: input) == .folder else {
      let name = input.split(separator: "/").last.map(String.init) ?? input
      for ending in [".safetensors.index.json", ".safetensors", ".json"]
      where name.hasSuffix(ending) && name.count > ending.count {
        return String(name.dropLast(ending.count))
      }
      return name
    }
    let parts = resolved(input).split(separator: "/").map(String.init)
    // models--ORGANISATION--NAME/snapshots/REVISION
    if parts.count >= 3, parts[parts.count - 2] == "snapshots" {
      let repository = parts[parts.count - 3]
      if repository.hasPrefix("models--"), let dashes = repository.lastRange(of: "--") {
        return String(repository[dashes.upperBound...])
      }
    }
    return parts.last ?? "model"
  }

  /// The absolute path without links, `.` and `..`.
  private static func resolved(_ path: String) -> String {
    guard let absolute = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(absolute) }
    return unsafe String(cString: absolute)
  }
}

extension String {
  fileprivate func lastRange(of text: String) -> Range<Index>? {
    indices.reversed().lazy.compactMap { start in
      self[start...].hasPrefix(text) ? start..<self.index(start, offsetBy: text.count) : nil
    }.first
  }
}
