const named: Record<string, number> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/** Reads a path as git writes it in a diff: in quotes, with escapes, when it is not plain. */
export function readPath(written: string): string {
  if (!(written.length > 1 && written.startsWith('"') && written.endsWith('"'))) return written;
  return new TextDecoder().decode(toBytes(written.slice(1, -1)));
}

function toBytes(escaped: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const plain = new TextEncoder();
  for (const [part, octal, letter] of escaped.matchAll(/\\([0-7]{3})|\\(.)|[^\\]+|\\$/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 255);
    else if (letter !== undefined) bytes.push(named[letter] ?? letter.charCodeAt(0));
    else bytes.push(...plain.encode(part));
  }
  return new Uint8Array(bytes);
}
