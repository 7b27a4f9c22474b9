import Base
import CrestFormat

extension FidelityPage {
  /// The widths of all matrices.
  var widths: [Markup] {
    guard let map = subject.widths, !map.entries.isEmpty else {
      return [
        Figure.missing("Bits of a weight", because: "the original is run as it is, in binary32.")
      ]
    }
    guard map.isTable else {
      return [Figure.missing("Bits of a weight", because: "the matrices make no table of layers.")]
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
      "Widths", header: ["matrix", "encoding", "bits", "bits with scales", "bytes"])
    for entry in map.others + map.entries {
      table.append([
        entry.record.name, entry.record.encoding.rawValue, "\(entry.bitCount)",
        entry.bitsPerWeight.fixed(2), Figures.grouped(entry.record.byteCount),
      ])
    }
    let heat = HeatMap(
      title: "Bits of a weight", rowName: "layer", groups: groups,
      columns: map.columns.map(WidthMap.shortName),
      rows: (0..<map.layerCount).map { layer in
        (
          name: "\(layer)",
          cells: map.columns.map { column in
            FidelityPage.parts(map.cell(layer: layer, column: column).map(\.bitCount))
          }
        )
      }, legend: map.bitCounts.map { FidelityPage.part($0, " bits") }, table: table,
      notes: [
        "\(map.meanBitsPerWeight.fixed(2)) bits a weight on average, scales included."
      ])
    var others = DataTable("Tables and heads", header: ["outside the layers", "encoding", "bits"])
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

  /// One part for each matrix, or for all where they are equally wide.
  private static func parts(_ bitCounts: [Int]) -> [HeatMap.Part] {
    let shown = Set(bitCounts).count == 1 ? Array(bitCounts.prefix(1)) : bitCounts
    return shown.map { part($0, "") }
  }

  /// The shade of a width: 32 bits are full.
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
