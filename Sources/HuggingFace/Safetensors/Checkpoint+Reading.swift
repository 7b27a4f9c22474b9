import Model
public import Base

extension Checkpoint {
  /// Widens `elements` of the F32, F16 or BF16 tensor `name` into `destination`.
  ///
  /// Elements count row-major from the tensor's first. The bytes come through `pread` in pieces of
  /// at most 1 MiB, so a tensor of any size can be read in parts within little memory; values that
  /// are not finite are passed on as they are.
  ///
  /// - Precondition: `elements` lies inside the tensor and `destination` has room for them.
  /// - Throws: `SafetensorsError.noSuchTensor`, `.notAWeight` for other element types, `.file`.
  public func readFloats(
    _ name: String, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
  ) throws(SafetensorsError) {
    let (file, entry) = try tensor(name)
    precondition(
      elements.lowerBound >= 0 && elements.upperBound <= entry.elementCount,
      "elements \(elements) of \(entry.elementCount)")
    let capacity = destination.count
    precondition(capacity >= elements.count, "\(elements.count) elements into \(capacity)")
    try unsafe FloatReading(file: file.file, entry: entry).read(elements, into: destination)
  }

  /// All elements of the F32, F16 or BF16 tensor `name` as binary32, row-major.
  ///
  /// - Throws: `SafetensorsError.noSuchTensor`, `.notAWeight` for other element types, `.file`.
  public func floats(_ name: String) throws(SafetensorsError) -> [Float] {
    let (file, entry) = try tensor(name)
    guard entry.elementType.isWeightType else {
      throw .notAWeight(path: file.path, tensor: name, found: entry.elementType)
    }
    var failure: SafetensorsError?
    let result = unsafe [Float](unsafeUninitializedCapacity: entry.elementCount) {
      buffer, initialized in
      do throws(SafetensorsError) {
        let elements = 0..<entry.elementCount
        try unsafe FloatReading(file: file.file, entry: entry).read(elements, into: buffer)
        initialized = entry.elementCount
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }

  /// The bytes of the tensor `name` as they stand in its file, mapped.
  ///
  /// - Throws: `SafetensorsError.noSuchTensor`, `.file` if the file cannot be mapped.
  public func region(_ name: String) throws(SafetensorsError) -> ByteRegion {
    let (file, entry) = try tensor(name)
    return try file.mapped().region(entry.fileRange)
  }

  private func tensor(
    _ name: String
  ) throws(SafetensorsError) -> (file: SafetensorsFile, entry: TensorEntry) {
    guard let found = self[name] else { throw .noSuchTensor(path: path, tensor: name) }
    return found
  }
}
