public import Kernels
public import Model

/// Where a model's weights come from; names are the canonical ones of `CanonicalTensor`.
///
/// A mapped `.crest` answers it here; the remapped safetensors model answers it in Conversion, so
/// that the runtime knows nothing of that format.
public protocol WeightSource: Sendable {
  /// The model's numbers.
  var configuration: ModelConfiguration { get }
  /// The weights of a linear map `[N, K]`.
  func linear(_ name: String) throws(InferenceError) -> LinearWeight
  /// A vector or small table of binary32 values.
  func vector(_ name: String) throws(InferenceError) -> FloatVector
  /// The token table `[V, H]`.
  func tokenTable(_ name: String) throws(InferenceError) -> TokenTable
}
