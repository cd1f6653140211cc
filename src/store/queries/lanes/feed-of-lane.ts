import { isRecentDelivery } from '../../feed-identity.ts';
import { isSilent } from '../webhooks/list-webhook-feeds.ts';

/**
 * Whether webhooks of the repository of the list `l` are live: something was delivered within a day, no row
 * shows a change that should have been delivered since, and neither did the list.
 */
export const isFed = `EXISTS (
    SELECT FROM webhook_feeds f
    WHERE f.forge_id = l.forge_id AND f.repository = l.repository
      AND ${isRecentDelivery('f.last_delivery_at')}
      AND (l.missed_at >= f.last_delivery_at) IS NOT TRUE
      AND ${isSilent} IS NOT TRUE)`;

/** The same, for a hook that reports checks as well. */
export const isFedChecks = isFed.replace(
  'AND (l.missed_at',
  `AND ${isRecentDelivery('f.last_checks_at')}\n      AND (l.missed_at`,
);
