/** The images that browsers show. The content decides, because a path says nothing about it. */
export function findImageType(bytes: Buffer): string | undefined {
  const starts = (...start: number[]) => bytes.subarray(0, start.length).equals(Buffer.from(start));
  const at = (from: number, to: number) => bytes.subarray(from, to).toString('latin1');
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (/^GIF8[79]a/.test(at(0, 6))) return 'image/gif';
  return at(0, 4) === 'RIFF' && at(8, 12) === 'WEBP' ? 'image/webp' : undefined;
}

/** Text that may be an SVG image: the file is called so, and its root element is `svg`. */
export function isSvg(path: string, text: string): boolean {
  return /\.svg$/i.test(path) && /<svg[\s>]/i.test(text.slice(0, 4_000));
}
