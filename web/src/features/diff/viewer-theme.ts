import { registerCustomTheme } from '@pierre/diffs';

export const themeName = 'afterpush';

/**
 * The colours are custom properties of tokens.css, so that light and dark need no second
 * highlighting and stay in one place.
 */
const scopes: readonly (readonly [colour: string, scopes: readonly string[]])[] = [
  ['comment', ['comment', 'punctuation.definition.comment', 'string.quoted.docstring']],
  ['string', ['string', 'markup.inline.raw', 'string.regexp', 'constant.character.escape']],
  ['constant', ['constant', 'support.constant', 'variable.other.constant', 'markup.list']],
  [
    'keyword',
    [
      'keyword',
      'storage',
      'variable.language',
      'keyword.operator.new',
      'punctuation.definition.tag',
    ],
  ],
  ['plain', ['keyword.operator', 'storage.type.function.arrow', 'variable', 'punctuation']],
  ['function', ['entity.name.function', 'support.function', 'meta.function-call.generic']],
  ['type', ['entity.name.type', 'entity.name.class', 'support.type', 'support.class']],
  ['type', ['entity.other.inherited-class', 'entity.name.namespace', 'storage.type.class.java']],
  ['property', ['support.type.property-name', 'meta.object-literal.key', 'entity.name.tag']],
  ['property', ['entity.other.attribute-name', 'markup.heading', 'entity.name.section']],
];

registerCustomTheme(themeName, () =>
  Promise.resolve({
    name: themeName,
    type: 'dark' as const,
    colors: {
      'editor.background': 'var(--surface)',
      'editor.foreground': 'var(--code-plain)',
      'gitDecoration.addedResourceForeground': 'var(--code-added)',
      'gitDecoration.deletedResourceForeground': 'var(--code-deleted)',
      'gitDecoration.modifiedResourceForeground': 'var(--code-modified)',
    },
    tokenColors: scopes.map(([colour, scope]) => ({
      scope: [...scope],
      settings: { foreground: `var(--code-${colour})` },
    })),
  }),
);

/** The page's styles do not reach into the viewer's shadow tree; these rules do. */
export const viewerStyle = `
:host, pre, code, [data-diffs-header] { color-scheme: inherit; }
:host {
  --diffs-bg-separator-override: var(--sunken);
  --diffs-fg-number-addition-override: var(--success);
  --diffs-fg-number-deletion-override: var(--danger);
  --diffs-fg-number-override: var(--ink-faint);
  --diffs-bg-selection-override: var(--code-selected);
  --diffs-bg-selection-number-override: var(--code-selected);
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
/* The line that a preview is attached to is no line of the file. */
:host([data-preview]) :is([data-line], [data-column-number]) {
  visibility: hidden;
  pointer-events: none;
}
/* The colour of a moved line still says whether it was removed or added; its number has another one. */
[data-column-number][data-moved]:not([data-selected-line]) {
  --diffs-line-bg: var(--code-moved);
  color: var(--merged);
}
[data-line][data-moved] { box-shadow: inset 3px 0 var(--merged); }
`;
