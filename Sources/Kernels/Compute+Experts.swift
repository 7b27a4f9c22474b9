import Base
import CKernels

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
    forRows(rowCount, grain: 8) { rows in
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
    forRows(rowCount, grain: 8) { rows in
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
    forRows(tokens.count, grain: 8) { range in
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
    forRows(rowCount, grain: 16) { rows in
      for row in rows {
        let source = Int(index[Int(row)])
        precondition(source >= 0 && (source + 1) * width <= x.count)
        unsafe (y.pointer + Int(row) * width).update(from: x.pointer + source * width, count: width)
      }
    }
  }
}
