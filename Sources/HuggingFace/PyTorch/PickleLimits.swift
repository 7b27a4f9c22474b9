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
