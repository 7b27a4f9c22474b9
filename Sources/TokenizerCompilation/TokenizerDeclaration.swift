package import Base
import Model

/// The JSON files of a folder that say more about its tokenizer than `tokenizer.json`.
package struct TokenizerFiles: Sendable {
  /// A parsed file and the name that errors call it by.
  package struct File: Sendable {
    let value: JSONValue
    let name: String

    package init(_ value: JSONValue, name: String) {
      self.value = value
      self.name = name
    }
  }

  /// `tokenizer_config.json`.
  package var configuration: File?
  /// `special_tokens_map.json`.
  package var specialTokensMap: File?
  /// `added_tokens.json`.
  package var addedTokens: File?
  /// `model_type` of `config.json`, and the name of that file.
  package var modelType: String?
  /// `tokenizer_class` of `config.json`.
  package var configClass: String?
  /// The name of `config.json`, for errors.
  package var configName: String
  /// The members of `tokenizer_args` or `processor_kwargs` in a sentence-transformers file, which
  /// override those of `tokenizer_config.json`.
  package var overriding: JSONObject

  package init(
    configuration: File? = nil, specialTokensMap: File? = nil, addedTokens: File? = nil,
    modelType: String? = nil, configClass: String? = nil, configName: String = "config.json",
    overriding: JSONObject = JSONObject()
  ) {
    self.configuration = configuration
    self.specialTokensMap = specialTokensMap
    self.addedTokens = addedTokens
    self.modelType = modelType
    self.configClass = configClass
    self.configName = configName
    self.overriding = overriding
  }
}

