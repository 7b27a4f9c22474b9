import Base
import Model

/// What a pickle can build: plain data, and descriptions of storages and tensors.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  case string(String)
  case tuple(PickleTuple)
  case global(PickleGlobal)
  case storage(PickleStorage)
  case tensor(PickleTensor)
  /// An index into the machine's dictionaries: they change after they were stored.
  case dictionary(Int)

  /// What kind of value this is, in the words of an error message.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .integer(let value): "the integer \(value)"
    case .string(let value): "the string '\(value.prefix(40))'"
    case .tuple(let tuple): "a tuple of \(tuple.elements.count)"
    case .global(let global): "the name '\(global.rawValue)'"
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .dictionary: "a dictionary"
    }
  }
}

/// A tuple that knows how deep it is, so that none becomes too deep to be released.
struct PickleTuple {
  let elements: [PickleValue]
  let depth: Int

  init(_ elements: [PickleValue]) {
    self.elements = elements
    depth =
      1
      + elements.reduce(0) { depth, element in
        if case .tuple(let tuple) = element { max(depth, tuple.depth) } else { depth }
      }
  }

  /// The elements as integers, `nil` if one is something else.
  var integers: [Int]? {
    var result: [Int] = []
    for element in elements {
      guard case .integer(let value) = element else { return nil }
      result.append(value)
    }
    return result
  }
}

/// A dictionary or `OrderedDict` that is being filled.
struct PickleDictionary {
  let isOrdered: Bool
  /// Whether BUILD has set attributes.
  var isBuilt = false
  private(set) var items: [(key: String, value: PickleValue)] = []
  private var keys: Set<Identifier> = []

  init(isOrdered: Bool) { self.isOrdered = isOrdered }

  /// Appends an item; `false` and no change if the key is already there.
  mutating func append(_ key: String, _ value: PickleValue) -> Bool {
    guard keys.insert(Identifier(key)).inserted else { return false }
    items.append((key, value))
    return true
  }
}

/// A storage as a persistent identifier names it.
final class PickleStorage {
  let elementType: ElementType
  /// The name of its entry in `data/`.
  let key: String
  let elementCount: Int

  init(elementType: ElementType, key: String, elementCount: Int) {
    self.elementType = elementType
    self.key = key
    self.elementCount = elementCount
  }
}

/// A view of a storage; no number in it has been held against another.
final class PickleTensor {
  let storage: PickleStorage
  /// In elements.
  let storageOffset: Int
  let sizes: [Int]
  /// In elements, as many as sizes.
  let strides: [Int]

  init(storage: PickleStorage, storageOffset: Int, sizes: [Int], strides: [Int]) {
    self.storage = storage
    self.storageOffset = storageOffset
    self.sizes = sizes
    self.strides = strides
  }
}
