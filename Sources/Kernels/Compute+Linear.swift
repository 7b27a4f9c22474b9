package import Base
import CKernels
import Model

extension Compute {
  /// The widest row that `quantize` takes.
  package static let largestInputCount = Int(GC_LARGEST_INPUTS)

  /// Rotates and quantises rows of `x` `[rows, width]`, padded with zeros to `storedWidth`: the rows
  /// `rowIndex[m]`, or the first `rowCount`.
  package func quantize(
    _ x: FloatBuffer, rowIndex: IndexBuffer? = nil, rowCount: Int, width: Int, storedWidth: Int,
    rotation: Int, into activations: ActivationBuffer
  ) {
    precondition(rowCount <= rowIndex?.count ?? x.count / width)
    precondition(rowCount <= activations.scales.count)
    precondition(width <= storedWidth && storedWidth <= Compute.largestInputCount)
    precondition(storedWidth % rotation == 0)
    precondition(rowCount * storedWidth <= activations.bytes.byteCount)
    forRows(rowCount, grain: 4, "quantize") { rows in
      let first = Int(rows.lowerBound)
      guard let rowIndex else {
        return unsafe gc_quantize_padded(
          kernels.functions, x.pointer + first * width, Int32(rows.count), Int32(width),
          Int32(storedWidth), Int32(rotation),
          activations.bytes.baseAddress + first * storedWidth,
          activations.scales.pointer + first)
      }
      for row in first..<Int(rows.upperBound) {
        let source = Int(rowIndex[row])
        precondition(source >= 0 && (source + 1) * width <= x.count)
        unsafe gc_quantize_padded(
          kernels.functions, x.pointer + source * width, 1, Int32(width), Int32(storedWidth),
          Int32(rotation), activations.bytes.baseAddress + row * storedWidth,
          activations.scales.pointer + row)
      }
    }
  }

  /// One product of a grouped call: some rows of the activations times one matrix.
  package struct Product: Sendable {
    package let matrix: QuantizedMatrix
    let firstRow: Int
    let rowCount: Int

    /// The rows `firstRow..<firstRow + rowCount` times `matrix`.
    package init(matrix: QuantizedMatrix, firstRow: Int, rowCount: Int) {
      self.matrix = matrix
      self.firstRow = firstRow
      self.rowCount = rowCount
    }
  }

  /// `out[m] = f(activations[m] · Wᵀ + bias)` for the rows of every product, all shared out over
  /// the threads in one call; `f` is GELU if asked for.
  ///
  /// - Precondition: all matrices have one shape; `out` holds `[rows, N]`.
  package func products(
    _ products: [Product], activations: ActivationBuffer, bias: FloatVector? = nil,
    gelu: Bool = false, into out: FloatBuffer
  ) {
    guard let layout = products.first?.matrix.layout else { return }
    let outputCount = layout.rowCount
    precondition(bias.map { $0.count >= outputCount } ?? true)
    for product in products {
      precondition(product.matrix.layout == layout)
      let rowEnd = product.firstRow + product.rowCount
      precondition(rowEnd * outputCount <= out.count && rowEnd <= activations.scales.count)
      precondition(rowEnd * layout.storedInputCount <= activations.bytes.byteCount)
    }
    // A task is some blocks of 16 outputs for up to 384 rows.
    let rowChunk = 384
    let blockCount = (outputCount + 15) / 16
    let blockChunk = blocksOfTask(
      products, blockCount: blockCount, rowChunk: rowChunk, layout: layout)
    let blockTasks = (blockCount + blockChunk - 1) / blockChunk
    let taskCounts = products.map { ($0.rowCount + rowChunk - 1) / rowChunk * blockTasks }
    var firstTasks: [Int] = []
    var taskTotal = 0
    for count in taskCounts {
      firstTasks.append(taskTotal)
      taskTotal += count
    }
    let multiply =
      switch layout.encoding {
      case .int3: unsafe kernels.functions.pointee.gemm_int3
      case .int4: unsafe kernels.functions.pointee.gemm_int4
      default: unsafe kernels.functions.pointee.gemm_int8
      }
    pool.run(taskTotal, TaskStep(products, layout)) { task in
      var index = 0
      while index + 1 < firstTasks.count, firstTasks[index + 1] <= task { index += 1 }
      let product = products[index]
      let local = task - firstTasks[index]
      let firstBlock = local % blockTasks * blockChunk
      let firstRow = local / blockTasks * rowChunk
      var job = unsafe job(
        for: product, activations: activations, bias: bias, gelu: gelu, into: out)
      unsafe multiply(
        &job, Int32(firstRow), Int32(min(product.rowCount, firstRow + rowChunk)),
        Int32(firstBlock), Int32(min(blockCount, firstBlock + blockChunk)))
    }
  }

