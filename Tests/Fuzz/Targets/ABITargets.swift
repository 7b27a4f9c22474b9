import Base
import CGoldcrest
import GoldcrestABI
import Inference
import TestSupport

extension FuzzTarget {
  /// Arguments of the functions for C, as a caller may get them wrong without lying about memory.
  static let abi = FuzzTarget(
    "c-abi", words: ["query", "a", "\u{0}\u{0}\u{0}\u{0}"], mutationCount: 10_000,
    seeds: { (0..<4).map { [$0] + [UInt8](repeating: 1, count: 60) } + [[0], [1, 0, 2], [2]] }
  ) {
    let model = try OpenModelForC()
    return .plain { bytes in
      var input = FuzzInput(bytes)
      switch input.below(4) {
      case 0: ABICall(model, &input).embedTexts(&input)
      case 1: ABICall(model, &input).embedTokens(&input)
      case 2: ABICall(model, &input).tokenize(&input)
      default: model.checkOthers(&input)
      }
    }
  }
}

/// A model that the functions for C have opened.
private final class OpenModelForC: Sendable {
  let handle: goldcrest_model
  private let file: FuzzFile

  init() throws {
    file = try FuzzFile(suffix: ".crest")
    file.set(try FuzzSeeds.wordPieceModel())
    var handle = goldcrest_model(0)
    let status = unsafe file.path.withCString { unsafe GoldcrestABI.open($0, 1, &handle) }
    precondition(status == 0, "cannot open the model")
    self.handle = handle
  }

  deinit { _ = GoldcrestABI.close(handle) }

  /// Functions that take a handle or a path.
  func checkOthers(_ input: inout FuzzInput) {
    let handle = input.flag() ? handle : input.integer(UInt64.self)
    var info: UnsafeMutablePointer<goldcrest_info>?
    if unsafe GoldcrestABI.getInfo(handle, &info) == 0, let found = unsafe info {
      precondition(unsafe found.pointee.dimension > 0)
    }
    unsafe GoldcrestABI.freeInfo(info)
    if handle != self.handle { precondition(GoldcrestABI.close(handle) != 0) }
    let threadCount = input.integer(Int32.self)
    var opened = goldcrest_model(0)
    var path = input.flag() ? Array(file.path.utf8) : input.rest
    path.append(0)
    let status = unsafe path.withUnsafeBytes { bytes in
      unsafe GoldcrestABI.open(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
        threadCount > 2 ? threadCount | 1 << 20 : threadCount, &opened)
    }
    if status == 0 { precondition(GoldcrestABI.close(opened) == 0) }
    precondition(unsafe strlen(GoldcrestABI.errorMessage()) < 4096)
    _ = GoldcrestABI.errorTextIndex()
  }
}

/// One call that embeds, with memory of exactly the size that it is said to have.
@safe private final class ABICall {
  // Safety: all blocks are freed with the object, and as large as what the call says of them.

  private let model: goldcrest_model
  private let textCount: Int
  private var options: UnsafeMutablePointer<goldcrest_options>?
  private var results: UnsafeMutablePointer<goldcrest_results>?
  private var blocks: [UnsafeMutableRawPointer] = unsafe []
  private var outputs: UnsafeMutablePointer<UnsafeMutablePointer<goldcrest_outputs>?>?
  /// A structure may be said to have as much.
  private static let structureByteCount = 4096 + 64

  init(_ open: OpenModelForC, _ input: inout FuzzInput) {
    model = input.byte() < 250 ? open.handle : input.integer(UInt64.self)
    textCount = input.below(5)
    if input.byte() < 200 { unsafe options = makeOptions(&input) }
    if input.byte() < 250 { unsafe results = makeResults(&input) }
  }

  deinit {
    if let outputs = unsafe outputs { unsafe GoldcrestABI.freeOutputs(outputs.pointee) }
    while let memory = unsafe blocks.popLast() { unsafe free(memory) }
  }

