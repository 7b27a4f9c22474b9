import Base

/// Reads the tokens that the files of a folder name, each where transformers 5.23 looks for it.
struct RoleReader {
  /// The tokens with a role, in the order in which the library adds them.
  private(set) var roles: [(role: String, token: DeclaredToken)] = []
  /// The special tokens without a role; `nil` if no file has the key.
  private(set) var extras: [DeclaredToken]?
  /// Whether `extras` give way to the tokens of a SentencePiece model.
  private(set) var extrasYield = false
  /// `added_tokens_decoder`; without it, `added_tokens.json`.
  private(set) var listed: [(id: Int, token: DeclaredToken)] = []
  /// Whether there is no `added_tokens_decoder`, before which all other lists count for nothing.
  let readsOwnTokens: Bool

  /// The roles that every class has, in the order in which the library adds their tokens.
  private static let standardRoles = [
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
  ]

  /// The tokens that a class has where no file names others.
  static func defaults(
    of backend: TokenizerDeclaration.Backend
  ) -> [(role: String, content: String)] {
    switch backend {
    case .bert:
      [
        ("unk_token", "[UNK]"), ("sep_token", "[SEP]"), ("pad_token", "[PAD]"),
        ("cls_token", "[CLS]"), ("mask_token", "[MASK]"),
      ]
    case .mpnet, .xlmRoberta, .camembert, .roberta:
      [
        ("bos_token", "<s>"), ("eos_token", "</s>"),
        ("unk_token", backend == .mpnet ? "[UNK]" : "<unk>"), ("sep_token", "</s>"),
        ("pad_token", "<pad>"), ("cls_token", "<s>"), ("mask_token", "<mask>"),
      ]
    case .file: []
    }
  }

  /// `tokenizer_config.json` with the members that a sentence-transformers file overrides.
  static func merged(_ files: TokenizerFiles) throws(TokenizerFileError) -> JSONValue {
    var result = files.overriding
    if let file = files.configuration {
      let object = try FieldReader(file.value, file: file.name).object()
      guard !result.members.isEmpty else { return file.value }
      for member in object.members { result.append(member.name, member.value) }
    }
    return .object(result)
  }

  /// - Parameter source: what `merged` gives.
  init(
    _ files: TokenizerFiles, _ source: FieldReader, _ backend: TokenizerDeclaration.Backend
  ) throws(TokenizerFileError) {
    let decoder = try source.optional("added_tokens_decoder")
    readsOwnTokens = try source.object()["added_tokens_decoder"] == nil
    let map =
      readsOwnTokens ? files.specialTokensMap.map { FieldReader($0.value, file: $0.name) } : nil
    try readExtras(source, map)
    let standard = try readRoles(source, map, backend)
    if let decoder {
      for (name, field) in try decoder.members() {
        listed.append((try RoleReader.id(name, in: decoder), try DeclaredToken(field)))
      }
    } else if readsOwnTokens, let file = files.addedTokens {
      let special = standard + (extras ?? []).map(\.content)
      listed = try RoleReader.listed(FieldReader(file.value, file: file.name), special: special)
    }
  }

  /// Reads the special tokens without a role; those that have a name become roles.
  private mutating func readExtras(
    _ source: FieldReader, _ map: FieldReader?
  ) throws(TokenizerFileError) {
    let key = "extra_special_tokens"
    let older = "additional_special_tokens"
    var named: [FieldReader] = []
    for (file, isMap) in [(source, false), (map, true)] {
      guard let file else { continue }
      let own = try file.optional(key)
      let isThere = try file.object()[key] != nil
      if let own, let object = own.value.object {
        // An object is no list, one without tokens either.
        if !object.members.isEmpty { named.append(own) }
      } else if isThere {
        let tokens = try own.map { (list) throws(TokenizerFileError) in
          try RoleReader.tokens(list, special: isMap ? true : nil)
        }
        extras = (extras ?? []) + (tokens ?? [])
      }
      // The older name counts where the newer one says nothing, in the map only without it.
      let isOpen = isMap ? extras == nil : extras?.isEmpty ?? true
      if isOpen, named.isEmpty, let list = try file.optional(older) {
        extras = try RoleReader.tokens(list)
        extrasYield = isMap
      }
    }
    // What the library saves it under itself counts only where nothing else is named.
    if named.isEmpty, let own = try source.optional("model_specific_special_tokens") {
      named.append(own)
    }
    for object in named {
      for (name, field) in try object.members() {
        roles.append((name, try DeclaredToken(field)))
      }
    }
  }

