import { restBucket } from '../../domain/forge-token.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Access } from '../forge.ts';
import { createLimitStreaks } from './limit-streaks.ts';
import type { RequestContext } from './outcomes.ts';

/** A request, the quota that it uses, and what follows when the forge accepts it. */
export interface ApiContext extends RequestContext {
  bucket: string;
  accept(): void;
}

export interface ApiContextDeps {
  forge: { id: string; apiBaseUrl: string };
  clock: Pick<Clock, 'monotonic'>;
  /** The quota that a request uses; by default, all use the one of REST. */
  toBucket?: (url: string) => string;
  /** False where a 403 never means a rate limit. */
  answers403WhenSpent?: boolean;
}

/** Describes the requests of one API; the limits of each token and quota follow one another. */
export function createApiContexts({
  forge,
  clock,
  toBucket,
  answers403WhenSpent = true,
}: ApiContextDeps) {
  const { host } = new URL(forge.apiBaseUrl);
  const streaks = createLimitStreaks(clock);
  return (url: string, subject: string, { token, tokenFingerprint }: Access): ApiContext => {
    const bucket = toBucket?.(url) ?? restBucket;
    const key = `${tokenFingerprint} ${bucket}`;
    return {
      forgeId: forge.id,
      host,
      subject,
      token,
      answers403WhenSpent,
      bucket,
      // A spent quota without a name stops the token, except where the address says which one it is.
      separateQuota: bucket === restBucket ? undefined : bucket,
      toOpenPauseMs: () => streaks.extend(key),
      accept: () => streaks.end(key),
    };
  };
}
