import Model

/// The names of Python that a pickle may mention; they stand for data here and are never called.
enum PickleGlobal: String {
  case orderedDictionary = "collections OrderedDict"
  case rebuildTensor = "torch._utils _rebuild_tensor_v2"
  case rebuildParameter = "torch._utils _rebuild_parameter"
  case floatStorage = "torch FloatStorage"
  case halfStorage = "torch HalfStorage"
  case bfloat16Storage = "torch BFloat16Storage"
  case longStorage = "torch LongStorage"

  /// The type of a storage's elements; `nil` for functions and other classes.
  var elementType: ElementType? {
    switch self {
    case .floatStorage: .f32
    case .halfStorage: .f16
    case .bfloat16Storage: .bf16
    case .longStorage: .i64
    case .orderedDictionary, .rebuildTensor, .rebuildParameter: nil
    }
  }
}
