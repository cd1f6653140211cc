/**
 * The header in which the page sends its half of the session. Browsers send a cookie to every port of a
 * host; this secret stays with the origin that stored it.
 */
export const pageSecretHeader = 'x-afterpush-session';

/** The key under which the page stores that secret in its `localStorage`. */
export const pageSecretKey = 'afterpush.session';
