/** How the page looks. Only what every machine has: the network is closed. */
export const STYLE = `
:root { color-scheme: light; --ink: #1c2530; --soft: #5b6775; --line: #dfe4ea; --paper: #fff; --shade: #f5f7f9; --accent: #a8201a; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
a { color: inherit; }
code { font: 0.9em/1.4 ui-monospace, "SFMono-Regular", Consolas, monospace; background: var(--shade); border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere; }
nav { position: fixed; inset: 0 auto 0 0; width: 320px; overflow-y: auto; padding: 24px 20px; background: var(--shade); border-right: 1px solid var(--line); }
nav h1 { font-size: 20px; margin: 0 0 16px; }
nav ol { list-style: none; margin: 0 0 20px; padding: 0; }
nav li a { display: flex; gap: 8px; align-items: baseline; padding: 3px 0; text-decoration: none; font-size: 13px; overflow-wrap: anywhere; }
nav li a:hover, nav li a:focus { text-decoration: underline; }
main { margin-left: 320px; padding: 32px 36px 96px; max-width: 1240px; }
section { padding-top: 20px; margin-top: 28px; border-top: 1px solid var(--line); }
h2 { font-size: 19px; margin: 0 0 4px; display: flex; gap: 10px; align-items: baseline; flex-wrap: wrap; }
h2 code { background: none; padding: 0; font-size: 17px; }
h3 { font-size: 13px; margin: 20px 0 6px; color: var(--soft); font-weight: 600; }
p { margin: 6px 0; max-width: 80ch; }
.method { flex: none; width: 58px; text-align: center; font: 600 11px/18px ui-monospace, Consolas, monospace; border-radius: 4px; color: #fff; background: #44607c; }
.post { background: #2f6f4f; } .put { background: #8a5a00; } .delete { background: var(--accent); }
.who { display: inline-block; margin-top: 6px; padding: 2px 10px; border-left: 3px solid var(--accent); background: var(--shade); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); }
th { font-size: 12px; color: var(--soft); font-weight: 600; white-space: nowrap; }
td:first-child, .fields td:nth-child(2) { white-space: nowrap; }
.wide table { font-size: 12px; } .wide th { white-space: normal; } .wide td { padding-right: 8px; } .wide td:nth-child(2) { min-width: 240px; }
.problems a { display: inline-block; margin: 0 6px 6px 0; text-decoration: none; }
details { margin-top: 6px; } summary { cursor: pointer; color: var(--soft); font-size: 13px; }
.must { color: var(--accent); }
@media (max-width: 900px) { nav { position: static; width: auto; border: 0; } main { margin: 0; padding: 20px; } }
@media print { nav { display: none; } main { margin: 0; } }
`;
