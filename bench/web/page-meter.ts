import type { CDPSession, Page } from 'playwright-core';

export interface Frames {
  longestMs: number;
  /** The 95th percentile of the time between two frames. */
  p95Ms: number;
  count: number;
}

export interface Weight {
  /** After a garbage collection. */
  heapMegabytes: number;
  nodes: number;
}

/** Runs in the page before its own scripts. Records the time between frames on request. */
const frameCounter = `
  window.benchFrames = { gaps: [], running: false };
  window.benchStart = () => {
    const state = window.benchFrames;
    state.gaps = [];
    state.running = true;
    let before = performance.now();
    const next = (now) => {
      if (!state.running) return;
      state.gaps.push(now - before);
      before = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  };
  window.benchStop = () => {
    window.benchFrames.running = false;
    return window.benchFrames.gaps;
  };
`;

/** Must be called before the page navigates. */
export async function prepareFrames(page: Page): Promise<void> {
  await page.addInitScript(frameCounter);
}

/** Measures the frames during an action. */
export async function measureFrames(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate('benchStart()');
  await act();
  const gaps = (await page.evaluate<number[]>('benchStop()')).toSorted((a, b) => a - b);
  return {
    longestMs: gaps.at(-1) ?? 0,
    p95Ms: gaps[Math.floor(gaps.length * 0.95)] ?? 0,
    count: gaps.length,
  };
}

/** The memory of the page after a garbage collection. */
export async function weigh(page: Page): Promise<Weight> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  const read = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { heapMegabytes: read('JSHeapUsedSize') / 2 ** 20, nodes: read('Nodes') };
}

/** Counts transferred bytes by file extension; API responses count as `api`. */
export async function countTransferred(session: CDPSession): Promise<() => Map<string, number>> {
  const urls = new Map<string, string>();
  const bytes = new Map<string, number>();
  await session.send('Network.enable');
  session.on('Network.responseReceived', ({ requestId, response }) => {
    urls.set(requestId, new URL(response.url).pathname);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const path = urls.get(requestId) ?? '';
    const ending = path.startsWith('/api/') ? 'api' : (/\.(\w+)$/.exec(path)?.[1] ?? 'html');
    bytes.set(ending, (bytes.get(ending) ?? 0) + encodedDataLength);
  });
  return () => bytes;
}

/** Milliseconds from the start of the navigation to the first contentful paint. */
export async function readFirstPaint(page: Page): Promise<number> {
  return page.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`,
  );
}
