import Testing

/// What every file in `Golden/Bad/safetensors` is refused with, after its path.
///
/// `Scripts/golden/make_bad_safetensors.py` makes the files.
struct BadSafetensorsFile: CustomTestStringConvertible, Sendable {
  let name: String
  let refusal: String

  var testDescription: String { name }

  init(_ name: String, _ refusal: String) {
    self.name = name
    self.refusal = refusal
  }

  static let all = frames + entries + offsets + indices

  static let frames = [
    BadSafetensorsFile(
      "duplicate-field.safetensors",
      #"header: invalid JSON at byte 32: expected every name once, found "shape" a second time"#),
    BadSafetensorsFile(
      "duplicate-metadata-key.safetensors",
      #"header: invalid JSON at byte 25: expected every name once, found "a" a second time"#),
    BadSafetensorsFile(
      "duplicate-name-escaped.safetensors",
      #"header: invalid JSON at byte 53: expected every name once, found "w" a second time"#),
    BadSafetensorsFile(
      "duplicate-name.safetensors",
      #"header: invalid JSON at byte 53: expected every name once, found "w" a second time"#),
    BadSafetensorsFile(
      "empty-file.safetensors",
      "header length: expected at least 8 bytes, found 0: the file is empty, copy or download it "
        + "again"),
    BadSafetensorsFile(
      "file-too-short.safetensors", "header length: expected at least 8 bytes, found 7"),
    BadSafetensorsFile(
      "header-array.safetensors", "header: expected '{' as the first byte, found '['"),
    BadSafetensorsFile(
      "header-byte-order-mark.safetensors",
      "header: expected '{' as the first byte, found byte 239"),
    BadSafetensorsFile(
      "header-cut-in-json.safetensors",
      "header: invalid JSON at byte 53: expected ',' or '}', found the end of the text"),
    BadSafetensorsFile(
      "header-deep-nesting.safetensors",
      "header: invalid JSON at byte 132: expected at most 128 levels of nesting, found one more"),
    BadSafetensorsFile(
      "header-empty.safetensors", "header: expected '{' as the first byte, found nothing"),
    BadSafetensorsFile(
      "header-leading-space.safetensors",
      "header: expected '{' as the first byte, found byte 32"),
    BadSafetensorsFile(
      "header-length-huge.safetensors",
      "header length: expected at most 62, the rest of the file, found 18446744073709551615"),
    BadSafetensorsFile(
      "header-lone-surrogate.safetensors",
      #"header: invalid JSON at byte 8: expected the second half of a surrogate pair, found '"'"#),
    BadSafetensorsFile(
      "header-not-utf8.safetensors",
      "header: invalid JSON at byte 2: expected valid UTF-8, found an invalid sequence"),
    BadSafetensorsFile(
      "header-over-the-limit.safetensors",
      "header length: expected at most 62, the rest of the file, found 100000001"),
    BadSafetensorsFile(
      "header-trailing-newline.safetensors",
      "header: expected only spaces after '}', found byte 10"),
    BadSafetensorsFile(
      "header-trailing-nul.safetensors",
      "header: invalid JSON at byte 54: expected the end of the text, found byte 0"),
    BadSafetensorsFile(
      "header-trailing-text.safetensors",
      "header: invalid JSON at byte 54: expected the end of the text, found 'x'"),
    BadSafetensorsFile(
      "header-truncated.safetensors",
      "header length: expected at most 32, the rest of the file, found 54"),
    BadSafetensorsFile(
      "metadata-null.safetensors",
      "__metadata__: expected an object of strings, found null"),
    BadSafetensorsFile(
      "metadata-number.safetensors",
      "__metadata__ 'step': expected a string, found the integer 3"),
  ]

  static let entries = [
    BadSafetensorsFile(
      "bit-count-wraps.safetensors",
      "tensor 'w': shape: expected a size that fits 63 bits, found [576460752303423488]"),
    BadSafetensorsFile(
      "dtype-lower-case.safetensors",
      #"tensor 'w': dtype: expected an element type such as F32, found "f32""#),
    BadSafetensorsFile(
      "dtype-missing.safetensors", "tensor 'w': dtype: expected a string, found nothing"),
    BadSafetensorsFile(
      "dtype-object.safetensors", "tensor 'w': dtype: expected a string, found an object"),
    BadSafetensorsFile(
      "dtype-unknown.safetensors",
      #"tensor 'w': dtype: expected an element type such as F32, found "F33""#),
    BadSafetensorsFile(
      "entry-array.safetensors", "tensor 'w': entry: expected an object, found an array"),
    BadSafetensorsFile(
      "name-empty.safetensors",
      "tensor '': expected a name of 1 to 1024 bytes, found 0 bytes"),
    BadSafetensorsFile(
      "name-too-long.safetensors",
      "tensor 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn': expected a name of 1 to 1024 "
        + "bytes, found 1025 bytes"),
    BadSafetensorsFile(
      "name-with-nul.safetensors",
      #"tensor 'w\0x': expected a name without control characters, found byte 0"#),
    BadSafetensorsFile(
      "partial-byte.safetensors", "tensor 'w': expected whole bytes, found 12 bits"),
    BadSafetensorsFile(
      "shape-beyond-63-bits.safetensors",
      "tensor 'w': shape: expected integers from 0 to 2^63 - 1, found the number "
        + "1.8446744073709552e+19"),
    BadSafetensorsFile(
      "shape-exponent.safetensors",
      "tensor 'w': shape: expected integers from 0 to 2^63 - 1, found the number 2.0"),
    BadSafetensorsFile(
      "shape-float.safetensors",
      "tensor 'w': shape: expected integers from 0 to 2^63 - 1, found the number 2.0"),
    BadSafetensorsFile(
      "shape-missing.safetensors",
      "tensor 'w': shape: expected an array of integers, found nothing"),
    BadSafetensorsFile(
      "shape-negative.safetensors",
      "tensor 'w': shape: expected integers from 0 to 2^63 - 1, found the integer -2"),
    BadSafetensorsFile(
      "shape-number.safetensors",
      "tensor 'w': shape: expected an array of integers, found the integer 2"),
    BadSafetensorsFile(
      "shape-product-wraps-before-zero.safetensors",
      "tensor 'w': shape: expected a size that fits 63 bits, found [1099511627776, "
        + "1099511627776, 0]"),
    BadSafetensorsFile(
      "shape-product-wraps-behind-zero.safetensors",
      "tensor 'w': shape: expected a size that fits 63 bits, found [0, 1099511627776, "
        + "1099511627776]"),
    BadSafetensorsFile(
      "shape-product-wraps.safetensors",
      "tensor 'w': shape: expected a size that fits 63 bits, found [4294967296, 4294967296, 2]"),
    BadSafetensorsFile(
      "too-many-dimensions.safetensors",
      "tensor 'w': shape: expected at most 8 dimensions, found 9"),
    BadSafetensorsFile(
      "unknown-field.safetensors",
      "tensor 'w': strides: expected only dtype, shape and data_offsets, found an array"),
  ]

  static let offsets = [
    BadSafetensorsFile(
      "data-truncated.safetensors", "tensor 'b': expected a file of 132 bytes, found 131"),
    BadSafetensorsFile(
      "empty-tensor-inside.safetensors",
      "tensor 'b': data_offsets: expected to begin at 8, found 4, inside 'a'"),
    BadSafetensorsFile(
      "empty-tensor-shares-begin.safetensors",
      "tensor 'b': data_offsets: expected an offset of its own, found 0, where 'a' begins"),
    BadSafetensorsFile(
      "empty-tensors-share-end.safetensors",
      "tensor 'c': data_offsets: expected an offset of its own, found 8, where 'b' begins"),
    BadSafetensorsFile(
      "hole-at-begin.safetensors",
      "tensor 'w': data_offsets: expected to begin at 0, found 4, which leaves a gap"),
    BadSafetensorsFile(
      "hole.safetensors",
      "tensor 'b': data_offsets: expected to begin at 4, found 8, which leaves a gap"),
    BadSafetensorsFile(
      "no-tensors-with-data.safetensors",
      "expected the file to end with its tensors at byte 10, found 18 bytes"),
    BadSafetensorsFile(
      "offsets-beyond-file.safetensors",
      "tensor 'w': expected a file of 79 bytes, found 71"),
    BadSafetensorsFile(
      "offsets-missing.safetensors",
      "tensor 'w': data_offsets: expected an array of integers, found nothing"),
    BadSafetensorsFile(
      "offsets-negative.safetensors",
      "tensor 'w': data_offsets: expected integers from 0 to 2^63 - 1, found the integer -8"),
    BadSafetensorsFile(
      "offsets-overflow.safetensors",
      "tensor 'w': data_offsets: expected an end in the file, found "
        + "[9223372036854775799, 9223372036854775807]"),
    BadSafetensorsFile(
      "offsets-reversed.safetensors",
      "tensor 'w': data_offsets: expected begin before end, found [8, 0]"),
    BadSafetensorsFile(
      "offsets-shape-mismatch.safetensors",
      "tensor 'w': data_offsets: expected 8 bytes, found 4"),
    BadSafetensorsFile(
      "offsets-three.safetensors", "tensor 'w': data_offsets: expected 2 offsets, found 3"),
    BadSafetensorsFile(
      "overlap-same-bytes.safetensors",
      "tensor 'b': data_offsets: expected to begin at 8, found 0, inside 'a'"),
    BadSafetensorsFile(
      "overlap.safetensors",
      "tensor 'b': data_offsets: expected to begin at 8, found 4, inside 'a'"),
    BadSafetensorsFile(
      "trailing-bytes.safetensors",
      "expected the file to end with its tensors at byte 70, found 71 bytes"),
  ]

  static let indices = [
    BadSafetensorsFile("index-array.json", "index: expected an object, found an array"),
    BadSafetensorsFile(
      "index-duplicate-tensor.json",
      #"invalid JSON at byte 41: expected every name once, found "a" a second time"#),
    BadSafetensorsFile(
      "index-metadata-string.json",
      #"metadata: expected an object, found the string "none""#),
    BadSafetensorsFile(
      "index-no-weight-map.json",
      "weight_map: expected an object of file names, found nothing"),
    BadSafetensorsFile(
      "index-not-json.json",
      "invalid JSON at byte 1: expected a name in quotes, found the end of the text"),
    BadSafetensorsFile(
      "index-shard-absolute.json",
      "weight_map 'a': expected a file name without folders, found '/elsewhere/shard-a.safetensors'"
    ),
    BadSafetensorsFile(
      "index-shard-control-character.json",
      "weight_map 'a': expected a file name without control characters, found "
        + #"'shard\n.safetensors'"#),
    BadSafetensorsFile(
      "index-shard-hidden.json",
      "weight_map 'a': expected a file name of at most 255 bytes that does not begin "
        + "with a dot, found '.shard.safetensors'"),
    BadSafetensorsFile(
      "index-shard-in-folder.json",
      "weight_map 'a': expected a file name without folders, found 'more/shard-a.safetensors'"),
    BadSafetensorsFile(
      "index-shard-in-parent.json",
      "weight_map 'a': expected a file name without folders, found '../shard-a.safetensors'"),
    BadSafetensorsFile(
      "index-shard-missing.json",
      "weight_map: expected the shard 'shard-c.safetensors' in the folder, found no such file"),
    BadSafetensorsFile(
      "index-shard-number.json",
      "weight_map 'a': expected a file name, found the integer 1"),
    BadSafetensorsFile(
      "index-shard-only-suffix.json",
      "weight_map 'a': expected a file name that ends in .safetensors, found '.safetensors'"),
    BadSafetensorsFile(
      "index-shard-other-suffix.json",
      "weight_map 'a': expected a file name that ends in .safetensors, found 'pytorch_model.bin'"),
    BadSafetensorsFile(
      "index-shard-two-dots.json",
      "weight_map 'a': expected a file name that ends in .safetensors, found '..'"),
    BadSafetensorsFile(
      "index-shard-upper-case-suffix.json",
      "weight_map 'a': expected a file name that ends in .safetensors, found "
        + "'shard-a.SAFETENSORS'"),
    BadSafetensorsFile(
      "index-shard-windows-drive.json",
      "weight_map 'a': expected a file name without a drive, found 'C:shard-a.safetensors'"),
    BadSafetensorsFile(
      "index-shard-windows-parent.json",
      #"weight_map 'a': expected a file name without folders, found '..\shard-a.safetensors'"#),
    BadSafetensorsFile(
      "index-tensor-in-other-shard.json",
      "weight_map 'a': expected it in 'shard-b.safetensors', found no such tensor there"),
    BadSafetensorsFile(
      "index-tensor-not-in-shard.json",
      "weight_map 'c': expected it in 'shard-b.safetensors', found no such tensor there"),
    BadSafetensorsFile(
      "index-tensor-unlisted.json",
      "weight_map: expected every tensor listed, found 'b' of 'shard-b.safetensors' missing"),
    BadSafetensorsFile(
      "index-unknown-field.json",
      "weights: expected only metadata and weight_map, found an object"),
    BadSafetensorsFile(
      "index-weight-map-array.json",
      "weight_map: expected an object of file names, found an array"),
    BadSafetensorsFile(
      "index-weight-map-empty.json", "weight_map: expected at least one tensor, found none"),
  ]
}
