/// The examples in the help of every command; a test parses each of them.
enum Examples {
  static let convert = text(
    "goldcrest convert all-MiniLM-L6-v2",
    "goldcrest convert bge-m3 --quantize int4 -o bge-m3.crest",
    "goldcrest convert my-model --pooling mean --verify original",
    "goldcrest convert my-model --quantize auto --min-cosine 0.998")
  static let prune = text(
    "goldcrest prune bge-m3-int8.crest --languages de,en",
    "goldcrest prune bge-m3-int8.crest --keep-tokens-from texts.txt --dry-run")
  static let inspect = text(
    "goldcrest inspect bge-m3-int8.crest",
    "goldcrest inspect bge-m3-int8.crest --check",
    "goldcrest inspect bge-m3 --tensors --json")
  static let verify = text(
    "goldcrest verify bge-m3-int8.crest --against bge-m3",
    "goldcrest verify bge-m3-int8.crest --against bge-m3 --report report.html",
    "goldcrest verify bge-m3-int8.crest --vectors v.npy --texts texts.txt")
  static let eval = text(
    "goldcrest eval bge-m3-int8.crest --beir scifact",
    "goldcrest eval bge-m3-int8.crest --beir scifact --against bge-m3")
  static let embed = text(
    "goldcrest embed bge-m3-int8.crest 'a text' 'another one'",
    "goldcrest embed e5-int8.crest --prompt query 'how do birds sleep?'",
    "goldcrest embed bge-m3-int8.crest -i texts.jsonl -o vectors.jsonl",
    "goldcrest embed bge-m3-int8.crest -i texts.txt --output-format npy -o v.npy")
  static let bench = text(
    "goldcrest bench bge-m3-int8.crest",
    "goldcrest bench bge-m3-int8.crest --batch 32 --tokens 5-512 --threads 4",
    "goldcrest bench --roofline")

  private static func text(_ lines: String...) -> String {
    (["Examples:"] + lines.map { "  \($0)" }).joined(separator: "\n")
  }
}
