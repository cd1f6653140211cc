/** Whether an Accept header asks for a unified diff: `vnd.github.diff`, with or without version. */
export function wantsDiff(accept: string): boolean {
  return /application\/vnd\.github(\.v3)?\.(diff|patch)\b/.test(accept);
}
