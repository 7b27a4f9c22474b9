/// The page at `/`: one file that asks nobody but this server.
///
/// All that it shows is set as text, never as markup, and the browser runs no other script than its own.
enum TryPage {
  static let routes = [
    Route("GET", "/") { _, _ in response }
  ]

  private static var response: ServerResponse {
    // The page's own script and style are known by this word, which nobody can guess.
    let nonce = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    var response = ServerResponse.text(html(nonce), type: "text/html; charset=utf-8")
    let policy = [
      "default-src 'none'", "script-src 'nonce-\(nonce)'", "style-src 'nonce-\(nonce)'",
      "connect-src 'self'", "img-src data:", "base-uri 'none'", "form-action 'none'",
      "frame-ancestors 'none'",
    ]
    response.headers += [
      Header("content-security-policy", policy.joined(separator: "; ")),
      Header("x-content-type-options", "nosniff"), Header("referrer-policy", "no-referrer"),
      Header("cache-control", "no-store"),
    ]
    return response
  }

  private static func html(_ nonce: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Goldcrest</title>
    <link rel="icon" href="data:,">
    <style nonce="\(nonce)">
    \(style)
    </style>
    </head>
    <body>
    \(markup)
    <script nonce="\(nonce)">
    \(script)
    </script>
    </body>
    </html>

    """
  }

  private static let markup = #"""
    <header>
    <h1>Goldcrest</h1>
    <p class="soft">An embedding server. This page talks to it and to nobody else.</p>
    </header>
    <main>
    <p id="status" role="status" aria-live="polite" hidden></p>
    <form id="key-form" class="card wide" hidden>
    <h2>Key</h2>
    <p class="soft">This server asks for a key. It is kept until the page is closed.</p>
    <div class="row"><label class="grow">Key <input id="key" type="password" autocomplete="off"></label>
    <button>Use</button></div>
    </form>

    <section class="card" aria-labelledby="model-title">
    <h2 id="model-title">Model</h2>
    <label>Name <select id="model"></select></label>
    <dl id="facts"></dl>
    <details id="fidelity" hidden><summary>Fidelity report</summary>
    <p class="soft" id="fidelity-lead"></p><dl id="metrics"></dl></details>
    <p class="soft" id="no-fidelity" hidden>The file holds no fidelity report; <code>goldcrest verify --store</code>
    writes one.</p>
    </section>

    <section class="card" aria-labelledby="options-title">
    <h2 id="options-title">Options</h2>
    <p class="soft">They hold for all that follows.</p>
    <div class="row">
    <label class="grow">Prompt <select id="prompt"></select></label>
    <label class="grow">Dimensions <select id="dimensions"></select></label>
    </div>
    <h3 id="curl-title">The same with curl</h3>
    <pre id="curl" tabindex="0" role="region" aria-labelledby="curl-title"></pre>
    <button type="button" data-copies="curl">Copy</button>
    </section>

    <form id="try" class="card wide" aria-labelledby="try-title">
    <h2 id="try-title">One text</h2>
    <label>Text <textarea id="text" rows="3">The goldcrest is Europe's smallest bird.</textarea></label>
    <button>Embed</button>
    <div id="vector" hidden>
    <p id="vector-facts" class="soft"></p>
    <div id="chart"></div>
    <p class="soft" id="range"></p>
    <p>First numbers: <code id="numbers"></code></p>
    <button type="button" id="copy-vector">Copy all numbers</button>
    </div>
    </form>

    <form id="compare" class="card wide" aria-labelledby="compare-title">
    <h2 id="compare-title">Several texts</h2>
    <label>One text on each line, 20 at most <textarea id="texts" rows="6">How do birds keep warm in winter?
    Small birds fluff up their feathers and huddle together.
    A stock exchange is a market for shares.
    Wie halten sich V&ouml;gel im Winter warm?</textarea></label>
    <button>Compare</button>
    <div id="matrix" hidden>
    <p class="soft">Cosine similarity: 1 means the same direction, 0 nothing in common.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Similarities"><table id="table"></table></div>
    <ol id="legend"></ol>
    </div>
    </form>
    </main>
    """#
}
