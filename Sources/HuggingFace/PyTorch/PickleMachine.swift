/// Interprets a pickle that describes a dictionary of tensors and builds the description.
///
/// There is no code to call and nothing to import: REDUCE and BINPERSID know the few patterns that
/// `torch.save` writes and build plain values. Work and memory are bounded by `PickleLimits`, and
/// nothing recurses.
struct PickleMachine {
  let path: String
  var cursor: ByteCursor
  /// Where the current instruction begins.
  var offset = 0
  var dictionaries: [PickleDictionary] = []
  var storages: [String: PickleStorage] = [:]
  var tensorCount = 0

  private var stack: [PickleValue] = []
  /// Heights of the stack at which MARK stood.
  private var marks: [Int] = []
  private var memo: [UInt32: PickleValue] = [:]

  init(bytes: [UInt8], path: String) {
    self.path = path
    cursor = ByteCursor(bytes)
  }

  /// Runs the pickle once.
  ///
  /// - Returns: the dictionary's tensors in its order.
  /// - Throws: `HuggingFaceError.malformed`.
  mutating func run() throws(HuggingFaceError) -> [(name: String, tensor: PickleTensor)] {
    for count in 0... {
      offset = cursor.position
      try limit(count + 1, PickleLimits.instructionCount, "instructions")
      guard let byte = cursor.integer(UInt8.self) else {
        throw wrong(expected: "STOP as the last instruction", found: "the end")
      }
      guard let opcode = PickleOpcode(rawValue: byte) else {
        let digits = String(byte, radix: 16)
        let name = PickleOpcode.refused[byte].map { " (\($0))" } ?? ""
        throw wrong(
          expected: "an instruction that a dictionary of tensors needs", found: "0x\(digits)\(name)"
        )
      }
      guard count > 0 || opcode == .proto else {
        throw wrong(expected: "PROTO as the first instruction", found: "another")
      }
      if opcode == .stop { break }
      try step(opcode)
    }
    return try result()
  }

  private mutating func step(_ opcode: PickleOpcode) throws(HuggingFaceError) {
    switch opcode {
    case .proto, .frame: try readFrame(opcode)
    case .none: try push(.none)
    case .newTrue: try push(.bool(true))
    case .newFalse: try push(.bool(false))
    case .binInt, .binInt1, .binInt2, .long1: try push(.integer(readInteger(opcode)))
    case .binUnicode, .shortBinUnicode: try push(.string(readString(opcode)))
    case .global: try push(.global(readGlobal()))
    case .stackGlobal:
      let name = try pop()
      try push(.global(global(module: pop(), name: name)))
    case .mark:
      try limit(marks.count + 1, PickleLimits.markCount, "marks")
      marks.append(stack.count)
    case .emptyTuple: try push(.tuple(PickleTuple([])))
    case .tuple: try pushTuple(popToMark())
    case .tuple1: try pushTuple(popped(1))
    case .tuple2: try pushTuple(popped(2))
    case .tuple3: try pushTuple(popped(3))
    case .emptyDictionary: try push(newDictionary(isOrdered: false))
    case .setItem: try setItems(popped(2))
    case .setItems: try setItems(popToMark())
    case .binPut: try remember(UInt32(readOperand(UInt8.self)))
    case .longBinPut: try remember(readOperand(UInt32.self))
    case .memoize: try remember(UInt32(memo.count))
    case .binGet: try push(recall(UInt32(readOperand(UInt8.self))))
    case .longBinGet: try push(recall(readOperand(UInt32.self)))
    case .binPersistentIdentifier: try push(storage(pop()))
    case .reduce:
      let arguments = try pop()
      try push(reduce(pop(), arguments))
    case .build:
      let state = try pop()
      try build(top(), state)
    case .stop: break
    }
  }

  /// The value that STOP leaves: a dictionary of nothing but tensors.
  private func result() throws(HuggingFaceError) -> [(name: String, tensor: PickleTensor)] {
    guard cursor.remaining == 0 else {
      throw wrong(expected: "STOP as the last byte", found: "\(cursor.remaining) bytes more")
    }
    guard marks.isEmpty, stack.count == 1 else {
      throw wrong(
        expected: "one value at the end", found: "\(stack.count) values and \(marks.count) marks")
    }
    guard case .dictionary(let index)? = stack.last else {
      throw wrong(expected: "a dictionary", found: stack.last?.kind ?? "nothing")
    }
    var named: [(name: String, tensor: PickleTensor)] = []
    for (key, value) in dictionaries[index].items {
      guard case .tensor(let tensor) = value else {
        throw TensorFields(path: path, tensor: String(key.prefix(40))).wrong(
          "value", expected: "a tensor", found: value.kind)
      }
      named.append((key, tensor))
    }
    return named
  }

  /// The error about the current instruction.
  func wrong(expected: String, found: String) -> HuggingFaceError {
    .malformed(
      path: path, place: "data.pkl at byte \(offset)", expected: expected, found: found)
  }

