/// A kind of published model that is recognised to be refused by what it is.
enum OtherModel {
  case decoder
  case encoderDecoder
  case classifier
  case tokenClassifier
  case questionAnswering
  case image
  case sound
  case sparse
  case wordVectors

  /// What it is, in the words of an error message.
  var text: String {
    switch self {
    case .decoder:
      "a decoder, which generates text; embedding models made of decoders are not supported"
    case .encoderDecoder:
      "an encoder-decoder, which turns one text into another; T5 encoders and the like are not "
        + "supported on their own either"
    case .classifier:
      "a cross-encoder or classifier: it scores pairs of texts and gives no text embedding"
    case .tokenClassifier: "a token classifier: it labels words and gives no text embedding"
    case .questionAnswering:
      "a question-answering model: it marks answers in a text and gives no text embedding"
    case .image: "a model of images, or of images and texts; only texts are embedded here"
    case .sound: "a model of sound; only texts are embedded here"
    case .sparse:
      "a sparse encoder (SPLADE): it gives a weight to each word of the vocabulary, which is not "
        + "supported"
    case .wordVectors: "a table of static word vectors without an encoder, which is not supported"
    }
  }

  /// Tells what the two keys of a `config.json` name, and which of them did.
  ///
  /// A class with a head to score with says more than the type, a type more than other heads:
  /// whisper and the models of images are called generation, too.
  static func named(
    by type: String?, classes: [String]
  ) -> (model: OtherModel, key: String, found: String)? {
    if let (name, model) = first(of: classes, ending: scoringHeads) {
      return (model, "architectures", name)
    }
    if let type, let model = kinds.first(where: { $0.types.contains(type) })?.model {
      return (model, "model_type", type)
    }
    if let (name, model) = first(of: classes, ending: otherHeads) {
      return (model, "architectures", name)
    }
    return nil
  }

  private static func first(
    of classes: [String], ending heads: KeyValuePairs<String, OtherModel>
  ) -> (String, OtherModel)? {
    for name in classes {
      if let head = heads.first(where: { name.hasSuffix($0.key) }) { return (name, head.value) }
    }
    return nil
  }
}
