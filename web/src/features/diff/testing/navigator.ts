/** The viewer's library reads `navigator` while it is imported. */
if (!('navigator' in globalThis)) {
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: 'node', platform: 'node', maxTouchPoints: 0 },
  });
}