  func embedTexts(_ input: inout FuzzInput) {
    let offsets = unsafe makeOffsets(&input)
    var texts = unsafe goldcrest_texts()
    unsafe texts.offsets = offsets.map { unsafe UnsafePointer($0.pointer) }
    unsafe texts.count = count(&input)
    let bytes = unsafe filled(offsets?.end ?? 0, of: CChar.self, &input)
    unsafe texts.bytes = unsafe UnsafePointer(bytes)
    let status = unsafe GoldcrestABI.embed(model, &texts, options, results)
    check(status, vectorCount: unsafe texts.count)
  }

  func embedTokens(_ input: inout FuzzInput) {
    let offsets = unsafe makeOffsets(&input)
    var tokens = unsafe goldcrest_tokens()
    unsafe tokens.offsets = offsets.map { unsafe UnsafePointer($0.pointer) }
    unsafe tokens.count = count(&input)
    let ids = unsafe filled(offsets?.end ?? 0, of: Int32.self, &input)
    let limit = input.flag() ? Int32(64) : .max
    for index in 0..<(unsafe offsets?.end ?? 0) { unsafe ids?[index] %= limit }
    unsafe tokens.ids = unsafe UnsafePointer(ids)
    let status = unsafe GoldcrestABI.embedTokens(model, &tokens, options, results)
    check(status, vectorCount: unsafe tokens.count)
  }

  func tokenize(_ input: inout FuzzInput) {
    let capacity = input.below(40)
    let ids = unsafe filled(capacity, of: Int32.self, &input)
    let byteCount = input.below(100)
    let text = unsafe filled(byteCount, of: CChar.self, &input)
    let counts = unsafe filled(2, of: Int64.self, &input)
    let (saysLess, hasPlace) = (input.byte() > 250, input.byte() <= 250)
    let status = unsafe GoldcrestABI.tokenize(
      model, text, saysLess ? -1 : Int64(byteCount), options, ids, Int64(capacity),
      hasPlace ? counts : nil, counts.map { unsafe $0 + 1 })
    guard status == 0, let counts = unsafe counts else { return }
    precondition(unsafe counts[0] >= 0 && counts[1] >= 0, "a count below 0")
  }

  private func check(_ status: goldcrest_status, vectorCount: Int64) {
    precondition((0...12).contains(status), "status \(status)")
    precondition(unsafe strlen(GoldcrestABI.errorMessage()) < 4096)
    guard status == 0, let results = unsafe results,
      unsafe options == nil || options?.pointee.precision == 0
    else { return }
    let byteCount = unsafe results.pointee.vectors_byte_count
    guard let vectors = unsafe results.pointee.vectors, vectorCount > 0 else { return }
    let size = unsafe Int(options?.pointee.dimension ?? 0)
    let width = size == 0 ? 32 : size
    precondition(Int(vectorCount) * width * 4 <= byteCount, "more vectors than there is room for")
    for index in 0..<Int(vectorCount) * width {
      let value = unsafe vectors.loadUnaligned(fromByteOffset: index * 4, as: Float.self)
      precondition(value.isFinite, "a component that is not finite")
    }
  }

  // MARK: Memory

  private func block(_ byteCount: Int) -> UnsafeMutableRawPointer {
    guard let block = unsafe calloc(byteCount, 1) else { preconditionFailure("no memory") }
    unsafe blocks.append(block)
    return unsafe block
  }

  private func filled<Element: FixedWidthInteger>(
    _ count: Int, of type: Element.Type, _ input: inout FuzzInput
  ) -> UnsafeMutablePointer<Element>? {
    guard count > 0 else { return nil }
    let start = unsafe block(count * MemoryLayout<Element>.stride)
      .bindMemory(to: Element.self, capacity: count)
    for index in 0..<count { unsafe start[index] = input.integer(Element.self) }
    return unsafe start
  }

