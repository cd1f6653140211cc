/** Any text as one part of a path or query; half a surrogate pair would make the built-in throw. */
export function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** The slashes of a branch are part of the path, everything else of its name is data. */
export function encodePath(path: string): string {
  // As a part of its own, `..` would lead to another page.
  if (/(^|\/)\.{1,2}(\/|$)/.test(path)) return encode(path);
  return path.split('/').map(encode).join('/');
}
