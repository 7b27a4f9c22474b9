#if Server
  import Base
  import EmbeddingClient
  import Inference

  /// Embeds records by a server, batch by batch, in order.
  struct RemoteEmbedding {
    let client: EmbeddingClient
    /// What is put before every text here, as servers differ in how they are asked for it.
    let prompt: String
    /// The most texts of one request.
    let batchCount: Int

    /// Embeds everything; stops early, without an error, if the reader goes away.
    ///
    /// `makeWriter` gets the size of the first vectors, 0 if there is no text.
    ///
    /// - Throws: `EmbeddingClientError`, `CommandLineError` naming the line that is refused.
    func embed(
      _ records: inout InputRecords, _ makeWriter: (_ dimensions: Int) throws -> any VectorWriter
    ) throws {
      var rows = try nextRows(&records)
      let dimensions = rows?.first?.embedding.dense.count ?? 0
      var writer = try makeWriter(dimensions)
      while !writer.isClosed, let found = rows {
        try check(found, dimensions)
        try writer.write(found.map { .success($0) })
        rows = try nextRows(&records)
      }
      try writer.finish()
    }

    /// The vectors of everything at once.
    ///
    /// - Throws: as `embed`, and `CommandLineError` if there is no text or there are too many.
    func allRows(of records: inout InputRecords) throws -> [EmbeddingRow] {
      var all: [EmbeddingRow] = []
      while let rows = try nextRows(&records) {
        all += rows
        try check(rows, all[0].embedding.dense.count)
        guard all.count <= SimilarityMatrix.limit else {
          throw CommandLineError.input(
            place: records.name,
            reason: "expected at most \(SimilarityMatrix.limit) texts to compare, found more")
        }
      }
      guard !all.isEmpty else { throw CommandLineError.noTexts(place: records.name) }
      return all
    }

    /// Refuses vectors of another size than the first: the server has changed its model.
    private func check(_ rows: [EmbeddingRow], _ dimensions: Int) throws(EmbeddingClientError) {
      guard let odd = rows.first(where: { $0.embedding.dense.count != dimensions }) else { return }
      throw .answer(
        url: client.url, place: "embedding", expected: "\(dimensions) numbers as before",
        found: "\(odd.embedding.dense.count)")
    }

    private func nextRows(_ records: inout InputRecords) throws -> [EmbeddingRow]? {
      let batch = try records.nextBatch(recordCount: batchCount, byteCount: 1 << 20)
      guard !batch.isEmpty else { return nil }
      let found = try batch.map { record in
        do throws(Refusal) { return try record.get() } catch { throw error.error }
      }
      let texts = try found.map { try text(of: $0) }
      let client = client
      let vectors = try Blocking.run { try await client.vectors(of: texts) }
      let encoder = VectorEncoder(.float32)
      return zip(found, vectors).map { record, vector in
        EmbeddingRow(
          id: record.id, embedding: TextEmbedding(dense: vector), vector: encoder.stored(vector),
          tokens: nil)
      }
    }

    private func text(of record: InputRecord) throws(CommandLineError) -> String {
      guard record.prompt == nil else {
        throw .line(
          place: record.place, expected: "no \"prompt\", as a server knows its own alone",
          found: "\"prompt\"")
      }
      guard case .text(let text) = record.content else {
        throw .line(place: record.place, expected: "\"text\"", found: "\"input_ids\"")
      }
      return prompt + text
    }
  }
#endif
