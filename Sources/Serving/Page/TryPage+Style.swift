extension TryPage {
  /// The style sheet, light and dark.
  static let style = #"""
    :root{--page:#f6f5f1;--card:#fff;--ink:#1d2430;--soft:#5b6472;--line:#dcdcd6;--accent:#1f6f8b;
    --on:#fff;--bad:#b3261e;--below:#b4530a}
    @media (prefers-color-scheme:dark){:root{--page:#12161c;--card:#1b2129;--ink:#e8ebef;--soft:#a3adba;
    --line:#343c47;--accent:#58b6d6;--on:#0b0f14;--bad:#ff8a80;--below:#f2a65a}}
    *{box-sizing:border-box}
    [hidden]{display:none!important}
    body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif;
    overflow-wrap:break-word}
    header,main{max-width:64rem;margin:0 auto;padding:.75rem}
    header{padding-bottom:0}
    main{display:grid;gap:1rem;grid-template-columns:repeat(2,minmax(0,1fr))}
    .wide,#status{grid-column:1/-1}
    @media (max-width:44rem){main{grid-template-columns:minmax(0,1fr)}}
    h1{font-size:1.6rem;line-height:1.25;margin:.25rem 0}
    h2{font-size:1.15rem;margin:0 0 .5rem}
    h3{font-size:1rem;margin:1rem 0 .25rem}
    p{margin:.25rem 0 .5rem}
    .soft,#status{color:var(--soft);font-size:.9375rem}
    #status{position:sticky;top:.5rem;z-index:1;margin:0;padding:.6rem .8rem;border:1px solid var(--line);border-radius:.6rem;background:var(--card)}
    #status.bad{color:var(--bad);border-color:var(--bad)}
    .card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;min-width:0}
    .row{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end}
    .grow{flex:1 1 8rem;min-width:0}
    label{display:block;font-size:.9375rem;color:var(--soft)}
    input,select,textarea{display:block;width:100%;margin-top:.2rem;padding:.5rem .6rem;font:inherit;
    font-size:1rem;color:var(--ink);background:var(--page);border:1px solid var(--soft);border-radius:.4rem}
    textarea{resize:vertical}
    button{margin-top:.75rem;padding:.5rem 1rem;min-height:2.75rem;font:inherit;font-weight:600;color:var(--on);
    background:var(--accent);border:0;border-radius:.4rem;cursor:pointer}
    button[type=button]{color:var(--accent);background:none;border:1px solid var(--accent)}
    .row button{margin:0}
    button:disabled{opacity:.55;cursor:progress}
    :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
    dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1rem;margin:.75rem 0 0;
    font-size:.9375rem}
    dt{color:var(--soft)}
    dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
    details{margin-top:.75rem}
    summary{cursor:pointer;color:var(--accent);padding:.25rem 0}
    code,pre{font:.875rem/1.5 ui-monospace,monospace}
    code{overflow-wrap:anywhere}
    pre{margin:0;padding:.6rem;background:var(--page);border:1px solid var(--line);border-radius:.4rem;
    white-space:pre-wrap;overflow-wrap:anywhere;max-height:14rem;overflow-y:auto}
    svg{display:block;width:100%;height:9rem;margin-top:.5rem}
    .bars{stroke:var(--accent);fill:none}
    .zero{stroke:var(--soft);stroke-width:1;vector-effect:non-scaling-stroke}
    #vector,#matrix{margin-top:1rem}
    .scroll{overflow-x:auto}
    table{border-collapse:separate;border-spacing:2px;font-size:.875rem;font-variant-numeric:tabular-nums}
    th{font-weight:600;color:var(--soft);padding:.25rem .5rem}
    th[scope=row]{position:sticky;left:0;background:var(--card);text-align:right}
    td{min-width:3.4rem;padding:.5rem .4rem;text-align:center;border-radius:.25rem;color:var(--ink);
    background:color-mix(in srgb,var(--heat,var(--accent)) var(--share,0%),var(--card))}
    td.strong{color:var(--on)}
    #legend{margin:.75rem 0 0;padding-left:1.6rem;font-size:.9375rem}
    """#
}