  /// How many blocks of 16 outputs a task of a product takes.
  ///
  /// With many rows, four or as many as the kernels share their work on the rows with. Few rows wait
  /// for memory, and what is read ahead at a task's end is lost to its thread: tasks of up to 128 KB.
  /// Either way each thread still gets four tasks, if they have no fewer than four blocks.
  private func blocksOfTask(
    _ products: [Product], blockCount: Int, rowChunk: Int, layout: WeightLayout
  ) -> Int {
    let fewest = 4
    let hasFewRows = products.allSatisfy { $0.rowCount <= 32 }
    let blockBytes = layout.data.count / blockCount
    let wanted =
      hasFewRows
      ? (128 << 10) / max(blockBytes, 1) : unsafe Int(kernels.functions.pointee.task_blocks)
    let chunkCount = products.reduce(0) { $0 + ($1.rowCount + rowChunk - 1) / rowChunk }
    let most = blockCount * chunkCount / (4 * pool.threadCount)
    return max(fewest, min(wanted, most) / fewest * fewest)
  }

  @unsafe private func job(
    for product: Product, activations: ActivationBuffer, bias: FloatVector?, gelu: Bool,
    into out: FloatBuffer
  ) -> gc_gemm {
    let layout = product.matrix.layout
    let base = unsafe product.matrix.region.baseAddress
    let firstRow = product.firstRow
    return unsafe gc_gemm(
      activations: activations.bytes.baseAddress + firstRow * layout.storedInputCount,
      activation_scales: activations.scales.pointer + firstRow,
      weights: base + layout.data.lowerBound,
      group_scales: (base + layout.groupScales.lowerBound).assumingMemoryBound(to: UInt8.self),
      row_scales: (base + layout.rowScales.lowerBound).assumingMemoryBound(to: Float.self),
      row_sums: (base + layout.rowSums.lowerBound).assumingMemoryBound(to: Int32.self),
      bias: bias.map { unsafe $0.pointer },
      out: out.pointer + firstRow * layout.rowCount,
      inputs: Int32(layout.storedInputCount), outputs: Int32(layout.rowCount),
      out_stride: Int32(layout.rowCount), apply_gelu: gelu ? 1 : 0)
  }

  /// `out = x · Wᵀ` in binary32, for the rows from `firstRow` on.
  ///
  /// - Precondition: `x` is `[rows, K]`, `out` `[rows, N]`, and `floatProducts` is there.
  package func floatProduct(
    _ x: FloatBuffer, rowCount: Int, firstRow: Int = 0, weight: [FloatMatrix], outputCount: Int,
    into out: FloatBuffer
  ) {
    precondition((firstRow + rowCount) * outputCount <= out.count)
    guard rowCount > 0 else { return }
    guard let floatProducts else {
      preconditionFailure("binary32 weights of \(outputCount) outputs, and no binary32 products")
    }
    for matrix in weight {
      floatProducts.multiply(
        x, rows: firstRow..<firstRow + rowCount, by: matrix, outputCount: outputCount, into: out,
        threadCount: pool.threadCount)
    }
  }

  /// `x = f(x + bias)` for the rows from `firstRow` on; the bias and GELU of a binary32 product.
  package func biasAndGelu(
    _ x: FloatBuffer, rowCount: Int, firstRow: Int = 0, width: Int, bias: FloatVector?, gelu: Bool
  ) {
    guard bias != nil || gelu else { return }
    precondition((firstRow + rowCount) * width <= x.count && bias.map { $0.count >= width } ?? true)
    forRows(rowCount, grain: 4, "bias and GELU") { rows in
      unsafe kernels.functions.pointee.bias_gelu(
        x.pointer + (firstRow + Int(rows.lowerBound)) * width,
        bias.map { unsafe $0.pointer }, Int32(rows.count), Int32(width), gelu ? 1 : 0)
    }
  }

  /// The function of a gate.
  package enum Gate: Sendable {
    /// x / 2 (1 + erf(x / sqrt 2))
    case gelu
    /// x / (1 + exp(-x))
    case silu
  }

  /// `y[m][n] = x[m][n] · f(x[m][width + n])` of `x` `[rows, 2 width]`, `y` `[rows, width]`.
  package func gate(
    _ x: FloatBuffer, rowCount: Int, width: Int, function: Gate, into y: FloatBuffer
  ) {
    precondition(rowCount * width * 2 <= x.count && rowCount * width <= y.count)
    forRows(rowCount, grain: 4, "gate") { rows in
      let first = Int(rows.lowerBound) * width
      unsafe kernels.functions.pointee.gate(
        x.pointer + first * 2, Int32(rows.count), Int32(width),
        function == .silu ? 1 : 0, y.pointer + first)
    }
  }

