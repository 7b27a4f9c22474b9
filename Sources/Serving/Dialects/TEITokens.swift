import Base
import Inference
import Model
import Tokenization

/// `/tokenize` and `/decode` as TEI has them.
enum TEITokens {
  /// A text may have this many characters for each token that the model takes.
  private static let charactersPerToken = 250

  static func tokenize(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async throws(TEIFailure) -> ServerResponse {
    let read = try TEIRequest(request, service)
    let (addsSpecial, prompt) = try refusing { () throws(ServingError) in
      (
        try read.fields.optionalBool("add_special_tokens") ?? true,
        try read.fields.promptSelection(service.options)
      )
    }
    let expected = "a string or an array of strings"
    let inputs = try refusing { () throws(ServingError) in
      try read.fields.member("inputs", expected: expected)
    }
    var texts: [String] = []
    let isOneText = inputs.value.string != nil
    for field in try read.list(inputs, isOne: isOneText, expected, field: "inputs") {
      texts.append(try read.text(field))
    }
    let model = try await read.model().model
    let choice = try refusing { () throws(ServingError) in
      try prompt.choice(for: model, default: service.options.defaultPrompt)
    }
    let tokenizer = try tokenizer(of: model)
    let prefix = try wrapping(
      { (error: InferenceError) in TEIFailure(error) }, model.promptText(choice))
    let limit = model.sentence.maximumTokenCount * charactersPerToken
    let characterCount = texts.reduce(texts.count * prefix.unicodeScalars.count) {
      $0 + $1.unicodeScalars.count
    }
    guard characterCount < limit else {
      throw .invalid("`inputs` must have less than \(limit) characters. Given: \(characterCount)")
    }
    let pieces = try pieces(of: tokenizer)
    let settings = tokenizer.model.settings
    let before = addsSpecial ? settings.prefixIDs.map { Int32(truncatingIfNeeded: $0) } : []
    let after = addsSpecial ? settings.suffixIDs.map { Int32(truncatingIfNeeded: $0) } : []
    var json = JSONBytes()
    json.append(json: "[")
    for (index, text) in texts.enumerated() {
      if Task.isCancelled { throw TEIFailure(ServingError.cancelled) }
      // Other requests get a turn between texts.
      if index > 0 {
        json.append(json: ",")
        await Task.yield()
      }
      let ids = tokenizer.tokens(prefix + text)
      let all = before + ids + after
      json.append(all.indices) { json, index in
        let isSpecial = index < before.count || index >= before.count + ids.count
        json.append(json: #"{"id":"#)
        json.append(.integer(Int(all[index])))
        json.append(json: #","text":"#)
        json.append(.string(pieces.text(of: all[index]) ?? ""))
        json.append(json: #","special":"#)
        json.append(.bool(isSpecial))
        json.append(json: #","start":null,"stop":null}"#)
      }
    }
    json.append(json: "]")
    return .json(json.bytes)
  }

  static func decode(
    _ request: ServerRequest, _ service: EmbeddingService
  ) async throws(TEIFailure) -> ServerResponse {
    let read = try TEIRequest(request, service)
    let skipsSpecial = try refusing { () throws(ServingError) in
      try read.fields.optionalBool("skip_special_tokens") ?? true
    }
    let expected = "token ids or an array of those"
    let (ids, isOneSequence) = try refusing { () throws(ServingError) in
      let ids = try read.fields.member("ids", expected: expected)
      try read.checkLength(of: ids)
      return (ids, try ids.elements(expected).first?.value.array == nil)
    }
    let sequences = try read.list(ids, isOne: isOneSequence, expected, field: "ids")
    let model = try await read.model().model
    let pieces = try pieces(of: tokenizer(of: model))
    var texts: [JSONValue] = []
    for sequence in sequences {
      let ids = try TEIRequest.tokenIDs(sequence)
      guard !ids.isEmpty else { throw .empty("input_ids") }
      if let id = ids.first(where: { $0 >= pieces.count }) {
        throw TEIFailure(
          InferenceError.unknownToken(expected: pieces.count, found: Int(id)))
      }
      texts.append(.string(pieces.decode(ids, skippingSpecial: skipsSpecial)))
    }
    return .json(.array(texts))
  }

  private static func tokenizer(of model: EmbeddingModel) throws(TEIFailure) -> Tokenizer {
    guard let tokenizer = model.tokenizer else { throw TEIFailure(InferenceError.noTokenizer) }
    return tokenizer
  }

  private static func pieces(of tokenizer: Tokenizer) throws(TEIFailure) -> PieceTable {
    try wrapping({ TEIFailure(InferenceError.tokenization($0)) }, tokenizer.pieces())
  }
}
