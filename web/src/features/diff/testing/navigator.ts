/** The viewer's library asks what browser it runs in as soon as it is read. */
if (!('navigator' in globalThis)) {
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: 'node', platform: 'node', maxTouchPoints: 0 },
  });
}
