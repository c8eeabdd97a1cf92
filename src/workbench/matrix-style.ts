// How the matrix looks on a screen and on A4. Letters carry the meaning, colours only help the eye.
export const MATRIX_STYLE = `
:root { --ink: #1c2024; --line: #b8bec6; --soft: #f3f5f7; --reveal: #d9efdc; --mask: #fdecc8; --use: #dfe8f7; }
* { box-sizing: border-box; }
body { font: 14px/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", system-ui, sans-serif;
  color: var(--ink); margin: 24px; }
h1 { font-size: 24px; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 36px 0 6px; }
h1 small, h2 small { font-weight: normal; color: #4a525b; }
p { margin: 4px 0; max-width: 110ch; }
.stamp { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 12px; overflow-wrap: anywhere; }
dl.legend { display: grid; grid-template-columns: max-content 1fr; gap: 3px 12px; margin: 10px 0; }
dl.legend dt { text-align: center; }
dl.legend dd { margin: 0; }
table { border-collapse: collapse; margin: 6px 0; }
th, td { border: 1px solid var(--line); padding: 2px 5px; vertical-align: top; text-align: left; }
thead th { background: var(--soft); position: sticky; top: 0; z-index: 1; vertical-align: bottom; }
th.who { min-width: 34px; padding: 4px 2px; text-align: center; }
th.who span { writing-mode: vertical-rl; text-orientation: sideways; transform: rotate(180deg); max-height: 200px; display: inline-block; text-align: left; font-weight: normal; }
th.who b { font-weight: bold; }
td.code { font-weight: bold; white-space: nowrap; }
td.name .again { color: #6b737c; }
td.name small { color: #4a525b; display: block; }
td.level, td.source { white-space: nowrap; font-size: 90%; }
td.coordinate { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 12px; overflow-wrap: anywhere; }
td.cell, .key { text-align: center; min-width: 34px; line-height: 1.15; }
.key { display: inline-block; border: 1px solid var(--line); padding: 1px 5px; font-weight: bold; }
td.cell b { font-size: 14px; }
td.cell small { display: block; font-size: 10px; overflow-wrap: anywhere; }
.R { background: var(--reveal); }
.M { background: var(--mask); }
.U, .I { background: var(--use); }
td.none { color: #8a929b; }
tr.first td { border-top: 2px solid #6b737c; }
.rest { font-size: 13px; max-width: none; }
@page { size: A4 landscape; margin: 10mm 9mm 13mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
@media print {
  body { margin: 0; font-size: 8pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h1 { font-size: 15pt; } h2 { font-size: 11.5pt; margin: 0 0 2mm; break-after: avoid; }
  section + section { break-before: page; }
  header + section { margin-top: 6mm; }
  thead { display: table-header-group; }
  thead th { position: static; }
  tr, dl.legend { break-inside: avoid; }
  table { width: calc(100% - 1px); }
  th, td { padding: 0.4mm 1mm; }
  td.code { width: 9mm; } td.level { width: 7mm; } td.source { width: 17mm; } td.name { width: 46mm; }
  td.coordinate { font-size: 7pt; }
  td.cell b { font-size: 8.5pt; } td.cell small { font-size: 6pt; }
  th.who span { font-size: 7pt; line-height: 1.15; max-height: 40mm; }
  th.who, td.cell { width: 11mm; min-width: 0; }
  .rest { font-size: 7.5pt; }
}
`
