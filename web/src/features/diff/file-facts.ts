import { messages } from '../../text/messages.ts';
import type { DiffEntry } from './diff-entries.ts';
import type { FilePatch } from './read-patch.ts';

const submodule = '160000';
const symbolicLink = '120000';

/** What the lines of a file do not tell. */
export function listFileFacts({ file, patch }: DiffEntry): string[] {
  const { modeBefore: before = null, modeAfter: after = null } = patch ?? {};
  const modes = [before, after];
  const facts: string[] = [];
  if (modes.includes(submodule)) facts.push(messages.diff.submodule);
  if (modes.includes(symbolicLink)) facts.push(messages.diff.symbolicLink);
  if (before && after && before !== after) facts.push(messages.diff.mode(before, after));
  if (file.status === 'added' && after === '100755') facts.push(messages.diff.newMode(after));
  const content = patch?.content;
  if (file.binary || content?.state === 'binary') facts.push(messages.diff.binary);
  else if (isWithoutLines(file, content) && facts.length === 0)
    facts.push(toEmptyFact(file.status));
  if (content?.state === 'text' && content.hiddenCharacters) {
    facts.push(messages.diff.hiddenCharacters);
  }
  if (content?.state === 'raw') facts.push(messages.diff.raw);
  return facts;
}

function isWithoutLines(
  { additions, deletions }: DiffEntry['file'],
  content: FilePatch['content'] | undefined,
): boolean {
  return content === undefined ? additions + deletions === 0 : content.state === 'empty';
}

function toEmptyFact(status: DiffEntry['file']['status']): string {
  return status === 'added' || status === 'deleted'
    ? messages.diff.emptyFile
    : messages.diff.noLines;
}
