/** Blocks work until the test opens it. */
export function createGate() {
  const gate = { open: (): void => undefined, passed: Promise.resolve() };
  gate.passed = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  return gate;
}
