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
  /// - Throws: `PyTorchFileError.opcode`, `.global`, `.pickle`, `.tensor`.
  mutating func run() throws(PyTorchFileError) -> [(name: String, tensor: PickleTensor)] {
    for count in 0... {
      offset = cursor.position
      try limit(count + 1, PickleLimits.instructionCount, "instructions")
      guard let byte = cursor.integer(UInt8.self) else {
        throw wrong(expected: "STOP as the last instruction", found: "the end")
      }
      guard let opcode = PickleOpcode(rawValue: byte) else {
        let digits = String(byte, radix: 16)
        let name = PickleOpcode.refused[byte].map { " (\($0))" } ?? ""
        throw .opcode(path: path, offset: offset, found: "0x\(digits)\(name)")
      }
      guard count > 0 || opcode == .proto else {
        throw wrong(expected: "PROTO as the first instruction", found: "another")
      }
      if opcode == .stop { break }
      try step(opcode)
    }
    return try result()
  }

  private mutating func step(_ opcode: PickleOpcode) throws(PyTorchFileError) {
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
  private func result() throws(PyTorchFileError) -> [(name: String, tensor: PickleTensor)] {
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
        throw .tensor(
          path: path, tensor: String(key.prefix(40)), field: "value", expected: "a tensor",
          found: value.kind)
      }
      named.append((key, tensor))
    }
    return named
  }

  /// The error about the current instruction.
  func wrong(expected: String, found: String) -> PyTorchFileError {
    .pickle(path: path, offset: offset, expected: expected, found: found)
  }

  /// Refuses a count above its limit.
  func limit(_ count: Int, _ limit: Int, _ what: String) throws(PyTorchFileError) {
    guard count <= limit else { throw wrong(expected: "at most \(limit) \(what)", found: "more") }
  }

  // MARK: Stack and memo

  private mutating func push(_ value: PickleValue) throws(PyTorchFileError) {
    try limit(stack.count + 1, PickleLimits.stackCount, "values on the stack")
    stack.append(value)
  }

  private func top() throws(PyTorchFileError) -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else {
      throw wrong(expected: "a value on the stack", found: "none")
    }
    return value
  }

  private mutating func pop() throws(PyTorchFileError) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func popped(_ count: Int) throws(PyTorchFileError) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw wrong(
        expected: "\(count) values on the stack", found: "\(stack.count - (marks.last ?? 0))")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(PyTorchFileError) -> [PickleValue] {
    guard let mark = marks.last else { throw wrong(expected: "a mark", found: "none") }
    let values = try popped(stack.count - mark)
    marks.removeLast()
    return values
  }

  private mutating func pushTuple(_ elements: [PickleValue]) throws(PyTorchFileError) {
    let tuple = PickleTuple(elements)
    try limit(tuple.depth, PickleLimits.tupleDepth, "tuples inside each other")
    try push(.tuple(tuple))
  }

  private mutating func setItems(_ items: [PickleValue]) throws(PyTorchFileError) {
    try setItems(items, of: top())
  }

  private mutating func remember(_ index: UInt32) throws(PyTorchFileError) {
    memo[index] = try top()
    try limit(memo.count, PickleLimits.memoCount, "values in the memo")
  }

  private func recall(_ index: UInt32) throws(PyTorchFileError) -> PickleValue {
    guard let value = memo[index] else {
      throw wrong(expected: "a value under \(index) in the memo", found: "none")
    }
    return value
  }
}