/// What a folder says about its tokenizer beside the vocabulary, as transformers reads it.
///
/// Source: transformers 5.23, `models/auto/tokenization_auto.py` for the class,
/// `PreTrainedTokenizerBase._from_pretrained` for the precedence of files.
package struct TokenizerDeclaration: Sendable {
  /// What builds the tokenizer.
  package enum Backend: String, Sendable {
    /// BERT's class: of `tokenizer.json` only the vocabulary counts, and the side of truncation.
    case bert = "BertTokenizer"
    /// BERT's tokenizer with XLM-RoBERTa's names of the special tokens.
    case mpnet = "MPNetTokenizer"
    /// XLM-RoBERTa's class: only the vocabulary and the character map count.
    case xlmRoberta = "XLMRobertaTokenizer"
    /// CamemBERT's class: XLM-RoBERTa's with other ids of the special tokens.
    case camembert = "CamembertTokenizer"
    /// RoBERTa's class: only the vocabulary and the merges count.
    case roberta = "RobertaTokenizer"
    /// No class of a model: `tokenizer.json` is taken as it is.
    case file = "PreTrainedTokenizerFast"

    /// Whether the class builds a WordPiece model.
    var isWordPiece: Bool { self == .bert || self == .mpnet }
  }

  package let backend: Backend
  /// Whether a WordPiece class makes text lower case.
  let lowercases: Bool
  /// Whether a WordPiece class strips accents; `nil` is as `lowercases`.
  let stripsAccents: Bool?
  /// Whether a WordPiece class makes ideographs words.
  let separatesIdeographs: Bool
  /// Whether RoBERTa's class puts a space before texts that have none; `nil` if no file says it.
  let addsPrefixSpace: Bool?
  /// The tokens with a role, such as `cls_token`, in the order in which they are added.
  private(set) var roles: [(role: String, token: DeclaredToken)] = []
  /// Further special tokens; `nil` if no file says so.
  private(set) var extras: [DeclaredToken]?
  private let extrasYield: Bool
  /// `added_tokens_decoder`, or what stands for it without `tokenizer.json`'s own, by id.
  let listed: [(id: Int, token: DeclaredToken)]
  /// Whether `tokenizer.json`'s own tokens count beside `listed`.
  let readsOwnTokens: Bool
  /// Whether special tokens are not recognised in texts.
  let splitsSpecialTokens: Bool
  /// The file that says so.
  private let file: String
  /// The side that texts are cut on; `nil` if no file but perhaps `tokenizer.json` says it.
  let truncationSide: TruncationSide?
  /// Whether sentence-transformers makes text lower case before all else.
  package var lowercasesFirst = false

  /// `tokenizer.json` taken as it is.
  package static let file = TokenizerDeclaration(backend: .file)
  /// XLM-RoBERTa's class with its own defaults.
  package static let xlmRoberta = TokenizerDeclaration(backend: .xlmRoberta)

  private init(backend: Backend) {
    self.backend = backend
    (lowercases, stripsAccents, separatesIdeographs, addsPrefixSpace) = (true, nil, true, nil)
    (listed, readsOwnTokens, splitsSpecialTokens, truncationSide) = ([], true, false, nil)
    file = "tokenizer_config.json"
    extrasYield = false
    roles = RoleReader.defaults(of: backend).map { ($0.role, DeclaredToken($0.content)) }
  }

  /// Reads what `files` say.
  ///
  /// - Throws: `TokenizerFileError.invalidField` with the file and the key whose value neither this
  ///   program nor the library can use.
  package init(_ files: TokenizerFiles) throws(TokenizerFileError) {
    let source = FieldReader(
      try RoleReader.merged(files), file: files.configuration?.name ?? "tokenizer_config.json")
    file = source.file
    backend = try TokenizerDeclaration.backend(files, source)
    lowercases = try source.optional("do_lower_case")?.bool() ?? true
    stripsAccents = try source.optional("strip_accents")?.bool()
    separatesIdeographs = try source.optional("tokenize_chinese_chars")?.bool() ?? true
    splitsSpecialTokens = try source.optional("split_special_tokens")?.bool() ?? false
    truncationSide = try source.optional("truncation_side").map {
      (field) throws(TokenizerFileError) in
      try field.value("\"left\" or \"right\"") { $0.string.flatMap(TruncationSide.init) }
    }
    if backend == .xlmRoberta || backend == .camembert {
      // To the class null is false.
      guard try source.object()["add_prefix_space"].map({ $0 == true }) ?? true else {
        throw source.failure(
          "add_prefix_space", expected: "true", found: nil, description: "false or null")
      }
    }
    addsPrefixSpace =
      backend == .roberta ? try source.optional("add_prefix_space")?.bool() : nil
    try TokenizerDeclaration.checkModelInputs(source)
    let reader = try RoleReader(files, source, backend)
    (roles, extras, extrasYield) = (reader.roles, reader.extras, reader.extrasYield)
    (listed, readsOwnTokens) = (reader.listed, reader.readsOwnTokens)
  }

  /// The content of the token with a role.
  func content(of role: String) -> String? {
    roles.first { $0.role.hasSameBytes(as: role) }?.token.content
  }

  /// The ids of the tokens with these roles, in their order.
  ///
  /// - Parameter missing: the error for a token that has no id.
  /// - Throws: `TokenizerFileError.invalidField` for a role without a token.
  func ids(
    of roles: [String], in list: AddedTokenList, missing: (String) -> TokenizerFileError
  ) throws(TokenizerFileError) -> [Int] {
    var ids: [Int] = []
    for role in roles {
      guard let content = content(of: role), !content.isEmpty else {
        throw .invalidField(file: file, field: role, expected: "a token", found: "none")
      }
      guard let id = list.id(of: content) else { throw missing(content) }
      ids.append(id)
    }
    return ids
  }

  /// Sets the further special tokens of a SentencePiece model.
  mutating func offer(extras offered: [DeclaredToken]) {
    if extras == nil || extrasYield { extras = offered }
  }

  /// Sets the further special tokens that a class has where no file names any.
  mutating func offer(defaultExtras contents: [String]) {
    if extras == nil { extras = contents.map { DeclaredToken($0) } }
  }

  /// The settings of a tokenizer that is declared so.
  ///
  /// - Throws: `TokenizerFileError.invalidField` if special tokens that are split hide others.
  func settings(
    _ kind: TokenizerSettings.Kind, _ list: AddedTokenList, _ index: PieceIndex, unknownID: Int,
    beginID: Int, endID: Int, padID: Int, truncationSide other: TruncationSide?
  ) throws(TokenizerFileError) -> TokenizerSettings {
    let tokens = list.tokens.filter { !(splitsSpecialTokens && $0.special) }
    if splitsSpecialTokens { try checkHidden(by: list.tokens.filter(\.special), tokens) }
    let isWordPiece = if case .wordpiece = kind { true } else { false }
    return TokenizerSettings(
      kind: kind,
      vocabularySize: max(index.pieces.idCount, list.tokens.last.map { $0.id + 1 } ?? 0),
      unknownID: unknownID, beginID: beginID, endID: endID, padID: padID, addedTokens: tokens,
      prefixIDs: [beginID], suffixIDs: [endID],
      truncationSide: truncationSide ?? other ?? .right,
      lowercasesFirst: !isWordPiece && lowercasesFirst)
  }

  /// The library finds a special token that it splits first, and then no other token in its place.
  private func checkHidden(
    by specials: [AddedToken], _ others: [AddedToken]
  ) throws(TokenizerFileError) {
    for special in specials {
      let text = [UInt8](special.content.utf8)
      guard !special.normalized,
        !others.contains(where: { overlaps([UInt8]($0.content.utf8), text) })
      else {
        throw .invalidField(
          file: file, field: "split_special_tokens",
          expected: "false, as the special token '\(special.content)' may hide another added token",
          found: "true")
      }
    }
  }

  /// Whether two texts can lie over one another in a third.
  private func overlaps(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    for count in 1...max(1, min(a.count, b.count)) {
      if a.suffix(count).elementsEqual(b.prefix(count)) { return true }
      if b.suffix(count).elementsEqual(a.prefix(count)) { return true }
    }
    let (long, short) = a.count >= b.count ? (a, b) : (b, a)
    return long.indices.contains { long[$0...].starts(with: short) }
  }

  /// Names the padding token where no file does.
  mutating func offer(padToken content: String) {
    guard self.content(of: "pad_token") == nil else { return }
    let earlier = ["bos_token", "eos_token", "unk_token", "sep_token"]
    let place = roles.prefix { role in earlier.contains { $0 == role.role } }.count
    roles.insert(("pad_token", DeclaredToken(content)), at: place)
  }

  /// The classes of transformers 5 that are `BertTokenizer` under another name.
  private static let bertClasses = [
    "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "LayoutLMTokenizer",
    "LxmertTokenizer", "MobileBertTokenizer", "SqueezeBertTokenizer",
  ]

  /// Without an attention mask the library would take padding for text.
  private static func checkModelInputs(_ source: FieldReader) throws(TokenizerFileError) {
    guard let field = try source.optional("model_input_names") else { return }
    let names = try field.strings()
    guard names.contains("input_ids"), names.contains("attention_mask") else {
      throw field.failure(
        expected: "input_ids and attention_mask", found: field.value.text(limit: 400))
    }
  }

  /// The class of a folder: that of its files, else that of the model.
  private static func backend(
    _ files: TokenizerFiles, _ source: FieldReader
  ) throws(TokenizerFileError) -> Backend {
    let field = try source.optional("tokenizer_class")
    let named = try field?.string() ?? files.configClass
    guard let named else {
      switch files.modelType {
      case "bert", "distilbert", "nomic_bert": return .bert
      case "mpnet": return .mpnet
      case "roberta": return .roberta
      case "camembert": return .camembert
      case "xlm-roberta", "gte": return .xlmRoberta
      default: return .file
      }
    }
    let name = named.hasSuffix("Fast") ? String(named.dropLast(4)) : named
    switch name {
    case _ where bertClasses.contains(name): return .bert
    case "MPNetTokenizer": return .mpnet
    case "XLMRobertaTokenizer": return .xlmRoberta
    case "RobertaTokenizer": return .roberta
    case "CamembertTokenizer": return .camembert
    case "PreTrainedTokenizer", "TokenizersBackend": return .file
    default:
      throw .invalidField(
        file: field == nil ? files.configName : source.file, field: "tokenizer_class",
        expected: "BertTokenizer, MPNetTokenizer, RobertaTokenizer, CamembertTokenizer, "
          + "XLMRobertaTokenizer or PreTrainedTokenizerFast",
        found: named)
    }
  }
}

