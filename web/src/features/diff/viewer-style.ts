/** The viewer lives in a shadow tree of its own; these rules are all that reaches into it. */
export const viewerStyle = `
:host, pre, code, [data-diffs-header] { color-scheme: inherit; }
:host {
  --diffs-bg-separator-override: var(--sunken);
  --diffs-fg-number-addition-override: var(--success);
  --diffs-fg-number-deletion-override: var(--danger);
  --diffs-fg-number-override: var(--ink-faint);
  --diffs-bg-selection-override: var(--mark);
  --diffs-bg-selection-number-override: var(--mark);
  --diffs-selection-number-fg: var(--ink);
  --diffs-bg: var(--surface);
  --diffs-fg: var(--code-plain);
  --diffs-addition-base: var(--code-added);
  --diffs-deletion-base: var(--code-deleted);
  --diffs-modified-base: var(--code-modified);
}
[data-diffs-header='custom'] { background-color: var(--sunken); }
[data-expand-button]:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
[data-column-number] { cursor: pointer; }
[data-utility-button] {
  width: 24px; height: 24px; margin-block: -2px; margin-right: -14px;
  background: var(--accent); color: var(--accent-ink);
}
[data-column-number]:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
[data-no-newline] span { color: var(--ink-soft); opacity: 1; }
[data-column-number][data-selected-line] { color: var(--ink); box-shadow: inset -3px 0 var(--accent); }
[data-column-number][data-selected-line] [data-line-number-content] { color: var(--ink); }
`;
