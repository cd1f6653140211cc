import { renewalLimitMs, renewedIdPrefix } from '../../../domain/chat-token.ts';

/** Of these, the time of use is that of the last renewal. */
export const isRenewedSql = `t.id LIKE '${renewedIdPrefix}%'`;

export const renewedAtSql = 'coalesce(t.last_used_at, t.created_at)';

export const renewalLimitSql = `interval '${renewalLimitMs} milliseconds'`;

/** A token that ended lives again after a renewal: the machine that renews it may have been suspended. */
export const isLiveSql = `(NOT ${isRenewedSql} OR ${renewedAtSql} > now() - ${renewalLimitSql})`;