  /// Refuses a count above its limit.
  func limit(_ count: Int, _ limit: Int, _ what: String) throws(HuggingFaceError) {
    guard count <= limit else { throw wrong(expected: "at most \(limit) \(what)", found: "more") }
  }

  // MARK: Stack and memo

  private mutating func push(_ value: PickleValue) throws(HuggingFaceError) {
    try limit(stack.count + 1, PickleLimits.stackCount, "values on the stack")
    stack.append(value)
  }

  private func top() throws(HuggingFaceError) -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else {
      throw wrong(expected: "a value on the stack", found: "none")
    }
    return value
  }

  private mutating func pop() throws(HuggingFaceError) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func popped(_ count: Int) throws(HuggingFaceError) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw wrong(
        expected: "\(count) values on the stack", found: "\(stack.count - (marks.last ?? 0))")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(HuggingFaceError) -> [PickleValue] {
    guard let mark = marks.last else { throw wrong(expected: "a mark", found: "none") }
    let values = try popped(stack.count - mark)
    marks.removeLast()
    return values
  }

  private mutating func pushTuple(_ elements: [PickleValue]) throws(HuggingFaceError) {
    let tuple = PickleTuple(elements)
    try limit(tuple.depth, PickleLimits.tupleDepth, "tuples inside each other")
    try push(.tuple(tuple))
  }

  private mutating func setItems(_ items: [PickleValue]) throws(HuggingFaceError) {
    try setItems(items, of: top())
  }

  private mutating func remember(_ index: UInt32) throws(HuggingFaceError) {
    memo[index] = try top()
    try limit(memo.count, PickleLimits.memoCount, "values in the memo")
  }

  private func recall(_ index: UInt32) throws(HuggingFaceError) -> PickleValue {
    guard let value = memo[index] else {
      throw wrong(expected: "a value under \(index) in the memo", found: "none")
    }
    return value
  }
}

/// How much a pickle may ask for; a state dict of 65,536 tensors stays below every limit.
enum PickleLimits {
  /// Instructions in all.
  static let instructionCount = 4 << 20
  /// Values on the stack; Python writes items in batches of 1,000.
  static let stackCount = 16 << 10
  /// Marks on the stack at a time.
  static let markCount = 64
  /// Values in the memo.
  static let memoCount = 1 << 20
  /// Tuples in tuples.
  static let tupleDepth = 8
  /// Bytes of a string.
  static let stringByteCount = 1024
  /// Bytes of the module's or the name's half of a global.
  static let globalByteCount = 256
  /// Rebuilt tensors.
  static let tensorCount = 64 << 10
  /// Dictionaries; every tensor brings one of its own.
  static let dictionaryCount = 256 << 10
}

/// The instructions of a pickle that a dictionary of tensors needs, by their bytes in Python's
/// `pickletools`; protocols 2 to 5.
enum PickleOpcode: UInt8 {
  case mark = 0x28
  case emptyTuple = 0x29
  case stop = 0x2e
  case binInt = 0x4a
  case binInt1 = 0x4b
  case binInt2 = 0x4d
  case none = 0x4e
  case binPersistentIdentifier = 0x51
  case reduce = 0x52
  case binUnicode = 0x58
  case build = 0x62
  case global = 0x63
  case binGet = 0x68
  case longBinGet = 0x6a
  case binPut = 0x71
  case longBinPut = 0x72
  case setItem = 0x73
  case tuple = 0x74
  case setItems = 0x75
  case emptyDictionary = 0x7d
  case proto = 0x80
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case newTrue = 0x88
  case newFalse = 0x89
  case long1 = 0x8a
  case shortBinUnicode = 0x8c
  case stackGlobal = 0x93
  case memoize = 0x94
  case frame = 0x95

  /// Names of some instructions that are refused, for the error message.
  static let refused: [UInt8: String] = [
    0x30: "POP", 0x31: "POP_MARK", 0x32: "DUP", 0x46: "FLOAT", 0x47: "BINFLOAT", 0x49: "INT",
    0x4c: "LONG", 0x50: "PERSID", 0x53: "STRING", 0x54: "BINSTRING", 0x55: "SHORT_BINSTRING",
    0x56: "UNICODE", 0x5d: "EMPTY_LIST", 0x61: "APPEND", 0x64: "DICT", 0x65: "APPENDS",
    0x67: "GET", 0x69: "INST", 0x6c: "LIST", 0x6f: "OBJ", 0x70: "PUT", 0x42: "BINBYTES",
    0x43: "SHORT_BINBYTES", 0x81: "NEWOBJ", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4",
    0x8b: "LONG4", 0x8d: "BINUNICODE8", 0x8e: "BINBYTES8", 0x8f: "EMPTY_SET", 0x90: "ADDITEMS",
    0x91: "FROZENSET", 0x92: "NEWOBJ_EX", 0x96: "BYTEARRAY8", 0x97: "NEXT_BUFFER",
    0x98: "READONLY_BUFFER",
  ]
}
