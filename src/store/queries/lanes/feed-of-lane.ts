import { isSilent } from '../webhooks/list-webhook-feeds.ts';

const longestQuietHours = 24;

/**
 * Whether webhooks of the repository of the list `l` are live: something was delivered within a day, no row
 * shows a change that should have been delivered since, and neither did the list.
 */
export const isFed = `EXISTS (
    SELECT FROM webhook_feeds f
    WHERE f.forge_id = l.forge_id AND f.repository = l.repository
      AND f.last_delivery_at > now() - interval '${longestQuietHours} hours'
      AND (l.missed_at >= f.last_delivery_at) IS NOT TRUE
      AND ${isSilent} IS NOT TRUE)`;

/** The same, for a hook that reports checks as well. */
export const isFedChecks = isFed.replace(
  'AND (l.missed_at',
  `AND f.last_checks_at > now() - interval '${longestQuietHours} hours'\n      AND (l.missed_at`,
);
