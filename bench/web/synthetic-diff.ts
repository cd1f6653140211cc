/** The response of `GET .../diff` with this many lines of TypeScript, in files of 125 lines. */
export function buildSyntheticDiff(chatId: string, lines: number) {
  const files = Array.from({ length: Math.ceil(lines / linesPerFile) }, (_, index) =>
    buildFile(index),
  );
  return {
    chat_id: chatId,
    provider: 'bench',
    remote_origin: '',
    branch: '',
    pull_request_url: 'https://forge.test/acme/app/pull/1',
    head_sha: 'a'.repeat(40),
    files: files.map(({ path }) => ({
      path,
      previous_path: null,
      status: 'modified',
      additions: changedPerHunk * hunksPerFile,
      deletions: changedPerHunk * hunksPerFile,
      binary: false,
    })),
    diff: files.map(({ patch }) => patch).join(''),
    truncated: false,
  };
}

const hunksPerFile = 5;
const changedPerHunk = 10;
const contextPerHunk = 5;
const linesPerHunk = 2 * changedPerHunk + contextPerHunk;
const linesPerFile = hunksPerFile * linesPerHunk;

function buildFile(index: number): { path: string; patch: string } {
  const path = `src/area-${index % 20}/module-${index}.ts`;
  const hunks = Array.from({ length: hunksPerFile }, (_, hunk) => buildHunk(index, hunk));
  const head = `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n`;
  return { path, patch: `${head}--- a/${path}\n+++ b/${path}\n${hunks.join('')}` };
}

function buildHunk(file: number, hunk: number): string {
  const start = 1 + hunk * 100;
  const length = changedPerHunk + contextPerHunk;
  const numbers = Array.from({ length: changedPerHunk }, (_, line) => start + line);
  const context = Array.from(
    { length: contextPerHunk },
    (_, line) => ` // Context ${line} of hunk ${hunk} in module ${file}.\n`,
  );
  const removed = numbers.map(
    (line) => `-export const value${line} = compute(${line}, 'before', { retries: ${hunk} });\n`,
  );
  const added = numbers.map(
    (line) => `+export const value${line} = await compute(${line}, 'after', { retries: 3 });\n`,
  );
  const range = `@@ -${start},${length} +${start},${length} @@ function compute()\n`;
  return [range, ...context.slice(0, 3), ...removed, ...added, ...context.slice(3)].join('');
}
