import type { Environment } from '../platform/run-program.ts';

/** Where a token was found, in the order of precedence. */
export type CredentialKind = 'environment' | 'gh' | 'glab' | 'tea' | 'git';

export interface FoundCredential {
  token: string;
  kind: CredentialKind;
  /** For people: `GITHUB_TOKEN`, `gh`, `git credential helper`. */
  name: string;
}

/** The forge that a token is wanted for. */
export interface CredentialTarget {
  id: string;
  type: string;
  webBaseUrl: string;
  apiBaseUrl: string;
  /** Only remotes of clones name it, which a stranger may have written. */
  isOfClones?: boolean;
}

/** The machine of the person, as one process sees it. */
export interface Machine {
  environment: Environment;
  homeDirectory: string;
  /** How long a program may take. */
  timeoutMs: number;
}

/** Reads what one place has for a host (with its port); undefined when it has nothing. */
export type ReadCredential = (
  host: string,
  target: CredentialTarget,
  machine: Machine,
) => Promise<FoundCredential | undefined>;

/** A token that may be sent in a header; everything else that a program prints is no token. */
export function parseToken(text: string | undefined): string | undefined {
  const token = text?.trim() ?? '';
  return /^[\x21-\x7e]{1,4096}$/.test(token) ? token : undefined;
}
