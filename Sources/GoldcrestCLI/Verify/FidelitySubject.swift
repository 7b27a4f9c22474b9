import HuggingFace
import Model
import Base
import Conversion
import CrestFormat
import Inference

/// The model that a fidelity page is about.
package struct FidelitySubject {
  /// The file's name without its folder, so that the page reveals nothing about the machine.
  let name: String
  /// What the file is, as names and values.
  let facts: [(name: String, value: String)]
  /// The bit widths of its weights, if it is a `.crest`.
  let widths: BitWidthMap?
  let byteCount: Int
  /// The size of the original weights, if the file records it.
  let sourceByteCount: Int?

  package init(name: String, facts: [(name: String, value: String)], byteCount: Int) {
    self.name = name
    self.facts = facts
    self.byteCount = byteCount
    (widths, sourceByteCount) = (nil, nil)
  }

  /// Reads the description of the model, but no tensor.
  init(_ opened: OpenedModel) {
    name = FidelitySubject.name(of: opened.path)
    switch opened.contents {
    case .crest(let crest):
      let origin = crest.manifest.provenance
      byteCount = crest.mapping.byteCount
      widths = BitWidthMap(crest.manifest)
      let weights = origin.sources.filter {
        $0.name.hasSuffix(".safetensors") || $0.name.hasSuffix(".bin")
      }
      sourceByteCount = weights.isEmpty ? nil : weights.reduce(0) { $0 + $1.byteCount }
      facts = FidelitySubject.facts(of: crest, weights: weights)
    case .original(let source):
      byteCount = source.weights.byteCount
      (widths, sourceByteCount) = (nil, nil)
      facts = [
        ("architecture", source.configuration.architecture),
        ("format", "\(source.weights.format), run in binary32"),
        ("size", "\(Figures.grouped(source.weights.byteCount)) bytes"),
      ]
    }
  }

  private static func facts(
    of crest: CrestFile, weights: [ManifestSourceFile]
  ) -> [(name: String, value: String)] {
    let manifest = crest.manifest
    let origin = manifest.provenance
    let model = manifest.model
    let layers = model.expertLayers.count { $0 }
    var facts = [
      ("architecture", model.architecture),
      (
        "layers",
        "\(model.layerCount)"
          + (layers == 0
            ? ""
            : ", \(layers) with \(model.expertCount) experts, \(model.expertsPerToken) per token")
      ),
      ("parameters", Figures.grouped(manifest.parameterCount)),
      ("size", "\(Figures.grouped(crest.mapping.byteCount)) bytes"),
    ]
    for part in StoredParts(crest).parts where part.parameterCount > 0 {
      facts.append(
        (
          part.name,
          "\(part.encodings.sorted().joined(separator: ", ")); \(Figures.grouped(part.byteCount)) bytes"
        ))
    }
    facts.append(("fingerprint", manifest.fingerprint.description))
    facts.append(("written by", "\(origin.toolName) \(origin.toolVersion)"))
    for option in origin.options { facts.append(("option \(option.key)", option.value)) }
    for (label, value) in [
      ("repository", origin.repository), ("revision", origin.revision), ("licence", origin.licence),
    ] {
      if let value { facts.append((label, value)) }
    }
    for source in weights {
      facts.append(
        (
          "made from",
          "\(source.name), \(Figures.grouped(source.byteCount)) bytes, SHA-256 \(source.checksum)"
        ))
    }
    return facts
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
