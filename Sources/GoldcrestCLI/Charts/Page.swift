/// A self-contained page: no script, and no font or image from elsewhere.
package struct Page: Sendable {
  private let title: String
  private var body: [Markup] = []

  package init(title: String) { self.title = title }

  package mutating func append(_ piece: Markup) { body.append(piece) }

  /// Adds a heading and cards side by side where the screen is wide enough.
  package mutating func append(_ heading: String, _ cards: [Markup]) {
    body.append(
      Markup(
        "section", [:],
        [Markup("h2", [:], heading), Markup("div", ["class": "grid"], cards)]))
  }

  package var text: String {
    let head = Markup(
      "head", [:],
      [
        Markup("meta", ["charset": "utf-8"]),
        Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        // The page shows untrusted texts: whatever they smuggle in, nothing is loaded or run.
        Markup(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'",
          ]),
        Markup("meta", ["name": "color-scheme", "content": "light dark"]),
        Markup("title", [:], title), Markup(style: Page.style),
      ])
    let html = Markup(
      "html", ["lang": "en"], [head, Markup("body", [:], [Markup("main", [:], body)])])
    return "<!DOCTYPE html>\n\(html.text)\n"
  }
}

extension Page {
  /// The style sheet, light and dark; it contains no quotes and no angle brackets.
  static let style: StaticString = """
    :root{--page:#f6f5f1;--card:#fff;--ink:#1d2430;--soft:#5b6472;--line:#dcdcd6;--accent:#1f6f8b;\
    --mark:#b4530a;--good:#1c7c3c;--bad:#b3261e;--mid:#10151c;--on:#fff;--edge:#1d243059}
    @media (prefers-color-scheme:dark){:root{--page:#12161c;--card:#1b2129;--ink:#e8ebef;\
    --soft:#a3adba;--line:#343c47;--accent:#58b6d6;--mark:#f2a65a;--good:#6fcf8c;--bad:#ff8a80;\
    --on:#0b0f14;--edge:#e8ebef59}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif;\
    overflow-wrap:break-word}
    main{max-width:76rem;margin:0 auto;padding:.75rem}
    h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 .25rem}
    h2{font-size:1.2rem;margin:2rem 0 .75rem}
    h3{font-size:1rem;margin:0 0 .5rem}
    p{margin:.5rem 0}
    .lead{color:var(--soft);margin:0 0 1rem}
    .verdict{display:inline-block;border-radius:.4rem;padding:.1rem .6rem;font-weight:700;\
    color:var(--on);background:var(--good)}
    .verdict.failed{background:var(--bad)}
    .passed{color:var(--good);font-weight:600}
    .failed{color:var(--bad);font-weight:600}
    .verdict.failed{color:var(--on)}
    .grid{columns:3 22rem;column-gap:1rem}
    .grid .card{break-inside:avoid;margin:0 0 1rem}
    .cards{display:grid;gap:.75rem;margin:1rem 0;padding:0;\
    grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr))}
    .card{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;\
    padding:.8rem;min-width:0}
    .grid .wide{column-span:all;margin-top:1rem}
    .cards dt{color:var(--soft);font-size:.875rem}
    .cards dd{margin:0;font-size:1.35rem;font-weight:650;font-variant-numeric:tabular-nums}
    .cards dd span{display:block;font-size:.875rem;font-weight:400;color:var(--soft)}
    .note{color:var(--soft);font-size:.875rem}
    .scroll{overflow-x:auto;scrollbar-width:thin;scrollbar-color:var(--soft) transparent;\
    background:linear-gradient(to right,var(--card) 1rem,transparent) 0 0/2.5rem 100% local,\
    linear-gradient(to left,var(--card) 1rem,transparent) 100% 0/2.5rem 100% local,\
    linear-gradient(to right,transparent 2px,var(--edge) 2px,transparent) 0 50%/1.25rem\
     calc(100% - 4px),\
    linear-gradient(to left,transparent 2px,var(--edge) 2px,transparent) 100% 50%/1.25rem\
     calc(100% - 4px);\
    background-repeat:no-repeat}
    table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
    th,td{padding:.25rem .4rem;text-align:right;border-bottom:1px solid var(--line);\
    white-space:nowrap}
    th:first-child{text-align:left;padding-left:0}
    th{font-weight:600}
    tbody th{font-weight:400}
    .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    details{margin-top:.5rem;font-size:.875rem}
    summary{cursor:pointer;color:var(--accent);padding:.25rem 0}
    .facts{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.25rem 1rem;margin:0;\
    font-size:.9375rem}
    .facts dt{color:var(--soft)}
    .facts dd{margin:0;min-width:0;overflow-wrap:anywhere}
    @media (max-width:30rem){.facts{grid-template-columns:1fr;gap:0}.facts dt{margin-top:.5rem}}
    .texts{margin:0;padding:0;list-style:none;columns:2 24rem;column-gap:2rem}
    .texts li{padding:.6rem 0;border-bottom:1px solid var(--line);break-inside:avoid}
    .texts .note{margin:0}
    bdi{overflow-wrap:anywhere}
    svg{display:block;width:100%;max-width:30rem;height:auto}
    svg text{font:13px system-ui,sans-serif;fill:var(--ink);font-variant-numeric:tabular-nums}
    svg .head{font-size:12px}
    svg .soft{fill:var(--soft)}
    svg .bad{fill:var(--bad);font-weight:600}
    svg .mark-label{fill:var(--mark);font-weight:600;paint-order:stroke;stroke:var(--card);\
    stroke-width:3px}
    svg .mid{fill:var(--mid)}
    svg .on{fill:var(--on)}
    .bar,.dot,.cell{fill:var(--accent)}
    .alarming{stroke:var(--bad);stroke-width:2}
    .rule{stroke:var(--line)}
    .axis{stroke:var(--soft)}
    .mark{stroke:var(--mark);stroke-width:1.5;stroke-dasharray:4 3}
    .reach{stroke:var(--ink);stroke-width:1.25}
    .curve{fill:none;stroke:var(--accent);stroke-width:2;stroke-linejoin:round}
    @media print{body{background:none}.card{break-inside:avoid}}
    """
}