/// A token as a file declares it.
struct DeclaredToken: Equatable {
  let content: String
  var stripsLeft = false
  var stripsRight = false
  var singleWord = false
  /// `nil` is the opposite of `special`.
  var normalized: Bool?
  var special = false
  /// Whether a file gives nothing but the content.
  var isPlain = true

  init(_ content: String) { self.content = content }

  /// A piece that a SentencePiece model has no text for, or that its maker defined.
  init(control content: String, special: Bool) {
    self.content = content
    (normalized, self.special, isPlain) = (false, special, false)
  }

  /// A plain text, or an object of `AddedToken`'s fields.
  init(_ field: FieldReader, special: Bool? = nil) throws(TokenizerFileError) {
    guard field.value.object != nil else {
      self.init(try field.value("a string or an object of a token", \.string))
      return
    }
    self.init(try field.member("content").string())
    isPlain = false
    stripsLeft = try field.optional("lstrip")?.bool() ?? false
    stripsRight = try field.optional("rstrip")?.bool() ?? false
    singleWord = try field.optional("single_word")?.bool() ?? false
    normalized = try field.optional("normalized")?.bool()
    let own = try field.optional("special")?.bool() ?? false
    self.special = special ?? own
  }

  static func == (left: DeclaredToken, right: DeclaredToken) -> Bool {
    left.hasSameFlags(as: right) && left.isPlain == right.isPlain
  }

  /// Whether both are the same to the library that matches them.
  func hasSameFlags(as other: DeclaredToken) -> Bool {
    content.hasSameBytes(as: other.content) && stripsLeft == other.stripsLeft
      && stripsRight == other.stripsRight && singleWord == other.singleWord
      && (normalized ?? !special) == (other.normalized ?? !other.special)
      && special == other.special
  }
}
