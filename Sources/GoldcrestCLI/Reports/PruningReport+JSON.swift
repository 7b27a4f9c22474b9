import Base
import Conversion

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

  /// What pruning changes, for the report of any command.
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
      "token_table_bytes": .integer(sizes.tokenTableByteCount),
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
  /// For `--json`.
  var json: JSONValue {
    [
      "languages": .array(languages.map { .string($0) }),
      "texts": texts.map { .string($0) } ?? .null,
      "from_token_ids": .integer(vocabularySize),
      "from_fingerprint": .string(fingerprint),
    ]
  }
}
