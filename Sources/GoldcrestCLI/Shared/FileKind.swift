import Base
import CrestFormat

/// What a file that is no model is, told from its first bytes, and what to do about it.
enum FileKind {
  /// How many bytes are looked at.
  private static let prefixByteCount = 64

  /// Refuses a model's path that names another kind of file, or nothing but a repository of the hub.
  ///
  /// A file of no known kind passes: the reader of models says what is wrong with it.
  ///
  /// - Throws: `CommandLineError.model`.
  static func check(_ path: String, isConverted: Bool = false) throws(CommandLineError) {
    if Folder.isFolder(path) { return }
    guard let file = try? ReadableFile(path: path) else {
      if !Folder.isFile(path), let name = repositoryName(path) {
        throw .model(
          path: path,
          reason: "no such file or folder; to download a model of this name from the hub: "
            + "hf download \(path) --local-dir \(name)")
      }
      return
    }
    guard
      let start = try? file.bytes(at: 0, count: min(file.byteCount, prefixByteCount)),
      let reason = reason(start, path: path, isConverted: isConverted)
    else { return }
    throw .model(path: path, reason: reason)
  }

  private static func reason(_ start: [UInt8], path: String, isConverted: Bool) -> String? {
    let instead = "convert the folder of the original model (config.json, model.safetensors)"
    // A .bin is PyTorch's, whose reader knows zip archives and pickles.
    let isTorch = [".bin", ".pt", ".pth"].contains { path.hasSuffix($0) }
    if start.starts(with: CrestHead.magic) {
      return isConverted ? "this is a .crest already; expected the original model" : nil
    }
    for (name, magic, advice) in [
      ("a GGUF file of llama.cpp", Array("GGUF".utf8), instead),
      (
        "a Git LFS pointer, not the file itself", Array("version https://git-lfs".utf8),
        "fetch the file: git lfs pull"
      ),
      ("a gzip archive", [0x1f, 0x8b], "unpack it first"),
    ] where start.starts(with: magic) {
      return "this is \(name); \(advice)"
    }
    if !isTorch, start.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
      return "this is a zip archive; unpack it, or call a PyTorch file pytorch_model.bin"
    }
    if !isTorch, start.count > 1, start[0] == 0x80, (2...5).contains(start[1]) {
      return "this is a Python pickle; save the model with save_pretrained, and \(instead)"
    }
    if start.count >= 8, start[4..<8].elementsEqual("TFL3".utf8) {
      return "this is a TensorFlow Lite model; \(instead)"
    }
    let text = start.drop { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }
      .map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
    if text.starts(with: "<!doctype html".utf8) || text.starts(with: "<html".utf8) {
      return "this is an HTML page, probably saved in place of the file; download it again"
    }
    if text.starts(with: "<?xml".utf8) {
      return "this is an XML file, perhaps an OpenVINO graph; \(instead)"
    }
    return path.hasSuffix(".onnx") ? "this is an ONNX graph; \(instead)" : nil
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
