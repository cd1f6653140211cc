import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Without these aliases, the diff viewer would bundle every grammar and theme of Shiki (638 chunks)
 * and a second highlighter in WebAssembly, which the page's content security policy forbids.
 */
const limitedHighlighter = [
  { find: /^shiki\/langs$/, replacement: here('src/features/diff/bundled-languages.ts') },
  {
    find: /^@pierre\/theming\/themes$/,
    replacement: here('src/features/diff/highlighter-stubs.ts'),
  },
  {
    find: /^@pierre\/highlights(\/.*)?$/,
    replacement: here('src/features/diff/highlighter-stubs.ts'),
  },
  {
    find: /^shiki\/(wasm|engine\/oniguruma)$/,
    replacement: here('src/features/diff/highlighter-stubs.ts'),
  },
];

/** The page sends grammars to its workers, so the workers' own copies are never used. */
const withoutGrammars: Plugin = {
  name: 'afterpush:workers-without-grammars',
  enforce: 'pre',
  load: (id) =>
    id.endsWith('/src/features/diff/bundled-languages.ts')
      ? 'export const bundledLanguages = {};'
      : null,
};

export default defineConfig({
  root: here('.'),
  plugins: [react()],
  resolve: { alias: limitedHighlighter },
  worker: { format: 'es', plugins: () => [withoutGrammars] },
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    // Large chunks are grammars, each loaded only when a diff contains such a file.
    chunkSizeWarningLimit: 800,
  },
});
