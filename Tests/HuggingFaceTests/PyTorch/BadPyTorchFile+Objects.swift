extension BadPyTorchFile {
  /// What the pickle's instructions build.
  static let objects = [
    BadPyTorchFile(
      "build-of-plain-dictionary",
      "data.pkl at byte 158: expected BUILD once and of an OrderedDict, found a dictionary"),
    BadPyTorchFile(
      "build-of-tensor",
      "data.pkl at byte 132: expected BUILD once and of an OrderedDict, found a tensor"),
    BadPyTorchFile(
      "build-other-attribute",
      "data.pkl at byte 47: expected no attribute but _metadata, found a dictionary"),
    BadPyTorchFile(
      "build-state-integer",
      "data.pkl at byte 31: expected no attribute but _metadata, found the integer 1"),
    BadPyTorchFile(
      "build-twice",
      "data.pkl at byte 32: expected BUILD once and of an OrderedDict, found a dictionary"),
    BadPyTorchFile(
      "call-dictionary-with-items",
      "data.pkl at byte 35: expected OrderedDict without arguments, found 1 arguments"),
    BadPyTorchFile(
      "call-of-storage-class",
      "data.pkl at byte 23: expected a function of torch or OrderedDict to call, found the "
        + "name 'torch FloatStorage'"),
    BadPyTorchFile(
      "call-of-string",
      "data.pkl at byte 17: expected a function of torch or OrderedDict to call, found the "
        + "string 'os.system'"),
    BadPyTorchFile(
      "call-parameter-hooks", "data.pkl at byte 168: expected no backward hooks, found None"),
    BadPyTorchFile(
      "call-parameter-of-integer",
      "data.pkl at byte 67: expected a parameter's (tensor, requires_grad, hooks), found the "
        + "integer 1, True, a dictionary"),
    BadPyTorchFile(
      "call-tensor-five-arguments",
      "data.pkl at byte 99: expected a tensor's (storage, offset, size, stride, requires_grad, "
        + "hooks), found a storage, the integer 0, a tuple of 1, a tuple of 1, False"),
    BadPyTorchFile(
      "call-tensor-hooks",
      "data.pkl at byte 124: expected no backward hooks, found a dictionary"),
    BadPyTorchFile(
      "call-tensor-metadata",
      "data.pkl at byte 139: expected a tensor's (storage, offset, size, stride, "
        + "requires_grad, hooks), found a storage, the integer 0, a tuple of 2, a tuple "
        + "of 2, False, a dictionary, a dictionary"),
    BadPyTorchFile(
      "call-tensor-no-hooks", "data.pkl at byte 112: expected no backward hooks, found None"),
    BadPyTorchFile(
      "call-tensor-of-integer",
      "data.pkl at byte 89: expected a tensor's (storage, offset, size, stride, requires_grad, "
        + "hooks), found the integer 1, the integer 0, a tuple of 2, a tuple of 2, "
        + "False, a dictionary"),
    BadPyTorchFile(
      "call-tensor-shape-of-strings",
      "data.pkl at byte 130: expected a tensor's (storage, offset, size, stride, "
        + "requires_grad, hooks), found a storage, the integer 0, a tuple of 1, a tuple "
        + "of 1, False, a dictionary"),
    BadPyTorchFile(
      "call-tensor-strides-count",
      "data.pkl at byte 136: expected a tensor's (storage, offset, size, stride, "
        + "requires_grad, hooks), found a storage, the integer 0, a tuple of 2, a tuple "
        + "of 1, False, a dictionary"),
    BadPyTorchFile(
      "call-with-dictionary",
      "data.pkl at byte 28: expected a tuple of arguments, found a dictionary"),
    BadPyTorchFile(
      "items-odd", "data.pkl at byte 10: expected keys and values in pairs, found 1 of them"),
    BadPyTorchFile(
      "items-of-tuple",
      "data.pkl at byte 139: expected a dictionary to fill, found a tuple of 0"),
    BadPyTorchFile(
      "key-integer", "data.pkl at byte 134: expected a string as key, found the integer 1"),
    BadPyTorchFile("key-none", "data.pkl at byte 134: expected a string as key, found None"),
    BadPyTorchFile(
      "key-tuple", "data.pkl at byte 133: expected a string as key, found a tuple of 0"),
    BadPyTorchFile("key-twice", "data.pkl at byte 274: expected every key once, found 'w' twice"),
    BadPyTorchFile(
      "storage-class-dictionary",
      "data.pkl at byte 57: expected ('storage', class, key, location, count) as identifier, "
        + "found a tuple of 5"),
    BadPyTorchFile(
      "storage-count-negative",
      "data.pkl at byte 60: expected a storage of at least 0 elements, found -6"),
    BadPyTorchFile(
      "storage-identifier-four",
      "data.pkl at byte 50: expected ('storage', class, key, location, count) as identifier, "
        + "found a tuple of 4"),
    BadPyTorchFile(
      "storage-identifier-module",
      "data.pkl at byte 51: expected ('storage', class, key, location, count) as identifier, "
        + "found a tuple of 5"),
    BadPyTorchFile(
      "storage-identifier-string",
      "data.pkl at byte 8: expected ('storage', class, key, location, count) as identifier, "
        + "found the string '0'"),
    BadPyTorchFile(
      "storage-key-empty",
      "data.pkl at byte 51: expected a storage's key of digits, found ''"),
    BadPyTorchFile(
      "storage-key-path",
      "data.pkl at byte 67: expected a storage's key of digits, found '../../etc/passwd'"),
    BadPyTorchFile(
      "storage-two-counts",
      "data.pkl at byte 229: expected storage 0 with 6 F32 elements as before, found 7 F32"),
    BadPyTorchFile(
      "storage-two-types",
      "data.pkl at byte 228: expected storage 0 with 6 F32 elements as before, found 6 F16"),
    BadPyTorchFile(
      "top-string", "data.pkl at byte 14: expected a dictionary, found the string 'weights'"),
    BadPyTorchFile("top-tensor", "data.pkl at byte 131: expected a dictionary, found a tensor"),
    BadPyTorchFile("top-tuple", "data.pkl at byte 139: expected a dictionary, found a tuple of 2"),
    BadPyTorchFile(
      "value-dictionary", "tensor 'model': value: expected a tensor, found a dictionary"),
    BadPyTorchFile(
      "value-integer", "tensor 'epoch': value: expected a tensor, found the integer 3"),
    BadPyTorchFile(
      "value-parameter-class",
      "tensor 'w': value: expected a tensor, found the name 'torch._utils _rebuild_parameter'"),
    BadPyTorchFile("value-storage", "tensor 'w': value: expected a tensor, found a storage"),
  ]

  /// Tensors that the archive does not bear out.
  static let tensors = [
    BadPyTorchFile(
      "tensor-beyond-storage",
      "tensor 'w': storage offset: expected 7 of the storage's 6 elements, found the first at 0"),
    BadPyTorchFile(
      "tensor-broadcast",
      "tensor 'w': strides: expected [3, 1] for the shape [2, 3], found [0, 1]"),
    BadPyTorchFile(
      "tensor-bytes-wrap",
      "tensor 'w': shape: expected a size that fits 63 bits, found [4611686018427387904]"),
    BadPyTorchFile(
      "tensor-empty-beyond-storage",
      "tensor 'w': storage offset: expected 0 of the storage's 6 elements, found the first at 7"),
    BadPyTorchFile(
      "tensor-name-control",
      "tensor 'w\\n\\u{1B}[2J': name: expected no control characters, found byte 10"),
    BadPyTorchFile("tensor-name-empty", "tensor '': name: expected at least 1 byte, found none"),
    BadPyTorchFile(
      "tensor-nine-dimensions", "tensor 'w': shape: expected at most 8 dimensions, found 9"),
    BadPyTorchFile(
      "tensor-offset-beyond-storage",
      "tensor 'w': storage offset: expected 6 of the storage's 6 elements, found the first at 1"),
    BadPyTorchFile(
      "tensor-offset-negative",
      "tensor 'w': storage offset: expected 6 of the storage's 6 elements, found the first at "
        + "-1"),
    BadPyTorchFile(
      "tensor-offset-wraps",
      "tensor 'w': storage offset: expected 6 of the storage's 6 elements, found the first at "
        + "9223372036854775807"),
    BadPyTorchFile(
      "tensor-size-negative",
      "tensor 'w': shape: expected sizes of at least 0, found [-2, -3]"),
    BadPyTorchFile(
      "tensor-size-wraps-behind-zero",
      "tensor 'w': shape: expected a size that fits 63 bits, found [0, 1099511627776, "
        + "1099511627776]"),
    BadPyTorchFile(
      "tensor-size-wraps",
      "tensor 'w': shape: expected a size that fits 63 bits, found [4294967296, 4294967296]"),
    BadPyTorchFile(
      "tensor-storage-count-wraps",
      "tensor 'w': storage: expected 4611686018427387910 elements of 4 bytes, found 24 bytes "
        + "in data/0"),
    BadPyTorchFile(
      "tensor-storage-cut",
      "tensor 'w': storage: expected 6 elements of 4 bytes, found 23 bytes in data/0"),
    BadPyTorchFile(
      "tensor-storage-longer",
      "tensor 'w': storage: expected 5 elements of 4 bytes, found 24 bytes in data/0"),
    BadPyTorchFile(
      "tensor-storage-missing", "tensor 'w': storage: expected an entry data/1, found none"),
    BadPyTorchFile(
      "tensor-storage-other-type",
      "tensor 'w': storage: expected 6 elements of 2 bytes, found 24 bytes in data/0"),
    BadPyTorchFile(
      "tensor-storage-shorter",
      "tensor 'w': storage: expected 7 elements of 4 bytes, found 24 bytes in data/0"),
    BadPyTorchFile(
      "tensor-stride-negative",
      "tensor 'w': strides: expected [1] for the shape [6], found [-1]"),
    BadPyTorchFile(
      "tensor-strided", "tensor 'w': strides: expected [1] for the shape [3], found [2]"),
    BadPyTorchFile(
      "tensor-transposed",
      "tensor 'w': strides: expected [2, 1] for the shape [3, 2], found [1, 3]"),
  ]
}
