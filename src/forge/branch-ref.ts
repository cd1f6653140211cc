const prefix = 'refs/heads/';

/** `main` of `refs/heads/main`; undefined for a tag or anything else that is no branch. */
export function parseBranchRef(ref: string | undefined): string | undefined {
  const isBranch = ref !== undefined && ref.startsWith(prefix) && ref.length > prefix.length;
  return isBranch ? ref.slice(prefix.length) : undefined;
}

/** `refs/heads/main` of `main`. */
export function toBranchRef(branch: string): string {
  return `${prefix}${branch}`;
}
