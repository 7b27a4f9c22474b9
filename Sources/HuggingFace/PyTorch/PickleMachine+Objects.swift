import Model

extension PickleMachine {
  /// A new empty dictionary.
  mutating func newDictionary(isOrdered: Bool) throws(HuggingFaceError) -> PickleValue {
    try limit(dictionaries.count + 1, PickleLimits.dictionaryCount, "dictionaries")
    dictionaries.append(PickleDictionary(isOrdered: isOrdered))
    return .dictionary(dictionaries.count - 1)
  }

  /// SETITEM and SETITEMS: keys and values by turns.
  mutating func setItems(
    _ items: [PickleValue], of target: PickleValue
  ) throws(HuggingFaceError) {
    guard case .dictionary(let index) = target else {
      throw wrong(expected: "a dictionary to fill", found: target.kind)
    }
    guard items.count.isMultiple(of: 2) else {
      throw wrong(expected: "keys and values in pairs", found: "\(items.count) of them")
    }
    for place in stride(from: 0, to: items.count, by: 2) {
      guard case .string(let key) = items[place] else {
        throw wrong(expected: "a string as key", found: items[place].kind)
      }
      guard dictionaries[index].append(key, items[place + 1]) else {
        throw wrong(expected: "every key once", found: "'\(key.prefix(40))' twice")
      }
    }
  }

  /// BINPERSID: `('storage', class, key, location, element count)`, from `torch.serialization`'s
  /// `persistent_id`; the location says where the storage was and does not matter.
  mutating func storage(_ identifier: PickleValue) throws(HuggingFaceError) -> PickleValue {
    guard case .tuple(let tuple) = identifier, tuple.elements.count == 5,
      case .string("storage") = tuple.elements[0], case .global(let global) = tuple.elements[1],
      let elementType = global.elementType, case .string(let key) = tuple.elements[2],
      case .string = tuple.elements[3], case .integer(let elementCount) = tuple.elements[4]
    else {
      throw wrong(
        expected: "('storage', class, key, location, count) as identifier", found: identifier.kind)
    }
    guard TorchArchive.isStorageKey(key[...]) else {
      throw wrong(expected: "a storage's key of digits", found: "'\(key.prefix(40))'")
    }
    guard elementCount >= 0 else {
      throw wrong(expected: "a storage of at least 0 elements", found: "\(elementCount)")
    }
    if let known = storages[key] {
      guard known.elementType == elementType, known.elementCount == elementCount else {
        throw wrong(
          expected: "storage \(key) with \(known.elementCount) \(known.elementType.rawValue) "
            + "elements as before", found: "\(elementCount) \(elementType.rawValue)")
      }
      return .storage(known)
    }
    let storage = PickleStorage(elementType: elementType, key: key, elementCount: elementCount)
    storages[key] = storage
    return .storage(storage)
  }

  /// REDUCE: what the three allowed callables would build.
  mutating func reduce(
    _ callable: PickleValue, _ arguments: PickleValue
  ) throws(HuggingFaceError) -> PickleValue {
    guard case .global(let global) = callable, global.elementType == nil else {
      throw wrong(expected: "a function of torch or OrderedDict to call", found: callable.kind)
    }
    guard case .tuple(let tuple) = arguments else {
      throw wrong(expected: "a tuple of arguments", found: arguments.kind)
    }
    switch global {
    case .rebuildTensor: return try rebuiltTensor(tuple.elements)
    case .rebuildParameter: return try rebuiltParameter(tuple.elements)
    default:
      guard tuple.elements.isEmpty else {
        throw wrong(
          expected: "OrderedDict without arguments", found: "\(tuple.elements.count) arguments")
      }
      return try newDictionary(isOrdered: true)
    }
  }

  /// BUILD: a module's `state_dict()` has the attribute `_metadata`, which says nothing of tensors.
  mutating func build(_ target: PickleValue, _ state: PickleValue) throws(HuggingFaceError) {
    guard case .dictionary(let index) = target, dictionaries[index].isOrdered,
      !dictionaries[index].isBuilt
    else { throw wrong(expected: "BUILD once and of an OrderedDict", found: target.kind) }
    guard case .dictionary(let attributes) = state,
      dictionaries[attributes].items.allSatisfy({ $0.key == "_metadata" })
    else { throw wrong(expected: "no attribute but _metadata", found: state.kind) }
    dictionaries[index].isBuilt = true
  }

  /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)`.
  private mutating func rebuiltTensor(
    _ arguments: [PickleValue]
  ) throws(HuggingFaceError) -> PickleValue {
    guard arguments.count == 6, case .storage(let storage) = arguments[0],
      case .integer(let storageOffset) = arguments[1], case .tuple(let sizes) = arguments[2],
      case .tuple(let strides) = arguments[3], case .bool = arguments[4],
      let sizes = sizes.integers, let strides = strides.integers, sizes.count == strides.count
    else {
      throw wrong(
        expected: "a tensor's (storage, offset, size, stride, requires_grad, hooks)",
        found: arguments.prefix(8).map(\.kind).joined(separator: ", "))
    }
    try checkHooks(arguments[5])
    try limit(tensorCount + 1, PickleLimits.tensorCount, "tensors")
    tensorCount += 1
    return .tensor(
      PickleTensor(
        storage: storage, storageOffset: storageOffset, sizes: sizes, strides: strides))
  }

  /// `_rebuild_parameter(tensor, requires_grad, backward_hooks)`: the tensor.
  private func rebuiltParameter(
    _ arguments: [PickleValue]
  ) throws(HuggingFaceError) -> PickleValue {
    guard arguments.count == 3, case .tensor = arguments[0], case .bool = arguments[1] else {
      throw wrong(
        expected: "a parameter's (tensor, requires_grad, hooks)",
        found: arguments.prefix(8).map(\.kind).joined(separator: ", "))
    }
    try checkHooks(arguments[2])
    return arguments[0]
  }

  private func checkHooks(_ hooks: PickleValue) throws(HuggingFaceError) {
    guard case .dictionary(let index) = hooks, dictionaries[index].items.isEmpty else {
      throw wrong(expected: "no backward hooks", found: hooks.kind)
    }
  }
}

/// The names of Python that a pickle may mention; they stand for data here and are never called.
enum PickleGlobal: String {
  case orderedDictionary = "collections OrderedDict"
  case rebuildTensor = "torch._utils _rebuild_tensor_v2"
  case rebuildParameter = "torch._utils _rebuild_parameter"
  case floatStorage = "torch FloatStorage"
  case halfStorage = "torch HalfStorage"
  case bfloat16Storage = "torch BFloat16Storage"
  case doubleStorage = "torch DoubleStorage"
  case longStorage = "torch LongStorage"

  /// The type of a storage's elements; `nil` for functions and other classes.
  var elementType: ElementType? {
    switch self {
    case .floatStorage: .f32
    case .halfStorage: .f16
    case .bfloat16Storage: .bf16
    case .doubleStorage: .f64
    case .longStorage: .i64
    case .orderedDictionary, .rebuildTensor, .rebuildParameter: nil
    }
  }
}
