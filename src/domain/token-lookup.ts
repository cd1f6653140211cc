/** The token that an owner's rows of one forge use. */
export type TokenLookup =
  | {
      kind: 'token';
      token: string;
      fingerprint: string;
      shared: boolean;
      /** Set while the forge refuses this token (S5). */
      pausedUntil: Date | null;
    }
  | { kind: 'no_token'; message: string };
