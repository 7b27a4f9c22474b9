import Base
import Conversion

struct PruningReport {
  let path: String
  let plan: PruningPlan
  /// How the texts of `--check` are tokenised before and after.
  let comparison: TextComparison?
  /// The result; `nil` for a dry run.
  var done: Done?

  let losses: PruningLosses

  /// Rows shown of a table; `--json` has all of them.
  private static let rowCount = 12

  struct Done {
    let result: PruningResult
    let duration: Duration
  }

  init(path: String, plan: PruningPlan, comparison: TextComparison?) {
    self.path = path
    self.plan = plan
    self.comparison = comparison
    losses = PruningLosses(plan.selection)
  }

  var text: String {
    var blocks = [head, scriptTable]
    if !losses.characters.isEmpty { blocks.append(characterLines) }
    if let comparison { blocks.append(text(of: comparison)) }
    return blocks.joined(separator: "\n\n")
  }

  private var head: String {
    let (before, after) = (plan.before, plan.after)
    func change(_ key: KeyPath<PruningPlan.Sizes, Int>) -> String {
      "\(Figures.bytes(before[keyPath: key])) -> \(Figures.bytes(after[keyPath: key]))"
    }
    var lines = [
      (done == nil ? "\(path) would be written" : path).escapingControlCharacters,
      "  \(change(\.fileByteCount))"
        + (done.map { " in \($0.duration.seconds.fixed(2)) s" } ?? ""),
      "  token ids \(Figures.grouped(before.tokenIDCount)) -> "
        + "\(Figures.grouped(after.tokenIDCount)), kept for \(plan.record.keptText)",
      "  token embedding \(change(\.tokenEmbeddingByteCount)), tokenizer \(change(\.tokenizerByteCount))",
    ]
    if let result = done?.result {
      if result.canaryCount > 0 {
        lines.append(
          "  \(result.equalCanaryCount) of \(result.canaryCount) canaries keep their tokens and "
            + "give the same bits as before")
      }
      lines.append("  fingerprint \(result.fingerprint)")
    }
    return lines.joined(separator: "\n")
  }

  private var scriptTable: String {
    var table = TextTable(header: ["Script", "pieces", "dropped", "share"])
    let dropped = losses.scripts.filter { $0.droppedCount > 0 }
    for script in dropped.prefix(PruningReport.rowCount) {
      table.append(
        "  " + script.name, Figures.grouped(script.count), Figures.grouped(script.droppedCount),
        Figures.share(script.droppedCount, of: script.count))
    }
    let rest = dropped.dropFirst(PruningReport.rowCount)
    if !rest.isEmpty {
      let (count, lost) = (rest.map(\.count).reduce(0, +), rest.map(\.droppedCount).reduce(0, +))
      table.append(
        "  \(rest.count) more", Figures.grouped(count), Figures.grouped(lost),
        Figures.share(lost, of: count))
    }
    return table.text
  }

  private var characterLines: String {
    let count = losses.characters.reduce(0) { $0 + $1.count }
    var table = TextTable(
      header: ["Now unknown", Figures.grouped(count) + " characters"], leftColumns: 1)
    for row in losses.characters.prefix(PruningReport.rowCount) {
      table.append(
        "  \(row.script), such as \(row.examples.joined(separator: " ").escapingControlCharacters)",
        Figures.grouped(row.count))
    }
    let rest = losses.characters.dropFirst(PruningReport.rowCount)
    if !rest.isEmpty {
      table.append("  of \(rest.count) more", Figures.grouped(rest.reduce(0) { $0 + $1.count }))
    }
    return table.text
  }

  private func text(of texts: TextComparison) -> String {
    var section = ReportSection("Checked texts")
    section.append("texts", Figures.grouped(texts.textCount))
    section.append(
      "tokenised differently",
      "\(Figures.grouped(texts.changedTextCount)), "
        + Figures.share(texts.changedTextCount, of: texts.textCount))
    section.append(
      "dropped tokens",
      "\(Figures.grouped(texts.lostTokenCount)) of \(Figures.grouped(texts.tokenCount)), "
        + Figures.share(texts.lostTokenCount, of: texts.tokenCount))
    section.append(
      "unknown tokens",
      "\(Figures.grouped(texts.unknownCountBefore)) -> \(Figures.grouped(texts.unknownCount))")
    for example in texts.worst {
      section.append(
        "loses \(example.lostTokenCount) of \(example.tokenCount)",
        JSONValue.string(example.text).text)
    }
    return section.text ?? ""
  }
}

extension PruningReport {
  /// The report as `prune --json` writes it.
  var json: JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "prune")
    if done == nil { object.append("dry_run", true) }
    object.append("output", .string(path))
    object.append("file_bytes", .integer(plan.after.fileByteCount))
    if let done {
      object.append("seconds", .number(done.duration.seconds))
      object.append("fingerprint", .string(done.result.fingerprint.description))
    }
    object.append("pruning", pruning)
    return .object(object)
  }

  /// What pruning changes, as in the report of every command that prunes.
  var pruning: JSONValue {
    var object = JSONObject()
    object.append("kept", plan.record.json)
    object.append("before", json(of: plan.before))
    object.append("after", json(of: plan.after))
    object.append(
      "scripts",
      .array(
        losses.scripts.map {
          [
            "name": .string($0.name), "pieces": .integer($0.count),
            "dropped": .integer($0.droppedCount),
          ]
        }))
    object.append(
      "unknown_characters",
      .array(
        losses.characters.map {
          [
            "script": .string($0.script), "count": .integer($0.count),
            "examples": .array($0.examples.map { .string($0) }),
          ]
        }))
    if let result = done?.result {
      object.append("canaries", .integer(result.canaryCount))
      object.append("equal_canaries", .integer(result.equalCanaryCount))
    }
    if let comparison { object.append("check", json(of: comparison)) }
    return .object(object)
  }

  private func json(of sizes: PruningPlan.Sizes) -> JSONValue {
    [
      "token_ids": .integer(sizes.tokenIDCount),
      "file_bytes": .integer(sizes.fileByteCount),
      "token_table_bytes": .integer(sizes.tokenEmbeddingByteCount),
      "tokenizer_bytes": .integer(sizes.tokenizerByteCount),
    ]
  }

  private func json(of texts: TextComparison) -> JSONValue {
    [
      "texts": .integer(texts.textCount),
      "changed_texts": .integer(texts.changedTextCount),
      "tokens": .integer(texts.tokenCount),
      "dropped_tokens": .integer(texts.lostTokenCount),
      "unknown_tokens_before": .integer(texts.unknownCountBefore),
      "unknown_tokens": .integer(texts.unknownCount),
      "worst": .array(
        texts.worst.map {
          [
            "text": .string($0.text), "tokens": .integer($0.tokenCount),
            "dropped_tokens": .integer($0.lostTokenCount),
          ]
        }),
    ]
  }
}

extension PruningRecord {
  var json: JSONValue {
    [
      "languages": .array(languages.map { .string($0) }),
      "texts": texts.map { .string($0) } ?? .null,
      "from_token_ids": .integer(vocabularySize),
      "from_fingerprint": .string(fingerprint),
    ]
  }
}
