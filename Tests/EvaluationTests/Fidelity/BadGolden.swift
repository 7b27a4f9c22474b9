import Testing

/// What every file in `Golden/Bad/golden` is refused with, after its path.
///
/// `Scripts/golden/make_bad_golden.py` makes the files.
struct BadGolden: CustomTestStringConvertible, Sendable {
  let name: String
  let refusal: String

  var testDescription: String { name }

  init(_ name: String, _ refusal: String) {
    self.name = "\(name).safetensors"
    self.refusal = refusal
  }

  static let all = vectors + strings + tokens + routing + details

  static let vectors = [
    BadGolden(
      "version-unknown",
      "metadata 'format': expected goldcrest-golden-1, found goldcrest-golden-2"),
    BadGolden(
      "no-texts-and-no-ids",
      "expected the metadata 'texts' (a JSON array of strings), or the tensors "
        + "'input_ids' [N, L] of I32 or I64 and 'lengths' [N], found neither"),
    BadGolden("embeddings-missing", "expected a tensor 'embeddings' of the format, found none"),
    BadGolden(
      "embeddings-double", "tensor 'embeddings': expected elements of F32, found F64"),
    BadGolden(
      "embeddings-one-dimension",
      "tensor 'embeddings': expected the shape [N, D], neither 0, found [4]"),
    BadGolden(
      "embeddings-no-rows",
      "tensor 'embeddings': expected the shape [N, D], neither 0, found [0, 2]"),
    BadGolden(
      "embeddings-no-columns",
      "tensor 'embeddings': expected the shape [N, D], neither 0, found [2, 0]"),
    BadGolden(
      "embeddings-nan",
      "tensor 'embeddings': expected finite values, found one at [1, 0] that is not"),
    BadGolden(
      "embeddings-infinite",
      "tensor 'embeddings': expected finite values, found one at [1, 1] that is not"),
    BadGolden("pooled-rows", "tensor 'pooled': expected the shape [2, 2], found [1, 2]"),
    BadGolden(
      "pooled-nan", "tensor 'pooled': expected finite values, found one at [0, 1] that is not"),
  ]

  static let strings = [
    BadGolden(
      "texts-not-json",
      "metadata 'texts': expected a JSON array of 2 strings, one per row of 'embeddings', "
        + "found invalid JSON at byte 0: expected a value, found 'a'"),
    BadGolden(
      "texts-object",
      "metadata 'texts': expected a JSON array of 2 strings, one per row of 'embeddings', "
        + "found an object"),
    BadGolden(
      "texts-number",
      "metadata 'texts': expected a JSON array of 2 strings, one per row of 'embeddings', "
        + "found the integer 1 at 1"),
    BadGolden(
      "texts-too-few",
      "metadata 'texts': expected a JSON array of 2 strings, one per row of 'embeddings', "
        + "found 1 strings"),
    BadGolden(
      "languages-too-many",
      "metadata 'languages': expected a JSON array of 2 strings, one per row of 'embeddings', "
        + "found 3 strings"),
    BadGolden(
      "languages-string",
      "metadata 'languages': expected a JSON array of 2 strings, one per row of 'embeddings', "
        + "found the string \"en\""),
  ]

  static let tokens = [
    BadGolden(
      "ids-without-lengths", "expected a tensor 'lengths' to go with 'input_ids', found none"),
    BadGolden(
      "lengths-without-ids", "expected a tensor 'input_ids' to go with 'lengths', found none"),
    BadGolden("ids-float", "tensor 'input_ids': expected elements of I32 or I64, found F32"),
    BadGolden("ids-rows", "tensor 'input_ids': expected the shape [2, L], found [3, 2]"),
    BadGolden("ids-one-dimension", "tensor 'input_ids': expected the shape [2, L], found [6]"),
    BadGolden(
      "ids-negative", "tensor 'input_ids' at [1, 1]: expected from 0 to 2147483647, found -5"),
    BadGolden(
      "ids-too-large",
      "tensor 'input_ids' at [1, 1]: expected from 0 to 2147483647, found 1099511627776"),
    BadGolden("lengths-float", "tensor 'lengths': expected elements of I32 or I64, found F32"),
    BadGolden("lengths-count", "tensor 'lengths': expected the shape [2], found [3]"),
    BadGolden("lengths-zero", "tensor 'lengths' at [1]: expected from 1 to 3, found 0"),
    BadGolden("lengths-beyond-row", "tensor 'lengths' at [1]: expected from 1 to 3, found 4"),
  ]

  static let routing = [
    BadGolden("router-float", "tensor 'router_top2': expected elements of U8, found F32"),
    BadGolden(
      "router-without-ids", "expected a tensor 'input_ids' to go with 'router_top2', found none"),
    BadGolden(
      "router-tokens",
      "tensor 'router_top2': expected the shape [2, M, 3, 2], found [2, 1, 2, 2]"),
    BadGolden(
      "router-three-dimensions",
      "tensor 'router_top2': expected the shape [2, M, 3, 2], found [2, 3, 2]"),
    BadGolden(
      "router-no-layers",
      "tensor 'router_top2': expected the shape [2, M, 3, 2], found [2, 0, 3, 2]"),
    BadGolden(
      "router-chosen",
      "tensor 'router_top3': expected the shape [2, M, 3, 3], found [2, 1, 3, 2]"),
    BadGolden(
      "router-name",
      "expected at most one tensor router_topK, K from 1 to 255, found router_top02"),
    BadGolden(
      "router-two",
      "expected at most one tensor router_topK, K from 1 to 255, found router_top1, router_top2"),
    BadGolden(
      "router-padding-inside",
      "tensor 'router_top2' at [0, 0, 1]: expected 2 different experts below 255, found 255"),
    BadGolden(
      "router-expert-twice",
      "tensor 'router_top2' at [1, 0, 1]: expected 2 different experts below 255, found 3"),
  ]

  static let details = [
    BadGolden(
      "hidden-beyond-texts",
      "tensor 'hidden.2': expected the index of a text, 0 to 1, after the dot"),
    BadGolden(
      "hidden-name",
      "tensor 'hidden.01': expected the index of a text, 0 to 1, after the dot"),
    BadGolden(
      "hidden-tokens",
      "tensor 'hidden.1': expected the shape [layers, 3, width], found [2, 2, 2]"),
    BadGolden(
      "hidden-two-dimensions",
      "tensor 'hidden.1': expected the shape [layers, 3, width], found [3, 4]"),
    BadGolden("hidden-integers", "tensor 'hidden.1': expected elements of F32, found I32"),
    BadGolden(
      "hidden-nan",
      "tensor 'hidden.1': expected finite values, found one at [1, 1, 1] that is not"),
    BadGolden(
      "router-prob-tokens",
      "tensor 'router_prob.1': expected the shape [layers, 3, width], found [1, 2, 4]"),
  ]
}
