import type { LanguageName } from './bundled-languages.ts';

const byExtension: Record<string, LanguageName> = {
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  hh: 'cpp',
  hpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  go: 'go',
  htm: 'html',
  html: 'html',
  cfg: 'ini',
  conf: 'ini',
  ini: 'ini',
  java: 'java',
  cjs: 'javascript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  json: 'json',
  jsonc: 'json',
  kt: 'kotlin',
  kts: 'kotlin',
  markdown: 'markdown',
  md: 'markdown',
  php: 'php',
  py: 'python',
  pyi: 'python',
  rb: 'ruby',
  rs: 'rust',
  scss: 'scss',
  bash: 'shellscript',
  sh: 'shellscript',
  zsh: 'shellscript',
  sql: 'sql',
  swift: 'swift',
  toml: 'toml',
  tsx: 'tsx',
  cts: 'typescript',
  mts: 'typescript',
  ts: 'typescript',
  vue: 'vue',
  svg: 'xml',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
};

const byName: Record<string, LanguageName> = {
  dockerfile: 'docker',
  gemfile: 'ruby',
  rakefile: 'ruby',
};

/** The grammar for a path; plain text if the page has none. */
export function detectLanguage(path: string): LanguageName | 'text' {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return (
    (Object.hasOwn(byName, name) ? byName[name] : undefined) ??
    (Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined) ??
    'text'
  );
}
