/**
 * Without HTML comments, which forges do not show: what no person sees must not reach an agent. Fenced code
 * is shown as it is, and stays.
 */
export function toVisibleText(markdown: string): string {
  const shown: string[] = [];
  let fence: string | undefined;
  let isHidden = false;
  for (const line of markdown.split('\n')) {
    const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (!isHidden && fence !== undefined) {
      shown.push(line);
      if (marks?.startsWith(fence) && line.trim() === marks) fence = undefined;
      continue;
    }
    const { text, isOpen } = removeComments(line, isHidden);
    if (!isHidden && !isOpen) fence = marks;
    // A line that held nothing else is left out.
    if (text.trim() !== '' || line.trim() === '') shown.push(text);
    isHidden = isOpen;
  }
  return shown.join('\n').trim();
}

/** Removes the comments of a line; `isOpen` when one goes on in the next. */
function removeComments(line: string, isHidden: boolean): { text: string; isOpen: boolean } {
  let text = '';
  let at = 0;
  let isOpen = isHidden;
  while (at < line.length) {
    const mark = isOpen ? '-->' : '<!--';
    const found = line.indexOf(mark, at);
    if (!isOpen) text += line.slice(at, found === -1 ? line.length : found);
    if (found === -1) break;
    at = found + mark.length;
    isOpen = !isOpen;
  }
  return { text, isOpen };
}
