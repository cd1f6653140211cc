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
