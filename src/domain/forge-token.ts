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
  | {
      kind: 'no_token';
      message: string;
      /** A token is stored, but may not be used: it belongs to another address, for example. */
      unusable?: true;
    };

/** Stops the use of one token at one forge until `until` (S5). */
export interface TokenPause {
  forgeId: string;
  tokenFingerprint: string;
  until: Date;
  message: string;
  /** The configuration's token, which every owner without a linked token uses. */
  shared: boolean;
}
