/** Whether it names a commit whole, and not the absence of one by zeros. */
export function isCommitSha(text: string): boolean {
  return /^(?!0+$)[0-9a-f]{40}(?:[0-9a-f]{24})?$/i.test(text);
}
