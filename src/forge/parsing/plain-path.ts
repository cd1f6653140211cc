/** Encodings of encodings; a path that needs more is not a repository's. */
const mostDecodings = 4;

/**
 * Whether every server reads a path of a URL alike: no segment leads upwards or hides a separator, even after
 * it is decoded repeatedly, as some proxies do, or after parameters such as `;x` are removed.
 */
export function isPlainPath(path: string): boolean {
  return path.split('/').every(isPlainSegment);
}

function isPlainSegment(segment: string): boolean {
  const decoded = decodeFully(segment)?.normalize('NFKC');
  return decoded !== undefined && !hasSeparator(decoded) && !isDotSegment(decoded);
}

/** `.` and `..`, also with the further dots and spaces that some systems ignore. */
export function isDotSegment(segment: string): boolean {
  return segment.includes('.') && !/[^.\s]/u.test(segment);
}

/** Slashes, also those that some systems treat as one, parameters, and control characters. */
function hasSeparator(text: string): boolean {
  return /[/\\;?#\u0000-\u001f\u007f-\u009f\u2044\u2215\u29f8]/.test(text);
}

/** Undefined for an invalid encoding, or one that is nested too deeply. */
function decodeFully(text: string): string | undefined {
  let decoded = text;
  for (let count = 0; count < mostDecodings && /%[0-9a-f]{2}/i.test(decoded); count += 1) {
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      return undefined;
    }
  }
  return /%[0-9a-f]{2}/i.test(decoded) ? undefined : decoded;
}
