/** Style of the page; every colour is a token of the console. */
export const PAGE_STYLE = `
*{box-sizing:border-box}
:root{--truth:var(--line)}
body{margin:0 auto;max-width:1260px;padding:28px 40px;background:var(--surface);color:var(--text-high);
 font:14px/1.5 "B612","Noto Sans SC",system-ui,sans-serif}
h1{font-size:24px;margin:0;font-weight:600}h2{font-size:15px;margin:32px 0 8px;font-weight:600}
header p,footer,.low{color:var(--text-low);margin:4px 0 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:1px;margin-top:20px;background:var(--line);border:1px solid var(--line)}
.tiles div{background:var(--surface);padding:12px 14px;display:flex;flex-direction:column}
.tiles b{font-size:24px;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.2}
.tiles span{color:var(--text-mid);font-size:12px}.tiles i{color:var(--text-low);font-size:12px;font-style:normal;min-height:18px}
.legend{display:flex;flex-wrap:wrap;gap:18px;margin:0 0 6px;color:var(--text-mid);font-size:12px}
.legend span{display:inline-flex;align-items:center;gap:6px}
.legend em{display:inline-block;width:22px;height:12px;background:var(--truth)}
.legend .hatched{background:repeating-linear-gradient(45deg,var(--line) 0 3px,var(--text-low) 3px 4px)}
.legend .thin{height:5px;background:var(--text-low);opacity:.6}
svg{width:100%;height:auto;display:block}
.legend svg{width:16px;height:16px}
svg text{font-size:12px;fill:var(--text-mid)}
svg .lane{fill:var(--text-high)}svg .lane-low{fill:var(--text-low);font-size:11px}
svg .axis{fill:var(--text-low);font-size:11px;font-variant-numeric:tabular-nums}
.grid{stroke:var(--line);stroke-width:.6}.day{stroke:var(--text-low);stroke-width:.8}
.rule-line{stroke:var(--line);stroke-width:1}
.calls{fill:var(--text-mid)}.flood{fill:var(--level-red-fill)}
.warm{fill:var(--level-orange-fill)}.line{fill:none;stroke:var(--text-high);stroke-width:1.6}
.line.second{stroke:var(--level-red-outline);stroke-dasharray:6 4}
.bad{color:var(--level-red-text);font-weight:600}
.other{fill:none;stroke:var(--text-low);stroke-width:1}
.limit{stroke:var(--level-red-outline);stroke-width:1;stroke-dasharray:4 3}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(480px,1fr));gap:0 40px}
table{border-collapse:collapse;width:100%;font-size:13px}
th{color:var(--text-low);font-weight:400;text-align:left;border-bottom:1px solid var(--line);padding:4px 10px 4px 0;font-size:12px}
td{padding:4px 10px 4px 0;border-bottom:1px solid var(--line)}
.n{text-align:right;font-variant-numeric:tabular-nums}td i{color:var(--text-low);font-style:normal}
footer{margin-top:32px;border-top:1px solid var(--line);padding-top:10px;font-size:12px}
`;