  private static func tokens(
    _ list: FieldReader, special: Bool? = nil
  ) throws(TokenizerFileError) -> [DeclaredToken] {
    var tokens: [DeclaredToken] = []
    var places: [Identifier: [Int]] = [:]
    for element in try list.elements() {
      let token = try DeclaredToken(element, special: special)
      let same = places[Identifier(token.content), default: []]
      if same.contains(where: { tokens[$0] == token }) { continue }
      places[Identifier(token.content)] = same + [tokens.count]
      tokens.append(token)
    }
    return tokens
  }

  /// Reads the tokens with a role; gives the contents of those that are plain or of `map`.
  private mutating func readRoles(
    _ source: FieldReader, _ map: FieldReader?, _ backend: TokenizerDeclaration.Backend
  ) throws(TokenizerFileError) -> [String] {
    var standard: [(role: String, token: DeclaredToken)] = []
    var contents: [String] = []
    for role in RoleReader.standardRoles {
      let inMap = try map?.object()[role] != nil
      let file = inMap ? map ?? source : source
      guard try file.object()[role] != nil else {
        if let own = RoleReader.defaults(of: backend).first(where: { $0.role == role }) {
          standard.append((role, backend.token(DeclaredToken(own.content), role: role)))
        }
        continue
      }
      guard let field = try file.optional(role) else { continue }
      let token = backend.token(
        try DeclaredToken(field, special: inMap ? true : nil), role: role)
      standard.append((role, token))
      if inMap || token.isPlain { contents.append(token.content) }
    }
    // Of two lists the library puts that of objects and of the map first, and prefers the other.
    var objects: [(role: String, token: DeclaredToken)] = []
    var texts: [(role: String, token: DeclaredToken)] = []
    for (file, isMap) in [(source, false), (map, true)] {
      guard let file else { continue }
      for (name, field) in try file.members() where name.hasSuffix("_token") {
        guard !RoleReader.standardRoles.contains(where: { $0.hasSameBytes(as: name) }),
          field.value.string != nil || field.value.object != nil
        else { continue }
        let token = try DeclaredToken(field, special: isMap ? true : nil)
        if token.isPlain, !isMap {
          texts.append((name, token))
        } else {
          objects.append((name, token))
        }
      }
    }
    texts += roles
    for (role, token) in texts {
      if let place = objects.firstIndex(where: { $0.role.hasSameBytes(as: role) }) {
        objects[place].token = token
      } else {
        objects.append((role, token))
      }
    }
    roles = standard + objects
    return contents
  }

  private static func listed(
    _ field: FieldReader, special: [String]
  ) throws(TokenizerFileError) -> [(id: Int, token: DeclaredToken)] {
    var listed: [(id: Int, token: DeclaredToken)] = []
    for (name, field) in try field.members() {
      let id = try field.integer(in: 0...1 << 30)
      var token = DeclaredToken(name)
      token.special = special.contains { $0.hasSameBytes(as: name) }
      token.normalized = !token.special
      token.isPlain = false
      listed.append((id, token))
    }
    return listed
  }

  private static func id(
    _ name: String, in field: FieldReader
  ) throws(TokenizerFileError) -> Int {
    guard let id = Int(name), id >= 0 else {
      throw field.failure(name, expected: "an id as the name", found: nil, description: name)
    }
    return id
  }
}

extension TokenizerDeclaration.Backend {
  /// What the class makes of a token with a role.
  fileprivate func token(_ declared: DeclaredToken, role: String) -> DeclaredToken {
    var token = declared
    // A mask token that is a plain text takes the space before it.
    if self == .mpnet || self == .camembert, role == "mask_token", token.isPlain {
      token.stripsLeft = true
    }
    return token
  }
}
