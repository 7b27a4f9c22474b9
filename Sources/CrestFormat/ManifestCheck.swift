import Bytes
import Tensors

struct ManifestCheck {
  let path: String
  func error(_ field: String, expected: String, found: String) -> CrestError {
    .field(path: path, field: field, expected: expected, found: found)
  }
  func range(_ value: Int, _ range: ClosedRange<Int>, _ field: String) throws(CrestError) {}
  func declaration(
    _ tensor: TensorDeclaration, _ field: String
  ) throws(CrestError) -> (bytes: Int, elements: Int) { (0, 0) }
  func manifest(_ manifest: Manifest, in plan: CrestPlan) throws(CrestError) {}
  func file(_ manifest: Manifest, manifestOffset: Int) throws(CrestError) {}
}
