import Base
import CrestFormat
import CrestWriting
import Hashing
import HuggingFace
import Inference
import Kernels
import Model
import Quantization
import Tokenization

extension Converter {
  /// Reads, encodes and writes the tensor of one entry, on the calling thread.
  func write(
    entry index: Int, to writer: CrestWriter, memory: ReadingMemory
  ) throws(ConversionError) {
    let entry = plan.crest.entries[index]
    guard let tensor = plan.tensor(index) else {
      let table = tokenizerTable(entry.declaration.name)
      return try wrapping(ConversionError.crest, writer.write(table, tensor: index, at: 0))
    }
    guard let layout = entry.declaration.layout else {
      preconditionFailure("\(tensor.name) is planned as a weight")
    }
    let compute = Compute(kernels: plan.options.kernels, threadCount: 1)
    let reader = TensorReader(source: plan.source, compute: compute, memory: memory)
    if tensor.role == .tokenTable {
      try writeTable(tensor, layout, index, reader, to: writer)
    } else {
      let encoded = try memory.withRoom(for: tensor.elementCount) {
        (values) throws(ConversionError) in
        try wrapping(ConversionError.original, reader.read(tensor, into: values))
        return MatrixEncoder(compute: compute).encode(
          values, layout: layout, rotation: entry.declaration.rotation)
      }
      try checkScales(encoded.region.slice(layout.rowScales), of: tensor)
      if layout.encoding == .f16 { try checkHalves(encoded.region, of: tensor) }
      try wrapping(ConversionError.crest, writer.write(encoded.region, tensor: index, at: 0))
    }
  }

  private func checkScales(
    _ scales: ByteRegion, of tensor: CanonicalTensor
  ) throws(ConversionError) {
    let row = scales.elements(as: Float.self).firstIndex { !$0.isFinite }
    if let row {
      throw .scaleOverflow(file: plan.source.weights.path, tensor: tensor.name, row: row)
    }
  }

  /// `halves` begin with element number `first`.
  private func checkHalves(
    _ halves: ByteRegion, of tensor: CanonicalTensor, first: Int = 0
  ) throws(ConversionError) {
    let index = halves.elements(as: UInt16.self).firstIndex { $0 & 0x7c00 == 0x7c00 }
    if let index {
      throw .halfOverflow(file: plan.source.weights.path, tensor: tensor.name, index: first + index)
    }
  }

  /// The token table does not fit the memory bound: it passes through in pieces of rows.
  private func writeTable(
    _ tensor: CanonicalTensor, _ layout: WeightLayout, _ index: Int, _ reader: TensorReader,
    to writer: CrestWriter
  ) throws(ConversionError) {
    let (rowCount, width) = (layout.rowCount, layout.inputCount)
    let values = FloatBuffer(count: min(Converter.tableRows, rowCount) * width)
    let encoder: TableEncoder? =
      layout.groupScales.isEmpty && layout.rowScales.isEmpty
      ? nil : TableEncoder(layout: layout, compute: reader.compute)
    for first in stride(from: 0, to: rowCount, by: Converter.tableRows) {
      let rows = first..<min(rowCount, first + Converter.tableRows)
      try wrapping(ConversionError.original, reader.read(tensor, rows: rows, into: values))
      let piece: (offset: Int, bytes: ByteRegion)
      if let encoder {
        piece = encoder.append(values, rowCount: rows.count)
      } else {
        piece = try plainRows(values, rows: rows, layout, reader.compute)
        if layout.encoding == .f16 {
          try checkHalves(piece.bytes, of: tensor, first: rows.lowerBound * width)
        }
      }
      try wrapping(
        ConversionError.crest, writer.write(piece.bytes, tensor: index, at: piece.offset))
    }
    for part in encoder?.finish() ?? [] {
      if part.offset == layout.rowScales.lowerBound { try checkScales(part.bytes, of: tensor) }
      try wrapping(ConversionError.crest, writer.write(part.bytes, tensor: index, at: part.offset))
    }
  }

