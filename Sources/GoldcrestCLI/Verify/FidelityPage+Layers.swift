import Base
import CrestFormat
import Evaluation

extension FidelityPage {
  /// The error of hidden states, the router agreement, and the load of experts.
  var layers: [Markup] { [states, routers, load].compactMap { $0 } }

  private var hasGolden: Bool { if case .golden = reference.stored { true } else { false } }

  private var states: Markup {
    let states = report.details.states
    guard !states.isEmpty else {
      return Figure.missing(
        "Error by layer",
        because: hasGolden
          ? "the reference file has no hidden states for texts with the same tokens."
          : "the models have different layers, or no batch is short enough and has the same tokens."
      )
    }
    return LineChart(
      title: "Error by layer", unit: "relative error of token vectors", stepName: "after layer",
      header: ["state", "relative error", "mean cosine of tokens"],
      steps: states.enumerated().map { index, state in
        (
          name: index == 0 ? "in" : "\(index - 1)", value: state.relativeError,
          cells: [
            Figures.fixed(state.relativeError, 5), Figures.fixed(state.cosine),
          ]
        )
      },
      notes: [
        """
        Length of the difference divided by the length of the reference's vectors, over all tokens of \
        \(report.details.stateTextCount) of \(report.count) texts; "in" is the input of the first layer.
        """
      ]
    ).figure.markup
  }

  private var routers: Markup? {
    let routing = report.details.routing
    guard !routing.isEmpty else { return nil }
    let known = routing.compactMap { layer in layer.agreement.map { (layer.layer, $0) } }
    guard !known.isEmpty else {
      return Figure.missing(
        "Router agreement by layer", because: "the reference does not record its experts.")
    }
    return ErrorBars(
      title: "Router agreement by layer", unit: "share routed differently",
      textHeader: "agreement", header: ["layer", "agreement"],
      rows: known.map { layer, agreement in
        ErrorBars.Row(
          name: "layer \(layer)", value: 1 - agreement, most: nil,
          text: Figures.fixed(agreement, 4), cells: [Figures.fixed(agreement)])
      },
      notes: ["The share of tokens for which at least one expert differs from the reference."]
    ).figure.markup
  }

  private var load: Markup? {
    let routing = report.details.routing
    guard let expertCount = routing.first?.tokenCounts.count, expertCount > 0 else { return nil }
    var table = DataTable(
      "Tokens of each expert",
      header: ["layer, expert", "tokens", "share", "in the reference"])
    for layer in routing {
      let sum = layer.tokenCounts.reduce(0, +)
      for (expert, count) in layer.tokenCounts.enumerated() {
        let reference = layer.referenceTokenCounts
        table.append([
          "\(layer.layer), \(expert)", Figures.grouped(count), Figures.share(count, of: sum),
          reference.isEmpty ? "not known" : Figures.grouped(reference[expert]),
        ])
      }
    }
    let shares = routing.map { layer in
      let sum = max(1, layer.tokenCounts.reduce(0, +))
      return layer.tokenCounts.map { Double($0) / Double(sum) }
    }
    let most = max(1e-9, shares.flatMap { $0 }.max() ?? 1)
    let idle = routing.reduce(0) { $0 + $1.tokenCounts.count { $0 == 0 } }
    return HeatMap(
      title: "Expert load", rowName: "layer",
      groups: [("percent of a layer's tokens, by expert", expertCount)],
      columns: (0..<expertCount).map(String.init),
      rows: zip(routing, shares).map { layer, shares in
        (
          name: "\(layer.layer)",
          cells: shares.map { share in
            [
              HeatMap.Part(
                shade: share / most, text: (100 * share).fixed(0), isAlarming: share == 0)
            ]
          }
        )
      }, table: table,
      notes: [
        "An even split would give each expert \((100 / Double(expertCount)).fixed(1)) %.",
        idle == 0
          ? "Every expert received tokens, so the figures above cover all of them."
          : "\(idle) experts received no tokens, so the figures above say nothing about them.",
      ]
    ).figure.markup
  }
}

extension FidelityPage {
  /// The bit widths of all weights.
  var widths: [Markup] {
    guard let map = subject.widths, !map.entries.isEmpty else {
      return [
        Figure.missing("Bits per weight", because: "the original is run as it is, in binary32.")
      ]
    }
    guard map.isTable else {
      return [
        Figure.missing("Bits per weight", because: "the weights do not form a table of layers.")
      ]
    }
    let experts = map.columns.count { $0.hasPrefix("expert ") }
    var groups: [(name: String, count: Int)] = []
    for column in map.columns.dropLast(experts) {
      let name = column.hasPrefix("attention.") ? "attention" : "dense"
      if groups.last?.name == name {
        groups[groups.count - 1].count += 1
      } else {
        groups.append((name, 1))
      }
    }
    if experts > 0 { groups.append(("experts, up and down", experts)) }
    var table = DataTable(
      "Bit widths", header: ["tensor", "encoding", "bits", "bits with scales", "bytes"])
    for entry in map.others + map.entries {
      table.append([
        entry.record.name, entry.record.encoding.rawValue, "\(entry.bitCount)",
        entry.bitsPerWeight.fixed(2), Figures.grouped(entry.record.byteCount),
      ])
    }
    let heat = HeatMap(
      title: "Bits per weight", rowName: "layer", groups: groups,
      columns: map.columns.map(BitWidthMap.shortName),
      rows: (0..<map.layerCount).map { layer in
        (
          name: "\(layer)",
          cells: map.columns.map { column in
            FidelityPage.parts(map.cell(layer: layer, column: column).map(\.bitCount))
          }
        )
      }, legend: map.bitCounts.map { FidelityPage.part($0, " bits") }, table: table,
      notes: [
        "\(map.meanBitsPerWeight.fixed(2)) bits per weight on average, including scales."
      ])
    var others = DataTable(
      "Embeddings and heads", header: ["outside the layers", "encoding", "bits"])
    for entry in map.others {
      others.append([entry.column, entry.record.encoding.rawValue, "\(entry.bitCount)"])
    }
    return [
      heat.figure.markup,
      Markup(
        "section", ["class": "card"],
        [Markup("h3", [:], "Outside the layers"), others.markup]),
    ]
  }

  /// One part for each linear, or one for all if their bit widths are equal.
  private static func parts(_ bitCounts: [Int]) -> [HeatMap.Part] {
    let shown = Set(bitCounts).count == 1 ? Array(bitCounts.prefix(1)) : bitCounts
    return shown.map { part($0, "") }
  }

  /// The shade of a bit width, darkest for 32 bits.
  private static func part(_ bitCount: Int, _ unit: String) -> HeatMap.Part {
    let shade =
      switch bitCount {
      case ...2: 0.1
      case 3: 0.2
      case 4: 0.35
      case 5...8: 0.65
      case 9...16: 0.85
      default: 1.0
      }
    return HeatMap.Part(shade: shade, text: "\(bitCount)\(unit)")
  }
}
