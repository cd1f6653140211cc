/** The token that an owner's rows of one forge use. */
export type TokenLookup =
  | {
      kind: 'token';
      token: string;
      fingerprint: string;
      shared: boolean;
      /** Where it is from; absent where that is not known. */
      source?: TokenSource;
      /** Set while the forge refuses this token, or one of its quotas is used up (S5). */
      pauses: readonly BucketPause[];
    }
  | {
      kind: 'no_token';
      message: string;
      /** A token is stored, but may not be used: it belongs to another address, for example. */
      unusable?: true;
    };

/** Where a token is from: linked here, configured, or found in a tool of the same person. */
export interface TokenSource {
  kind: 'linked' | 'configuration' | 'environment' | 'gh' | 'glab' | 'tea' | 'git';
  /** For people: `GITHUB_TOKEN`, `gh`, `git credential helper`. */
  name: string;
}

/** A pause that is in force. */
export interface BucketPause {
  /** The quota that is used up; null when the whole token is paused. */
  bucket: string | null;
  endsInMs: number;
  /** When it ends by the database's clock: to show, never to compare. */
  until: Date;
}

/** Stops the use of one token at one forge, or of one of its quotas there, for a while (S5). */
export interface TokenPause {
  forgeId: string;
  tokenFingerprint: string;
  retryInMs: number;
  /** It ends on a whole second, of which the duration was computed. */
  endsOnSecond?: boolean;
  /** Null for the whole token. */
  bucket: string | null;
  /** The quotas that can serve a refresh: the rows of the token wait when all of them are paused. */
  statusBuckets: readonly string[];
  message: string;
  /** The configuration's token, which every owner without a linked token uses. */
  shared: boolean;
}

/** In place of a bucket: every request with the token. */
export const wholeToken = '';

/** The quota of requests to a forge's REST API, which every forge has. */
export const restBucket = 'core';

/**
 * The pause after which a call that any of the buckets can serve may be made; undefined when it may be
 * made now. Only when every usable bucket is paused is the call paused.
 */
export function findPause(
  pauses: readonly BucketPause[],
  buckets: readonly string[],
): BucketPause | undefined {
  const ofBuckets = buckets.map((bucket) => findLast(pauses, bucket));
  const first = ofBuckets.includes(undefined)
    ? undefined
    : ofBuckets
        .flatMap((pause) => pause ?? [])
        .toSorted((one, other) => one.endsInMs - other.endsInMs)[0];
  const whole = findLast(pauses, null);
  return whole && first && first.endsInMs > whole.endsInMs ? first : (whole ?? first);
}

function findLast(pauses: readonly BucketPause[], bucket: string | null): BucketPause | undefined {
  return pauses
    .filter((pause) => pause.bucket === bucket)
    .toSorted((one, other) => other.endsInMs - one.endsInMs)[0];
}