  /// Offsets that mostly ascend, and how many elements there have to be.
  private func makeOffsets(
    _ input: inout FuzzInput
  ) -> (pointer: UnsafeMutablePointer<Int64>, end: Int)? {
    guard input.byte() < 250 else { return nil }
    let ascends = input.byte() < 220
    guard let offsets = unsafe filled(textCount + 1, of: Int64.self, &input) else { return nil }
    var (last, end) = (Int64(0), 0)
    for index in 0...textCount {
      let value = unsafe offsets[index] % 200
      unsafe offsets[index] = ascends ? last + abs(value) : value
      last = unsafe offsets[index]
      end = max(end, Int(clamping: last))
    }
    return unsafe (offsets, end)
  }

  /// How many texts there are; seldom fewer than none, or far more than there is room for.
  private func count(_ input: inout FuzzInput) -> Int64 {
    switch input.byte() {
    case 250...252: -1
    case 253...: .max
    default: Int64(textCount)
    }
  }

  private func size(_ known: Int, _ input: inout FuzzInput) -> Int {
    switch input.byte() {
    case 0..<200: known
    case 200..<230: known + input.below(64)
    default: input.integer(Int.self)
    }
  }

  private func text(_ input: inout FuzzInput) -> UnsafePointer<CChar>? {
    guard input.byte() > 200, let text = unsafe filled(8, of: CChar.self, &input) else {
      return nil
    }
    unsafe text[7] = 0
    return unsafe UnsafePointer(text)
  }

  /// Often one of the values that mean something.
  private func value(_ known: Int, _ input: inout FuzzInput) -> Int32 {
    input.byte() < 240 ? Int32(input.below(known)) : input.integer(Int32.self)
  }

  private func makeOptions(_ input: inout FuzzInput) -> UnsafeMutablePointer<goldcrest_options> {
    let memory = unsafe block(ABICall.structureByteCount)
    let made = unsafe memory.bindMemory(to: goldcrest_options.self, capacity: 1)
    unsafe made.pointee.byte_count = size(MemoryLayout<goldcrest_options>.size, &input)
    unsafe made.pointee.prompt_name = text(&input)
    unsafe made.pointee.prompt_text = text(&input)
    unsafe made.pointee.dimension = input.byte() < 200 ? 0 : value(40, &input)
    unsafe made.pointee.overflow = value(2, &input)
    unsafe made.pointee.precision = value(5, &input)
    unsafe made.pointee.bit_order = value(2, &input)
    unsafe made.pointee.normalizes = value(2, &input)
    unsafe made.pointee.outputs = UInt32(bitPattern: input.byte() < 220 ? 0 : value(4, &input))
    if input.flag() { unsafe made.pointee.progress = { _, done, total in done > total ? 1 : 0 } }
    if input.byte() > 250 { unsafe made.pointee.progress = { _, _, _ in 1 } }
    return unsafe made
  }

  private func makeResults(_ input: inout FuzzInput) -> UnsafeMutablePointer<goldcrest_results> {
    let memory = unsafe block(ABICall.structureByteCount)
    let made = unsafe memory.bindMemory(to: goldcrest_results.self, capacity: 1)
    unsafe made.pointee.byte_count = size(MemoryLayout<goldcrest_results>.size, &input)
    let room = input.byte() < 200 ? textCount * 128 : input.below(256)
    if input.byte() < 250, room > 0 { unsafe made.pointee.vectors = unsafe block(room) }
    unsafe made.pointee.vectors_byte_count = numericCast(room)
    if input.flag() { unsafe made.pointee.token_counts = filled(textCount, of: Int32.self, &input) }
    if input.flag() {
      unsafe made.pointee.dropped_token_counts = filled(textCount, of: Int32.self, &input)
    }
    if input.flag() { unsafe made.pointee.statuses = filled(textCount, of: Int32.self, &input) }
    if input.flag() {
      unsafe outputs = block(8)
        .bindMemory(to: UnsafeMutablePointer<goldcrest_outputs>?.self, capacity: 1)
      unsafe made.pointee.outputs = outputs
    }
    return unsafe made
  }
}
