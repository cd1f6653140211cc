import { getSharedHighlighter } from '@pierre/diffs';
import { bundledLanguages, type LanguageName } from './bundled-languages.ts';
import { detectLanguage } from './detect-language.ts';
import { themeName } from './viewer-theme.ts';

export interface CodeToken {
  content: string;
  color?: string | undefined;
}

/** Code of a comment is highlighted in the page itself, not in a worker, so what would take long stays plain. */
export const longestCode = 10_000;
const longestLine = 500;

/** The lines of a block of code; null if the page has no grammar for its language, or it is too long. */
export async function highlightCode(
  code: string,
  language: string,
): Promise<readonly (readonly CodeToken[])[] | null> {
  const lang = findGrammar(language);
  if (lang === undefined || code.length > longestCode) return null;
  const highlighter = await getSharedHighlighter({
    themes: [themeName],
    langs: [lang],
    preferredHighlighter: 'shiki-js',
  });
  const options = { lang, theme: themeName, tokenizeMaxLineLength: longestLine };
  return highlighter.codeToTokens(code, options).tokens;
}

/** The grammar of what a Markdown fence names: a language, or the ending of its files. */
export function findGrammar(language: string): LanguageName | undefined {
  const name = language.toLowerCase();
  if (isGrammar(name)) return name;
  const detected = detectLanguage(`code.${name}`);
  return detected === 'text' ? undefined : detected;
}

function isGrammar(name: string): name is LanguageName {
  return Object.hasOwn(bundledLanguages, name);
}