  /// Widens a binary16 matrix to binary32.
  package func widen(
    half region: ByteRegion, outputCount: Int, inputCount: Int, into scratch: FloatBuffer
  ) -> FloatMatrix {
    let count = outputCount * inputCount
    precondition(region.byteCount == count * 2 && count <= scratch.count)
    let source = unsafe region.baseAddress.assumingMemoryBound(to: UInt16.self)
    forRows(outputCount, grain: 64, "widen") { rows in
      let first = Int(rows.lowerBound) * inputCount
      unsafe gc_widen_binary16(source + first, rows.count * inputCount, scratch.pointer + first)
    }
    return FloatMatrix(
      region: scratch.slice(0..<count).bytes, outputCount: outputCount,
      inputCount: inputCount, firstOutput: 0, isTransposed: false)
  }
}

/// Which experts each token goes to, and with what share.
package struct Routing: Sendable {
  /// `[rows, chosen]`, ascending in each row.
  package let experts: IndexBuffer
  /// `[rows, chosen]`.
  package let weights: FloatBuffer
  /// Experts per token.
  package let chosenCount: Int

  /// Room for `rowCount` tokens.
  package init(rowCount: Int, chosenCount: Int) {
    experts = IndexBuffer(count: rowCount * chosenCount)
    weights = FloatBuffer(count: rowCount * chosenCount)
    self.chosenCount = chosenCount
  }
}

extension Compute {
  /// Softmax over all experts in binary32, the largest `chosenCount` kept, lower index first on
  /// ties; divided by their sum only if `normalizes`.
  package func route(
    _ x: FloatBuffer, rowCount: Int, width: Int, router: FloatVector, expertCount: Int,
    normalizes: Bool, logits: FloatBuffer, into routing: Routing
  ) {
    precondition(expertCount > 0 && expertCount <= 256)
    precondition(router.count == expertCount * width && rowCount * width <= x.count)
    precondition(rowCount * expertCount <= logits.count)
    let chosen = routing.chosenCount
    precondition(chosen <= expertCount && rowCount * chosen <= routing.experts.count)
    forRows(rowCount, grain: 8, "route") { rows in
      let first = Int(rows.lowerBound)
      unsafe kernels.functions.pointee.router_logits(
        x.pointer + first * width, router.pointer, Int32(rows.count),
        Int32(width), Int32(expertCount), logits.pointer + first * expertCount)
      unsafe gc_choose_experts(
        logits.pointer + first * expertCount, Int32(rows.count), Int32(expertCount), Int32(chosen),
        normalizes ? 1 : 0, routing.experts.pointer + first * chosen,
        routing.weights.pointer + first * chosen)
    }
  }

  /// `out[t] = x[t] · vector` in binary32.
  package func dots(
    _ x: FloatBuffer, rowCount: Int, width: Int, vector: FloatVector, into out: FloatBuffer
  ) {
    precondition(vector.count == width)
    precondition(rowCount * width <= x.count && rowCount <= out.count)
    forRows(rowCount, grain: 8, "dots") { rows in
      let first = Int(rows.lowerBound)
      unsafe kernels.functions.pointee.router_logits(
        x.pointer + first * width, vector.pointer, Int32(rows.count),
        Int32(width), 1, out.pointer + first)
    }
  }

  /// `y[t] = Σ weight · x[row[t]] + bias` over a token's experts, in expert order, for the
  /// `tokens`.
  ///
  /// `rows` `[tokens, chosen]` says where each token's expert results lie in `x`.
  package func combine(
    _ x: FloatBuffer, rows: IndexBuffer, routing: Routing, tokens: Range<Int>, width: Int,
    bias: FloatVector?, into y: FloatBuffer
  ) {
    let chosen = routing.chosenCount
    precondition(tokens.lowerBound >= 0)
    precondition(tokens.upperBound * chosen <= min(rows.count, routing.weights.count))
    precondition(tokens.upperBound * width <= y.count && tokens.count * chosen * width <= x.count)
    forRows(tokens.count, grain: 8, "combine") { range in
      let first = tokens.lowerBound + Int(range.lowerBound)
      unsafe kernels.functions.pointee.combine(
        x.pointer, rows.pointer + first * chosen,
        routing.weights.pointer + first * chosen, Int32(chosen), bias.map { unsafe $0.pointer },
        Int32(range.count), Int32(width), y.pointer + first * width)
    }
  }

  /// Copies the rows `index[m]` of `x` to `y[m]`.
  package func gather(
    _ x: FloatBuffer, index: IndexBuffer, rowCount: Int, width: Int, into y: FloatBuffer
  ) {
    precondition(rowCount <= index.count && rowCount * width <= y.count)
    forRows(rowCount, grain: 16, "gather") { rows in
      for row in rows {
        let source = Int(index[Int(row)])
        precondition(source >= 0 && (source + 1) * width <= x.count)
        unsafe (y.pointer + Int(row) * width).update(from: x.pointer + source * width, count: width)
      }
    }
  }
}
