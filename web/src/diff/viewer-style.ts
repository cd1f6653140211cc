/** The viewer lives in a shadow tree of its own; these rules are all that reaches into it. */
export const viewerStyle = `
:host, pre, code, [data-diffs-header] { color-scheme: inherit; }
:host {
  --diffs-bg-separator-override: var(--sunken);
  --diffs-fg-number-override: var(--ink-faint);
  --diffs-bg: var(--surface);
  --diffs-fg: var(--code-plain);
  --diffs-addition-base: var(--code-added);
  --diffs-deletion-base: var(--code-deleted);
  --diffs-modified-base: var(--code-modified);
}
[data-diffs-header='default'] {
  min-height: 36px;
  padding-inline: 8px 16px;
  background-color: var(--sunken);
  border-block: 1px solid var(--line);
  margin-top: -1px;
  font-size: 13px;
}
[data-title] { font-family: var(--font-mono); font-size: 12px; color: var(--ink); }
[data-prev-name] { font-family: var(--font-mono); font-size: 12px; color: var(--ink-soft); }
`;