  /// Rows of a table that is stored as f32 or f16.
  private func plainRows(
    _ values: FloatBuffer, rows: Range<Int>, _ layout: WeightLayout, _ compute: Compute
  ) throws(ConversionError) -> (offset: Int, bytes: ByteRegion) {
    let count = rows.count * layout.inputCount
    let first = rows.lowerBound * layout.inputCount
    if layout.encoding == .f32 { return (first * 4, values.bytes.slice(0..<count * 4)) }
    let halves = AlignedBuffer(byteCount: count * 2)
    compute.narrow(values, range: 0..<count, into: halves)
    return (first * 2, halves.region)
  }

  private func tokenizerTable(_ name: String) -> ByteRegion {
    guard let tokenizer = plan.source.tokenizer, case .tokenizer(let table) = TensorName(name)
    else { preconditionFailure("\(name) is planned as a table of a tokenizer") }
    return tokenizer[table]
  }
}

extension Converter {
  /// Rounds the written matrices again, against what texts make them take in.
  func calibrate(
    with texts: CalibrationTextSet, to path: String, _ writer: CrestWriter,
    _ manifest: ManifestContent,
    _ progress: @Sendable @escaping (ConversionProgress) -> Void
  ) throws(ConversionError) -> CalibrationReport {
    guard let tokenizer = plan.source.tokenizer else {
      preconditionFailure("calibration is planned without a tokenizer")
    }
    let file = try wrapping(ConversionError.crest, writer.preview(manifest))
    do throws(QuantizationError) {
      let batches = try CalibrationBatches(
        texts, tokenizer: Tokenizer(tokenizer), sentence: plan.source.sentence,
        tokenCount: plan.options.calibrationTokenCount)
      let state =
        plan.options.keepsState
        ? try CalibrationState(
          path: CalibrationState.path(for: path), key: key(file, batches),
          sizes: plan.crest.entries.map(\.byteCount), resumes: plan.options.resumes) : nil
      let calibration = try Calibration(
        file, target: WrittenFile(plan: plan, writer: writer),
        method: plan.options.calibrationMethod, correctsBiases: plan.options.correctsBiases,
        compute: Compute(kernels: plan.options.kernels, threadCount: plan.options.threadCount),
        batches: batches, state: state,
        progress: CalibrationProgress(
          plan.source, batches, cancellation: plan.options.cancellation
        ) {
          progress(ConversionProgress(doneByteCount: $0, totalByteCount: $1, current: $2))
        })
      try calibration.run()
      state?.remove()
      return calibration.report
    } catch {
      throw .quantization(error)
    }
  }

  /// Everything that decides what calibration makes of the file.
  private func key(_ file: CrestFile, _ batches: CalibrationBatches) -> Checksum {
    var hasher = ChecksumHasher()
    let versions = "\(ToolVersion.current) \(KernelSet.contractVersion)"
    hasher.update(Array("\(versions) \(plan.options.correctsBiases)".utf8))
    hasher.update(file.manifest.fingerprint.bytes)
    for sequence in batches.batches.flatMap(\.sequences) {
      hasher.update(sequence.reduce(into: []) { $0.appendLittleEndian($1) })
      hasher.update([0])
    }
    return hasher.finalize()
  }
}

/// The file that a plan is carried out for, all of it written once.
struct WrittenFile: QuantizationTarget {
  let plan: ConversionPlan
  let writer: CrestWriter

  var source: SourceModel { plan.source }

  func storage(ofTensor index: Int) -> (layout: WeightLayout, rotation: Int)? {
    let tensor = plan.crest.entries[index].declaration
    return tensor.layout.map { ($0, tensor.rotation) }
  }

  func replace(_ bytes: ByteRegion, tensor index: Int) throws(QuantizationError) {
    try wrapping(QuantizationError.crest, writer.replace(bytes, tensor: index))
  }
}
