/** The text of the first field of this name in JSON that may be incomplete. */
export function findJsonText(text: string, name: string): string | undefined {
  const key = text.indexOf(`"${name}"`);
  const start = key < 0 ? -1 : text.indexOf('"', key + name.length + 2);
  if (start < 0) return undefined;
  for (let end = start + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === '"') return parseText(text.slice(start, end + 1));
  }
  return undefined;
}

function parseText(json: string): string | undefined {
  try {
    return String(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** The value of a field of the first 50 lines. */
export function findYamlText(text: string, name: string): string | undefined {
  const line = text.split('\n', 50).find((one) => one.startsWith(`${name}: `));
  return line?.slice(name.length + 2).trim();
}
