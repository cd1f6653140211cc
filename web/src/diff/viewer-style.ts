/** The viewer lives in a shadow tree of its own; these rules are all that reaches into it. */
export const viewerStyle = `
:host, pre, code, [data-diffs-header] { color-scheme: inherit; }
:host {
  --diffs-bg-separator-override: var(--sunken);
  --diffs-fg-number-addition-override: var(--success);
  --diffs-fg-number-deletion-override: var(--danger);
  --diffs-fg-number-override: var(--ink-faint);
  --diffs-bg: var(--surface);
  --diffs-fg: var(--code-plain);
  --diffs-addition-base: var(--code-added);
  --diffs-deletion-base: var(--code-deleted);
  --diffs-modified-base: var(--code-modified);
}
[data-diffs-header='custom'] { background-color: var(--sunken); }
`;
