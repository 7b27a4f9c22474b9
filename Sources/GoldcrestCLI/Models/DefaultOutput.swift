import Model
import Conversion

/// Where `convert` writes if it is not told: in the working directory, named after the model.
enum DefaultOutput {
  /// Where `prune` writes if it is not told: `model-int8.crest` gives `model-int8-pruned.crest`.
  static func path(pruning path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let ending = ".crest"
    let isNamed = name.hasSuffix(ending) && name.count > ending.count
    return "\(isNamed ? String(name.dropLast(ending.count)) : name)-pruned.crest"
  }

  /// `model.safetensors` gives `model-int8.crest`, the folder `NAME` gives `NAME-int8.crest`, a
  /// snapshot of a hub cache the name of its repository.
  static func path(input: String, quantization: QuantizationChoice) -> String {
    let suffix = quantization == .scheme(.none) ? "f32" : quantization.name
    return "\(name(of: input))-\(suffix).crest"
  }

  private static func name(of input: String) -> String {
    guard FileKind(path: input) == .folder else {
      let name = input.split(separator: "/").last.map(String.init) ?? input
      for ending in [".safetensors.index.json", ".safetensors", ".json", ".bin"]
      where name.hasSuffix(ending) && name.count > ending.count {
        return String(name.dropLast(ending.count))
      }
      return name
    }
    return FolderName(path: input).name
  }
}
